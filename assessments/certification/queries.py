"""Reading grants on their way to a certificate, the numbers in use, and the blank stock."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from assessments.batches.models import Batch
from assessments.batches.rules import NumberWay
from assessments.bodies.models import AssessmentBody
from assessments.certification.level_codes import level_codes
from assessments.certification.models import BlankStock, StockMovement
from assessments.certification.rules import NumberParts, series_code
from assessments.certification.rules_stock import Levels, Movement, Reconciliation
from assessments.grants.models import Grant
from assessments.grants.queries import grants_certified_by, grants_visible_to
from assessments.grants.rules import GrantState, Ground
from certificates.issuing.models import NumberSeries
from certificates.issuing.numbering import taken_numbers
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within


@dataclass(frozen=True)
class GrantGroup:
    """Grants that are numbered and certified together: those of one plan, or those of one body without a plan."""

    batch: Batch | None = None
    body: AssessmentBody | None = None

    @property
    def address(self) -> dict[str, int]:
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
class GrantFilter:
    """What the list is narrowed to; `text` is the beginning of a number or a part of a name."""

    batch_id: int | None = None
    body_id: int | None = None
    state: GrantState | None = None
    ground: Ground | None = None
    text: str = ""

    def apply(self, query: Select[Grant]) -> Select[Grant]:
        """The grants of `query` that fit."""
        wanted = {"batch_id": self.batch_id, "body_id": self.body_id, "state": self.state, "ground": self.ground}
        query = query.filter_by(**{name: value for name, value in wanted.items() if value is not None})
        if self.text:
            number = Grant.number.startswith(self.text.upper(), autoescape=True)
            query = query.where(number | Grant.person.has(name=self.text))
        return query


def grants_listed_for(user: Account) -> Select[Grant]:
    """The grants that `user` may see, with all that a line of the list says."""
    shown = (joinedload(Grant.batch), joinedload(Grant.employer), joinedload(Grant.body))
    return grants_visible_to(user).options(*shown)


def grants_of_group(user: Account, group: GrantGroup, *states: GrantState) -> Select[Grant]:
    """The grants of a group that `user` numbers and certifies and that are in one of `states`, in order."""
    query = grants_certified_by(user).where(Grant.state.in_(states))
    if group.batch is not None:
        return query.where(Grant.batch_id == group.batch.id).order_by(Grant.id)
    within_body = group.body.id if group.body else None
    return query.where(Grant.batch_id.is_(None), Grant.body_id == within_body).order_by(Grant.id)


def plans_with_grants(user: Account) -> Sequence[Batch]:
    """The plans that have grants which `user` may see, newest first."""
    ids = grants_visible_to(user).with_only_columns(Grant.batch_id).order_by(None)
    return session.scalars(select(Batch).where(Batch.id.in_(ids)).order_by(Batch.id.desc())).all()


def bodies_certified_by(user: Account) -> Select[AssessmentBody]:
    """The bodies whose grants `user` numbers and certifies, and whose blank papers he keeps."""
    units = select(Organisation.id).where(within(user.scope(Permission.GRANT_CERTIFY)))
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


def was_allotted(parts: NumberParts) -> bool:
    """Whether the series of this site, year and level has been past this number: given, or given and cleared again."""
    series = session.get(NumberSeries, series_code(parts.prefix, parts.year, parts.level), populate_existing=True)
    return series is not None and parts.sequence <= series.last


def open_grants_of_batch(batch: Batch) -> int:
    """How many grants of a plan still wait for their number or certificate; apprentices get none."""
    waiting = Grant.state.in_((GrantState.GRANTED, GrantState.NUMBERED))
    query = select(func.count(Grant.id)).where(Grant.batch_id == batch.id, waiting, Grant.level.in_(level_codes()))
    return session.scalar(query) or 0


def stock_of(body: AssessmentBody) -> BlankStock:
    """The body's blank papers; a fresh, empty record while it has none."""
    found = session.scalars(select(BlankStock).where(BlankStock.body_id == body.id)).one_or_none()
    return found or BlankStock(body=body, **vars(Levels()))


def movements_of(body: AssessmentBody) -> Select[StockMovement]:
    """Every movement of a body's blank papers."""
    return select(StockMovement).where(StockMovement.body_id == body.id).options(joinedload(StockMovement.batch))


def passes_of(body: AssessmentBody, batch: Batch | None) -> int:
    """How many passed: the grants of a plan, or of a body without a plan, that were not withdrawn."""
    mine = Grant.batch_id == batch.id if batch else (Grant.body_id == body.id) & Grant.batch_id.is_(None)
    query = select(func.count(Grant.id)).where(mine, Grant.state != GrantState.WITHDRAWN)
    return session.scalar(query.where(Grant.level.in_(level_codes()))) or 0


def reconciliations_of(body: AssessmentBody) -> dict[int | None, Reconciliation]:
    """What each plan of a body took and used, by plan id; None: papers for grants without a plan."""
    query = (
        select(StockMovement.batch_id, StockMovement.movement, func.sum(StockMovement.count))
        .where(StockMovement.body_id == body.id)
        .group_by(StockMovement.batch_id, StockMovement.movement)
    )
    sums: dict[int | None, dict[str, int]] = {}
    for batch_id, movement, count in session.execute(query):
        if movement not in {Movement.RECEIVED, Movement.DESTROYED}:
            sums.setdefault(batch_id, {})[movement.value] = int(count)
    return {batch_id: Reconciliation(**counts) for batch_id, counts in sums.items()}
