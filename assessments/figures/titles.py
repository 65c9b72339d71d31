"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.figures.rules import MEASURE_TITLES

ACTIONS: dict[str, str] = {
    "note_figure": "登记外部数字",
    "remove_figure": "删除外部数字",
}
SUBJECTS: dict[str, str] = {
    "external_figures": "外部数字",
}
FIELDS: dict[str, str] = {}
WORDS: tuple[Mapping[Any, str], ...] = (MEASURE_TITLES,)
