"""Counting: attendances, passes and certificates; who is skilled on a day. Each number by one query, in one's scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Case, Select, case, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch, BatchItem
from assessments.bodies.models import AssessmentBody
from assessments.figures.models import ExternalFigure
from assessments.figures.rules import HIGH_LEVELS, SKILLED_LEVELS
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState, Ground
from assessments.ladder.models import Recognition
from assessments.ladder.rules import RecognitionState
from assessments.results.models import Outcome, PartScore
from assessments.results.rules import OutcomeState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.organisations.rules import lineages
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level

Key = tuple[int, str, str, Level]


@dataclass
class Line:
    """The counts of one body, occupation, trade and level in a year."""

    body: str
    occupation_code: str
    trade: str
    level: Level
    attended: int = 0
    passed: int = 0
    certified: int = 0


@dataclass(frozen=True)
class Stock:
    """How many persons have which highest level on a day."""

    by_level: dict[Level, int]

    @property
    def skilled(self) -> int:
        """技能人才."""
        return sum(count for level, count in self.by_level.items() if level in SKILLED_LEVELS)

    @property
    def highly_skilled(self) -> int:
        """高技能人才."""
        return sum(count for level, count in self.by_level.items() if level in HIGH_LEVELS)


def lines_of(user: Account, year: int) -> list[Line]:
    """Every body, occupation and level with anything to count in `year`; by body, occupation and level."""
    lines: dict[Key, Line] = {}
    counts = (
        ("attended", _attended(user, year)),
        ("passed", _passed(user, year)),
        ("certified", _certified(user, year)),
    )
    for name, query in counts:
        for body_id, title, code, trade, level, count in session.execute(query):
            line = lines.setdefault((body_id, code, trade, level), Line(title, code, trade, level))
            setattr(line, name, count)
    order = list(Level)
    return sorted(lines.values(), key=lambda one: (one.body, one.occupation_code, one.trade, order.index(one.level)))


def total_of(lines: Iterable[Line]) -> tuple[int, int, int]:
    """Attendances, passes and certificates of all lines."""
    listed = list(lines)
    return sum(one.attended for one in listed), sum(one.passed for one in listed), sum(one.certified for one in listed)


def years_with_figures(user: Account) -> list[int]:
    """The years in which plans examine or certificates are dated, newest first."""
    plans = select(func.min(Batch.examined_on), func.max(Batch.examined_on)).where(Batch.body_id.in_(_bodies(user)))
    papers = select(func.min(Grant.face_date), func.max(Grant.face_date)).where(Grant.body_id.in_(_bodies(user)))
    days = [day for query in (plans, papers) for day in session.execute(query).one() if day is not None]
    return list(range(max(days).year, min(days).year - 1, -1)) if days else []


def stock_on(user: Account, day: date) -> Stock:
    """Workers of one's units by the highest level they held, or were appointed to, on `day`."""
    units = ids_in(user.scope(Permission.FIGURE_READ))
    had = union_all(_held_on(day), _appointed_on(day)).subquery()
    highest = (
        select(had.c.person_id, func.max(had.c.rank).label("rank"))
        .join(Person, Person.id == had.c.person_id)
        .where(Person.employer_id.in_(units), Person.merged_into_id.is_(None))
        .group_by(had.c.person_id)
        .subquery()
    )
    levels = list(Level)
    counted = session.execute(select(highest.c.rank, func.count()).group_by(highest.c.rank))
    return Stock({levels[place]: count for place, count in counted})


def external_figures_visible_to(user: Account) -> Select[ExternalFigure]:
    """The outside figures of one's organisations and of those above them."""
    paths = user.scope(Permission.FIGURE_READ)
    above = Organisation.id.in_(lineages(paths))
    query = select(ExternalFigure).join(ExternalFigure.organisation).where(or_(within(paths), above))
    return query.options(joinedload(ExternalFigure.organisation)).order_by(ExternalFigure.as_of.desc())


def _held_on(day: date) -> Select[int, int]:
    """Levels held on a day; one without a day counts as always held."""
    known = or_(SkillLevel.awarded.is_(None), SkillLevel.awarded <= day)
    return select(SkillLevel.person_id, _rank(SkillLevel.level).label("rank")).where(known)


def _appointed_on(day: date) -> Select[int, int]:
    """Levels of appointments whose term runs on a day, whether their certificate is made by then or not."""
    confirmed = Recognition.state.in_((RecognitionState.CONFIRMED, RecognitionState.OVER))
    running = (Recognition.begins <= day) & (func.coalesce(Recognition.ended_on, Recognition.ends) >= day)
    appointed = (Recognition.ground == Ground.APPOINTMENT) & confirmed & running
    return select(Recognition.person_id, _rank(Recognition.level).label("rank")).where(appointed)


def _rank(level: InstrumentedAttribute[Level]) -> Case[int]:
    return case({one.value: place for place, one in enumerate(Level)}, value=level)


def _bodies(user: Account) -> Select[int]:
    return (
        select(AssessmentBody.id)
        .join(AssessmentBody.organisation)
        .where(within(user.scope(Permission.FIGURE_READ), Organisation.path))
    )


def _of_items(user: Account, year: int) -> Select[int, str, str, str, Level, int]:
    """Applications accepted for plans that examine in `year`, counted by body and item."""
    columns = (
        AssessmentBody.id,
        AssessmentBody.title,
        BatchItem.occupation_code,
        BatchItem.trade,
        BatchItem.level,
    )
    return (
        select(*columns, func.count())
        .select_from(Application)
        .join(BatchItem, BatchItem.id == Application.item_id)
        .join(Batch, Batch.id == BatchItem.batch_id)
        .join(AssessmentBody, AssessmentBody.id == Batch.body_id)
        .where(
            AssessmentBody.id.in_(_bodies(user)),
            Application.state == ApplicationState.ACCEPTED,
            Batch.examined_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(*columns)
    )


def _attended(user: Account, year: int) -> Select[int, str, str, str, Level, int]:
    scored = select(PartScore.application_id).where(PartScore.score.is_not(None))
    return _of_items(user, year).where(Application.id.in_(scored))


def _passed(user: Account, year: int) -> Select[int, str, str, str, Level, int]:
    passed = select(Outcome.application_id).where(Outcome.passed, Outcome.state == OutcomeState.FINAL)
    return _of_items(user, year).where(Application.id.in_(passed))


def _certified(user: Account, year: int) -> Select[int, str, str, str, Level, int]:
    columns = (AssessmentBody.id, AssessmentBody.title, Grant.occupation_code, Grant.trade, Grant.level)
    return (
        select(*columns, func.count())
        .select_from(Grant)
        .join(Grant.body)
        .where(
            AssessmentBody.id.in_(_bodies(user)),
            Grant.state == GrantState.CERTIFIED,
            Grant.face_date.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(*columns)
    )


def shown_levels(stock: Stock) -> Sequence[tuple[Level, int]]:
    """The levels with their counts, the lowest first, without apprentices."""
    return [(level, stock.by_level.get(level, 0)) for level in SKILLED_LEVELS]
