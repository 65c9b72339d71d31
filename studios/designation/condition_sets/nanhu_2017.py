"""嘉兴南湖 2017 区级职工（技师）创新工作室申报条件。

出处：嘉兴市南湖区总工会 2017 年通知，据 nbxinxi.com 140968 转载；读到的是摘录，措辞以原文为准。
"""

from collections.abc import Mapping
from typing import Any

from people.persons.rules import Level
from studios.designation.conditions import (
    Condition,
    equipped,
    funded,
    leader_skilled,
    placed,
    projected,
    ruled,
    team_of,
)
from studios.registry.rules import NamingLevel

CODE = "nanhu-2017"
TITLE = "南湖 2017 区级"
SOURCE = "嘉兴市南湖区总工会 2017 年通知（转载摘录）"
LEVEL = NamingLevel.DISTRICT


def conditions(_thresholds: Mapping[str, Any]) -> tuple[Condition, ...]:
    """逐项条件。"""
    return (
        leader_skilled("leader", "领衔人具有高级工以上技能等级。", Level.THREE),
        team_of("team", "团队成员不少于 3 人。", 3),
        placed("place", "有固定的场所。"),
        funded("funds", "有经费保障。"),
        equipped("equipment", "有必要的设备。"),
        ruled("rules", "有规章制度。"),
        projected("projects", "有实际的攻关项目。"),
    )
