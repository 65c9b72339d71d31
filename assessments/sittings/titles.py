"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.sittings.rules import ATTENDANCE_TITLES, SITTING_DUTY_TITLES, SITTING_MODE_TITLES, SITTING_STATE_TITLES

ACTIONS: dict[str, str] = {
    "open_sitting": "开始考试",
    "close_sitting": "结束考试",
    "reopen_sitting": "重新打开场次",
}
SUBJECTS: dict[str, str] = {
    "assessment_sittings": "考试场次",
    "assessment_seats": "座位",
    "assessment_assignments": "考务安排",
}
FIELDS: dict[str, str] = {
    "part": "考核部分",
    "mode": "考核方式",
    "premises_id": "考场",
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    "paper_id": "试卷",
    "scheme_id": "评分细则",
    "panel_id": "考评组",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    SITTING_MODE_TITLES,
    SITTING_STATE_TITLES,
    ATTENDANCE_TITLES,
    SITTING_DUTY_TITLES,
)
