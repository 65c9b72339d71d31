"""全国教科文卫体系统 2023 示范性劳模和工匠人才创新工作室申报条件。

出处：教科文卫体工发〔2023〕8号，据学校网站转载（weishishipin.com.cn 15989）；读到的是摘录，措辞以原文为准。
"""

from collections.abc import Mapping
from typing import Any

from people.honours.rules import HonourFamily, HonourLevel
from studios.designation.conditions import (
    Condition,
    equipped,
    funded,
    judged,
    leader_honoured,
    placed,
    projected,
    ruled,
    running_for,
    team_of,
)
from studios.registry.rules import NamingLevel

CODE = "national-industry-2023"
TITLE = "全国教科文卫体系统 2023"
SOURCE = "教科文卫体工发〔2023〕8号（转载摘录）"
LEVEL = NamingLevel.NATIONAL


def conditions(_thresholds: Mapping[str, Any]) -> tuple[Condition, ...]:
    """逐项条件。条文只说“固定的团队”，没有人数，这里按领衔人之外至少 1 人判断。"""
    return (
        leader_honoured(
            "leader",
            "领衔人为省部级以上劳模、全国五一劳动奖章获得者，或名师名家。",
            (HonourFamily.MODEL_WORKER, HonourLevel.PROVINCIAL),
            (HonourFamily.ADVANCED_WORKER, HonourLevel.PROVINCIAL),
            (HonourFamily.MAY_DAY_MEDAL, HonourLevel.NATIONAL),
            others=True,
        ),
        team_of("team", "有固定的团队。", 2),
        running_for("running", "有效运行 3 年以上。", 3),
        placed("place", "有固定的场所。"),
        equipped("equipment", "有必要的设备。"),
        projected("projects", "有明确的课题和目标，承担地区、行业或单位的攻关任务。"),
        funded("funds", "有经费保障。"),
        ruled("rules", "有规章制度。"),
        judged("cycle", "有计划、有活动、有成果。"),
    )
