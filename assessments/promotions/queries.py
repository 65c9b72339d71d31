"""Reading rule sets and promotion files, and finding the places that are due for a file."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.grants.ways import levels_held
from assessments.promotions.models import Promotion, RuleSet
from assessments.promotions.rules import (
    Clause,
    Decision,
    Group,
    Place,
    PromotionState,
    RuleSetState,
    promotion_for,
)
from certificates.issuing.models import Certificate
from foundation import clock
from foundation.database import below, session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.careers.models import ContestPlacing
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.organisations.rules import lineages
from people.persons.models import Person


@dataclass(frozen=True)
class Due:
    """A place and what a rule set says of it; `file` is its file where a corrected result has left it behind."""

    placing: ContestPlacing
    rule_set: RuleSet
    decision: Decision
    file: Promotion | None = None


def rule_sets_visible_to(user: Account) -> Select[RuleSet]:
    """The rule sets of the organisations that one confirms or reads for, and of those above: these are applied too."""
    paths = user.scope(Permission.PROMOTION_CONFIRM) + user.scope(Permission.GRANT_READ)
    reach = or_(within(paths), Organisation.id.in_(lineages(paths)))
    return select(RuleSet).join(RuleSet.organisation).where(reach).options(selectinload(RuleSet.lines))


def rule_sets_edited_by(user: Account) -> Select[RuleSet]:
    """The rule sets that `user` keeps."""
    reach = within(user.scope(Permission.PROMOTION_CONFIRM))
    return select(RuleSet).join(RuleSet.organisation).where(reach).options(selectinload(RuleSet.lines))


def promotions_visible_to(user: Account) -> Select[Promotion]:
    """The files of contests held, and of persons employed, where one may read levels granted; and one's own."""
    own: list[ColumnElement[bool]] = [Promotion.person_id == user.person_id] if user.person_id else []
    return _files(or_(_of_units(user.scope(Permission.GRANT_READ)), *own))


def promotions_confirmed_by(user: Account) -> Select[Promotion]:
    """The files that this officer decides: of contests held, and of persons employed, in his care."""
    return _files(_of_units(user.scope(Permission.PROMOTION_CONFIRM)))


def promotions_to_confirm(user: Account) -> Select[Promotion]:
    """Those of them that wait, and confirmed ones whose result was corrected since."""
    unsettled = and_(Promotion.state == PromotionState.CONFIRMED, _corrected())
    return promotions_confirmed_by(user).where(or_(Promotion.state == PromotionState.OPENED, unsettled))


def award_certificate(promotion: Promotion) -> Certificate | None:
    """The newest version of the award certificate that proves the place, if one was made."""
    references = {promotion.reference, promotion.placing.reference}
    sources = [f"{reference}:person:{promotion.person_id}" for reference in references]
    query = select(Certificate).where(Certificate.source.in_(sources), Certificate.holder_id == promotion.person_id)
    return session.scalars(query.order_by(Certificate.id.desc())).first()


def decision_on(promotion: Promotion) -> Decision:
    """What the file's place entitles to now, by the file's rule set."""
    [decision] = _decisions([promotion.placing], promotion.rule_set)
    return decision


def due_promotions() -> list[Due]:
    """The places that an active rule set entitles and that have no file, and the files that a correction left behind.

    A file withdrawn by the system alone comes back when its place does. What an officer decided stays decided.
    """
    active = select(RuleSet).where(RuleSet.state == RuleSetState.ACTIVE).order_by(RuleSet.id)
    found: list[Due] = []
    for rule_set in session.scalars(active.options(selectinload(RuleSet.lines), joinedload(RuleSet.organisation))):
        placings = session.scalars(_without_file(rule_set)).unique().all()
        decided = zip(placings, _decisions(placings, rule_set), strict=True)
        found += [Due(placing, rule_set, decision) for placing, decision in decided if decision.level]
    return found + _left_behind()


def _left_behind() -> list[Due]:
    opened = and_(Promotion.state == PromotionState.OPENED, _corrected())
    by_itself = and_(Promotion.state == PromotionState.WITHDRAWN, Promotion.decided_by_id.is_(None))
    back = and_(by_itself, ContestPlacing.withdrawn_on.is_(None))
    files = _files(or_(opened, back)).order_by(Promotion.id)
    found = [Due(file.placing, file.rule_set, _if_standing(file), file) for file in session.scalars(files)]
    return [due for due in found if due.decision.level or (due.file and due.file.state is PromotionState.OPENED)]


def _corrected() -> ColumnElement[bool]:
    """What `Promotion.outdated` says, in SQL; for queries that join the place."""
    return or_(
        ContestPlacing.withdrawn_on.is_not(None),
        ContestPlacing.place != Promotion.place,
        ContestPlacing.entrants != Promotion.entrants,
        ContestPlacing.prize != Promotion.prize,
    )


