"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.sittings.rules import ATTENDANCE_TITLES, SITTING_DUTY_TITLES, SITTING_MODE_TITLES, SITTING_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_sitting": "安排场次",
    "edit_sitting": "修改场次",
    "remove_sitting": "删除场次",
    "seat_candidates": "编排座位",
    "seat_candidate": "手工排座位",
    "move_candidate": "调整座位",
    "unseat_candidate": "取消座位",
    "set_theory_paper": "理论组卷",
    "check_in_candidate": "登记考生到场情况",
    "expel_candidate": "取消本场成绩（违纪）",
    "restore_candidate": "恢复考生资格",
    "open_sitting": "开始考试",
    "close_sitting": "结束考试",
    "reopen_sitting": "重新打开场次",
    "assign_official": "安排考务人员",
    "remove_official": "撤下考务人员",
    "sanction_duties": "同意考务安排的例外",
    "edit_duty_rules": "修改考务规则",
    "edit_marking_scheme": "修改考评评分细则",
    "open_marking": "开始考评评分",
    "set_key_skill": "设为关键技能",
    "clear_key_skill": "取消关键技能",
}
SUBJECTS: dict[str, str] = {
    "assessment_sittings": "考试场次",
    "assessment_seats": "座位",
    "assessment_assignments": "考务安排",
    "assessment_duty_rules": "考务规则",
    "assessment_duty_exceptions": "考务安排的例外",
}
FIELDS: dict[str, str] = {
    "item_id": "考核项目",
    "seats": "已排座位数",
    "attendance": "到场情况",
    "attendance_reason": "取消成绩的原因",
    "due_at": "到时",
    "part": "考核部分",
    "mode": "考核方式",
    "premises_id": "考场",
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    "paper_id": "试卷",
    "scheme_id": "评分细则",
    "panel_id": "考评组",
    "blind": "不显示姓名",
    "duty": "分工",
    "assessors_least": "操作技能考评员最少人数",
    "reviewers_least": "综合评审委员最少人数",
    "odd": "考评人员须为单数",
    "candidates_each": "每名监考最多看几名考生",
    "invigilators_least": "每场监考最少人数",
    "inspectors_least": "每场督导员最少人数",
    "consecutive_most": "同一站点最多连续考评几场",
    "rotation_of": "每几名考评人员至少轮换一名",
    "same_unit_recused": "同一单位回避",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    SITTING_MODE_TITLES,
    SITTING_STATE_TITLES,
    ATTENDANCE_TITLES,
    SITTING_DUTY_TITLES,
)
