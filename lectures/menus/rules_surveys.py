"""需求调查：编新一版菜单之前，单位和职工各答一次；单位数、单位填报的人数、职工人数分开统计，从不相加。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.workflow import Workflow


class SurveyState(StrEnum):
    """编写中 → 进行中 → 已结束。"""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


SURVEY_STATE_TITLES = {SurveyState.DRAFT: "编写中", SurveyState.OPEN: "进行中", SurveyState.CLOSED: "已结束"}

SURVEY_WORKFLOW = Workflow(
    name="需求调查",
    table={
        (SurveyState.DRAFT, "open_demand_survey"): SurveyState.OPEN,
        (SurveyState.OPEN, "close_demand_survey"): SurveyState.CLOSED,
        (SurveyState.CLOSED, "reopen_demand_survey"): SurveyState.OPEN,
    },
    titles=SURVEY_STATE_TITLES,
    corrections=frozenset({"reopen_demand_survey"}),
)


class AnswerChannel(StrEnum):
    """谁答的：单位由经办人填报，职工各答各的。"""

    UNIT = "unit"
    WORKER = "worker"


ANSWER_CHANNEL_TITLES = {AnswerChannel.UNIT: "单位填报", AnswerChannel.WORKER: "职工填写"}
MOST_THEMES = 60


def reasons_against_period(opens_on: date, closes_on: date, today: date) -> list[str]:
    """起止日期：结束不早于开始，也不早于今天。"""
    reasons = ["结束日期不能早于开始日期。"] if closes_on < opens_on else []
    return reasons + (["结束日期已经过去。"] if closes_on < today else [])


def reasons_against_answering(state: SurveyState, opens_on: date, closes_on: date, today: date) -> list[str]:
    """只在进行中、起止日期之内（含当天）能答。"""
    if state is SurveyState.OPEN and opens_on <= today <= closes_on:
        return []
    if state is SurveyState.OPEN and today < opens_on:
        return [f"调查从 {opens_on:%Y年%m月%d日} 开始，请到时再填。"]
    return ["调查已经结束，不能再填。"]


@dataclass(frozen=True)
class Demand:
    """一个主题的需求：选了它的单位数、这些单位填报的人数、选了它的职工人数。"""

    theme_id: int
    units: int = 0
    unit_people: int = 0
    workers: int = 0


def ranked(demands: Iterable[Demand]) -> list[Demand]:
    """按需求排列：单位数多的在前，同数的看职工人数，再看单位填报的人数；三个数各比各的，不相加。"""
    return sorted(demands, key=lambda one: (-one.units, -one.workers, -one.unit_people, one.theme_id))
