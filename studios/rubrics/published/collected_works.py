"""职工美术、书法、摄影和安全文化作品评审标准（百分制）。

出处：本系统的规定。报道只写了征集、评选、展出的次序和件数（征集 700 余件、展出 185 件），没有读到评分标准，可以修改。
"""

from decimal import Decimal

from studios.rubrics.rules import ItemKind, Rubric, RubricItem


def _part(code: str, title: str, points: int, hint: str) -> RubricItem:
    return RubricItem(code, title, "", ItemKind.PLAIN, Decimal(points), hint=hint)


RUBRIC = Rubric(
    code="collected-works",
    title="职工作品评审标准",
    source="本系统的规定，分值可以修改",
    items=(
        _part("theme", "主题内容", 40, "切合征集主题，反映职工和劳动"),
        _part("art", "艺术表现", 40, "构图、笔法、用光或表达有功力"),
        _part("originality", "原创新意", 20, "原创作品，有自己的角度"),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""三项 100 分。"""
