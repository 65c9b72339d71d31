"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.batches.rules import BATCH_STATE_TITLES, NODE_TITLES, NUMBER_WAY_TITLES, STEP_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_batch": "新建认定计划",
    "edit_batch": "修改认定计划",
    "amend_batch": "补充认定计划",
    "complete_node": "完成环节",
    "note_node": "环节自动完成",
    "reopen_node": "重新打开环节",
    "publish_batch": "发布认定计划",
    "cancel_batch": "取消认定计划",
    "complete_batch": "归档认定计划",
    "reopen_batch": "重新打开认定计划",
}
SUBJECTS: dict[str, str] = {
    "assessment_batches": "认定计划",
    "assessment_batch_items": "认定项目",
    "assessment_batch_nodes": "认定计划环节",
}
FIELDS: dict[str, str] = {
    "batch_items": "认定项目和名额",
    "node": "环节",
    "filing_number": "计划备案号",
    "apply_from": "报名开始",
    "apply_to": "报名截止",
    "examined_on": "考试日期",
    "number_way": "证书编号来源",
    "pass_score": "合格分数",
    "notice_days": "公示工作日",
    "resit_months": "单科成绩保留月数",
    "remarks": "备注",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    BATCH_STATE_TITLES,
    NODE_TITLES,
    NUMBER_WAY_TITLES,
    STEP_STATE_TITLES,
)
