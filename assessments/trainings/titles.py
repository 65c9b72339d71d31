"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.trainings.rules import TRAINING_MODE_TITLES, TRAINING_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_training": "新建培训班",
    "edit_training": "编辑培训班",
    "enrol_person": "登记学员",
    "remove_enrolment": "移出学员",
    "record_attendance": "登记出勤",
    "finish_training": "培训班结业",
    "cancel_training": "取消培训班",
    "reopen_training": "重新打开培训班",
}
SUBJECTS: dict[str, str] = {
    "trainings": "培训班",
    "training_enrolments": "学员",
}
FIELDS: dict[str, str] = {
    "subject": "培训内容",
    "begins": "开始日期",
    "ends": "结束日期",
    "hours": "学时",
    "required_share": "结业出勤比例",
    "teacher": "授课人",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    TRAINING_MODE_TITLES,
    TRAINING_STATE_TITLES,
)
