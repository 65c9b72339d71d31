"""荣誉：哪一种、哪一级、授予个人还是集体。级别写在荣誉的名称里，全国五一劳动奖章与省五一劳动奖章是两种荣誉。

“种类”（`HonourFamily`）与“级别”（`HonourLevel`）是两个方向：公布的数字有时分开（奖状、奖章各多少），有时合并，
有时按级别分列（全国 118、市 1746），都从同一份名册里数出来。
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class HonourLevel(StrEnum):
    """由哪一级授予，由高到低。直辖市记在省一级；早年登记没有写级别的为“未注明”，不计入任何一级。"""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    CITY = "city"
    DISTRICT = "district"
    ENTERPRISE = "enterprise"
    UNSTATED = "unstated"


LEVEL_TITLES = {
    HonourLevel.NATIONAL: "全国",
    HonourLevel.PROVINCIAL: "省（市）",
    HonourLevel.CITY: "地市",
    HonourLevel.DISTRICT: "区县",
    HonourLevel.ENTERPRISE: "企业",
    HonourLevel.UNSTATED: "级别未注明",
}


class HolderKind(StrEnum):
    """荣誉授予谁：个人、班组、岗位（集体）、单位。"""

    PERSON = "person"
    TEAM = "team"
    POST = "post"
    UNIT = "unit"


HOLDER_TITLES = {
    HolderKind.PERSON: "个人",
    HolderKind.TEAM: "班组",
    HolderKind.POST: "岗位",
    HolderKind.UNIT: "单位",
}


class HonourFamily(StrEnum):
    """荣誉的种类，不论哪一级授予。"""

    MODEL_WORKER = "model-worker"
    ADVANCED_WORKER = "advanced-worker"
    MAY_DAY_CERTIFICATE = "may-day-certificate"
    MAY_DAY_MEDAL = "may-day-medal"
    PIONEER_TEAM = "pioneer-team"
    PACESETTER = "pacesetter"
    PACESETTER_POST = "pacesetter-post"
    CRAFTSPERSON = "craftsperson"
    FINEST_WORKER = "finest-worker"
    SKILL_STAR = "skill-star"
    INNOVATION_STAR = "innovation-star"
    SKILL_EXPERT = "skill-expert"
    GRAND_SKILL_AWARD = "grand-skill-award"


FAMILY_TITLES = {
    HonourFamily.MODEL_WORKER: "劳动模范",
    HonourFamily.ADVANCED_WORKER: "先进工作者",
    HonourFamily.MAY_DAY_CERTIFICATE: "五一劳动奖状",
    HonourFamily.MAY_DAY_MEDAL: "五一劳动奖章",
    HonourFamily.PIONEER_TEAM: "工人先锋号",
    HonourFamily.PACESETTER: "五一巾帼标兵",
    HonourFamily.PACESETTER_POST: "五一巾帼标兵岗",
    HonourFamily.CRAFTSPERSON: "工匠",
    HonourFamily.FINEST_WORKER: "最美产业工人",
    HonourFamily.SKILL_STAR: "技能之星",
    HonourFamily.INNOVATION_STAR: "创新创效之星",
    HonourFamily.SKILL_EXPERT: "技术能手",
    HonourFamily.GRAND_SKILL_AWARD: "中华技能大奖",
}

_COLLECTIVE = {
    HonourFamily.MAY_DAY_CERTIFICATE: HolderKind.UNIT,
    HonourFamily.PIONEER_TEAM: HolderKind.TEAM,
    HonourFamily.PACESETTER_POST: HolderKind.POST,
}
FAMILY_HOLDERS = {family: _COLLECTIVE.get(family, HolderKind.PERSON) for family in HonourFamily}


class HonourKind(StrEnum):
    """一种荣誉：级别和种类。除最后几种外，存的值就是“级别-种类”。"""

    NATIONAL_MODEL_WORKER = "national-model-worker"
    PROVINCIAL_MODEL_WORKER = "provincial-model-worker"
    CITY_MODEL_WORKER = "city-model-worker"
    DISTRICT_MODEL_WORKER = "district-model-worker"
    ENTERPRISE_MODEL_WORKER = "enterprise-model-worker"
    NATIONAL_ADVANCED_WORKER = "national-advanced-worker"
    PROVINCIAL_ADVANCED_WORKER = "provincial-advanced-worker"
    CITY_ADVANCED_WORKER = "city-advanced-worker"
    DISTRICT_ADVANCED_WORKER = "district-advanced-worker"
    NATIONAL_MAY_DAY_CERTIFICATE = "national-may-day-certificate"
    PROVINCIAL_MAY_DAY_CERTIFICATE = "provincial-may-day-certificate"
    CITY_MAY_DAY_CERTIFICATE = "city-may-day-certificate"
    NATIONAL_MAY_DAY_MEDAL = "national-may-day-medal"
    PROVINCIAL_MAY_DAY_MEDAL = "provincial-may-day-medal"
    CITY_MAY_DAY_MEDAL = "city-may-day-medal"
    NATIONAL_PIONEER_TEAM = "national-pioneer-team"
    PROVINCIAL_PIONEER_TEAM = "provincial-pioneer-team"
    CITY_PIONEER_TEAM = "city-pioneer-team"
    DISTRICT_PIONEER_TEAM = "district-pioneer-team"
    NATIONAL_PACESETTER = "national-pacesetter"
    PROVINCIAL_PACESETTER = "provincial-pacesetter"
    CITY_PACESETTER = "city-pacesetter"
    DISTRICT_PACESETTER = "district-pacesetter"
    NATIONAL_PACESETTER_POST = "national-pacesetter-post"
    PROVINCIAL_PACESETTER_POST = "provincial-pacesetter-post"
    CITY_PACESETTER_POST = "city-pacesetter-post"
    DISTRICT_PACESETTER_POST = "district-pacesetter-post"
    NATIONAL_CRAFTSPERSON = "national-craftsperson"
    PROVINCIAL_CRAFTSPERSON = "provincial-craftsperson"
    CITY_CRAFTSPERSON = "city-craftsperson"
    DISTRICT_CRAFTSPERSON = "district-craftsperson"
    ENTERPRISE_CRAFTSPERSON = "enterprise-craftsperson"
    PROVINCIAL_FINEST_WORKER = "provincial-finest-worker"
    CITY_FINEST_WORKER = "city-finest-worker"
    DISTRICT_FINEST_WORKER = "district-finest-worker"
    PROVINCIAL_SKILL_STAR = "provincial-skill-star"
    CITY_SKILL_STAR = "city-skill-star"
    DISTRICT_SKILL_STAR = "district-skill-star"
    ENTERPRISE_SKILL_STAR = "enterprise-skill-star"
    PROVINCIAL_INNOVATION_STAR = "provincial-innovation-star"
    CITY_INNOVATION_STAR = "city-innovation-star"
    DISTRICT_INNOVATION_STAR = "district-innovation-star"
    ENTERPRISE_INNOVATION_STAR = "enterprise-innovation-star"
    NATIONAL_SKILL_EXPERT = "national-skill-expert"
    PROVINCIAL_SKILL_EXPERT = "provincial-skill-expert"
    CITY_SKILL_EXPERT = "city-skill-expert"
    GRAND_SKILL_AWARD = "grand-skill-award"
    JINGONG_CRAFTSPERSON = "jingong-craftsperson"
    MAY_DAY_MEDAL = "may-day-medal"
    CRAFTSPERSON = "craftsperson"


_NAMED_OTHERWISE = {
    HonourKind.GRAND_SKILL_AWARD: (HonourFamily.GRAND_SKILL_AWARD, HonourLevel.NATIONAL),
    HonourKind.JINGONG_CRAFTSPERSON: (HonourFamily.CRAFTSPERSON, HonourLevel.DISTRICT),
    HonourKind.MAY_DAY_MEDAL: (HonourFamily.MAY_DAY_MEDAL, HonourLevel.UNSTATED),
    HonourKind.CRAFTSPERSON: (HonourFamily.CRAFTSPERSON, HonourLevel.UNSTATED),
}


def _parts(kind: HonourKind) -> tuple[HonourFamily, HonourLevel]:
    if kind in _NAMED_OTHERWISE:
        return _NAMED_OTHERWISE[kind]
    level, _, family = kind.value.partition("-")
    return HonourFamily(family), HonourLevel(level)


HONOUR_FAMILIES: dict[HonourKind, HonourFamily] = {kind: _parts(kind)[0] for kind in HonourKind}
HONOUR_LEVELS: dict[HonourKind, HonourLevel] = {kind: _parts(kind)[1] for kind in HonourKind}
HONOUR_HOLDERS: dict[HonourKind, HolderKind] = {kind: FAMILY_HOLDERS[HONOUR_FAMILIES[kind]] for kind in HonourKind}

HONOUR_TITLES: dict[HonourKind, str] = {
    kind: LEVEL_TITLES[HONOUR_LEVELS[kind]] + FAMILY_TITLES[HONOUR_FAMILIES[kind]] for kind in HonourKind
} | {
    HonourKind.GRAND_SKILL_AWARD: "中华技能大奖",
    HonourKind.NATIONAL_CRAFTSPERSON: "大国工匠",
    HonourKind.JINGONG_CRAFTSPERSON: "津工工匠",
    HonourKind.CITY_SKILL_EXPERT: "市（区县）技术能手",
    HonourKind.MAY_DAY_MEDAL: "五一劳动奖章（级别未注明）",
    HonourKind.CRAFTSPERSON: "工匠（级别未注明）",
}


def kinds_of(
    family: HonourFamily | None = None, level: HonourLevel | None = None, holder: HolderKind | None = None
) -> list[HonourKind]:
    """某一种类、某一级别、授予某一类对象的全部荣誉；不限的不填。"""
    return [
        kind
        for kind in HonourKind
        if (family in (None, HONOUR_FAMILIES[kind]))
        and (level in (None, HONOUR_LEVELS[kind]))
        and (holder in (None, HONOUR_HOLDERS[kind]))
    ]


def is_at_least(kind: HonourKind, level: HonourLevel) -> bool:
    """荣誉是不是这一级或更高一级授予的；没有注明级别的不算。"""
    order = list(HonourLevel)
    return HONOUR_LEVELS[kind] is not HonourLevel.UNSTATED and order.index(HONOUR_LEVELS[kind]) <= order.index(level)


def highest_level(kinds: Iterable[HonourKind]) -> HonourLevel | None:
    """几项荣誉中最高的一级；没有荣誉的为 None。"""
    return min((HONOUR_LEVELS[kind] for kind in kinds), key=list(HonourLevel).index, default=None)


def reasons_against_dates(year: int, awarded_on: date | None, born: date | None, today: date) -> list[str]:
    """授予年份不早于 1949 年、不晚于今年，并在获得者出生之后；写明的授予日期在这一年之内、不晚于今天。"""
    reasons = []
    if not 1949 <= year <= today.year or (born is not None and year <= born.year):
        reasons.append("年份应在出生之后、今年之前或今年。" if born else "年份应在 1949 年到今年之间。")
    if awarded_on is not None and awarded_on.year != year:
        reasons.append(f"授予日期应在 {year} 年之内，请核对年份和日期。")
    if awarded_on is not None and awarded_on > today:
        reasons.append("授予日期不能晚于今天。")
    return reasons
