"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.certification.rules_stock import MOVEMENT_TITLES

ACTIONS: dict[str, str] = {
    "record_movement": "登记空白证书变动",
    "reverse_movement": "冲销空白证书变动",
}
SUBJECTS: dict[str, str] = {
    "assessment_blank_stocks": "空白证书库存",
    "assessment_stock_movements": "空白证书变动",
}
FIELDS: dict[str, str] = {}
WORDS: tuple[Mapping[Any, str], ...] = (MOVEMENT_TITLES,)
