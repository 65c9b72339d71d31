"""谁可以命名哪一级，先要有哪一级：各级工会只命名本级和下级；向上推荐不是命名。

出处：南湖 2017、天津经开区 2023 由区命名区级，合肥 2022、九江 2019 由市命名市级，更高一级由上级发通知、本级推荐；
九江〔2019〕40号“已被命名为县级或单位级”。产业工会比照区县、街镇只到企业级，是本系统的理解。
"""

from collections.abc import Sequence

from people.organisations.rules import KIND_TITLES, UNITS, OrganisationKind
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel, rank_of

_HIGHEST = {
    OrganisationKind.CITY_FEDERATION: NamingLevel.CITY_MODEL,
    OrganisationKind.DISTRICT_FEDERATION: NamingLevel.DISTRICT,
    OrganisationKind.INDUSTRIAL_UNION: NamingLevel.DISTRICT,
    **dict.fromkeys((OrganisationKind.STREET_UNION, *UNITS), NamingLevel.ENTERPRISE),
}


def levels_named_by(kind: OrganisationKind) -> Sequence[NamingLevel]:
    """一类组织可以命名的级别，由低到高；省级、全国的命名照文件登记在工作室档案里，不由本系统里的工会作出。"""
    return list(NamingLevel)[: rank_of(_HIGHEST[kind]) + 1]


def reasons_against_naming(kind: OrganisationKind, level: NamingLevel) -> list[str]:
    """超出本级权限的级别不能命名，只能推荐。"""
    named = levels_named_by(kind)
    if level in named:
        return []
    own = NAMING_LEVEL_TITLES[named[-1]]
    return [
        f"{KIND_TITLES[kind]}最高命名“{own}”，不能命名“{NAMING_LEVEL_TITLES[level]}”。"
        "更高一级由上级工会命名：请在上级的申报通知里推荐，命名文件下来后登记到工作室档案。"
    ]


def reasons_against_lower(lower: NamingLevel | None, level: NamingLevel) -> list[str]:
    """须先有的命名应低于这次命名的级别；没有这项要求的为 None。"""
    if lower is None or rank_of(lower) < rank_of(level):
        return []
    return [f"须先有的命名“{NAMING_LEVEL_TITLES[lower]}”应低于这次命名的级别“{NAMING_LEVEL_TITLES[level]}”。"]
