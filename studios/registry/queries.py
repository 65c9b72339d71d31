"""Reading the register of studios."""

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from studios.registry.models import Studio, StudioMember, StudioNaming
from studios.registry.rules import StudioState


def studios_visible_to(user: Account) -> Select[Studio]:
    """The studios of the units in one's care, and the one that one leads."""
    return _studios(Studio.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_READ))), user)


def studios_edited_by(user: Account) -> Select[Studio]:
    """The studios whose file one keeps: those of one's units, and the one that one leads."""
    return _studios(Studio.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_EDIT))), user)


def _studios(in_scope: ColumnElement[bool], user: Account) -> Select[Studio]:
    leads = user.person_id is not None and user.may(Permission.STUDIO_LEAD)
    own: list[ColumnElement[bool]] = [Studio.leader_id == user.person_id] if leads else []
    return select(Studio).where(or_(in_scope, *own)).options(joinedload(Studio.leader))


def public_studios() -> Select[Studio]:
    """The studios that everybody may see: on the register, with a name that is in force."""
    named = select(StudioNaming.studio_id).where(StudioNaming.ended_on.is_(None))
    return select(Studio).where(Studio.state == StudioState.ACTIVE, Studio.id.in_(named))


def members_on(studio: Studio, day: date) -> list[StudioMember]:
    """Who belonged to the studio on a day, the leader not counted unless listed."""
    return [one for one in studio.members if one.joined_on <= day and (one.left_on is None or day <= one.left_on)]


def namings_in_force(studio: Studio, day: date) -> list[StudioNaming]:
    """The names that the studio bore on a day; a term that ran out is in force until it is decided about."""
    return [one for one in studio.namings if one.named_on <= day and (one.ended_on is None or day < one.ended_on)]
