"""模范职工之家会员测评表（百分制）：会员在手机上按五个方面选满意程度。

出处：建设“组织健全、维权到位、工作活跃、作用明显、职工信赖”的职工之家；来源文件 003（盐城）双评价中职工会员用的是
《模范职工之家创建标准》，分值没有读到：这里的分值和五档是本系统的建议，复制后可以修改。
"""

from decimal import Decimal

from studios.rubrics.rules import Band, ItemKind, Rubric, RubricItem

BANDS = tuple(
    Band(Decimal(points), Decimal(points), title)
    for points, title in ((20, "很满意"), (16, "满意"), (12, "一般"), (6, "不太满意"), (0, "不满意"))
)


def _item(code: str, title: str, hint: str) -> RubricItem:
    return RubricItem(code, title, "职工之家", ItemKind.BANDS, Decimal(20), BANDS, hint=hint)


RUBRIC = Rubric(
    code="workers-home",
    title="模范职工之家会员测评表（建议）",
    source="模范职工之家五个方面的要求；分值和五档为本系统的建议",
    items=(
        _item("organised", "组织健全", "知道工会在哪里、主席是谁，入会方便"),
        _item("rights", "维权到位", "工资、工时、安全、保险有问题时工会出面"),
        _item("active", "工作活跃", "经常有职工愿意参加的活动、培训和竞赛"),
        _item("effect", "作用明显", "困难有人帮，意见有回音，福利看得见"),
        _item("trusted", "职工信赖", "有事愿意找工会，经费使用公开"),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""五条各 20 分，五档。"""
