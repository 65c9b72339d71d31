"""杭州市技能大师工作室考核评估标准（百分制）。

出处：《杭州市技能大师工作室考核评估标准》，据转录逐项照录分值和扣分，原件未读到。
原表另有“培养技师、高级技师加分”一栏，分值没有读到，这里不设加分；“经费使用”按程度扣分，由打分人直接写得分。
"""

from decimal import Decimal

from studios.rubrics.rules import FixedDeduction, ItemKind, Rubric, RubricItem


def _exists(code: str, title: str, group: str, points: str, *deductions: tuple[str, str], hint: str = "") -> RubricItem:
    less = tuple(FixedDeduction(name, Decimal(lost)) for name, lost in deductions)
    return RubricItem(code, title, group, ItemKind.NONE_IS_ZERO, Decimal(points), deductions=less, hint=hint)


def _roster(code: str, title: str, needed: int, each: str) -> RubricItem:
    return RubricItem(
        code,
        title,
        "带徒传艺",
        ItemKind.PER_MISSING,
        Decimal(10),
        per_unit=Decimal(each),
        needed=needed,
        deductions=(FixedDeduction("没有名册", Decimal(2)),),
    )


RUBRIC = Rubric(
    code="hangzhou-skill-master",
    title="杭州市技能大师工作室考核评估标准",
    source="《杭州市技能大师工作室考核评估标准》（转录，原件未读到）",
    items=(
        _exists("place", "场地", "基础保障", "10", ("标识不清", "2"), ("没有荣誉墙", "3")),
        _exists("equipment", "设备", "基础保障", "5", hint="设备不足扣 5 分"),
        _exists("support", "单位经费扶持和制度", "基础保障", "10", ("没有经费扶持", "5"), ("没有制度", "5")),
        RubricItem(
            "spending",
            "经费使用",
            "基础保障",
            ItemKind.PLAIN,
            Decimal(10),
            hint="没有账目或经费管理制度为 0 分；使用不当的按程度扣分",
        ),
        _exists("duties", "制度、职责上墙", "日常管理", "5", ("没有上墙", "2")),
        _exists("plans", "按时报送计划、总结", "日常管理", "10"),
        _exists("reform", "参与技术改造", "技术攻关", "5"),
        RubricItem("benefit", "总结推广和效益", "技术攻关", ItemKind.PLAIN, Decimal(10)),
        _exists("exchange", "技术交流会", "技术交流", "5"),
        _exists("service", "服务社会", "技术交流", "5"),
        _exists("schools", "校企合作", "技术交流", "5"),
        _roster("apprentices", "签订协议，每年带徒不少于 10 人", 10, "1"),
        _roster("high-skill", "每年培养高技能人才不少于 3 人", 3, "3"),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""场地、设备、经费、日常管理、攻关、交流、带徒，共 100 分。"""
