"""工作室年度计划：年初报目标和任务，年末报总结，由所在单位认可。"""

from datetime import date
from enum import StrEnum

from foundation.workflow import Workflow

PLAN_DUE = (3, 31)
"""计划的报送期限：当年几月几日。各地不同，可逐份另定。"""

SUMMARY_DUE = (1, 31)
"""总结的报送期限：次年几月几日。各地不同，可逐份另定。"""


class PlanState(StrEnum):
    """计划报送、认可，总结报送、认可。"""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SUMMARISED = "summarised"
    CLOSED = "closed"


PLAN_STATE_TITLES = {
    PlanState.DRAFT: "计划起草",
    PlanState.SUBMITTED: "计划待认可",
    PlanState.ACCEPTED: "执行中",
    PlanState.SUMMARISED: "总结待认可",
    PlanState.CLOSED: "已办结",
}

PLAN_WORKFLOW = Workflow(
    name="年度计划",
    table={
        (PlanState.DRAFT, "submit_plan"): PlanState.SUBMITTED,
        (PlanState.SUBMITTED, "accept_plan"): PlanState.ACCEPTED,
        (PlanState.ACCEPTED, "submit_summary"): PlanState.SUMMARISED,
        (PlanState.SUMMARISED, "accept_summary"): PlanState.CLOSED,
        (PlanState.SUBMITTED, "return_plan"): PlanState.DRAFT,
        (PlanState.ACCEPTED, "return_plan"): PlanState.DRAFT,
        (PlanState.SUMMARISED, "return_summary"): PlanState.ACCEPTED,
        (PlanState.CLOSED, "return_summary"): PlanState.ACCEPTED,
    },
    titles=PLAN_STATE_TITLES,
    corrections=frozenset({"return_plan", "return_summary"}),
)


def default_days(year: int) -> tuple[date, date]:
    """一年的计划和总结通常在哪一天之前报送。"""
    return date(year, *PLAN_DUE), date(year + 1, *SUMMARY_DUE)


def reasons_against_plan(year: int, founded_on: date, plan_due_on: date, summary_due_on: date) -> list[str]:
    """不报成立以前年份的计划；总结的期限在计划的期限之后。"""
    reasons = []
    if year < founded_on.year:
        reasons.append(f"工作室 {founded_on.year} 年才成立，没有 {year} 年的计划。")
    if summary_due_on <= plan_due_on:
        reasons.append("总结的期限应在计划的期限之后。")
    return reasons


def overdue_words(state: PlanState, today: date, plan_due_on: date, summary_due_on: date) -> str:
    """过了期限还没有报送的，说明是哪一件；没有过期的为空。期限当天不算过期。"""
    if state is PlanState.DRAFT and today > plan_due_on:
        return f"计划应在 {plan_due_on:%Y年%m月%d日} 前报送，已过期。"
    if state is PlanState.ACCEPTED and today > summary_due_on:
        return f"总结应在 {summary_due_on:%Y年%m月%d日} 前报送，已过期。"
    return ""
