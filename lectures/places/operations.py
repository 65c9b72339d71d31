"""Putting places on a list, changing what is said of them, and taking them out of use."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from lectures.places.models import Place
from lectures.places.queries import KEEPERS, units_of
from lectures.places.rules import (
    VenueKind,
    reasons_against_estate,
    reasons_against_host,
    reasons_against_point,
)
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation

MOST_WORKERS = 1_000_000
MOST_SEATS = 200_000


@dataclass(frozen=True)
class PlaceFacts:
    """What is said of a place. `workers`: how many people can be reached there, 0 if that is not known."""

    name: str
    kind: VenueKind
    host: Organisation | None = None
    street: str = ""
    address: str = ""
    estate: Place | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    workers: int = 0
    seats: int | None = None

    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by field; empty if nothing is."""
        found = {
            "name": [] if 2 <= len(self.name) <= 60 else ["名称应为 2 至 60 个字。"],
            "latitude": reasons_against_point(self.latitude, self.longitude),
            "host": reasons_against_host(self.kind, has_host=self.host is not None),
            "estate": reasons_against_estate(self.kind, in_estate=self.estate is not None),
            "workers": [] if 0 <= self.workers <= MOST_WORKERS else ["人数应在 0 至 100 万之间，不清楚的不填。"],
            "seats": [] if self.seats is None or 0 < self.seats <= MOST_SEATS else ["座位数应在 1 至 20 万之间。"],
        }
        return {field: reasons for field, reasons in found.items() if reasons}

    def values(self) -> dict[str, Any]:
        """What the columns of the model hold."""
        kept = ("name", "kind", "street", "address", "latitude", "longitude", "workers", "seats")
        keys = {"host_id": self.host.id if self.host else None, "estate_id": self.estate.id if self.estate else None}
        return {name: getattr(self, name) for name in kept} | keys


def create_place(keeper: Organisation, facts: PlaceFacts, *, by: Account) -> Place:
    """Put a place on the list of `keeper`.

    Raises `Refused` if the facts are wrong or the list has a place of that name, and `NotAllowed` unless `by` keeps
    that list or the door of the unit whose place it is.
    """
    _refuse_outsiders(keeper, facts, by)
    if keeper.kind not in KEEPERS or not keeper.active:
        raise Refused("场所登记在总工会、产业工会或街镇工会的名册上，请选择这样的组织。", field="organisation")
    _refuse_faults(keeper, facts, None)
    place = Place(organisation=keeper, **facts.values())
    session.add(place)
    audit.record("create_place", place, by=by)
    return place


def edit_place(place: Place, facts: PlaceFacts, *, by: Account, version: int | None) -> Place:
    """Change what is said of a place. Raises as `create_place` does, and `Stale`."""
    place = _edited(place, by)
    place.expect_version(version)
    _refuse_outsiders(place.organisation, facts, by)
    if facts.kind is not place.kind and place.kind is VenueKind.ESTATE:
        _refuse_units(place, "园区里还有场所，不能改为别的类别；请先把它们移出园区。", "kind")
    _refuse_faults(place.organisation, facts, place)
    for field, value in facts.values().items():
        setattr(place, field, value)
    audit.record("edit_place", place, by=by, changes=audit.pending_changes(place))
    session.expire(place, ["host", "estate"])
    return place


def retire_place(place: Place, *, by: Account, reason: str) -> None:
    """Take a place out of use: it is not offered any more and does not count as still to be reached."""
    place = _edited(place, by)
    if not place.active:
        raise Refused("这个场所已经停用。")
    _refuse_units(place, "园区里还有在用的场所；请先把它们移出园区或停用。", None)
    _turn(place, "retire_place", active=False, by=by, reason=reason)


def restore_place(place: Place, *, by: Account, reason: str) -> None:
    """Take a place into use again."""
    place = _edited(place, by)
    if place.active:
        raise Refused("这个场所正在使用。")
    _turn(place, "restore_place", active=True, by=by, reason=reason)


def edits(place: Place, by: Account) -> bool:
    """Whether `by` keeps the place's list, or the door of the unit whose place it is."""
    host = place.host.path if place.host else None
    return by.may_at(Permission.LECTURE_RUN, place.organisation_path) or by.may_at(Permission.LECTURE_HOST, host)


def _edited(place: Place, by: Account) -> Place:
    place = lock(place)
    if not edits(place, by):
        raise NotAllowed
    return place


def _turn(place: Place, action: str, *, active: bool, by: Account, reason: str) -> None:
    if not reason.strip():
        raise Refused("请写明原因。", field="reason")
    place.expect_version(None)
    place.active = active
    audit.record(action, place, by=by, reason=reason, changes=audit.pending_changes(place))


def _refuse_outsiders(keeper: Organisation, facts: PlaceFacts, by: Account) -> None:
    """A unit enters its own places and nothing else: neither estates nor those of others."""
    if by.may_at(Permission.LECTURE_RUN, keeper.path):
        return
    if not by.may_at(Permission.LECTURE_HOST, facts.host.path if facts.host else None):
        raise NotAllowed
    if facts.kind is VenueKind.ESTATE:
        raise Refused("园区由总工会登记；请登记本单位自己的场所，再选择所在园区。", field="kind")


def _refuse_units(place: Place, said: str, field: str | None) -> None:
    if session.scalars(units_of(place).limit(1)).first() is not None:
        raise Refused(said, field=field)


def _refuse_faults(keeper: Organisation, facts: PlaceFacts, place: Place | None) -> None:
    lock(keeper)  # so that no two at once put the same name on its list
    for field, reasons in facts.faults().items():
        raise Refused(reasons[0], reasons=reasons, field=field)
    estate = facts.estate
    if estate is not None and (estate.kind is not VenueKind.ESTATE or estate.organisation_id != keeper.id):
        raise Refused("请选择同一份名册上的园区。", field="estate")
    if estate is not None and not estate.active and (place is None or place.estate_id != estate.id):
        raise Refused("这个园区已停用，请选择在用的园区。", field="estate")
    same = select(Place).where(Place.organisation_id == keeper.id, Place.name == facts.name)
    other = session.scalars(same.limit(1)).first()
    if other is not None and other is not place:
        raise Refused(f"{keeper.name}的名册上已有同名的场所，请核对；同一单位的几处场所请在名称里区分。", field="name")
