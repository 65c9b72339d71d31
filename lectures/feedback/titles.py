"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.feedback.rules import IMPROVEMENT_STATE_TITLES

ACTIONS: dict[str, str] = {
    "set_survey": "设置问卷",
    "answer_survey": "收到问卷",
    "create_improvement": "列入改进清单",
    "complete_improvement": "改进已落实",
    "drop_improvement": "不再办理改进事项",
    "reopen_improvement": "重新办理改进事项",
}
SUBJECTS: dict[str, str] = {"tour_surveys": "听课问卷", "lecture_improvements": "改进事项"}
FIELDS: dict[str, str] = {
    "version": "题目版本",
    "days": "开放天数",
    "least": "显示结果的最少份数",
    "question": "来自题目",
    "finding": "要改进什么",
    "doer": "责任人",
    "due_on": "完成期限",
    "done_with": "落实情况",
}
WORDS: tuple[Mapping[Any, str], ...] = (IMPROVEMENT_STATE_TITLES,)
