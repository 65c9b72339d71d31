"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.promotions.rules import GROUP_TITLES, PROMOTION_STATE_TITLES, RULE_SET_STATE_TITLES

ACTIONS: dict[str, str] = {
    "load_published_rules": "载入已公布的晋升规则",
    "edit_rule_set": "修改晋升规则草稿",
    "activate_rule_set": "启用晋升规则",
    "retire_rule_set": "停用晋升规则",
    "revise_rule_set": "起草晋升规则新版本",
    "open_promotion": "晋升档案自动生成",
    "update_promotion": "晋升档案按更正后的成绩更新",
    "confirm_promotion": "确认以赛代评晋升",
    "decline_promotion": "不予晋升",
    "withdraw_promotion": "撤回晋升",
    "reopen_promotion": "重新办理晋升",
}
SUBJECTS: dict[str, str] = {
    "promotion_rule_sets": "晋升规则",
    "promotions": "晋升档案",
}
FIELDS: dict[str, str] = {
    "contest": "适用竞赛",
    "once_a_year": "每人每年最多一次",
    "conditions": "须确认的条件",
    "notes": "说明",
    "source": "出处",
    "version": "版本",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    GROUP_TITLES,
    PROMOTION_STATE_TITLES,
    RULE_SET_STATE_TITLES,
)
