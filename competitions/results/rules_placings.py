"""竞赛名次写入个人履历时，按什么层级类别、什么组别计算。"""

from competitions.planning.rules import CompetitionClass, CompetitionLevel
from people.careers.rules import ContestTier

_CLASSED = {
    CompetitionLevel.PROVINCIAL: (ContestTier.PROVINCIAL_FIRST, ContestTier.PROVINCIAL_SECOND),
    CompetitionLevel.CITY: (ContestTier.CITY_FIRST, ContestTier.CITY_SECOND),
}
_PLAIN = {
    CompetitionLevel.NATIONAL: ContestTier.NATIONAL,
    CompetitionLevel.DISTRICT: ContestTier.DISTRICT,
    CompetitionLevel.ENTERPRISE: ContestTier.ENTERPRISE,
    CompetitionLevel.SCHOOL: ContestTier.ENTERPRISE,
}
_FIRST = frozenset({CompetitionClass.FIRST, CompetitionClass.COMPREHENSIVE})


def contest_tier(level: CompetitionLevel, competition_class: CompetitionClass) -> ContestTier:
    """省级、市级竞赛的综合赛和一类赛算一类，其余算二类：没有分类的不往高算（天津 2024 的分档）。其他级别不分类。"""
    if level in _CLASSED:
        first, second = _CLASSED[level]
        return first if competition_class in _FIRST else second
    return _PLAIN[level]


def of_students(category: str) -> bool:
    """组别名称里写明“学生”或“院校”的是学生组，其余是职工组。"""
    return "学生" in category or "院校" in category
