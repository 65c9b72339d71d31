"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.results.rules import OUTCOME_STATE_TITLES, SCORE_SOURCE_TITLES, SCORE_STATE_TITLES
from assessments.results.rules_checks import CHECK_STATE_TITLES, FINDING_TITLES

ACTIONS: dict[str, str] = {
    "enter_score": "录入成绩",
    "review_score": "审核成绩",
    "return_score": "退回成绩",
    "reopen_score": "重新打开成绩",
    "begin_score_check": "开始抽检复核",
    "check_score": "抽检核对成绩",
    "finish_score_check": "完成抽检复核",
    "decide_outcome": "作出认定结果",
    "notice_outcome": "公示认定结果",
    "hold_outcome": "暂停认定结果",
    "release_outcome": "恢复认定结果",
    "finalise_outcome": "认定结果生效",
    "void_outcome": "作废认定结果",
    "redecide_outcome": "重新作出认定结果",
    "disqualify_outcome": "取消认定资格",
}
SUBJECTS: dict[str, str] = {
    "assessment_part_scores": "认定成绩",
    "assessment_outcomes": "认定结果",
    "assessment_score_checks": "成绩抽检复核",
    "assessment_score_check_items": "抽检的成绩",
}
FIELDS: dict[str, str] = {
    "application_id": "申报",
    "sitting_id": "场次",
    "score": "分数",
    "absent": "缺考",
    "expelled": "取消成绩",
    "failed_keys": "未通过的关键技能",
    "source": "成绩来源",
    "entered_by": "录入人",
    "entered_at": "录入时间",
    "state_reason": "原因",
    "working": "依据",
    "finding": "核对结果",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    SCORE_SOURCE_TITLES,
    SCORE_STATE_TITLES,
    OUTCOME_STATE_TITLES,
    CHECK_STATE_TITLES,
    FINDING_TITLES,
)
