"""What admission tickets and sign-in sheets say. They never name a workstation: who works where may be secret."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from competitions.draw.models import Draw, Heat, Place
from competitions.draw.queries import entrant_order
from competitions.draw.rules import Layer, number_text
from competitions.planning.models import Event, Stage
from competitions.registration.models import Entry, EntryMember
from competitions.registration.queries import entries_visible_to, own_entries
from competitions.registration.rules import PART_TITLES
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.photos import printable_photo
from people.persons.rules import mask_identity


@dataclass(frozen=True)
class Ticket:
    """One person's admission ticket (准考证). `photo` is a JPEG, or None where there is none on record."""

    competition: str
    event: str
    category: str
    contest_number: str  # as printed
    heat: str
    begins: str
    name: str
    part: str
    team: str
    organisation: str
    identity: str
    photo: bytes | None


@dataclass(frozen=True)
class SignInSheet:
    """Who signs in for one heat (签到表): contest number (empty while it is sealed), name, organisation."""

    heat: str
    begins: str
    rows: Sequence[tuple[str, str, str]]


def ticket_places(user: Account) -> Select[Place]:
    """The places, in draws that count, of the entries that `user` may see or is a member of himself."""
    seen = entries_visible_to(user).with_only_columns(Entry.id)
    own = own_entries(user).with_only_columns(Entry.id).order_by(None)
    return (
        select(Place)
        .join(Place.draw)
        .where(Draw.current_stage_id.is_not(None), Place.entry_id.in_(seen) | Place.entry_id.in_(own))
        .options(
            joinedload(Place.heat),
            joinedload(Place.draw).joinedload(Draw.stage).joinedload(Stage.event).joinedload(Event.competition),
            joinedload(Place.entry).joinedload(Entry.organisation),
            joinedload(Place.entry).joinedload(Entry.category),
            joinedload(Place.entry).selectinload(Entry.members).joinedload(EntryMember.person).joinedload(Person.photo),
        )
        .order_by(Place.contest_number)
    )


def organisations_with_tickets(stage: Stage, user: Account) -> Sequence[tuple[Organisation, int]]:
    """The organisations whose tickets for `stage` `user` may print, each with its number of entries."""
    seen = entries_visible_to(user).with_only_columns(Entry.id)
    query = (
        select(Organisation, func.count())
        .join(Entry, Entry.organisation_id == Organisation.id)
        .join(Place, Place.entry_id == Entry.id)
        .join(Place.draw)
        .where(Draw.current_stage_id == stage.id, Entry.id.in_(seen))
        .group_by(Organisation.id)
        .order_by(Organisation.path)
    )
    return [(organisation, number) for organisation, number in session.execute(query)]


def tickets_of(places: Iterable[Place]) -> list[Ticket]:
    """A ticket for every member of these places, in an order that tells no more than the tickets do."""
    return [_ticket(place, member) for place in sorted(places, key=entrant_order) for member in place.entry.members]


def sign_in_sheets(stage: Stage) -> list[SignInSheet]:
    """One sheet a heat of the draw that counts, rows by contest number, or as registered while that is sealed."""
    query = (
        select(Place)
        .join(Place.draw)
        .join(Place.heat)
        .where(Draw.current_stage_id == stage.id)
        .options(
            contains_eager(Place.draw).joinedload(Draw.stage),
            joinedload(Place.heat),
            joinedload(Place.entry).joinedload(Entry.organisation),
            joinedload(Place.entry).selectinload(Entry.members).joinedload(EntryMember.person),
        )
        .order_by(Heat.number, Place.contest_number)
    )
    places = session.scalars(query).unique().all()
    return [
        SignInSheet(
            _heat(heat), _begins(heat), [row for place in sorted(group, key=entrant_order) for row in _rows(place)]
        )
        for heat, group in groupby(places, key=lambda place: place.heat)
    ]


def _ticket(place: Place, member: EntryMember) -> Ticket:
    entry, event = place.entry, place.draw.stage.event
    several = len(entry.members) > 1
    return Ticket(
        competition=event.competition.audit_label,
        event=event.title,
        category=entry.category.title,
        contest_number=_number(place) or "检录时告知",
        heat=_heat(place.heat),
        begins=_begins(place.heat) or f"{event.competition.contest_begins:%Y年%m月%d日}（时间另行通知）",
        name=member.person.name,
        part=PART_TITLES[member.part] if several else "",
        team=entry.title if several else "",
        organisation=entry.organisation.name,
        identity=mask_identity(member.person.document_number),
        photo=printable_photo(member.person.photo.read()) if member.person.photo else None,
    )


def _rows(place: Place) -> list[tuple[str, str, str]]:
    entry = place.entry
    return [
        (_number(place), _with_part(member, several=len(entry.members) > 1), entry.organisation.name)
        for member in entry.members
    ]


def _number(place: Place) -> str:
    return "" if place.draw.hides(Layer.CONTEST_NUMBER) else number_text(place.contest_number)


def _with_part(member: EntryMember, *, several: bool) -> str:
    return f"{member.person.name}（{PART_TITLES[member.part]}）" if several else member.person.name


def _heat(heat: Heat) -> str:
    return f"第 {heat.number} 场"


def _begins(heat: Heat) -> str:
    return f"{clock.in_shanghai(heat.begins_at):%Y年%m月%d日 %H:%M}" if heat.begins_at else ""
