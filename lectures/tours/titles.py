"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.tours.rules import LECTURE_STATE_TITLES, TOUR_KIND_TITLES, TOUR_STATE_TITLES
from lectures.tours.rules_releases import CHANGE_KIND_TITLES

ACTIONS: dict[str, str] = {
    "create_tour": "新建巡讲计划",
    "edit_tour": "修改巡讲计划",
    "close_tour": "结束巡讲计划",
    "reopen_tour": "重新打开巡讲计划",
    "create_lecture": "安排场次",
    "edit_lecture": "修改场次",
    "move_lecture": "场次改期",
    "delete_lecture": "删除没有发布的场次",
    "cancel_lecture": "取消场次",
    "restore_lecture": "恢复场次",
    "hold_lecture": "登记已举办",
    "correct_held_lecture": "更正已举办",
    "invite_speakers": "征询讲师",
    "answer_invitation": "讲师答复",
    "release_tour": "发布日程",
}
SUBJECTS: dict[str, str] = {
    "lecture_tours": "巡讲计划",
    "lectures": "场次",
    "lecture_points": "场次的地点",
    "lecture_speakers": "场次的讲师",
    "tour_releases": "发布的日程",
    "released_lectures": "发布的场次",
}
FIELDS: dict[str, str] = {
    "organisation_id": "主办",
    "kind": "种类",
    "title": "名称",
    "theme": "主题",
    "introduction": "介绍",
    "first_day": "开始日期",
    "last_day": "结束日期",
    "planned": "计划场次",
    "kinds": "要去的场所",
    "public": "公开",
    "state": "状态",
    "tour_id": "巡讲计划",
    "item_id": "菜单内容",
    "host_id": "接待单位",
    "uid": "日历标识",
    "mode": "形式",
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    "room": "房间",
    "contact": "现场联系人和电话",
    "registers": "需要报名",
    "capacity": "名额",
    "stream_url": "直播地址",
    "replay_url": "回放地址",
    "cancel_reason": "取消原因",
    "released_id": "发布的版本",
    "places": "地点",
    "lecturers": "讲师",
    "asked_at": "征询时间",
    "accepted_at": "接受时间",
    "declined_at": "婉拒时间",
    "decline_reason": "婉拒原因",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    TOUR_KIND_TITLES,
    TOUR_STATE_TITLES,
    LECTURE_STATE_TITLES,
    CHANGE_KIND_TITLES,
)
