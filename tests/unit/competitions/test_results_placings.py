"""竞赛名次按什么层级类别、什么组别写入履历。"""

import pytest

from competitions.planning.rules import CompetitionClass as Class
from competitions.planning.rules import CompetitionLevel as Level
from competitions.results.rules_placings import contest_tier, of_students
from people.careers.rules import ContestTier as Tier


@pytest.mark.parametrize(
    ("level", "tiers"),
    [
        (Level.NATIONAL, [Tier.NATIONAL] * 4),
        (Level.PROVINCIAL, [Tier.PROVINCIAL_FIRST, Tier.PROVINCIAL_FIRST] + [Tier.PROVINCIAL_SECOND] * 2),
        (Level.CITY, [Tier.CITY_FIRST, Tier.CITY_FIRST] + [Tier.CITY_SECOND] * 2),
        (Level.DISTRICT, [Tier.DISTRICT] * 4),
        (Level.ENTERPRISE, [Tier.ENTERPRISE] * 4),
        (Level.SCHOOL, [Tier.ENTERPRISE] * 4),
    ],
)
def test_contest_tier_of_each_level_and_class(level, tiers):
    classes = (Class.COMPREHENSIVE, Class.FIRST, Class.SECOND, Class.NONE)
    assert [contest_tier(level, one) for one in classes] == tiers


def test_of_students_by_the_title_of_the_category():
    titles = ("学生组", "院校学生组", "院校组", "职工组", "教师组", "高级工组")
    assert [of_students(title) for title in titles] == [True, True, True, False, False, False]
