"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.mentoring.rules import EXAMINATION_GRADE_TITLES, MENTORING_STATE_TITLES, SIDE_TITLES

ACTIONS: dict[str, str] = {
    "create_mentoring": "拟订师徒协议",
    "edit_mentoring": "修改师徒协议",
    "sign_mentoring": "签师徒协议",
    "begin_mentoring": "师徒协议生效",
    "write_month": "写每月记录",
    "remark_month": "写师傅评语",
    "examine_apprentice": "登记出师考核",
    "pass_apprentice": "出师",
    "extend_mentoring": "延长师徒协议",
    "fail_apprentice": "未出师",
    "correct_examination": "更正出师考核",
    "terminate_mentoring": "解除师徒协议",
    "set_terms": "设定带徒规定",
}
SUBJECTS: dict[str, str] = {
    "mentorings": "师徒协议",
    "mentoring_months": "师徒每月记录",
    "mentoring_terms": "带徒规定",
}
FIELDS: dict[str, str] = {
    "studio_id": "工作室",
    "master_id": "师傅",
    "apprentice_id": "徒弟",
    "occupation_code": "职业",
    "trade": "工种",
    "target": "目标等级",
    "begins": "开始日期",
    "ends": "结束日期",
    "first_ends": "原结束日期",
    "plan": "带教计划",
    "allowance": "津贴（元）",
    "grade": "考核等次",
    "signature": "签字",
    "master_signed_at": "师傅签字时间",
    "apprentice_signed_at": "徒弟签字时间",
    "paper_id": "纸质协议",
    "began_on": "生效日期",
    "closed_on": "办结日期",
    "close_reason": "解除原因",
    "skill_level_id": "取得的技能等级",
    "month": "月份",
    "learned": "学了什么",
    "written_at": "填写时间",
    "remark": "师傅评语",
    "remarked_at": "评语时间",
    "organisation_id": "单位",
    "mentoring_id": "师徒协议",
    "most_apprentices": "同时带徒上限",
    "excellent": "优秀津贴（%）",
    "good": "良好津贴（%）",
    "passed": "合格津贴（%）",
}
WORDS: tuple[Mapping[Any, str], ...] = (MENTORING_STATE_TITLES, EXAMINATION_GRADE_TITLES, SIDE_TITLES)