def _if_standing(file: Promotion) -> Decision:
    if file.placing.withdrawn_on is not None:
        return Decision(None, reasons=("竞赛成绩已经更正或撤回。",))
    return decision_on(file)


def _without_file(rule_set: RuleSet) -> Select[ContestPlacing]:
    """The places within reach of a clause; what persons hold, and whether they rose this year, is asked afterwards."""
    filed = exists().where(Promotion.placing_id == ContestPlacing.id, Promotion.rule_set_id == rule_set.id)
    book = rule_set.book
    until = [ContestPlacing.decided_on <= book.valid_to] if book.valid_to else []
    named = [ContestPlacing.contest.contains(book.contest, autoescape=True)] if book.contest else []
    return (
        select(ContestPlacing)
        .join(ContestPlacing.organiser)
        .where(below(Organisation.path, rule_set.organisation.path))
        .where(ContestPlacing.withdrawn_on.is_(None), ContestPlacing.decided_on >= book.valid_from, *until, *named)
        .where(or_(false(), *(_reached(clause) for clause in book.clauses)), ~filed)
        .options(joinedload(ContestPlacing.person))
        .order_by(ContestPlacing.id)
    )


def _reached(clause: Clause) -> ColumnElement[bool]:
    conditions = [ContestPlacing.tier.in_(clause.tiers), ContestPlacing.place >= clause.place_from]
    if clause.group is not Group.ALL:
        conditions.append(ContestPlacing.student.is_(clause.group is Group.STUDENT))
    if clause.percent is not None:
        conditions.append(ContestPlacing.place * 100 <= ContestPlacing.entrants * clause.percent)
    elif clause.place_to is not None:
        conditions.append(ContestPlacing.place <= max(clause.place_to, *clause.team_places.values(), 0))
    return and_(*conditions)


def _decisions(placings: Sequence[ContestPlacing], rule_set: RuleSet) -> list[Decision]:
    """The decisions on these places, in their order: a few queries for each occupation."""
    if not placings:
        return []
    book, day, promoted = rule_set.book, clock.today(), _promoted_on({one.person_id for one in placings})
    sharing = _sharing(placings)
    by_occupation: dict[str, set[int]] = defaultdict(set)
    for placing in placings:
        by_occupation[placing.occupation_code].add(placing.person_id)
    held = {code: levels_held(persons, code) for code, persons in by_occupation.items()}
    return [
        promotion_for(
            _place(placing, sharing[_key(placing)]),
            held[placing.occupation_code][placing.person_id],
            promoted[placing.person_id],
            book,
            day,
        )
        for placing in placings
    ]


def _place(placing: ContestPlacing, sharing: int) -> Place:
    names = ("contest", "tier", "category", "student", "occupation_code", "place", "entrants", "decided_on")
    further = ("team_size", "prize", "passed")
    return Place(sharing=sharing, **{name: getattr(placing, name) for name in names + further})


Key = tuple[int, str, str, str, int]


def _key(placing: ContestPlacing) -> Key:
    return placing.organiser_id, placing.contest, placing.event, placing.category, placing.place


def _sharing(placings: Iterable[ContestPlacing]) -> dict[Key, int]:
    """How many entries share each of these places."""
    columns = (ContestPlacing.organiser_id, ContestPlacing.contest, ContestPlacing.event, ContestPlacing.category)
    query = (
        select(*columns, ContestPlacing.place, func.count(ContestPlacing.reference.distinct()))
        .where(ContestPlacing.contest.in_({one.contest for one in placings}), ContestPlacing.withdrawn_on.is_(None))
        .group_by(*columns, ContestPlacing.place)
    )
    counted: dict[Key, int] = defaultdict(lambda: 1)
    counted |= {(row[0], row[1], row[2], row[3], row[4]): row[5] for row in session.execute(query)}
    return counted


def _promoted_on(person_ids: Iterable[int]) -> dict[int, list[date]]:
    """When the results became final by which these persons were promoted."""
    query = (
        select(Promotion.person_id, ContestPlacing.decided_on)
        .join(Promotion.placing)
        .where(Promotion.person_id.in_(person_ids), Promotion.state == PromotionState.CONFIRMED)
    )
    found: dict[int, list[date]] = defaultdict(list)
    for person_id, decided_on in session.execute(query):
        found[person_id].append(decided_on)
    return found


def _of_units(paths: Iterable[str]) -> ColumnElement[bool]:
    units = ids_in(paths)
    return or_(ContestPlacing.organiser_id.in_(units), Person.employer_id.in_(units))


def _files(condition: ColumnElement[bool]) -> Select[Promotion]:
    person = joinedload(Promotion.person)
    return (
        select(Promotion)
        .join(Promotion.placing)
        .join(Promotion.person)
        .where(condition)
        .options(person.joinedload(Person.employer), joinedload(Promotion.placing), joinedload(Promotion.rule_set))
    )
