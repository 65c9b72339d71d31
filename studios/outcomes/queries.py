"""Reading outcomes: those of the studios that one sees, how many count, and what they earned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, extract, func, select, union
from sqlalchemy.orm import joinedload, selectinload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.persons.models import Person
from studios.outcomes.models import Adoption, Outcome, OutcomeAuthor, OutcomeShare
from studios.outcomes.models_benefit import Benefit
from studios.outcomes.rules import Authorship, OutcomeKind, OutcomeState
from studios.outcomes.rules_benefit import BenefitKind, BenefitPart, BenefitState, BenefitSums, sums_of
from studios.registry.models import LeaderTerm, Studio, StudioMember
from studios.registry.queries import studios_edited_by, studios_visible_to
from studios.registry.rules import LEAVING_REASON_TITLES


@dataclass(frozen=True)
class OutcomeFilter:
    """Which outcomes a list shows; None: whatever."""

    studio_id: int | None = None
    kind: OutcomeKind | None = None
    year: int | None = None
    state: OutcomeState | None = None
    text: str = ""
    adopted_in: int | None = None


@dataclass(frozen=True)
class BenefitFilter:
    """Which benefits a list shows; None: whatever. `year` is that in which the period ends."""

    kind: BenefitKind | None = None
    year: int | None = None
    state: BenefitState | None = None


def outcomes_visible_to(user: Account) -> Select[Outcome]:
    """The outcomes that count for a studio which `user` sees: its own, and those it has a share in."""
    return outcomes_of(studios_visible_to(user))


def outcomes_of(studios: Select[Studio]) -> Select[Outcome]:
    """The outcomes that count for one of these studios."""
    return select(Outcome).where(Outcome.id.in_(select(OutcomeShare.outcome_id).where(_held_by(studios))))


def outcomes_edited_by(user: Account) -> Select[Outcome]:
    """The outcomes that `user` writes down: those kept by a studio whose file he keeps."""
    return select(Outcome).where(Outcome.studio_id.in_(studios_edited_by(user).with_only_columns(Studio.id)))


def outcomes_confirmed_by(user: Account) -> Select[Outcome]:
    """The outcomes that `user` confirms, as an officer of the unit or of those above it; never a studio's leader."""
    units = ids_in(user.scope(Permission.STUDIO_EDIT))
    return select(Outcome).where(Outcome.studio_id.in_(select(Studio.id).where(Studio.organisation_id.in_(units))))


def outcomes_waiting_for(user: Account) -> Select[Outcome]:
    """The outcomes that wait for `user` to confirm them: not those that he wrote down, nor his own."""
    led = select(Studio.id).where(Studio.leader_id == (user.person_id or 0))
    own = union(
        select(OutcomeAuthor.outcome_id).where(OutcomeAuthor.person_id == user.person_id),
        select(OutcomeShare.outcome_id).where(OutcomeShare.studio_id.in_(led)),
    )
    waiting = outcomes_confirmed_by(user).where(
        Outcome.state == OutcomeState.PENDING, Outcome.recorded_by_id != user.id
    )
    return waiting.where(Outcome.id.not_in(own))


def outcomes_matching(query: Select[Outcome], wanted: OutcomeFilter) -> Select[Outcome]:
    """Those of `query` that `wanted` describes."""
    if wanted.studio_id is not None:
        query = query.where(_counts_for(wanted.studio_id))
    if wanted.kind is not None:
        query = query.where(Outcome.kind == wanted.kind)
    if wanted.year is not None:
        query = query.where(extract("year", Outcome.dated) == wanted.year)
    if wanted.state is not None:
        query = query.where(Outcome.state == wanted.state)
    if wanted.adopted_in is not None:
        in_year = extract("year", Adoption.since) == wanted.adopted_in
        query = query.where(Outcome.id.in_(select(Adoption.outcome_id).where(in_year)))
    if wanted.text:
        query = query.where(Outcome.title.contains(wanted.text, autoescape=True))
    return query


