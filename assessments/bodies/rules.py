"""评价机构：备案、站点、给谁评价。可以认定的范围在 `rules_scope.py`，考评、督导人员的资格在 `rules_officials.py`。"""

import re
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from people.persons.rules import Level


class BodyKind(StrEnum):
    """评价机构类别：用人单位只评价本单位职工，社会培训评价组织面向社会（人社鉴发〔2019〕2号）。"""

    ENTERPRISE = "Y"
    SOCIAL = "S"


BODY_KIND_TITLES = {BodyKind.ENTERPRISE: "用人单位", BodyKind.SOCIAL: "社会培训评价组织"}


class OfficialRole(StrEnum):
    """In what capacity somebody works for a body."""

    ASSESSOR = "assessor"
    SENIOR_ASSESSOR = "senior-assessor"
    INTERNAL_INSPECTOR = "internal-inspector"
    EXTERNAL_INSPECTOR = "external-inspector"
    EXPERT = "expert"
    INVIGILATOR = "invigilator"


OFFICIAL_ROLE_TITLES = {
    OfficialRole.ASSESSOR: "考评员",
    OfficialRole.SENIOR_ASSESSOR: "高级考评员",
    OfficialRole.INTERNAL_INSPECTOR: "内部质量督导员",
    OfficialRole.EXTERNAL_INSPECTOR: "外部质量督导员",
    OfficialRole.EXPERT: "专家",
    OfficialRole.INVIGILATOR: "监考人员",
}

ASSESSING = frozenset({OfficialRole.ASSESSOR, OfficialRole.SENIOR_ASSESSOR, OfficialRole.EXPERT})

PROVINCES = r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6]|71|81|82"
PREFIX = re.compile(rf"[YS]\d{{4}}(?:{PROVINCES})\d{{6}}", re.ASCII)
"""站点前缀 13 位：类别 1 + 机构代码 4 + 省级代码 2 + 站点序列码 6（人社鉴发〔2019〕2号）。"""


def prefix_faults(kind: BodyKind, prefix: str) -> list[str]:
    """站点前缀的错误；空列表即可用。"""
    if not PREFIX.fullmatch(prefix):
        return ["前缀应为 13 位：字母 Y 或 S、4 位机构代码、2 位省级代码、6 位站点序列码，请对照备案文件。"]
    if prefix[0] != kind.value:
        return [f"前缀以 {prefix[0]} 开头，与机构类别“{BODY_KIND_TITLES[kind]}”（{kind.value}）不符，请核对。"]
    return []


def covers(levels: Collection[str], level: Level) -> bool:
    """Whether a list of levels, as it is stored, has `level`."""
    return level.value in levels


def holds_on(begins: date, ends: date | None, day: date) -> bool:
    """起止日期都算在内；没有止日的一直有效。"""
    return begins <= day and (ends is None or day <= ends)


class Standing(StrEnum):
    """Where a day stands against the days on which something holds."""

    UPCOMING = "upcoming"
    HOLDING = "holding"
    ENDING = "ending"
    LAPSED = "lapsed"


STANDING_TITLES = {
    Standing.UPCOMING: "尚未生效",
    Standing.HOLDING: "有效",
    Standing.ENDING: "即将到期",
    Standing.LAPSED: "已过期",
}
WARNING_DAYS = 90
"""有效期止前 90 天起提醒续办。"""


def standing_on(begins: date, ends: date, day: date) -> Standing:
    """有效期在某一天的情形；止日当天仍有效，止日前 90 天起为“即将到期”。"""
    if day < begins:
        return Standing.UPCOMING
    if day > ends:
        return Standing.LAPSED
    return Standing.ENDING if ends - day <= timedelta(days=WARNING_DAYS) else Standing.HOLDING


def reasons_against_applicant(kind: BodyKind, body_path: str, employer_path: str | None) -> list[str]:
    """用人单位只评价本单位（含下属单位）职工，社会培训评价组织面向社会（人社鉴发〔2019〕2号）。

    `body_path`、`employer_path` 是组织的路径；没有单位的人为 None。空列表即可以申报。
    """
    if kind is BodyKind.SOCIAL or (employer_path is not None and employer_path.startswith(body_path)):
        return []
    return ["用人单位评价机构只评价本单位职工，此人不是本单位职工；请改报社会培训评价组织，或先办理调动。"]
