"""What the sheet says that candidates sign when they come in (签到表)."""

from dataclasses import dataclass

from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import seats_of
from assessments.standards.rules import PART_TITLES
from foundation.clock import in_shanghai
from foundation.database import session
from people.persons.rules import mask_identity


@dataclass(frozen=True)
class SignInRow:
    """One candidate; the number of his document is masked."""

    number: int
    ticket: str
    name: str
    identity: str
    unit: str


@dataclass(frozen=True)
class SignInSheet:
    """One sitting's sheet."""

    plan: str
    item: str
    sitting: str
    room: str
    time: str
    rows: list[SignInRow]


def sign_in_sheet(sitting: Sitting) -> SignInSheet:
    """The sheet of a sitting, by seats."""
    begins, ends = in_shanghai(sitting.starts_at), in_shanghai(sitting.ends_at)
    return SignInSheet(
        plan=sitting.batch.title,
        item=f"{sitting.item.title}　{PART_TITLES[sitting.part]}",
        sitting=sitting.title,
        room=f"{sitting.premises.site.title} {sitting.premises.title}",
        time=f"{begins:%Y年%m月%d日 %H:%M} 至 {ends:%H:%M}",
        rows=[_row(seat) for seat in session.scalars(seats_of([sitting]))],
    )


def _row(seat: Seat) -> SignInRow:
    one = seat.application
    return SignInRow(
        number=seat.number,
        ticket=one.ticket_number or "",
        name=one.person.name,
        identity=mask_identity(one.person.document_number),
        unit=one.organisation.name if one.organisation else "个人报名",
    )
