"""九江 2019 市级劳模和工匠人才创新工作室申报条件。

出处：九江市总工会〔2019〕40号通知（jjgh.org.cn，2019-09-16）；读到的是摘录，措辞以原文为准。
"""

from collections.abc import Mapping
from typing import Any

from people.honours.rules import HonourFamily, HonourLevel
from studios.designation.conditions import (
    Condition,
    equipped,
    funded,
    leader_honoured,
    named_at,
    placed,
    ruled,
    running_for,
)
from studios.registry.rules import NamingLevel

CODE = "jiujiang-2019"
TITLE = "九江 2019 市级"
SOURCE = "九江市总工会〔2019〕40号通知（摘录）"
LEVEL = NamingLevel.CITY


def conditions(_thresholds: Mapping[str, Any]) -> tuple[Condition, ...]:
    """逐项条件。"""
    return (
        leader_honoured(
            "leader",
            "领衔人为市级以上劳模或知名工匠。",
            (HonourFamily.MODEL_WORKER, HonourLevel.CITY),
            (HonourFamily.ADVANCED_WORKER, HonourLevel.CITY),
            (HonourFamily.CRAFTSPERSON, HonourLevel.CITY),
        ),
        running_for("running", "有效运行 3 年以上。", 3),
        named_at("lower-naming", "已被命名为县级或单位级创新工作室。", NamingLevel.ENTERPRISE),
        placed("place", "有固定的场所。"),
        equipped("equipment", "有必要的设备。"),
        funded("funds", "有专项经费。"),
        ruled("rules", "有健全的规章制度。"),
    )
