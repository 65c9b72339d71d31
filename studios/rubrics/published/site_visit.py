"""创新工作室实地考察核查表（百分制）：现场逐条核对，有即得分，缺什么扣什么。

出处：本系统的规定。核查内容取自各地命名条件中的“有场地、有设备、有经费、有制度、有规划和课题”和“标志明显、台账详实、
成效明显”（鞍山 2016、亳州 2014），以及山西煤矿工会的现场验收（档案、台账、成果证明、徒弟）；分值没有读到原文，
可以修改。
"""

from decimal import Decimal

from studios.rubrics.rules import FixedDeduction, ItemKind, Rubric, RubricItem


def _check(code: str, title: str, group: str, points: int, *deductions: tuple[str, int]) -> RubricItem:
    less = tuple(FixedDeduction(name, Decimal(lost)) for name, lost in deductions)
    return RubricItem(code, title, group, ItemKind.NONE_IS_ZERO, Decimal(points), deductions=less)


RUBRIC = Rubric(
    code="site-visit",
    title="创新工作室实地考察核查表",
    source="本系统的规定，核查内容取自各地命名条件",
    items=(
        _check("place", "有固定场地", "场所设备", 15, ("标志不明显", 3), ("与他用混用", 5)),
        _check("equipment", "有与课题相称的设备", "场所设备", 10, ("设备闲置", 4)),
        _check("funds", "有专项经费和账目", "经费制度", 15, ("账目不清", 5)),
        _check("rules", "有制度并公开", "经费制度", 10, ("没有上墙", 2), ("没有执行记录", 4)),
        _check("plan", "有规划和课题", "活动台账", 10, ("没有年度计划", 4)),
        RubricItem(
            "ledger",
            "活动、培训台账，近一年每季度一份",
            "活动台账",
            ItemKind.PER_MISSING,
            Decimal(10),
            per_unit=Decimal("2.5"),
            needed=4,
        ),
        _check("outcomes", "成果有证明材料", "成果人才", 20, ("部分没有证明", 8)),
        _check("apprentices", "师徒协议和徒弟到场", "成果人才", 10, ("徒弟没有到场", 3)),
        RubricItem("false-records", "现场与申报材料严重不符", "一票否决", ItemKind.VETO, Decimal(0)),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""八条核查 100 分，一条一票否决。"""
