"""陕西 2020 省级示范性劳模和工匠人才创新工作室申报条件。

出处：陕西省总工会 2020 年通知，据《三秦都市报》2020-05-17 报道转述；通知原文未读到，措辞以原文为准。
"""

from collections.abc import Mapping
from typing import Any

from people.honours.rules import HonourFamily, HonourLevel
from people.persons.rules import Level
from studios.designation.conditions import (
    Condition,
    activities_a_year,
    leader_honoured,
    members_promoted,
    outcomes_in_total,
    running_for,
)
from studios.registry.rules import NamingLevel

CODE = "shaanxi-2020"
TITLE = "陕西 2020 省级示范"
SOURCE = "陕西省总工会 2020 年通知，据《三秦都市报》2020-05-17 报道转述"
LEVEL = NamingLevel.PROVINCE


def conditions(_thresholds: Mapping[str, Any]) -> tuple[Condition, ...]:
    """逐项条件。"""
    return (
        leader_honoured(
            "leader",
            "领衔人为省部级以上劳模、省五一劳动奖章获得者、三秦工匠、产业工匠，或在岗高技能人才。",
            (HonourFamily.MODEL_WORKER, HonourLevel.PROVINCIAL),
            (HonourFamily.ADVANCED_WORKER, HonourLevel.PROVINCIAL),
            (HonourFamily.MAY_DAY_MEDAL, HonourLevel.PROVINCIAL),
            (HonourFamily.CRAFTSPERSON, HonourLevel.PROVINCIAL),
            skill=Level.THREE,
        ),
        running_for("running", "有效运行 3 年以上。", 3),
        outcomes_in_total("outcomes", "累计取得 3 项以上创新成果。", 3),
        activities_a_year("activities", "每年开展 2 次以上技术交流或培训。", 2),
        members_promoted("promotions", "成员中 3 人以上技能等级得到晋升。", 3),
    )
