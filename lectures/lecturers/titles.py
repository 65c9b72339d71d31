"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.lecturers.rules import AUDIENCE_TITLES, LECTURER_STATE_TITLES
from lectures.lecturers.rules_teams import TEAM_DUTY_TITLES
from lectures.lecturers.rules_terms import TRAINING_RESULT_TITLES

ACTIONS: dict[str, str] = {
    "create_lecturer": "登记讲师",
    "recommend_lecturer": "推荐讲师",
    "edit_lecturer": "修改讲师档案",
    "advise_lecturer": "填写推荐意见",
    "appoint_lecturer": "聘任讲师",
    "renew_lecturer": "续聘讲师",
    "decline_lecturer": "不聘任讲师",
    "pause_lecturer": "停用讲师",
    "resume_lecturer": "恢复讲师在聘",
    "remove_lecturer": "讲师退出",
    "restore_lecturer": "讲师重新入库",
    "set_hours": "填写可讲时间",
    "add_training": "登记讲师培训",
    "remove_training": "删除讲师培训",
    "set_gallery": "设定是否公开展示",
    "set_lecturer_photo": "更换讲师照片",
    "note_rating": "记录听众评分",
    "create_team": "成立巡讲团",
    "edit_team": "修改巡讲团",
    "add_team_member": "讲师入团",
    "end_team_member": "讲师离团",
}
SUBJECTS: dict[str, str] = {
    "lecturers": "讲师",
    "lecturer_topics": "讲师的讲题",
    "lecturer_hours": "讲师的可讲时间",
    "lecturer_exceptions": "讲师的时间例外",
    "lecturer_steps": "讲师推荐意见",
    "lecturer_terms": "讲师聘期",
    "lecturer_trainings": "讲师培训",
    "lecturer_ratings": "讲师评分",
    "lecture_teams": "巡讲团",
    "lecture_team_members": "巡讲团成员",
}
FIELDS: dict[str, str] = {
    "organisation_id": "讲师库",
    "person_id": "人员",
    "studio_id": "工作室",
    "headline": "称号",
    "introduction": "简介",
    "audiences": "适合的听众",
    "languages": "语言",
    "latitude": "纬度",
    "longitude": "经度",
    "travel_km": "出行范围（公里）",
    "fee": "课酬（元）",
    "fee_rule": "课酬说明",
    "yearly_cap": "每年最多讲",
    "rest_days": "两讲之间的休息天数",
    "rating": "听众评分",
    "ratings": "评分份数",
    "photo_id": "照片",
    "public": "公开展示",
    "consent": "本人同意的依据",
    "topics": "讲题",
    "hours": "可讲时间",
    "exceptions": "例外",
    "term": "聘期",
    "agreed": "是否同意",
    "name": "名称",
    "begins": "开始日期",
    "ends": "结束日期",
    "duty": "分工",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    LECTURER_STATE_TITLES,
    AUDIENCE_TITLES,
    TRAINING_RESULT_TITLES,
    TEAM_DUTY_TITLES,
)
