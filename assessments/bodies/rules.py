"""评价机构：备案、站点、可以认定的范围，以及考评、督导人员的资格。"""

import re
from collections.abc import Collection
from datetime import date
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
INSPECTING = frozenset({OfficialRole.INTERNAL_INSPECTOR, OfficialRole.EXTERNAL_INSPECTOR})

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
