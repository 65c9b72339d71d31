"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.evaluations.rules import EVALUATION_STATE_TITLES
from studios.evaluations.rules_trees import (
    LEAF_KIND_TITLES,
    LEAF_STATE_TITLES,
    PROBLEM_STATE_TITLES,
    TREE_STATE_TITLES,
)

ACTIONS: dict[str, str] = {
    "create_evaluation": "新建双评价",
    "edit_evaluation": "修改双评价",
    "open_evaluation": "开始双评价",
    "rate_subject": "会员测评",
    "close_evaluation": "公布双评价结果",
    "reopen_evaluation": "恢复双评价",
    "cancel_evaluation": "取消双评价",
    "create_tree": "新建指标考核",
    "edit_tree": "修改指标考核",
    "copy_tree": "复制指标考核",
    "import_tree": "导入指标",
    "add_indicator": "添加指标",
    "edit_indicator": "修改指标",
    "remove_indicator": "删去指标",
    "set_tree_units": "填写成员单位",
    "open_tree": "开始指标考核",
    "close_tree": "办结指标考核",
    "reopen_tree": "恢复指标考核",
    "report_leaf": "报指标自评",
    "check_leaf": "核定指标",
    "reopen_leaf": "退回指标自评",
    "add_problem": "登记督查问题",
    "report_problem": "报督查问题整改",
    "return_problem": "退回督查问题整改",
    "close_problem": "督查问题销号",
    "reopen_problem": "恢复督查问题",
}
SUBJECTS: dict[str, str] = {
    "evaluations": "双评价",
    "evaluation_subjects": "双评价对象",
    "indicator_trees": "指标考核",
    "indicators": "指标",
    "tree_units": "成员单位",
    "leaf_reports": "指标自评",
    "tree_problems": "督查问题",
}
FIELDS: dict[str, str] = {
    "title": "名称",
    "organiser_id": "组织单位",
    "period": "评价时间段",
    "officer_rubric_id": "上级用的标准",
    "member_rubric_id": "会员用的标准",
    "officer_weight": "上级评价权重",
    "least_officers": "上级至少几人",
    "least_members": "会员至少几人",
    "closes_on": "会员测评截止",
    "subjects": "对象数",
    "raters": "上级评价人数",
    "year": "年度",
    "report_by": "自评截止",
    "missing_is_zero": "没有报的按 0 分计",
    "indicators": "指标数",
    "tree_units": "成员单位数",
    "missing_leaves": "没有报的项数",
    "code": "编号",
    "weight": "权重",
    "kind": "计分方式",
    "full": "满分或目标值",
    "measure": "计量单位",
    "evidence": "佐证材料",
    "value": "自评",
    "checked_value": "核定",
    "due_on": "整改期限",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    EVALUATION_STATE_TITLES,
    TREE_STATE_TITLES,
    LEAF_STATE_TITLES,
    LEAF_KIND_TITLES,
    PROBLEM_STATE_TITLES,
)
