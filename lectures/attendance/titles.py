"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.attendance.rules import CHECK_IN_METHOD_TITLES, REGISTRATION_STATE_TITLES

ACTIONS: dict[str, str] = {
    "register_persons": "听课报名",
    "move_up_registration": "候补转为报名",
    "cancel_registration": "取消听课报名",
    "register_again": "重新报名",
    "wait_again": "重新候补",
    "change_capacity": "调整报名名额",
    "check_in_person": "签到",
    "add_check_in": "补登签到",
    "count_heads": "清点人数",
    "note_online_figures": "记录线上收看数据",
    "edit_addresses": "修改直播和回放地址",
    "add_lecture_material": "上传讲课资料",
    "remove_lecture_material": "删除讲课资料",
    "add_lecture_photo": "上传讲课照片",
    "change_photo_consent": "更新照片使用范围",
    "remove_lecture_photo": "删除讲课照片",
}
SUBJECTS: dict[str, str] = {
    "lecture_registrations": "听课报名",
    "check_ins": "签到",
    "head_counts": "清点人数",
    "online_figures": "线上收看数据",
    "lecture_materials": "讲课资料",
    "lecture_photos": "讲课照片",
}
FIELDS: dict[str, str] = {"method": "签到方式", "heads": "清点人数", "made_at": "设备记下的时间"}
WORDS: tuple[Mapping[Any, str], ...] = (REGISTRATION_STATE_TITLES, CHECK_IN_METHOD_TITLES)
