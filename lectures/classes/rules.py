"""点单培训班：大锅（大班）和小灶（小班辅导）；报名、到课率、结业、听课证明的学时。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction

from foundation.workflow import Workflow

NEEDED_SHARE = 80
"""结业要求的到课率（%），可按班次另定；正好达到也算。"""

MINUTES_A_LESSON = 45
MOST_SMALL = 30
"""小灶一班最多几个人：再多就辅导不过来。"""


class ClassForm(StrEnum):
    """大锅：一个班许多人听；小灶：限定名额，手把手辅导。"""

    BIG = "big"
    SMALL = "small"


CLASS_FORM_TITLES = {ClassForm.BIG: "大锅（大班）", ClassForm.SMALL: "小灶（小班辅导）"}


class ExcuseUse(StrEnum):
    """请假的课怎样算：按缺课算，或者不计入应到。"""

    ABSENT = "absent"
    LEFT_OUT = "left-out"


EXCUSE_USE_TITLES = {ExcuseUse.ABSENT: "按缺课算", ExcuseUse.LEFT_OUT: "不计入应到"}


class ClassState(StrEnum):
    """进行中 → 已结业；取消要写明原因。"""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


CLASS_STATE_TITLES = {
    ClassState.RUNNING: "进行中",
    ClassState.FINISHED: "已结业",
    ClassState.CANCELLED: "已取消",
}

CLASS_WORKFLOW = Workflow(
    name="培训班",
    table={
        (ClassState.RUNNING, "finish_class"): ClassState.FINISHED,
        (ClassState.RUNNING, "cancel_class"): ClassState.CANCELLED,
        (ClassState.FINISHED, "reopen_class"): ClassState.RUNNING,
    },
    titles=CLASS_STATE_TITLES,
    corrections=frozenset({"cancel_class", "reopen_class"}),
)


class EnrolmentState(StrEnum):
    """在班、已退班；退班要写明原因，名额空出来。"""

    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"


ENROLMENT_STATE_TITLES = {EnrolmentState.ENROLLED: "在班", EnrolmentState.WITHDRAWN: "已退班"}

ENROLMENT_WORKFLOW = Workflow(
    name="报名",
    table={
        (EnrolmentState.ENROLLED, "withdraw_from_class"): EnrolmentState.WITHDRAWN,
        (EnrolmentState.WITHDRAWN, "return_to_class"): EnrolmentState.ENROLLED,
    },
    titles=ENROLMENT_STATE_TITLES,
    corrections=frozenset({"withdraw_from_class"}),
)


@dataclass(frozen=True)
class Attended:
    """How often somebody came: `held` meetings took place, to `present` of them he came, of `excused` he was excused.

    A meeting that he came to is present, whether he had been excused or not.
    """

    held: int
    present: int
    excused: int
    use: ExcuseUse

    @property
    def expected(self) -> int:
        """应到次数：已上的课；请假不计入应到的，再减去请假的次数。"""
        return self.held - (self.excused if self.use is ExcuseUse.LEFT_OUT else 0)

    @property
    def share(self) -> Fraction | None:
        """到课率＝实到÷应到，精确的分数；没有应到的课，没有到课率。"""
        return Fraction(self.present, self.expected) if self.expected else None

    def reaches(self, needed: int) -> bool:
        """是否达到规定的到课率（%）；正好达到也算，没有应到的课不算达到。"""
        return self.share is not None and self.share * 100 >= needed

    def working(self, needed: int) -> str:
        """怎样算出来的，一句话。"""
        excused = f"，请假 {self.excused} 次{EXCUSE_USE_TITLES[self.use]}" if self.excused else ""
        if self.share is None:
            return f"需要 {needed}%，没有应到的课{excused}：没有达到"
        verdict = "达到" if self.reaches(needed) else "没有达到"
        return (
            f"需要 {needed}%，应到 {self.expected} 次实到 {self.present} 次＝{percent(self.share)}%{excused}：{verdict}"
        )


def percent(share: Fraction) -> Decimal:
    """百分数，保留一位小数、截尾：79.96% 写作 79.9，免得看上去像是达到了 80%。"""
    exact = Decimal(share.numerator * 100) / share.denominator
    cut = exact.quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return cut.quantize(Decimal(1)) if cut == cut.to_integral_value() else cut


def lessons_of(minutes: int) -> int:
    """学时：每 45 分钟 1 学时，不足的舍去，至少 1 学时。"""
    return max(1, minutes // MINUTES_A_LESSON)


def reasons_against_class(
    form: ClassForm, capacity: int | None, enrols: tuple[date, date], days: tuple[date, date], needed: int, lessons: int
) -> list[str]:
    """培训班的条件：报名起止有先后、不晚于结束；小灶要限定名额；到课率 1 至 100；学时至少 1。"""
    reasons = []
    if enrols[1] < enrols[0]:
        reasons.append("报名截止日期不能早于开始日期。")
    if enrols[0] > days[1]:
        reasons.append("报名开始日期不能晚于培训结束日期。")
    if form is ClassForm.SMALL and (capacity is None or capacity > MOST_SMALL):
        reasons.append(f"小灶要限定名额，不超过 {MOST_SMALL} 人。")
    if not 1 <= needed <= 100:
        reasons.append("结业要求的到课率应在 1 至 100 之间。")
    if lessons < 1:
        reasons.append("学时至少为 1。")
    return reasons


def reasons_against_enrolling(
    state: ClassState, enrols: tuple[date, date], today: date, *, organiser: bool, belongs: bool
) -> list[str]:
    """报名的条件：班次进行中；在报名期间（主办单位不受限）；属于主办单位范围内的职工。"""
    if state is not ClassState.RUNNING:
        return ["培训班已经结业或取消，不能再报名。"]
    if not belongs:
        return ["这个培训班只收主办单位范围内的职工。"]
    if organiser or enrols[0] <= today <= enrols[1]:
        return []
    if today < enrols[0]:
        return [f"报名还没有开始：{enrols[0]:%Y年%m月%d日}起报名。"]
    return [f"报名已于{enrols[1]:%Y年%m月%d日}截止。确需补报的，请联系主办单位。"]


def seats_short(capacity: int | None, enrolled: int, coming: int) -> int:
    """还差几个名额；0 为够，不限名额的总是够。"""
    return 0 if capacity is None else max(0, enrolled + coming - capacity)


def reasons_against_finishing(held: int, ahead: int, enrolled: int) -> list[str]:
    """结业的条件：有学员，上过课，没有还在计划中的课。"""
    reasons = []
    if not enrolled:
        reasons.append("班里还没有学员。")
    if not held:
        reasons.append("还没有登记“已举办”的课。")
    if ahead:
        reasons.append(f"还有 {ahead} 次课在计划中，请先逐次登记“已举办”或者取消。")
    return reasons


def reasons_against_exceptions(exceptions: Iterable[tuple[str, str]]) -> list[str]:
    """与到课率不一致的决定，每人都要写明原因；给出的是姓名和原因。"""
    return [f"{name}：例外决定要写明原因。" for name, reason in exceptions if not reason.strip()]
