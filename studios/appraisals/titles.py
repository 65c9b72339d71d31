"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.appraisals.rules import (
    APPRAISAL_STATE_TITLES,
    CONSEQUENCE_TITLES,
    GRADE_TITLES,
    ROUND_KIND_TITLES,
    ROUND_STATE_TITLES,
    WITHDRAWAL_GROUND_TITLES,
)

ACTIONS: dict[str, str] = {
    "create_round": "新建工作室考核",
    "edit_round": "修改工作室考核",
    "open_round": "开始工作室考核",
    "cancel_round": "取消工作室考核",
    "close_round": "办结工作室考核",
    "reopen_round": "恢复工作室考核",
    "report_appraisal": "交自查报告",
    "return_appraisal": "退回自查报告",
    "score_appraisal": "记入考核得分",
    "grade_appraisal": "定考核等次",
    "regrade_appraisal": "重定考核等次",
    "order_improvement": "下达整改通知",
    "report_improvement": "报整改情况",
    "return_improvement": "退回整改情况",
    "recheck_appraisal": "整改复查",
    "settle_appraisal": "了结考核",
    "reopen_appraisal": "恢复考核",
    "reconfirm_naming": "重新确认命名",
    "undo_downgrade": "撤销降级",
    "withdraw_naming": "摘牌",
    "undo_withdrawal": "撤销摘牌",
}
SUBJECTS: dict[str, str] = {
    "appraisal_rounds": "工作室考核",
    "appraisals": "一间工作室的考核",
    "improvement_orders": "整改通知",
    "naming_withdrawals": "摘牌决定",
}
FIELDS: dict[str, str] = {
    "title": "考核名称",
    "kind": "考核类型",
    "year": "年度",
    "level": "命名级别",
    "organiser_id": "组织考核的单位",
    "rubric_version_id": "评分标准",
    "report_by": "自查报告截止",
    "ends_by": "复核到哪天期满的命名",
    "excellent_from": "优秀最低分",
    "qualified_from": "合格最低分",
    "improve_from": "限期整改最低分",
    "term_years": "每期年数",
    "bar_years": "禁报年数",
    "appraisals": "考核的工作室数",
    "grade": "等次",
    "consequence": "结果",
    "due_on": "整改期限",
    "ground": "摘牌原因",
    "term_ends_on": "命名期满",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    ROUND_KIND_TITLES,
    ROUND_STATE_TITLES,
    APPRAISAL_STATE_TITLES,
    GRADE_TITLES,
    CONSEQUENCE_TITLES,
    WITHDRAWAL_GROUND_TITLES,
)
