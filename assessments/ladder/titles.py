"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.ladder.rules import RECOGNITION_STATE_TITLES

ACTIONS: dict[str, str] = {
    "propose_recognition": "提出等级认可",
    "confirm_recognition": "审定等级认可",
    "reject_recognition": "不予等级认可",
    "withdraw_recognition": "撤回等级认可",
    "end_appointment": "结束聘任",
}
SUBJECTS: dict[str, str] = {
    "ladder_recognitions": "等级认可",
}
FIELDS: dict[str, str] = {}
WORDS: tuple[Mapping[Any, str], ...] = (RECOGNITION_STATE_TITLES,)
