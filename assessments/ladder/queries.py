"""Reading levels recognised, and what speaks for them."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from assessments.grants.rules import Ground
from assessments.ladder.models import Recognition
from assessments.ladder.rules import RecognitionState
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.careers.models import ContestPlacing
from people.careers.rules import CONTEST_TIER_TITLES, ContestTier
from people.honours.models import Honour
from people.honours.queries import held_on
from people.honours.rules import HolderKind, HonourKind, HonourLevel, is_at_least, kinds_of
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.persons.models import Person
from people.persons.rules import Level

PROVINCIAL_TIERS = (ContestTier.NATIONAL, ContestTier.PROVINCIAL_FIRST, ContestTier.PROVINCIAL_SECOND)
PROVINCIAL_HONOURS = [
    kind
    for kind in kinds_of(holder=HolderKind.PERSON)
    if is_at_least(kind, HonourLevel.PROVINCIAL) or kind is HonourKind.MAY_DAY_MEDAL
]
ENDING_DAYS = timedelta(days=60)


def recognitions_visible_to(user: Account) -> Select[Recognition]:
    """Those of the units where one may read levels granted or propose them, and one's own."""
    own: list[ColumnElement[bool]] = [Recognition.person_id == user.person_id] if user.person_id else []
    paths = user.scope(Permission.GRANT_READ) + user.scope(Permission.LEVEL_APPOINT)
    return _recognitions(or_(_of_units(paths), *own))


def recognitions_proposed_by(user: Account) -> Select[Recognition]:
    """Those of the units for which one may propose: to be taken back, ended, renewed."""
    return _recognitions(_of_units(user.scope(Permission.LEVEL_APPOINT)))


def recognitions_decided_by(user: Account) -> Select[Recognition]:
    """Those that one may decide, if somebody else proposed them."""
    return _recognitions(_of_units(deciding_scope(user)))


def recognitions_to_decide(user: Account) -> Select[Recognition]:
    """Those of them that wait, proposed by somebody else."""
    waiting = recognitions_decided_by(user).where(Recognition.state == RecognitionState.PROPOSED)
    return waiting.where(Recognition.proposed_by_id != user.id)


def appointments_ending(user: Account) -> Select[Recognition]:
    """Appointments whose term is over or ends within 60 days, and that nobody has ended or renewed."""
    later = aliased(Recognition)
    renewed = exists().where(later.renews_id == Recognition.id)
    running = (Recognition.ground == Ground.APPOINTMENT) & (Recognition.state == RecognitionState.CONFIRMED)
    soon = Recognition.ends <= clock.today() + ENDING_DAYS
    return recognitions_proposed_by(user).where(running, soon, ~renewed)


def deciding_scope(user: Account) -> list[str]:
    """The subtrees where one may decide."""
    return sorted({*user.scope(Permission.GRANT_CERTIFY), *user.scope(Permission.PROMOTION_CONFIRM)})


def awards_of(person: Person) -> list[str]:
    """Prizes in contests and honours of provincial level or above that are on record, as sentences."""
    prizes = select(ContestPlacing).where(
        ContestPlacing.person_id == person.id,
        ContestPlacing.tier.in_(PROVINCIAL_TIERS),
        ContestPlacing.prize != "",
        ContestPlacing.withdrawn_on.is_(None),
    )
    held = held_on(clock.today()) & Honour.kind.in_(PROVINCIAL_HONOURS)
    honours = select(Honour).where(Honour.person_id == person.id, held)
    won = [
        f"{one.decided_on} {one.contest} {one.event} {one.prize}（{CONTEST_TIER_TITLES[one.tier]}）"
        for one in session.scalars(prizes.order_by(ContestPlacing.decided_on.desc()))
    ]
    given = [f"{one.year} 年 {one.called}" for one in session.scalars(honours.order_by(Honour.year.desc()))]
    return won + given


def practises_special(employer: Organisation) -> bool:
    """Whether the unit has appointed a 特级技师 before."""
    states = (RecognitionState.CONFIRMED, RecognitionState.OVER)
    query = select(Recognition.id).where(
        Recognition.employer_id == employer.id, Recognition.level == Level.SPECIAL, Recognition.state.in_(states)
    )
    return session.scalars(query.limit(1)).first() is not None


def renewal_of(recognition: Recognition) -> Recognition | None:
    """The appointment that follows this one, if there is one."""
    return session.scalars(select(Recognition).where(Recognition.renews_id == recognition.id)).one_or_none()


def _of_units(paths: Iterable[str]) -> ColumnElement[bool]:
    return Recognition.employer_id.in_(ids_in(paths))


def _recognitions(condition: ColumnElement[bool]) -> Select[Recognition]:
    return (
        select(Recognition).where(condition).options(joinedload(Recognition.person), joinedload(Recognition.employer))
    )