def with_lines(query: Select[Outcome]) -> Select[Outcome]:
    """The same outcomes with all that a line of a list says about each."""
    return query.options(
        joinedload(Outcome.studio).joinedload(Studio.leader),
        selectinload(Outcome.authors).joinedload(OutcomeAuthor.person),
        selectinload(Outcome.shares).joinedload(OutcomeShare.studio),
        selectinload(Outcome.adoptions),
    )


def claimed_by(number_key: str | None, except_id: int | None = None) -> Outcome | None:
    """The outcome that already has this number, if there is another."""
    if number_key is None:
        return None
    query = select(Outcome).where(Outcome.number_key == number_key, Outcome.id != (except_id or 0))
    return session.scalars(query).one_or_none()


def authorships(studio_ids: Collection[int], percents: dict[int, Decimal]) -> list[Authorship]:
    """For each author (person id and per cent): when he belonged to these studios, as their files say."""
    members = select(StudioMember).where(StudioMember.studio_id.in_(studio_ids), StudioMember.person_id.in_(percents))
    terms = select(LeaderTerm).where(LeaderTerm.studio_id.in_(studio_ids), LeaderTerm.person_id.in_(percents))
    stays: dict[int, list[tuple[date, date | None]]] = {key: [] for key in percents}
    reasons: dict[int, str] = {}
    for one in session.scalars(members):
        stays[one.person_id].append((one.joined_on, one.left_on))
        if one.left_reason:
            reasons[one.person_id] = LEAVING_REASON_TITLES[one.left_reason]
    for term in session.scalars(terms):
        stays[term.person_id].append((term.begins_on, term.ends_on))
        if term.end_reason:
            reasons.setdefault(term.person_id, LEAVING_REASON_TITLES[term.end_reason])
    named = {one.id: one.name for one in session.scalars(select(Person).where(Person.id.in_(percents)))}
    return [Authorship(named[key], share, stays[key], reasons.get(key, "")) for key, share in percents.items()]


def persons_of(studio_ids: Collection[int]) -> Sequence[Person]:
    """All who ever belonged to these studios, the leaders first: whom a form offers as authors."""
    members = select(StudioMember.person_id).where(StudioMember.studio_id.in_(studio_ids))
    leaders = select(LeaderTerm.person_id).where(LeaderTerm.studio_id.in_(studio_ids))
    first = Person.id.in_(leaders)
    query = select(Person).where(Person.id.in_(members.union_all(leaders))).order_by(first.desc(), Person.name)
    return session.scalars(query).all()


def count_outcomes(
    studio: Studio, first_day: date, last_day: date, kinds: Collection[OutcomeKind] | None = None
) -> int:
    """成果数（W04）：成果日期在这段时间里（首尾两天都算）、已由单位确认、本工作室占有份额的成果件数。"""
    query = select(func.count()).select_from(Outcome).where(_counts_for(studio.id), *_counted(first_day, last_day))
    return session.scalar(query if kinds is None else query.where(Outcome.kind.in_(kinds))) or 0


def _counts_for(studio_id: int) -> ColumnElement[bool]:
    return Outcome.id.in_(select(OutcomeShare.outcome_id).where(OutcomeShare.studio_id == studio_id))


def _held_by(studios: Select[Studio]) -> ColumnElement[bool]:
    """For a query of shares: those that these studios have."""
    return OutcomeShare.studio_id.in_(studios.options().order_by(None).with_only_columns(Studio.id))


def _counted(first_day: date, last_day: date) -> tuple[ColumnElement[bool], ...]:
    return Outcome.state == OutcomeState.CONFIRMED, Outcome.dated.between(first_day, last_day)


def verified_benefit(studio: Studio, first_day: date, last_day: date) -> Decimal:
    """核实效益（P04），元：期间结束于这段时间里、已核实的效益，按本工作室的占比计算。"""
    return benefit_of_studio(studio, first_day, last_day).verified


