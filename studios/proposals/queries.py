"""Reading improvement proposals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, false, func, or_, select
from sqlalchemy.orm import joinedload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.persons.models import Person
from studios.proposals.models import Proposal
from studios.proposals.rules import WAITING, ProposalCategory, ProposalFigures, ProposalState

UNITS_SHOWN = 500


def proposals_visible_to(user: Account) -> Select[Proposal]:
    """Those that one's units deal with or that were made there, one's own, and those one was asked to carry out."""
    units = ids_in(user.scope(Permission.PROPOSAL_EDIT))
    return _proposals(or_(Proposal.organisation_id.in_(units), Proposal.origin_id.in_(units), *_mine(user)))


def proposals_handled_by(user: Account) -> Select[Proposal]:
    """Those that one's units deal with now."""
    return _proposals(Proposal.organisation_id.in_(ids_in(user.scope(Permission.PROPOSAL_EDIT))))


def proposals_carried_out_by(user: Account) -> Select[Proposal]:
    """Those that one may report as carried out: one's units', and those one was asked to carry out."""
    units = ids_in(user.scope(Permission.PROPOSAL_EDIT))
    asked = [Proposal.handler_id == user.person_id] if user.person_id else []
    return _proposals(or_(Proposal.organisation_id.in_(units), *asked))


def own_proposals(user: Account) -> Select[Proposal]:
    """What one has proposed oneself."""
    return _proposals(Proposal.proposer_id == user.person_id)


def proposals_waiting_for(user: Account) -> Select[Proposal]:
    """Those of the officer's own organisation that wait for a step of his, and those he is asked to carry out.

    What he proposed himself waits for somebody else, unless he is to carry it out.
    """
    waiting = [_asked(user)] if user.person_id else []
    if user.may_at(Permission.PROPOSAL_EDIT, user.organisation_path):
        own = Proposal.organisation_id == user.organisation_id
        others = Proposal.proposer_id.is_distinct_from(user.person_id)
        waiting.append(own & others & Proposal.state.in_(WAITING))
    return _proposals(or_(false(), *waiting))


def proposals_asked_of(user: Account) -> Select[Proposal]:
    """The adopted ones that one was asked to carry out."""
    return _proposals(_asked(user))


def _asked(user: Account) -> ColumnElement[bool]:
    return (Proposal.handler_id == user.person_id) & (Proposal.state == ProposalState.ADOPTED)


def _mine(user: Account) -> list[ColumnElement[bool]]:
    if user.person_id is None:
        return []
    return [Proposal.proposer_id == user.person_id, Proposal.handler_id == user.person_id]


def _proposals(condition: ColumnElement[bool]) -> Select[Proposal]:
    people = (joinedload(Proposal.proposer), joinedload(Proposal.handler))
    return (
        select(Proposal)
        .where(condition)
        .options(*people, joinedload(Proposal.organisation), joinedload(Proposal.origin))
    )


def persons_called(name: str, organisation: Organisation) -> list[Person]:
    """The persons of an organisation with just this name; of two with one name both."""
    found = select(Person).where(
        Person.employer_id == organisation.id, Person.name == name, Person.merged_into_id.is_(None)
    )
    return list(session.scalars(found.limit(2)))


@dataclass(frozen=True)
class ProposalFilter:
    """What a list of proposals is narrowed to."""

    state: ProposalState | None = None
    category: ProposalCategory | None = None
    occupation: str = ""
    text: str = ""

    def apply(self, query: Select[Proposal]) -> Select[Proposal]:
        if self.state:
            query = query.where(Proposal.state == self.state)
        if self.category:
            query = query.where(Proposal.category == self.category)
        if self.occupation:
            query = query.where(Proposal.occupation_code == self.occupation)
        if self.text:
            columns = (Proposal.title, Proposal.problems, Proposal.situation, Proposal.measures)
            query = query.where(or_(*(column.contains(self.text, autoescape=True) for column in columns)))
        return query


def proposal_figures(paths: list[str], first_day: date, last_day: date) -> list[ProposalFigures]:
    """统计每个单位一段时间（含首尾两日）的合理化建议，见 `ProposalFigures`；只列有建议、采纳或奖励的单位。"""
    kept = Proposal.state != ProposalState.WITHDRAWN
    made = kept & Proposal.proposed_on.between(first_day, last_day)
    counts = {
        "proposals": _count(Proposal.id, made),
        "proposers": _count(Proposal.proposer_id.distinct(), made),
        "adopted": _count(Proposal.id, kept & Proposal.adopted_on.between(first_day, last_day)),
        "implemented": _count(Proposal.id, kept & Proposal.implemented_on.between(first_day, last_day)),
    }
    rewarded = Proposal.rewarded_on.between(first_day, last_day)
    rewards = func.sum(Proposal.reward).filter(rewarded).label("rewards")
    rows = session.execute(
        select(Organisation.id, Organisation.name, *(count.label(name) for name, count in counts.items()), rewards)
        .join(Organisation, Proposal.origin_id == Organisation.id)
        .where(within(paths), or_(made, Proposal.adopted_on.between(first_day, last_day), rewarded))
        .group_by(Organisation.id, Organisation.name)
        .order_by(Organisation.name)
        .limit(UNITS_SHOWN)
    ).all()
    workers = _workers([row.id for row in rows])
    return [
        ProposalFigures(
            row.name,
            row.proposals,
            row.proposers,
            workers.get(row.id, 0),
            row.adopted,
            row.implemented,
            row.rewards or Decimal(0),
        )
        for row in rows
    ]


def _count(column: SQLColumnExpression[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(column).filter(condition)


def _workers(organisation_ids: list[int]) -> dict[int, int]:
    counted = (
        select(Person.employer_id, func.count())
        .where(Person.employer_id.in_(organisation_ids), Person.merged_into_id.is_(None))
        .group_by(Person.employer_id)
    )
    return {row[0]: row[1] for row in session.execute(counted) if row[0]}
