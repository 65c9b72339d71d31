"""路演评分标准（百分制）。

出处：本系统的规定。展示内容（简介、团队分工、需求、受益群体、目标、计划、预算）和汇报、提问、打分的次序见
南通陈桥的路演评审表，分值没有读到原文，可以修改。
"""

from decimal import Decimal

from studios.rubrics.rules import ItemKind, Rubric, RubricItem


def _part(code: str, title: str, points: int) -> RubricItem:
    return RubricItem(code, title, "", ItemKind.PLAIN, Decimal(points))


RUBRIC = Rubric(
    code="pitch",
    title="路演评分标准",
    source="本系统的规定，分值可以修改",
    items=(
        _part("need", "需求和受益群体", 20),
        _part("plan", "目标和实施计划", 25),
        _part("novelty", "创新和示范", 25),
        _part("budget", "预算合理", 10),
        _part("talk", "汇报表达", 10),
        _part("answers", "回答提问", 10),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""六项 100 分。"""
