"""Reading grants on their way to a certificate, the numbers in use, and the blank stock."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from assessments.batches.models import Batch
from assessments.batches.rules import NumberWay
from assessments.bodies.models import AssessmentBody
from assessments.certification.level_codes import level_codes
from assessments.certification.rules import NumberParts, parse_number, series_code
from assessments.grants.models import Grant
from assessments.grants.queries import grants_certified_by, grants_visible_to
from assessments.grants.rules import GrantState, Ground
from certificates.issuing.models import NumberSeries
from certificates.issuing.numbering import taken_numbers
from foundation.database import fetch, session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.persons.models import Person


@dataclass(frozen=True)
class GrantGroup:
    """Grants that are numbered and certified together: those of one plan, or those of one body without a plan."""

    batch: Batch | None = None
    body: AssessmentBody | None = None

    @property
    def address(self) -> dict[str, Any]:
        """What names the group in the address of a page."""
        return {"batch": self.batch.id} if self.batch else {"body": self.body.id} if self.body else {}

    @property
    def title(self) -> str:
        return self.batch.title if self.batch else f"{self.body.title}（计划外）" if self.body else ""

    @property
    def number_way(self) -> NumberWay | None:
        """Where the numbers come from; without a plan it is chosen each time."""
        return self.batch.number_way if self.batch else None


@dataclass(frozen=True)
class GroupWork:
    """A group, and how many of it wait for a number and for a certificate."""

    group: GrantGroup
    unnumbered: int
    numbered: int


@dataclass(frozen=True)
class UsedNumbers:
    """Which numbers were given before: `present` are on a grant or a certificate; `last` is how far each series is."""

    present: Set[str]
    last: Mapping[str, int]

    def was_allotted(self, parts: NumberParts) -> bool:
        """Whether the series of this site, year and level has been past it: given, or given and cleared again."""
        series = series_code(parts.prefix, parts.year, parts.level)
        return series in self.last and parts.sequence <= self.last[series]


@dataclass(frozen=True)
class GrantFilter:
    """What the list is narrowed to; `text` is the beginning of a number or a part of a name."""

    batch_id: int | None = None
    body_id: int | None = None
    state: GrantState | None = None
    ground: Ground | None = None
    text: str = ""

    def apply(self, query: Select[Grant]) -> Select[Grant]:
        """The grants of `query` that fit."""
        wanted = {
            Grant.batch_id: self.batch_id,
            Grant.body_id: self.body_id,
            Grant.state: self.state,
            Grant.ground: self.ground,
        }
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        if self.text:
            number = Grant.number.startswith(self.text.upper(), autoescape=True)
            named = Grant.person.has(Person.name.contains(self.text, autoescape=True))
            query = query.where(number | named)
        return query


def grants_listed_for(user: Account) -> Select[Grant]:
    """The grants that `user` may see, with all that a line of the list says."""
    shown = (joinedload(Grant.batch), joinedload(Grant.employer), joinedload(Grant.body))
    return grants_visible_to(user).options(*shown)


def grants_of_group(user: Account, group: GrantGroup, *states: GrantState) -> Select[Grant]:
    """The grants of a group that `user` numbers and certifies and that are in one of `states`, in order."""
    shown = (joinedload(Grant.employer), joinedload(Grant.photo), joinedload(Grant.person).joinedload(Person.photo))
    query = grants_certified_by(user).where(Grant.state.in_(states)).options(*shown)
    if group.batch is not None:
        return query.where(Grant.batch_id == group.batch.id).order_by(Grant.id)
    within_body = group.body.id if group.body else None
    return query.where(Grant.batch_id.is_(None), Grant.body_id == within_body).order_by(Grant.id)


def grant_group(user: Account, *, batch_id: int | None = None, body_id: int | None = None) -> GrantGroup:
    """The group that `user` certifies: a plan's, or a body's without a plan. Raises `NotFound` for any other."""
    bodies = bodies_certified_by(user)
    if batch_id is None:
        return GrantGroup(body=fetch(bodies.where(AssessmentBody.id == body_id)))
    mine = Batch.body_id.in_(bodies.with_only_columns(AssessmentBody.id).order_by(None))
    return GrantGroup(batch=fetch(select(Batch).where(mine, Batch.id == batch_id)))


def work_waiting_for(user: Account, chosen: GrantFilter) -> list[GroupWork]:
    """The groups with somebody who waits for a number or a certificate, newest plan first, then what has no plan."""
    unfinished = grants_certified_by(user).where(
        Grant.state.in_((GrantState.GRANTED, GrantState.NUMBERED)), Grant.level.in_(level_codes())
    )
    columns = (Grant.batch_id, Grant.body_id, Grant.state)
    counted = chosen.apply(unfinished).with_only_columns(*columns, func.count(Grant.id)).group_by(*columns)
    counts: dict[tuple[int | None, int], dict[GrantState, int]] = {}
    for batch_id, body_id, state, count in session.execute(counted.order_by(None)):
        counts.setdefault((batch_id, body_id), {})[state] = count
    plans = {one.id: one for one in session.scalars(select(Batch).where(Batch.id.in_([key[0] for key in counts])))}
    made = select(AssessmentBody).where(AssessmentBody.id.in_([key[1] for key in counts]))
    bodies = {one.id: one for one in session.scalars(made)}
    work = []
    for (batch_id, body_id), found in sorted(counts.items(), key=lambda item: item[0][0] or 0, reverse=True):
        group = GrantGroup(batch=plans[batch_id]) if batch_id else GrantGroup(body=bodies[body_id])
        work.append(GroupWork(group, found.get(GrantState.GRANTED, 0), found.get(GrantState.NUMBERED, 0)))
    return work


def plans_with_grants(user: Account) -> Sequence[Batch]:
    """The plans that have grants which `user` may see, newest first."""
    ids = grants_visible_to(user).with_only_columns(Grant.batch_id).order_by(None)
    return session.scalars(select(Batch).where(Batch.id.in_(ids)).order_by(Batch.id.desc())).all()


def bodies_certified_by(user: Account) -> Select[AssessmentBody]:
    """The bodies whose grants `user` numbers and certifies, and whose blank papers he keeps."""
    units = ids_in(user.scope(Permission.GRANT_CERTIFY))
    return select(AssessmentBody).where(AssessmentBody.organisation_id.in_(units)).order_by(AssessmentBody.title)


def numbers_in_use(numbers: Sequence[str]) -> set[str]:
    """Those of `numbers` that a grant has, also a withdrawn one, or that stand on a certificate."""
    slices = (numbers[start : start + 1000] for start in range(0, len(numbers), 1000))
    granted = {
        number
        for part in slices
        for number in session.scalars(select(Grant.number).where(Grant.number.in_(part)))
        if number
    }
    return granted | set(taken_numbers(numbers))


def used_numbers(numbers: Sequence[str]) -> UsedNumbers:
    """What is to be known of `numbers`, in as many statements for many as for one."""
    parts = [known for known in map(parse_number, numbers) if known]
    codes = {series_code(one.prefix, one.year, one.level) for one in parts}
    series = select(NumberSeries.code, NumberSeries.last).where(NumberSeries.code.in_(codes))
    return UsedNumbers(numbers_in_use(numbers), {row.code: row.last for row in session.execute(series)})


def open_grants_of_batch(batch: Batch) -> int:
    """How many grants of a plan still wait for their number or certificate; apprentices get none."""
    waiting = Grant.state.in_((GrantState.GRANTED, GrantState.NUMBERED))
    query = select(func.count(Grant.id)).where(Grant.batch_id == batch.id, waiting, Grant.level.in_(level_codes()))
    return session.scalar(query) or 0
