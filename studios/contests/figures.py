"""Figures of contests: submissions, awards, who took part, and how many got how far. Each with its definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select

from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.organisations.models import Organisation
from studios.contests.models import AwardGrade, Contest, ContestStep
from studios.contests.models_results import Award, ContestResult
from studios.contests.models_submissions import StepStanding, Submission, SubmissionAuthor
from studios.contests.queries import HANDED_IN, contests_watched_by
from studios.contests.rules import CONTEST_KIND_TITLES, ContestKind
from studios.contests.rules_results import AwardState, OutcomeState
from studios.contests.rules_submissions import StandingState

DEFINITIONS = {
    "submissions": "P01 征集件数：时段内首次提交、没有撤回的申报，一件一次，按首次提交的日期计。",
    "awards": "P03 获奖项目：时段内生效、没有取消的奖项，按结果生效的日期计；同一项目得两个奖计两次。",
    "authors": "P06 参与职工：上述申报的主要完成人，同一人只计一次；没有对应到人员库的，按单位和姓名计。",
    "units": "P06 参与单位：上述申报的申报单位，同一单位只计一次。",
    "funnel": "P07 漏斗：一次竞赛里征集（没有撤回的）、各环节进入、获奖（没有取消的）的项目数；列出时段内征集的竞赛。",
}


@dataclass(frozen=True)
class FunnelStep:
    """One stage of a contest's funnel, and how many were left in it."""

    title: str
    count: int


@dataclass(frozen=True)
class ContestFigures:
    """The figures of a span of days; `by_kind` and `by_grade` are pairs of title and count."""

    submissions: int
    by_kind: Sequence[tuple[str, int]]
    awards: int
    by_grade: Sequence[tuple[str, int]]
    authors: int
    units: int


def figures_of(user: Account, first_day: date, last_day: date) -> ContestFigures:
    """P01, P03 and P06 of the contests that `user` runs or watches, from the first day to the end of the last."""
    received = _received(user, first_day, last_day)
    by_kind = session.execute(
        select(Contest.kind, func.count())
        .join(Submission, Submission.contest_id == Contest.id)
        .where(Submission.id.in_(received))
        .group_by(Contest.kind)
    )
    kinds = {row[0]: row[1] for row in by_kind}
    by_grade = _awarded(user, first_day, last_day)
    authors = select(SubmissionAuthor.person_id, SubmissionAuthor.name, Submission.organisation_id)
    authors = authors.join(SubmissionAuthor.submission).where(Submission.id.in_(received))
    people = {row[0] or (row[1], row[2]) for row in session.execute(authors)}
    units = select(func.count(Submission.organisation_id.distinct())).where(Submission.id.in_(received))
    return ContestFigures(
        submissions=sum(kinds.values()),
        by_kind=[(CONTEST_KIND_TITLES[kind], kinds[kind]) for kind in ContestKind if kind in kinds],
        awards=sum(count for _, count in by_grade),
        by_grade=by_grade,
        authors=len(people),
        units=session.scalar(units) or 0,
    )


def funnel_of(contest: Contest) -> list[FunnelStep]:
    """P07: how many were handed in, how many passed each step, how many won."""
    handed_in = select(func.count()).where(Submission.contest_id == contest.id, Submission.state.in_(HANDED_IN))
    passed = (
        select(ContestStep.id, func.count(StepStanding.id))
        .join(StepStanding, StepStanding.step_id == ContestStep.id)
        .where(ContestStep.contest_id == contest.id, StepStanding.state == StandingState.PASSED)
        .group_by(ContestStep.id)
    )
    counts = {row[0]: row[1] for row in session.execute(passed)}
    won = (
        select(func.count(Award.submission_id.distinct()))
        .join(Award.result)
        .where(ContestResult.contest_id == contest.id, ContestResult.state != OutcomeState.SUPERSEDED)
        .where(Award.state != AwardState.VOIDED)
    )
    steps = [FunnelStep(f"{step.title}后", counts[step.id]) for step in contest.steps if step.id in counts]
    return [
        FunnelStep("征集", session.scalar(handed_in) or 0),
        *steps,
        FunnelStep("获奖", session.scalar(won) or 0),
    ]


def _received(user: Account, first_day: date, last_day: date) -> Select[int]:
    watched = contests_watched_by(user).with_only_columns(Contest.id)
    begins, ends = clock.bounds_of(first_day, last_day)
    query = select(Submission.id).where(Submission.contest_id.in_(watched), Submission.state.in_(HANDED_IN))
    return query.where(Submission.first_submitted_at >= begins, Submission.first_submitted_at < ends)


def _awarded(user: Account, first_day: date, last_day: date) -> list[tuple[str, int]]:
    watched = contests_watched_by(user).with_only_columns(Contest.id)
    in_force: tuple[ColumnElement[bool], ...] = (
        ContestResult.state == OutcomeState.FINAL,
        Award.state == AwardState.FINAL,
        ContestResult.final_on.between(first_day, last_day),
    )
    query = select(AwardGrade.title, func.count(Award.id)).join(Award, Award.grade_id == AwardGrade.id)
    query = query.join(ContestResult, ContestResult.id == Award.result_id)
    query = query.where(ContestResult.contest_id.in_(watched), *in_force)
    counted = query.group_by(AwardGrade.title).order_by(func.min(AwardGrade.place), AwardGrade.title)
    return [(row[0], row[1]) for row in session.execute(counted)]


def units_of(contest: Contest) -> list[tuple[str, int]]:
    """P01 by unit: how many each handed in, most first."""
    count = func.count(Submission.id)
    query = select(Organisation.name, count).join(Submission, Submission.organisation_id == Organisation.id)
    query = query.where(Submission.contest_id == contest.id, Submission.state.in_(HANDED_IN))
    rows = session.execute(query.group_by(Organisation.name).order_by(count.desc(), Organisation.name))
    return [(row[0], row[1]) for row in rows]
