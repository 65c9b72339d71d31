"""What admission tickets (准考证) say: who takes which part where and when, as far as seats are given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from assessments.applications.models import Application
from assessments.bodies.models import Premises
from assessments.sittings.models import Seat, Sitting
from assessments.standards.rules import PART_TITLES, Part
from foundation.clock import in_shanghai
from foundation.database import session
from people.persons.photos import printable_photo
from people.persons.rules import mask_identity

WAITING = "待编排，请考前再查看"


@dataclass(frozen=True)
class TicketLine:
    """One part: when, in which room, at which seat; `time` says so while there is no seat yet."""

    part: str
    time: str
    room: str = ""
    seat: str = ""


@dataclass(frozen=True)
class Ticket:
    """One admission ticket. `photo` is a JPEG, or None where there is none; it is left out of the page on the phone."""

    plan: str
    body: str
    item: str
    number: str
    name: str
    identity: str
    unit: str
    lines: list[TicketLine]
    photo: bytes | None


def tickets_of(applications: Sequence[Application], *, photos: bool = True) -> list[Ticket]:
    """The tickets of accepted applications, in their order."""
    seats = _seats_by_application([one.id for one in applications])
    return [_ticket(one, seats[one.id], photos) for one in applications]


def _ticket(application: Application, seats: dict[Part, Seat], photos: bool) -> Ticket:
    person = application.person
    photo = application.photo or person.photo  # as on the certificate
    return Ticket(
        plan=application.batch.title,
        body=application.batch.body.title,
        item=application.item.title,
        number=application.ticket_number or "",
        name=person.name,
        identity=mask_identity(person.document_number),
        unit=application.organisation.name if application.organisation else "个人报名",
        lines=[_line(Part(part), seats.get(Part(part))) for part in application.parts],
        photo=printable_photo(photo.read()) if photo and photos else None,
    )


def _line(part: Part, seat: Seat | None) -> TicketLine:
    if seat is None:
        return TicketLine(PART_TITLES[part], WAITING)
    sitting = seat.sitting
    begins, ends = in_shanghai(sitting.starts_at), in_shanghai(sitting.ends_at)
    place = sitting.premises.site
    room = "，".join(text for text in (f"{place.title} {sitting.premises.title}", place.address) if text)
    return TicketLine(PART_TITLES[part], f"{begins:%Y年%m月%d日 %H:%M} 至 {ends:%H:%M}", room, f"{seat.number} 号")


def _seats_by_application(ids: Sequence[int]) -> defaultdict[int, dict[Part, Seat]]:
    query = (
        select(Seat)
        .join(Seat.sitting)
        .where(Seat.application_id.in_(ids))
        .options(contains_eager(Seat.sitting).joinedload(Sitting.premises).joinedload(Premises.site))
    )
    found: defaultdict[int, dict[Part, Seat]] = defaultdict(dict)
    for seat in session.scalars(query):
        found[seat.application_id][seat.sitting.part] = seat
    return found
