"""Reading places."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from foundation.database import below
from lectures.places.models import Place
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in


def places_visible_to(user: Account) -> Select[Place]:
    """The places on the lists of the organisations in one's care, and those of the unit that one orders for."""
    lists, units = ids_in(user.scope(Permission.LECTURE_RUN)), ids_in(user.scope(Permission.LECTURE_ORDER))
    return _places().where(Place.organisation_id.in_(lists) | Place.host_id.in_(units))


def places_kept_by(user: Account) -> Select[Place]:
    """The places on the lists that one keeps."""
    return _places().where(Place.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))))


def active_places_below(path: str) -> Select[Place]:
    """Where a federation can have lectures given: the places in use on its list and on those below it."""
    keepers = select(Organisation.id).where(below(Organisation.path, path))
    return _places().where(Place.organisation_id.in_(keepers), Place.active)


def _places() -> Select[Place]:
    shown = joinedload(Place.organisation), joinedload(Place.host), joinedload(Place.estate)
    return select(Place).options(*shown).order_by(Place.id)
