"""Who sits on a panel, in which duty, and who must step aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class ConflictGround(StrEnum):
    """Why a rater must step aside (回避事由)."""

    SAME_UNIT = "same-unit"
    RELATIVE = "relative"
    MENTOR = "mentor"
    STUDIO = "studio"
    SELF_DECLARED = "self-declared"


GROUND_TITLES = {
    ConflictGround.SAME_UNIT: "同一单位",
    ConflictGround.RELATIVE: "亲属关系",
    ConflictGround.MENTOR: "师徒关系",
    ConflictGround.STUDIO: "同一工作室",
    ConflictGround.SELF_DECLARED: "本人申报的其他关系",
}
SHORTEST_UNIT_NAME = 4


@dataclass(frozen=True, slots=True)
class Ties:
    """Those from whom one rater must step aside: units and persons on record, and names as they were written down."""

    units: frozenset[int] = frozenset()
    persons: frozenset[int] = frozenset()
    unit_names: frozenset[str] = frozenset()
    person_names: frozenset[str] = frozenset()

    @property
    def by_person(self) -> bool:
        """Whether it matters who the persons of a subject are."""
        return bool(self.persons or self.person_names)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whose a subject is: its unit, and its persons by id and name."""

    unit: int | None = None
    unit_name: str = ""
    persons: Mapping[int, str] = field(default_factory=dict)


def must_recuse(ties: Ties, concerned: Concerned) -> bool:
    """“遇有本队参赛项目应回避”；亲属、师徒、同一工作室和本人申报的，同样回避。

    只写了姓名或单位名称的，按名称对照；同名的一并回避，宁可多避，不可漏避。
    """
    if concerned.unit in ties.units or ties.persons & set(concerned.persons):
        return True
    names = {plain_name(name) for name in concerned.persons.values()}
    return bool(ties.person_names & names) or any(unit_named(name, concerned.unit_name) for name in ties.unit_names)


def plain_name(text: str) -> str:
    """A name without blanks, for comparing: people write 张 三 and 张三."""
    return "".join(text.split())


def unit_named(written: str, unit_name: str) -> bool:
    """单位名称对照：一个包含另一个（写“示例公司”，登记的是“示例公司工会”），至少四个字。"""
    one, other = plain_name(written), plain_name(unit_name)
    return min(len(one), len(other)) >= SHORTEST_UNIT_NAME and (one in other or other in one)
