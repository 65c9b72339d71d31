"""服务职工项目评审标准：五项准则，各 20 分。

出处：江门 2019 年工会服务职工项目创投：定位精准性、需求广泛性、方法创新性、项目示范性、
实施专业性。原文只有准则，没有分值；五项平分 100 分是本系统的规定，可以修改。
"""

from decimal import Decimal

from studios.rubrics.rules import ItemKind, Rubric, RubricItem


def _criterion(code: str, title: str, hint: str) -> RubricItem:
    return RubricItem(code, title, "", ItemKind.PLAIN, Decimal(20), hint=hint)


RUBRIC = Rubric(
    code="service-project",
    title="服务职工项目评审标准",
    source="江门 2019 年服务职工项目创投的五项准则；分值为本系统的规定",
    items=(
        _criterion("aim", "定位精准性", "目标人群和要解决的问题清楚"),
        _criterion("need", "需求广泛性", "有需求调查，受益职工多"),
        _criterion("method", "方法创新性", "做法有新意，可以实现"),
        _criterion("example", "项目示范性", "可以复制推广"),
        _criterion("practice", "实施专业性", "团队、计划和预算合理"),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""五项准则，各 20 分。"""
