"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.designation.rules import (
    CALL_STATE_TITLES,
    DESIGNATION_STATE_TITLES,
    MATERIAL_KIND_TITLES,
    STAGE_TITLES,
)
from studios.designation.rules_recommending import CHAIN_LEVEL_TITLES, DECISION_TITLES

ACTIONS: dict[str, str] = {
    "create_designation_call": "新建申报通知",
    "edit_designation_call": "修改申报通知",
    "publish_designation_call": "发布申报通知",
    "close_designation_call": "办结申报通知",
    "cancel_designation_call": "取消申报通知",
    "reopen_designation_call": "重新打开申报通知",
    "create_designation": "填写申报",
    "edit_designation": "修改申报",
    "add_material": "添加申报材料",
    "remove_material": "删除申报材料",
    "submit_designation": "提交申报",
    "withdraw_designation": "撤回申报",
    "recommend_designation": "同意推荐",
    "return_designation": "退回补充",
    "refuse_designation": "不推荐",
    "resume_recommendation": "重新推荐",
    "complete_recommendation": "推荐完成，送受理",
    "admit_designation": "受理",
    "correct_designation": "要求补正",
    "reject_designation": "不予受理",
    "supplement_designation": "提交补正",
    "recheck_designation": "重新审查",
    "visit_designation": "完成实地考察",
    "review_designation": "完成评审",
    "notice_designation": "公示",
    "decline_designation": "不予命名",
    "revise_designation": "恢复评审结论",
    "designate_studio": "命名",
    "settle_reviews": "汇总排名",
    "hold_designation": "指明异议涉及的工作室",
}
SUBJECTS: dict[str, str] = {
    "designation_calls": "申报通知",
    "designations": "工作室申报",
    "designation_results": "申报评审结果",
}
FIELDS: dict[str, str] = {
    "organiser_id": "通知单位",
    "document": "文号",
    "level": "命名级别",
    "naming_title": "命名称谓",
    "condition_set": "申报条件",
    "thresholds": "条件数值",
    "apply_from": "申报开始",
    "apply_to": "申报截止",
    "places": "命名总数",
    "unit_quota": "每个单位名额",
    "recommender_quota": "每个推荐单位名额",
    "site_weight": "实地考察权重",
    "paper_weight": "集中评审权重",
    "notice_days": "公示工作日",
    "term_years": "命名有效年数",
    "call_id": "申报通知",
    "studio_id": "工作室",
    "proposed_name": "拟命名名称",
    "summary": "主要事迹",
    "plan": "三年计划",
    "facts": "档案快照",
    "submitted_at": "提交时间",
    "awaited_id": "待提意见单位",
    "correct_by": "补正截止",
    "correction": "补正内容",
    "corrections": "补正次数",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    CALL_STATE_TITLES,
    DESIGNATION_STATE_TITLES,
    STAGE_TITLES,
    MATERIAL_KIND_TITLES,
    CHAIN_LEVEL_TITLES,
    DECISION_TITLES,
)
