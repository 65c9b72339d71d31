"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.standards.conditions import JUDGEMENT_TITLES
from assessments.standards.rules import PART_TITLES

ACTIONS: dict[str, str] = {
    "create_standard": "登记国家职业标准",
    "edit_standard": "修改国家职业标准",
}
SUBJECTS: dict[str, str] = {
    "assessment_standards": "国家职业标准",
}
FIELDS: dict[str, str] = {
    "edition": "版本",
    "condition_set": "申报条件",
    "source": "出处",
}
WORDS: tuple[Mapping[Any, str], ...] = (PART_TITLES, JUDGEMENT_TITLES)
