"""Who sits on a panel, in which duty, and who must step aside."""

from enum import StrEnum

from foundation.workflow import Workflow


class Duty(StrEnum):
    """The duty of a panel member (裁判分工)."""

    CHIEF = "chief"
    MARKING = "marking"
    CHECK_IN = "check-in"
    ANONYMISING = "anonymising"
    FLOOR = "floor"


DUTY_TITLES = {
    Duty.CHIEF: "裁判长",
    Duty.MARKING: "评分裁判",
    Duty.CHECK_IN: "检录裁判",
    Duty.ANONYMISING: "加密裁判",
    Duty.FLOOR: "现场裁判",
}


class MarkSource(StrEnum):
    """Where the marks of a panel come from (评分来源)."""

    TABLET = "tablet"
    PAPER = "paper"
    IMPORT = "import"


SOURCE_TITLES = {
    MarkSource.TABLET: "平板评分",
    MarkSource.PAPER: "纸质评分表，两人录入",
    MarkSource.IMPORT: "考试成绩导入",
}


class PanelState(StrEnum):
    """A closed panel's sheets are read only."""

    OPEN = "open"
    CLOSED = "closed"


PANEL_STATE_TITLES = {PanelState.OPEN: "评分中", PanelState.CLOSED: "评分结束"}

PANEL_WORKFLOW = Workflow(
    name="评分",
    table={
        (PanelState.OPEN, "close_panel"): PanelState.CLOSED,
        (PanelState.CLOSED, "reopen_panel"): PanelState.OPEN,
    },
    titles=PANEL_STATE_TITLES,
    corrections=frozenset({"reopen_panel"}),
)


def must_recuse(rater_employer_id: int | None, subject_organisation_id: int | None) -> bool:
    """“遇有本队参赛项目应回避”：评分人员与被评对象同一单位的，必须回避。"""
    return rater_employer_id is not None and rater_employer_id == subject_organisation_id
