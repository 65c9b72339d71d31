"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.challenges.rules import CHALLENGE_STATE_TITLES, CLAIM_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_challenge": "登记难题",
    "edit_challenge": "修改难题",
    "submit_challenge": "提交难题",
    "publish_challenge": "发布难题",
    "return_challenge": "退回难题",
    "withdraw_challenge": "撤下难题",
    "cancel_challenge": "取消难题",
    "restore_challenge": "恢复难题",
    "claim_challenge": "揭榜",
    "renew_claim": "重新揭榜",
    "withdraw_claim": "撤回揭榜",
    "take_claim": "选中揭榜",
    "decline_claim": "未选中揭榜",
    "release_claim": "解除揭榜",
    "choose_claim": "选定揭榜方",
    "assign_challenge": "派单",
    "reopen_challenge": "重新公开揭榜",
    "accept_challenge": "难题验收",
    "undo_acceptance": "撤销难题验收",
    "verify_challenge": "核实难题效益",
    "undo_verification": "撤销效益核实",
    "spread_challenge": "成果推广",
    "undo_spread": "撤销成果推广",
}
SUBJECTS: dict[str, str] = {
    "challenges": "揭榜难题",
    "challenge_claims": "揭榜",
}
FIELDS: dict[str, str] = {
    "organisation_id": "出题单位",
    "title": "难题",
    "industry": "行业",
    "problem": "问题",
    "target": "目标",
    "reward": "奖金",
    "deadline": "揭榜截止日期",
    "published_on": "发布日期",
    "project_id": "攻关项目",
    "verified_on": "效益核实日期",
    "studio_id": "工作室",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    CHALLENGE_STATE_TITLES,
    CLAIM_STATE_TITLES,
)
