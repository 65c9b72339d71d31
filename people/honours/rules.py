"""The honours that competition notices and studio conditions speak of."""

from enum import StrEnum


class HonourKind(StrEnum):
    """An honour; the level that grants it is part of the honour."""

    GRAND_SKILL_AWARD = "grand-skill-award"
    NATIONAL_SKILL_EXPERT = "national-skill-expert"
    PROVINCIAL_SKILL_EXPERT = "provincial-skill-expert"
    CITY_SKILL_EXPERT = "city-skill-expert"
    NATIONAL_MODEL_WORKER = "national-model-worker"
    PROVINCIAL_MODEL_WORKER = "provincial-model-worker"
    MAY_DAY_MEDAL = "may-day-medal"
    CRAFTSPERSON = "craftsperson"


HONOUR_TITLES = {
    HonourKind.GRAND_SKILL_AWARD: "中华技能大奖",
    HonourKind.NATIONAL_SKILL_EXPERT: "全国技术能手",
    HonourKind.PROVINCIAL_SKILL_EXPERT: "省（市）技术能手",
    HonourKind.CITY_SKILL_EXPERT: "市（区县）技术能手",
    HonourKind.NATIONAL_MODEL_WORKER: "全国劳动模范",
    HonourKind.PROVINCIAL_MODEL_WORKER: "省（市）劳动模范",
    HonourKind.MAY_DAY_MEDAL: "五一劳动奖章",
    HonourKind.CRAFTSPERSON: "工匠",
}
