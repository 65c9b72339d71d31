"""Reading notices: the notices themselves are for everybody, their objections for whoever answers them."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from foundation.database import session
from notices.models import Objection, PublicNotice
from notices.rules import ObjectionState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within


def public_notices() -> Select[PublicNotice]:
    """Every notice, for everybody: what was put up for the public stays readable, also when it was voided."""
    return select(PublicNotice).options(joinedload(PublicNotice.organisation))


def notices_visible_to(user: Account) -> Select[PublicNotice]:
    """The notices that `user` manages: ends, voids, answers objections to."""
    return (
        select(PublicNotice)
        .join(PublicNotice.organisation)
        .where(within(user.scope(Permission.NOTICE_EDIT), Organisation.path))
        .options(joinedload(PublicNotice.organisation))
    )


def objections_visible_to(user: Account) -> Select[Objection]:
    """The objections to the notices that `user` manages."""
    managed = notices_visible_to(user).with_only_columns(PublicNotice.id)
    return select(Objection).where(Objection.notice_id.in_(managed)).options(joinedload(Objection.notice))


def count_objections(notice: PublicNotice, state: ObjectionState) -> int:
    """How many objections to `notice` are in `state`."""
    query = select(func.count()).where(Objection.notice_id == notice.id, Objection.state == state)
    return session.scalar(query) or 0


def count_unanswered(user: Account, notice_ids: Sequence[int]) -> dict[int, int]:
    """How many objections wait for an answer, by notice, among those that `user` manages."""
    waiting = (
        objections_visible_to(user)
        .where(Objection.notice_id.in_(notice_ids), Objection.state == ObjectionState.RECEIVED)
        .with_only_columns(Objection.notice_id, func.count())
        .group_by(Objection.notice_id)
    )
    return {row[0]: row[1] for row in session.execute(waiting)}
