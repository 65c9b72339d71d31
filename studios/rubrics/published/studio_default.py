"""创新工作室评分标准（通用，百分制）：可复制后修改各项分值。

出处：本系统的规定：基础建设 20、团队与领衔 15、经费 10、攻关项目 20、创新成果 20、人才培养 10、
示范辐射与交流 5，加分合计不超过 10，重大安全事故、失信、造假一票否决。
"""

from decimal import Decimal

from studios.rubrics.rules import ItemKind, Rubric, RubricItem


def _plain(code: str, title: str, group: str, points: int, hint: str = "") -> RubricItem:
    return RubricItem(code, title, group, ItemKind.PLAIN, Decimal(points), hint=hint)


def _veto(code: str, title: str) -> RubricItem:
    return RubricItem(code, title, "一票否决", ItemKind.VETO, Decimal(0))


RUBRIC = Rubric(
    code="studio-default",
    title="创新工作室评分标准（通用）",
    source="本系统的规定，分值可以修改",
    items=(
        RubricItem("place", "固定场地", "基础建设", ItemKind.NONE_IS_ZERO, Decimal(5)),
        _plain("equipment", "设备", "基础建设", 5),
        _plain("rules", "制度", "基础建设", 5),
        _plain("ledger", "标识和台账", "基础建设", 5),
        _plain("leader", "领衔人的荣誉、技能和带头作用", "团队与领衔", 8),
        _plain("team", "团队人数、结构和分工", "团队与领衔", 7),
        _plain("funds", "经费来源、数额和使用", "经费", 10),
        _plain("projects", "立项数", "攻关项目", 6),
        _plain("completion", "完成率", "攻关项目", 7),
        _plain("difficulty", "难度", "攻关项目", 7),
        _plain("outcomes", "创新成果的数量和层次", "创新成果", 10, "专利、标准、工法、操作法、论文、五小"),
        _plain("benefit", "经核实的经济效益和推广应用", "创新成果", 10, "没有核实的效益不计"),
        _plain("training", "师徒、培训和技能晋级", "人才培养", 10),
        _plain("spread", "示范辐射与交流", "示范辐射与交流", 5),
        RubricItem("alliance", "联盟攻关", "加分", ItemKind.BONUS, Decimal(5)),
        RubricItem("honours", "上级荣誉", "加分", ItemKind.BONUS, Decimal(8)),
        _veto("accident", "发生重大安全事故"),
        _veto("discredit", "严重失信"),
        _veto("fraud", "材料弄虚作假"),
    ),
    bonus_cap=Decimal(10),
    full=Decimal(100),
)
"""七个方面 100 分，加分最多 10 分，三条一票否决。"""
