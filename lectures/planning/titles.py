"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.planning.rules import PLAN_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_plan": "计算排期方案",
    "propose_plan": "提出排期方案",
    "adopt_plan": "采用排期方案",
    "drop_plan": "放弃排期方案",
}
SUBJECTS: dict[str, str] = {"tour_plans": "排期方案"}
FIELDS: dict[str, str] = {
    "tour_id": "巡讲计划",
    "seconds": "最多算多少秒",
    "asked_at": "提出时间",
    "made_at": "算好时间",
    "wanted": "要排的场次",
    "placed": "排上的场次",
    "km": "路程（千米）",
    "baseline_placed": "逐场就近：排上的场次",
    "baseline_km": "逐场就近：路程（千米）",
}
WORDS: tuple[Mapping[Any, str], ...] = (PLAN_STATE_TITLES,)
