"""国家职业标准：考什么、考到几级。各级的申报条件在 `condition_sets/`，一版一个文件。"""

from enum import StrEnum

from people.persons.rules import Level


class Part(StrEnum):
    """A part of an assessment; each is marked out of 100 and must be passed by itself (考核方式)."""

    THEORY = "theory"
    PRACTICAL = "practical"
    COMPREHENSIVE = "comprehensive"


PART_TITLES = {
    Part.THEORY: "理论知识考试",
    Part.PRACTICAL: "操作技能考核",
    Part.COMPREHENSIVE: "综合评审",
}

EXAMINED_LEVELS = (Level.FIVE, Level.FOUR, Level.THREE, Level.TWO, Level.ONE)
"""经考核评定的五个等级；学徒工由用人单位转正定级，特级技师、首席技师评聘结合。"""

FULL_SCORE = 100
PASS_SCORE = 60


def parts_of(level: Level) -> tuple[Part, ...]:
    """各级考什么：都考理论和操作，技师、高级技师另有综合评审（国家职业标准编制技术规程 2023 年版）。"""
    basic = (Part.THEORY, Part.PRACTICAL)
    return (*basic, Part.COMPREHENSIVE) if level in {Level.TWO, Level.ONE} else basic
