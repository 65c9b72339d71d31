"""听课反馈：开讲后开放，讲完若干天截止；签到的人每人一份，不记名；份数够了才显示；评价低的列入改进清单。"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from lectures.feedback.questions import VERSIONS
from scoring.numbers import round_half_up

DAYS_OPEN = 7
"""问卷在讲课结束后开放几天，可按计划另定。"""

LEAST_ANSWERS = 5
"""每几份一起显示，可按计划另定，但不少于 `FEWEST_ALLOWED`。"""

FEWEST_ALLOWED = 3
MOST_DAYS = 60
STARS = range(1, 6)
LOW = Decimal("3.5")
"""平均分低于这个数的题目，建议列入改进清单。"""

STAR_TITLES = {1: "很不满意", 2: "不满意", 3: "一般", 4: "满意", 5: "很满意"}


class ImprovementState(StrEnum):
    """改进事项：待落实 → 已落实；不再办理的要写明原因。"""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


IMPROVEMENT_STATE_TITLES = {
    ImprovementState.OPEN: "待落实",
    ImprovementState.DONE: "已落实",
    ImprovementState.DROPPED: "不再办理",
}

IMPROVEMENT_WORKFLOW = Workflow(
    name="改进事项",
    table={
        (ImprovementState.OPEN, "complete_improvement"): ImprovementState.DONE,
        (ImprovementState.OPEN, "drop_improvement"): ImprovementState.DROPPED,
        (ImprovementState.DONE, "reopen_improvement"): ImprovementState.OPEN,
        (ImprovementState.DROPPED, "reopen_improvement"): ImprovementState.OPEN,
    },
    titles=IMPROVEMENT_STATE_TITLES,
    corrections=frozenset({"drop_improvement", "reopen_improvement"}),
)


@dataclass(frozen=True)
class Tally:
    """How many stars one question was given in all, and how often it was answered."""

    stars: int
    answers: int


@dataclass(frozen=True)
class Satisfaction:
    """What listeners said of one lecture or of several.

    `attendances` counts check-ins (人次), never head-counts. `response_rate` is a percentage of them, to a tenth; None
    where nobody checked in. `mean` (1 to 5, to a hundredth), `by_question` (by the question's code) and `recommended`
    (percent, to a tenth) rest on the `shown` answers, None and empty as long as there are none: see `LEAST_ANSWERS`.
    """

    answers: int
    attendances: int
    response_rate: Decimal | None = None
    shown: int = 0
    mean: Decimal | None = None
    by_question: Mapping[str, Decimal] = field(default_factory=dict)
    recommended: Decimal | None = None

    @property
    def low(self) -> list[str]:
        """The questions whose mean is low."""
        return [code for code, mean in self.by_question.items() if mean < LOW]


def mean_of(tally: Tally) -> Decimal | None:
    """平均分＝总星数÷份数，四舍五入保留两位小数；没有人答，没有平均分。"""
    return round_half_up(Decimal(tally.stars) / tally.answers, 2) if tally.answers else None


def percent_of(part: int, whole: int) -> Decimal | None:
    """百分比，四舍五入保留一位小数；分母为零，没有百分比。"""
    return round_half_up(Decimal(part * 100) / whole, 1) if whole else None


def satisfaction(
    tallies: Mapping[str, Tally], *, recommended: int, answers: int, shown: int, attendances: int
) -> Satisfaction:
    """满意度：各题的平均分，以及所有题目合计的平均分；只算已经成批显示的 `shown` 份，一批没有满的只报份数和回收率。"""
    rate = percent_of(answers, attendances)
    if not shown:
        return Satisfaction(answers, attendances, rate)
    by_question = {code: mean for code, tally in tallies.items() if (mean := mean_of(tally)) is not None}
    whole = Tally(sum(one.stars for one in tallies.values()), sum(one.answers for one in tallies.values()))
    return Satisfaction(answers, attendances, rate, shown, mean_of(whole), by_question, percent_of(recommended, shown))


def closes_at(ends_at: datetime, days: int) -> datetime:
    """问卷截止的时间：讲课结束后满 `days` 天。"""
    return ends_at + timedelta(days=days)


def reasons_against_answering(
    starts_at: datetime, ends_at: datetime, days: int, now: datetime, *, cancelled: bool
) -> list[str]:
    """问卷在开讲以后开放，讲完满 `days` 天截止。签到的人才填，没有发布过的场次也一样。"""
    if cancelled:
        return ["这一场已经取消，不收问卷。"]
    if now < starts_at:
        return ["这一场还没有开讲，开讲以后再来填写。"]
    if now >= closes_at(ends_at, days):
        return [f"问卷在讲课结束 {days} 天后截止，这一场的已经截止，不再受理。"]
    return []


def reasons_against_scores(version: int, scores: Mapping[str, int]) -> list[str]:
    """本版的每道题都要给 1 至 5 星，不多不少。"""
    asked = {one.code: one.title for one in VERSIONS[version]}
    if not scores.keys() <= asked.keys():
        return ["问卷的题目已经更新，请刷新页面重新填写。"]
    missing = [title for code, title in asked.items() if scores.get(code) not in STARS]
    return [f"请给“{'”“'.join(missing)}”打星（1 至 5 星）。"] if missing else []


def reasons_against_terms(days: int, least: int) -> list[str]:
    """开放 1 至 60 天；显示结果的最少份数不低于 3，否则认得出是谁说的。"""
    reasons = []
    if not 1 <= days <= MOST_DAYS:
        reasons.append(f"开放天数应在 1 至 {MOST_DAYS} 之间。")
    if not FEWEST_ALLOWED <= least <= 100:
        reasons.append(f"显示结果的最少份数应在 {FEWEST_ALLOWED} 至 100 之间：再少就认得出是谁填的。")
    return reasons


def reasons_against_due_day(due: date, today: date) -> list[str]:
    """改进期限不能是过去的日子。"""
    return [] if due >= today else ["完成期限已经过去，请另定日期。"]
