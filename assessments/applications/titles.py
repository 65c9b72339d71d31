"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.applications.rules import APPLICATION_KIND_TITLES, APPLICATION_STATE_TITLES, EVIDENCE_KIND_TITLES

ACTIONS: dict[str, str] = {
    "create_application": "填写申报",
    "edit_application": "修改申报",
    "submit_application": "提交申报",
    "accept_application": "申报审核通过",
    "confirm_application": "核实申报条件",
    "return_application": "退回申报",
    "reject_application": "申报不符合条件",
    "withdraw_application": "撤回申报",
    "revise_application": "重新审核申报",
    "apply_for_resit": "申请补考",
    "add_evidence": "添加证明材料",
    "remove_evidence": "删除证明材料",
    "unmask_applications": "导出考生信息（完整证件号码）",
    "set_application_photo": "上传申报照片",
}
SUBJECTS: dict[str, str] = {
    "assessment_applications": "申报",
    "assessment_evidence": "证明材料",
}
FIELDS: dict[str, str] = {
    "batch_id": "认定计划",
    "item_id": "认定项目",
    "condition": "申报条件",
    "stated": "单位声明",
    "confirmed": "人工确认",
    "particulars": "报名信息",
    "parts": "应考部分",
    "resit_of_id": "原申报",
    "ticket_number": "准考证号",
    "evidence": "证明材料",
    "entered_by": "填写人",
    "submitted_by": "提交人",
    "state_reason": "处理意见",
    "reviewed_by": "审核人",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    APPLICATION_STATE_TITLES,
    APPLICATION_KIND_TITLES,
    EVIDENCE_KIND_TITLES,
)
