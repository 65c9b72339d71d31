"""What is an organisation, and which may stand below which."""

import re
from collections.abc import Iterable
from enum import StrEnum

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError


class OrganisationKind(StrEnum):
    """The kinds of organisation in the tree of a federation of trade unions."""

    CITY_FEDERATION = "city-federation"
    DISTRICT_FEDERATION = "district-federation"
    INDUSTRIAL_UNION = "industrial-union"
    STREET_UNION = "street-union"
    PRIMARY_UNION = "primary-union"
    SCHOOL = "school"
    ASSESSMENT_BODY = "assessment-body"


KIND_TITLES = {
    OrganisationKind.CITY_FEDERATION: "市总工会",
    OrganisationKind.DISTRICT_FEDERATION: "区县总工会",
    OrganisationKind.INDUSTRIAL_UNION: "产业工会",
    OrganisationKind.STREET_UNION: "街镇工会",
    OrganisationKind.PRIMARY_UNION: "企业/基层工会",
    OrganisationKind.SCHOOL: "院校",
    OrganisationKind.ASSESSMENT_BODY: "评价机构",
}


class Ownership(StrEnum):
    """公有制 or 非公有制, as union statistics count them."""

    PUBLIC = "public"
    NON_PUBLIC = "non-public"


OWNERSHIP_TITLES = {Ownership.PUBLIC: "公有", Ownership.NON_PUBLIC: "非公"}

FEDERATIONS = frozenset({OrganisationKind.CITY_FEDERATION, OrganisationKind.DISTRICT_FEDERATION})
UNITS = frozenset({OrganisationKind.PRIMARY_UNION, OrganisationKind.SCHOOL, OrganisationKind.ASSESSMENT_BODY})
UNION_ENDINGS = ("工会委员会", "工会")
_MAY_STAND_BELOW = {
    OrganisationKind.CITY_FEDERATION: frozenset[OrganisationKind](),
    OrganisationKind.DISTRICT_FEDERATION: frozenset({OrganisationKind.CITY_FEDERATION}),
    OrganisationKind.INDUSTRIAL_UNION: frozenset(FEDERATIONS),
    OrganisationKind.STREET_UNION: frozenset({OrganisationKind.DISTRICT_FEDERATION}),
}
_UNIT_PARENTS = frozenset(set(OrganisationKind) - {OrganisationKind.SCHOOL, OrganisationKind.ASSESSMENT_BODY})


def may_stand_below(kind: OrganisationKind, parent: OrganisationKind | None) -> bool:
    """Whether an organisation of `kind` may stand directly below one of kind `parent` (None: at the top)."""
    if parent is None:
        return kind in FEDERATIONS
    return parent in _MAY_STAND_BELOW.get(kind, _UNIT_PARENTS)


def unit_name(name: str) -> str:
    """基层工会所在单位的名称：工会按“单位名称＋工会（委员会）”命名，去掉后缀；总工会、联合工会不是一个单位的，照原名。"""
    ending = next((one for one in UNION_ENDINGS if name.endswith(one)), "")
    unit = name.removesuffix(ending)
    return name if not unit or unit.endswith(("总", "联合")) else unit


def lineage(path: str) -> list[int]:
    """The ids that a path names: those of all organisations above, the highest first, and last its own."""
    return [int(part) for part in path.split("/") if part]


def lineages(paths: Iterable[str]) -> set[int]:
    """The ids of these organisations and of all above them."""
    return {number for path in paths for number in lineage(path)}


def credit_code(text: str) -> str | None:
    """The unified social credit code in `text` in its standard form, or None if its check digit is wrong (GB 32100)."""
    try:
        return str(uscc.validate(text.strip()))
    except ValidationError:
        return None


def region_code_faults(text: str) -> list[str]:
    """行政区划代码：6 位数字（GB/T 2260）；可以不填。"""
    return [] if not text or re.fullmatch(r"\d{6}", text, re.ASCII) else ["行政区划代码应为 6 位数字，请核对。"]


def credit_code_faults(text: str) -> list[str]:
    """统一社会信用代码：18 位，校验码相符（GB 32100）；可以不填。"""
    return [] if not text or credit_code(text) else ["统一社会信用代码的校验码不对，或不是 18 位，请对照证照核对。"]


def organisation_name_faults(name: str) -> list[str]:
    """组织名称：2 至 100 个字，不含尖括号和换行。"""
    faults = [] if 2 <= len(name) <= 100 else ["名称应为 2 至 100 个字。"]
    return [*faults, "名称里有尖括号或看不见的字符，请删去。"] if re.search(r"[<>\x00-\x1f]", name) else faults


def place_faults(kind: OrganisationKind, parent: OrganisationKind | None) -> list[str]:
    """上下级关系是否合规，见 `may_stand_below`。"""
    if may_stand_below(kind, parent):
        return []
    above = f"“{KIND_TITLES[parent]}”下面" if parent else "最上层"
    return [f"{above}不能设“{KIND_TITLES[kind]}”，请核对类型和上级组织。"]
