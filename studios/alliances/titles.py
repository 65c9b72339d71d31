"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.alliances.rules import ALLIANCE_ACTIVITY_KIND_TITLES, ALLIANCE_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_alliance": "登记联盟",
    "edit_alliance": "修改联盟",
    "dissolve_alliance": "解散联盟",
    "restore_alliance": "恢复联盟",
    "add_alliance_member": "加入联盟",
    "end_alliance_membership": "退出联盟",
    "add_alliance_turn": "排定轮值",
    "remove_alliance_turn": "删除轮值",
    "add_alliance_activity": "登记联盟活动",
    "remove_alliance_activity": "删除联盟活动",
}
SUBJECTS: dict[str, str] = {
    "alliances": "工作室联盟",
    "alliance_members": "联盟成员",
    "alliance_turns": "联盟轮值",
    "alliance_activities": "联盟活动",
}
FIELDS: dict[str, str] = {
    "organisation_id": "建档单位",
    "lead_studio_id": "牵头工作室",
    "name": "名称",
    "industry": "行业",
    "regions": "覆盖地区",
    "purpose": "宗旨",
    "document": "文号",
    "founded_on": "成立日期",
    "dissolved_on": "解散日期",
    "charter_id": "章程",
    "left_on": "退出日期",
    "left_reason": "退出原因",
    "turn": "轮值期",
    "held_on": "举办日期",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    ALLIANCE_ACTIVITY_KIND_TITLES,
    ALLIANCE_STATE_TITLES,
)
