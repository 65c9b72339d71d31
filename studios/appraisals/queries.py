"""Reading rounds and assessments, what waits for whom, and the dates that run out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from studios.appraisals.models import Appraisal, AppraisalRound, ImprovementOrder, NamingWithdrawal
from studios.appraisals.rules import AppraisalState, Grade, RoundKind, RoundState, grade_counts
from studios.registry.models import Studio, StudioNaming
from studios.registry.queries import studios_visible_to
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel, StudioState

SOON = timedelta(days=14)
TERM_SOON = timedelta(days=90)


@dataclass(frozen=True)
class DueDate:
    """A day that runs out for a studio, and what has to be done by it."""

    day: date
    studio: Studio
    what: str
    appraisal_id: int | None = None


def rounds_run_by(user: Account) -> Select[AppraisalRound]:
    """The rounds that one holds."""
    units = ids_in(user.scope(Permission.DESIGNATION_RUN))
    return select(AppraisalRound).where(AppraisalRound.organiser_id.in_(units))


def rounds_visible_to(user: Account) -> Select[AppraisalRound]:
    """The rounds that one holds, and those in which a studio in one's care is assessed."""
    of_studios = select(Appraisal.round_id).where(Appraisal.studio_id.in_(_ids(studios_visible_to(user))))
    units = ids_in(user.scope(Permission.DESIGNATION_RUN))
    return select(AppraisalRound).where(or_(AppraisalRound.organiser_id.in_(units), AppraisalRound.id.in_(of_studios)))


def appraisals_visible_to(user: Account) -> Select[Appraisal]:
    """The assessments in the rounds one holds, and those of the studios in one's care."""
    units = ids_in(user.scope(Permission.DESIGNATION_RUN))
    return (
        select(Appraisal)
        .join(Appraisal.round)
        .join(Appraisal.studio)
        .where(or_(AppraisalRound.organiser_id.in_(units), Appraisal.studio_id.in_(_ids(studios_visible_to(user)))))
        .options(
            contains_eager(Appraisal.round),
            contains_eager(Appraisal.studio).joinedload(Studio.leader),
            selectinload(Appraisal.orders),
        )
    )


def appraisals_run_by(user: Account) -> Select[Appraisal]:
    """The assessments in the rounds one holds."""
    units = ids_in(user.scope(Permission.DESIGNATION_RUN))
    return appraisals_visible_to(user).where(AppraisalRound.organiser_id.in_(units))


def namings_to_appraise(appraisal_round: AppraisalRound, day: date) -> list[StudioNaming]:
    """The names in force of the round's level below the organiser; to re-confirm, those whose term ends by then."""
    query = (
        select(StudioNaming)
        .join(StudioNaming.studio)
        .where(
            Studio.organisation_id.in_(ids_in([appraisal_round.organiser.path])),
            Studio.state == StudioState.ACTIVE,
            StudioNaming.level == appraisal_round.level,
            StudioNaming.ended_on.is_(None),
            StudioNaming.named_on <= day,
        )
        .options(contains_eager(StudioNaming.studio))
        .order_by(StudioNaming.named_on, StudioNaming.id)
    )
    if appraisal_round.kind is RoundKind.TERM:
        query = query.where(
            StudioNaming.term_ends_on.is_not(None), StudioNaming.term_ends_on <= appraisal_round.ends_by
        )
    return list(session.scalars(query))


def grades_in(appraisals: Iterable[Appraisal]) -> list[tuple[Grade, int]]:
    """How many of these have which grade (W09)."""
    return grade_counts(Counter(one.grade for one in appraisals if one.grade is not None))


def unsettled_in(appraisal_round: AppraisalRound) -> int:
    """How many assessments of a round are not settled."""
    query = select(func.count()).select_from(Appraisal).where(Appraisal.round_id == appraisal_round.id)
    return session.scalar(query.where(Appraisal.state != AppraisalState.SETTLED)) or 0


def withdrawals_visible_to(user: Account) -> Select[NamingWithdrawal]:
    """The decisions that took names away from studios in one's care."""
    return (
        select(NamingWithdrawal)
        .join(NamingWithdrawal.naming)
        .where(StudioNaming.studio_id.in_(_ids(studios_visible_to(user))))
        .options(contains_eager(NamingWithdrawal.naming).joinedload(StudioNaming.studio))
    )


def dates_running_out(user: Account, today: date) -> list[DueDate]:
    """What runs out soon for the studios in one's care: self reports, improvement deadlines, terms of names."""
    studios = _ids(studios_visible_to(user))
    return sorted(
        [*_reports_due(studios, today), *_improvements_due(studios, today), *_terms_ending(studios, today)],
        key=lambda due: (due.day, due.studio.id),
    )


def _reports_due(studios: Select[int], today: date) -> list[DueDate]:
    query = (
        select(Appraisal)
        .join(Appraisal.round)
        .where(
            Appraisal.studio_id.in_(studios),
            Appraisal.state == AppraisalState.WAITING,
            AppraisalRound.state == RoundState.OPEN,
            AppraisalRound.report_by <= today + SOON,
        )
        .options(contains_eager(Appraisal.round), joinedload(Appraisal.studio))
    )
    return [DueDate(one.round.report_by, one.studio, "交考核自查报告", one.id) for one in session.scalars(query)]


def _improvements_due(studios: Select[int], today: date) -> list[DueDate]:
    query = (
        select(ImprovementOrder)
        .join(ImprovementOrder.appraisal)
        .where(
            Appraisal.studio_id.in_(studios),
            Appraisal.state == AppraisalState.IMPROVING,
            ImprovementOrder.rechecked_on.is_(None),
            ImprovementOrder.due_on <= today + SOON,
        )
        .options(contains_eager(ImprovementOrder.appraisal).joinedload(Appraisal.studio))
    )
    return [DueDate(one.due_on, one.appraisal.studio, "完成整改", one.appraisal_id) for one in session.scalars(query)]


def _terms_ending(studios: Select[int], today: date) -> list[DueDate]:
    query = (
        select(StudioNaming)
        .join(StudioNaming.studio)
        .where(
            StudioNaming.studio_id.in_(studios),
            Studio.state == StudioState.ACTIVE,
            StudioNaming.ended_on.is_(None),
            StudioNaming.term_ends_on <= today + TERM_SOON,
        )
        .options(contains_eager(StudioNaming.studio))
    )
    return [
        DueDate(naming.term_ends_on, naming.studio, f"{_title(naming.level)}命名期满，申请复核")
        for naming in session.scalars(query)
        if naming.term_ends_on
    ]


def _title(level: NamingLevel) -> str:
    return NAMING_LEVEL_TITLES[level]


def _ids(studios: Select[Studio]) -> Select[int]:
    return studios.options().with_only_columns(Studio.id).order_by(None)
