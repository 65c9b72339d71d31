"""Reading places."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from foundation.database import below, session
from lectures.places.models import Place
from lectures.places.rules import Point, VenueKind
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, ids_in
from people.organisations.rules import FEDERATIONS, OrganisationKind, lineage

OFFERED = 20
NEARBY = 300
KEEPERS = FEDERATIONS | {OrganisationKind.INDUSTRIAL_UNION, OrganisationKind.STREET_UNION}
"""The organisations that keep lists of places."""


@dataclass(frozen=True)
class PlaceFilter:
    """Which places a list shows: everything that is said holds of them; empty: whatever. `path`: a keeper's subtree."""

    kind: VenueKind | None = None
    street: str = ""
    estate_id: int | None = None
    path: str | None = None
    text: str = ""
    retired: bool = False


def places_visible_to(user: Account) -> Select[Place]:
    """The places on the lists of the organisations in one's care, and those of the unit that one orders for."""
    lists, units = ids_in(user.scope(Permission.LECTURE_RUN)), ids_in(user.scope(Permission.LECTURE_ORDER))
    return _places().where(Place.organisation_id.in_(lists) | Place.host_id.in_(units))


def places_kept_by(user: Account) -> Select[Place]:
    """The places on the lists that one keeps."""
    return _places().where(Place.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))))


def places_edited_by(user: Account) -> Select[Place]:
    """The places that one may change: those on one's lists, and those of the unit whose door one keeps."""
    lists, units = ids_in(user.scope(Permission.LECTURE_RUN)), ids_in(user.scope(Permission.LECTURE_HOST))
    return _places().where(Place.organisation_id.in_(lists) | Place.host_id.in_(units))


def active_places_below(path: str) -> Select[Place]:
    """Where a federation can have lectures given: the places in use on its list and on those below it."""
    keepers = select(Organisation.id).where(below(Organisation.path, path))
    return _places().where(Place.organisation_id.in_(keepers), Place.active)


def places_matching(query: Select[Place], wanted: PlaceFilter) -> Select[Place]:
    """Those of `query` that `wanted` describes."""
    query = query.where(Place.active.is_(not wanted.retired))
    if wanted.kind is not None:
        query = query.where(Place.kind == wanted.kind)
    if wanted.street:
        query = query.where(Place.street == wanted.street)
    if wanted.estate_id is not None:
        query = query.where(Place.estate_id == wanted.estate_id)
    if wanted.path is not None:
        query = query.where(Place.organisation_id.in_(ids_in([wanted.path])))
    return query.where(_called(wanted.text)) if wanted.text else query


@dataclass(frozen=True)
class Offer:
    """What a form offers of places: some of them, and what is said about how many there are."""

    places: Sequence[Place]
    said: str


def places_for_choice(places: Select[Place], text: str = "") -> Offer:
    """The first of `places`, by name, whose name, street, address or unit contains the letters that were typed."""
    query = places.where(_called(text)) if text else places
    found = session.scalars(query.order_by(None).order_by(Place.name, Place.id).limit(OFFERED + 1)).unique().all()
    if len(found) > OFFERED:
        return Offer(found[:OFFERED], f"场所很多，只列出前 {OFFERED} 个。请{'再多' if text else ''}输入几个字查找。")
    said = f"找到 {len(found)} 个。" if found else "没有找到，请换几个字再查。"
    return Offer(found, said if text else "")


def label_of(place: Place) -> str:
    """What a form shows of a place: its name, its street, how many it holds."""
    seats = f"{place.seats} 座" if place.seats else ""
    return " · ".join(part for part in (place.name, place.street, seats) if part)


def streets_of(query: Select[Place]) -> list[str]:
    """The streets that a filter offers."""
    known = query.order_by(None).with_only_columns(Place.street).distinct()
    return sorted(street for street in session.scalars(known) if street)


def estates_of(query: Select[Place]) -> Sequence[Place]:
    """The estates among these places, by name."""
    return session.scalars(query.where(Place.kind == VenueKind.ESTATE).order_by(None).order_by(Place.name)).all()


def estates_offered_to(user: Account) -> Sequence[Place]:
    """The estates that a form offers: those in use on one's lists, or on the list that one's own places stand on."""
    above = federation_above(user.organisation)
    lists = or_(
        Place.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))),
        Place.organisation_id == (above.id if above else None),
    )
    return estates_of(_places().where(lists, Place.active))


def units_of(estate: Place) -> Select[Place]:
    """The places that stand in an estate and are in use."""
    return _places().where(Place.estate_id == estate.id, Place.active)


def points_near(place: Place) -> list[Point]:
    """Where the other places in use of the same list lie."""
    others = select(Place.latitude, Place.longitude).where(
        Place.organisation_id == place.organisation_id, Place.id != place.id, Place.active, Place.latitude.is_not(None)
    )
    pairs = session.execute(others.order_by(Place.id).limit(NEARBY))
    return [(north, east) for north, east in pairs if north is not None and east is not None]


def keepers_of(user: Account) -> Sequence[Organisation]:
    """The organisations whose lists of places one keeps."""
    return session.scalars(active_in(user.scope(Permission.LECTURE_RUN)).where(Organisation.kind.in_(KEEPERS))).all()


def hosts_of(user: Account) -> Select[Organisation]:
    """The units whose places one may enter."""
    return active_in(user.scope(Permission.LECTURE_HOST))


def federation_above(unit: Organisation) -> Organisation | None:
    """The nearest federation above a unit: on its list the unit's own places stand."""
    above = select(Organisation).where(Organisation.id.in_(lineage(unit.path)), Organisation.kind.in_(FEDERATIONS))
    return session.scalars(above.order_by(Organisation.path.desc()).limit(1)).first()


def _called(text: str) -> ColumnElement[bool]:
    host = aliased(Organisation)
    units = select(host.id).where(host.name.contains(text, autoescape=True))
    said = (Place.name, Place.street, Place.address)
    return or_(Place.host_id.in_(units), *(column.contains(text, autoescape=True) for column in said))


def _places() -> Select[Place]:
    shown = joinedload(Place.organisation), joinedload(Place.host), joinedload(Place.estate)
    return select(Place).options(*shown).order_by(Place.id)
