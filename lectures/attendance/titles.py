"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.attendance.rules import CHECK_IN_METHOD_TITLES, REGISTRATION_STATE_TITLES

ACTIONS: dict[str, str] = {}
SUBJECTS: dict[str, str] = {
    "lecture_registrations": "听课报名",
    "check_ins": "签到",
    "head_counts": "清点人数",
    "online_figures": "线上收看数据",
    "lecture_materials": "讲课资料",
    "lecture_photos": "讲课照片",
}
FIELDS: dict[str, str] = {}
WORDS: tuple[Mapping[Any, str], ...] = (REGISTRATION_STATE_TITLES, CHECK_IN_METHOD_TITLES)
