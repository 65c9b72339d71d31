"""可改的一份：各项数值和须先有的命名由通知自己定，0（空）表示不要求。

出处：荆州 2018“六有”（场地、设备、经费、制度、团队、课题）与各地数值的共同部分；不是哪一份办法的原文。
"""

from collections.abc import Mapping
from typing import Any

from people.honours.rules import HonourFamily, HonourLevel
from studios.designation.conditions import (
    Condition,
    activities_a_year,
    equipped,
    funded,
    leader_honoured,
    members_promoted,
    named_at,
    outcomes_a_year,
    outcomes_in_total,
    placed,
    projects_a_year,
    ruled,
    running_for,
    team_of,
)
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel

CODE = "plain"
TITLE = "自定数值"
SOURCE = "按通知自定"
LEVEL = NamingLevel.DISTRICT
DEFAULTS: Mapping[str, int | str] = {
    **{"years": 1, "team": 3, "outcomes": 1, "yearly_outcomes": 0, "activities": 1, "projects": 1, "promotions": 0},
    "lower_naming": "",
}

_COUNTED = {
    "years": (running_for, "运行满 {} 年。"),
    "team": (team_of, "团队不少于 {} 人。"),
    "outcomes": (outcomes_in_total, "累计取得 {} 项以上成果。"),
    "yearly_outcomes": (outcomes_a_year, "每年取得 {} 项以上成果。"),
    "activities": (activities_a_year, "每年开展 {} 场以上培训或交流。"),
    "projects": (projects_a_year, "每年立项 {} 项以上。"),
    "promotions": (members_promoted, "成员 {} 人以上晋升技能等级。"),
}


def conditions(thresholds: Mapping[str, Any]) -> tuple[Condition, ...]:
    """逐项条件；数值为 0（空）的一项不列。"""
    asked = {**DEFAULTS, **thresholds}
    counted = (
        make(name, words.format(asked[name]), asked[name]) for name, (make, words) in _COUNTED.items() if asked[name]
    )
    return (
        leader_honoured(
            "leader",
            "领衔人为区县级以上劳模、市级以上五一劳动奖章获得者、工匠或其他技术骨干。",
            (HonourFamily.MODEL_WORKER, HonourLevel.DISTRICT),
            (HonourFamily.MAY_DAY_MEDAL, HonourLevel.CITY),
            (HonourFamily.CRAFTSPERSON, HonourLevel.ENTERPRISE),
            others=True,
        ),
        *_lower_naming(asked["lower_naming"]),
        *counted,
        placed("place", "有固定的场所。"),
        equipped("equipment", "有必要的设备。"),
        funded("funds", "有专项经费。"),
        ruled("rules", "有规章制度。"),
    )


def _lower_naming(level: str) -> tuple[Condition, ...]:
    """九江〔2019〕40号：先有下级命名，再申报上一级。"""
    if not level:
        return ()
    text = f"已被命名为“{NAMING_LEVEL_TITLES[NamingLevel(level)]}”或更高级别的创新工作室。"
    return (named_at("lower-naming", text, NamingLevel(level)),)
