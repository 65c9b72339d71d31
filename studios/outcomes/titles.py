"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.outcomes.rules import OUTCOME_KIND_TITLES, OUTCOME_STATE_TITLES
from studios.outcomes.rules_benefit import BENEFIT_KIND_TITLES, BENEFIT_STATE_TITLES, MONEY_UNIT_TITLES

ACTIONS: dict[str, str] = {
    "record_outcome": "登记成果",
    "edit_outcome": "修改成果",
    "submit_outcome": "重新提交成果",
    "confirm_outcome": "确认成果",
    "return_outcome": "退回成果",
    "reopen_outcome": "重新打开成果",
    "withdraw_outcome": "撤销成果",
    "share_outcome": "设定工作室占比",
    "add_paper": "上传成果材料",
    "remove_paper": "删除成果材料",
    "add_adoption": "登记推广应用",
    "remove_adoption": "移除推广应用",
    "declare_benefit": "申报效益",
    "edit_benefit": "修改效益申报",
    "redeclare_benefit": "重新申报效益",
    "verify_benefit": "核实效益",
    "reject_benefit": "驳回效益",
    "reopen_benefit": "撤回效益核实",
}
SUBJECTS: dict[str, str] = {
    "studio_outcomes": "成果",
    "studio_benefits": "经济效益",
}
FIELDS: dict[str, str] = {
    "kind": "种类",
    "title": "名称",
    "number": "号码",
    "number_key": "统一号码",
    "holder": "权利人或发布单位",
    "dated": "成果日期",
    "finished_on": "完成（申请）日期",
    "description": "说明",
    "shared": "占比合计",
    "shares": "工作室占比",
    "papers": "证明材料",
    "adoptions": "推广应用",
    "authors": "作者",
    "studio_id": "工作室",
    "project_id": "攻关项目",
    "recorded_by_id": "登记人",
    "confirmed_by_id": "确认人",
    "outcome_id": "成果",
    "amount": "金额（元）",
    "typed": "填写的金额",
    "typed_unit": "金额单位",
    "unit_checked": "单位已核对",
    "begins": "效益起始日",
    "ends": "效益截止日",
    "formula": "计算公式",
    "quantities": "公式里的量",
    "base_data": "基础数据",
    "file_id": "证明文件",
    "verifier_id": "核实单位",
    "declared_by_id": "申报人",
    "verified_by_id": "核实人",
    "sealed_on": "盖章日期",
    "opinion": "核实意见",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    OUTCOME_KIND_TITLES,
    OUTCOME_STATE_TITLES,
    BENEFIT_KIND_TITLES,
    BENEFIT_STATE_TITLES,
    MONEY_UNIT_TITLES,
)