def benefit_of_studio(studio: Studio, first_day: date, last_day: date) -> BenefitSums:
    """This studio's part of the benefit whose period ends in these days: verified and declared apart."""
    return benefit_of(select(Studio).where(Studio.id == studio.id), first_day, last_day)


def benefit_of(
    studios: Select[Studio], first_day: date, last_day: date, kind: BenefitKind | None = None
) -> BenefitSums:
    """The part of these studios in the benefit whose period ends in these days: the amounts by their shares.

    A studio, a unit, a district and the city are all reckoned so, and the whole is the sum of its parts.
    """
    query = (
        select(Benefit.state, Benefit.amount, OutcomeShare.percent)
        .join(OutcomeShare, OutcomeShare.outcome_id == Benefit.outcome_id)
        .where(_held_by(studios), Benefit.ends.between(first_day, last_day))
    )
    if kind is not None:
        query = query.where(Benefit.kind == kind)
    return sums_of(BenefitPart(*row) for row in session.execute(query))


def percents_of(outcome_ids: Collection[int], studios: Select[Studio]) -> dict[int, Decimal]:
    """How many per cent of each of these outcomes these studios have together; 0: they have no share in it."""
    held = OutcomeShare.outcome_id.in_(outcome_ids), _held_by(studios)
    percents = dict.fromkeys(outcome_ids, Decimal(0))
    for outcome_id, percent in session.execute(select(OutcomeShare.outcome_id, OutcomeShare.percent).where(*held)):
        percents[outcome_id] += percent
    return percents


def benefits_of_outcomes(
    outcome_ids: Collection[int], percents: Mapping[int, Decimal] | None = None
) -> dict[int, BenefitSums]:
    """What each of these outcomes earned, verified and declared apart; so many per cent of it, if `percents` says."""
    query = select(Benefit.outcome_id, Benefit.state, Benefit.amount).where(Benefit.outcome_id.in_(outcome_ids))
    parts: dict[int, list[BenefitPart]] = {key: [] for key in outcome_ids}
    for outcome_id, state, amount in session.execute(query):
        parts[outcome_id].append(BenefitPart(state, amount, Decimal(100) if percents is None else percents[outcome_id]))
    return {key: sums_of(found) for key, found in parts.items()}


def benefits_visible_to(user: Account) -> Select[Benefit]:
    """The benefit of the outcomes that `user` sees."""
    seen = outcomes_visible_to(user).with_only_columns(Outcome.id)
    return select(Benefit).where(Benefit.outcome_id.in_(seen))


def benefits_matching(query: Select[Benefit], wanted: BenefitFilter) -> Select[Benefit]:
    """Those of `query` that `wanted` describes."""
    if wanted.kind is not None:
        query = query.where(Benefit.kind == wanted.kind)
    if wanted.year is not None:
        query = query.where(extract("year", Benefit.ends) == wanted.year)
    return query if wanted.state is None else query.where(Benefit.state == wanted.state)


def benefits_verified_by(user: Account) -> Select[Benefit]:
    """The benefit that `user`'s own unit checks and seals."""
    if not user.may_at(Permission.BENEFIT_VERIFY, user.organisation_path):
        return select(Benefit).where(Benefit.id.is_(None))
    return select(Benefit).where(Benefit.verifier_id == user.organisation_id)


def benefits_waiting_for(user: Account) -> Select[Benefit]:
    """The benefit that waits for `user` to verify it: not what he declared himself."""
    return benefits_verified_by(user).where(Benefit.state == BenefitState.DECLARED, Benefit.declared_by_id != user.id)


def comparable_amounts(kind: BenefitKind, except_id: int | None = None) -> list[Decimal]:
    """The amounts of the same kind that were declared or verified, to compare a new one with."""
    query = select(Benefit.amount).where(Benefit.kind == kind, Benefit.state != BenefitState.REJECTED)
    return list(session.scalars(query.where(Benefit.id != (except_id or 0))))
