"""工会改革和重点机制项目评审标准（百分制）。

出处：本系统的规定。报道写明年度化推进、项目化落实、试点建设和命名，没有读到评分标准，可以修改。
"""

from decimal import Decimal

from studios.rubrics.rules import ItemKind, Rubric, RubricItem


def _part(code: str, title: str, points: int, hint: str) -> RubricItem:
    return RubricItem(code, title, "", ItemKind.PLAIN, Decimal(points), hint=hint)


RUBRIC = Rubric(
    code="reform-project",
    title="改革和重点机制项目评审标准",
    source="本系统的规定，分值可以修改",
    items=(
        _part("problem", "问题导向", 20, "针对基层和职工反映的实际问题"),
        _part("mechanism", "机制建设", 30, "责任、流程、制度文件齐全，能长期运行"),
        _part("progress", "年度推进", 20, "年度任务清楚，节点按期完成"),
        _part("effect", "实际成效", 20, "有数据、有事例，职工有感受"),
        _part("spread", "推广价值", 10, "其他地方可以学、可以用"),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""五项 100 分。"""
