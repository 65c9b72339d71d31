"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.menus.rules import CHANNEL_TITLES, ITEM_KIND_TITLES, LECTURE_MODE_TITLES, MENU_STATE_TITLES
from lectures.menus.rules_surveys import ANSWER_CHANNEL_TITLES, SURVEY_STATE_TITLES
from lectures.menus.rules_wishes import WISH_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_menu": "起草菜单",
    "edit_menu": "修改菜单说明",
    "publish_menu": "发布菜单",
    "retire_menu": "停用菜单",
    "add_menu_item": "添加菜单内容",
    "edit_menu_item": "修改菜单内容",
    "move_menu_item": "调整菜单次序",
    "remove_menu_item": "移除菜单内容",
    "make_wish": "提出心愿",
    "second_wish": "附议心愿",
    "withdraw_wish": "撤回心愿",
    "group_wishes": "归并心愿",
    "take_wish": "心愿列入菜单",
    "decline_wish": "心愿未采纳",
    "reopen_wish": "重新答复心愿",
    "create_demand_survey": "编写需求调查",
    "edit_demand_survey": "修改需求调查",
    "open_demand_survey": "开始需求调查",
    "close_demand_survey": "结束需求调查",
    "reopen_demand_survey": "重开需求调查",
    "answer_demand_survey": "填写需求调查",
    "take_demand_theme": "调查主题列入菜单",
}
SUBJECTS: dict[str, str] = {
    "menus": "点单菜单",
    "menu_items": "菜单内容",
    "menu_wishes": "心愿",
    "demand_surveys": "需求调查",
    "demand_themes": "调查主题",
    "demand_answers": "需求调查填写",
}
FIELDS: dict[str, str] = {
    "organisation_id": "单位",
    "number": "版次",
    "title": "名称",
    "note": "说明",
    "published_on": "发布日期",
    "items": "内容",
    "menu_id": "菜单",
    "code": "编号",
    "place": "次序",
    "kind": "种类",
    "large_class": "大类",
    "small_class": "小类",
    "theme": "主题",
    "summary": "简介",
    "minutes": "时长（分钟）",
    "lessons": "课时",
    "mode": "形式",
    "audiences": "适合听众",
    "channels": "点单渠道",
    "equipment": "场地设备要求",
    "most_people": "最多人数",
    "sample_url": "样片网址",
    "sample_id": "样片文件",
    "booklet_item_id": "展示册项目",
    "heading": "归并为",
    "introduction": "说明",
    "opens_on": "开始日期",
    "closes_on": "结束日期",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    ITEM_KIND_TITLES,
    CHANNEL_TITLES,
    LECTURE_MODE_TITLES,
    MENU_STATE_TITLES,
    WISH_STATE_TITLES,
    SURVEY_STATE_TITLES,
    ANSWER_CHANNEL_TITLES,
)
