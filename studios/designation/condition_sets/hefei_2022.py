"""合肥 2022 市级劳模（工匠人才）创新工作室申报条件。

出处：合肥市总工会 2022 年通知，据合肥报业转载（xwslwj.com 35451）；读到的是摘录，措辞以原文为准。
"""

from collections.abc import Mapping
from typing import Any

from people.honours.rules import HonourFamily, HonourLevel
from studios.designation.conditions import Condition, benefiting, leader_honoured, projects_a_year
from studios.registry.rules import NamingLevel

CODE = "hefei-2022"
TITLE = "合肥 2022 市级"
SOURCE = "合肥市总工会 2022 年通知，据合肥报业转载（摘录）"
LEVEL = NamingLevel.CITY


def conditions(_thresholds: Mapping[str, Any]) -> tuple[Condition, ...]:
    """逐项条件。"""
    return (
        leader_honoured(
            "leader",
            "领衔人为市级以上劳模、五一劳动奖章获得者或其他工匠人才。",
            (HonourFamily.MODEL_WORKER, HonourLevel.CITY),
            (HonourFamily.ADVANCED_WORKER, HonourLevel.CITY),
            (HonourFamily.MAY_DAY_MEDAL, HonourLevel.CITY),
            (HonourFamily.CRAFTSPERSON, HonourLevel.ENTERPRISE),
        ),
        projects_a_year("projects", "每年有 1 项以上经单位立项的课题。", 1),
        benefiting("benefit", "成果适应需要，产生经济效益或社会效益。"),
    )
