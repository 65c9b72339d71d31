"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.classes.rules import (
    CLASS_FORM_TITLES,
    CLASS_STATE_TITLES,
    ENROLMENT_STATE_TITLES,
    EXCUSE_USE_TITLES,
)

ACTIONS: dict[str, str] = {
    "create_class": "开办培训班",
    "edit_class": "修改培训班",
    "join_class": "报名培训班",
    "return_to_class": "重新报名培训班",
    "withdraw_from_class": "退班",
    "excuse_absence": "登记请假",
    "finish_class": "评定结业",
    "reopen_class": "重新打开培训班",
    "cancel_class": "取消培训班",
}
SUBJECTS: dict[str, str] = {
    "training_classes": "培训班",
    "class_enrolments": "培训班学员",
    "class_excuses": "培训班请假",
}
FIELDS: dict[str, str] = {
    "tour_id": "计划",
    "form": "形式",
    "item_id": "课程",
    "capacity": "名额",
    "enrols_from": "报名开始",
    "enrols_to": "报名截止",
    "needed_share": "结业到课率",
    "excuse_use": "请假怎样算",
    "lessons": "学时",
    "completed": "结业人数",
    "exception": "例外决定",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    CLASS_FORM_TITLES,
    CLASS_STATE_TITLES,
    ENROLMENT_STATE_TITLES,
    EXCUSE_USE_TITLES,
)
