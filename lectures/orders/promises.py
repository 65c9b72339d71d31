"""What lecturers were asked for or took and what stands on no calendar yet: they are taken then all the same."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, select

from foundation.database import session
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import LectureMode
from lectures.orders.models import LectureOrder, OrderInvitation, OrderTime
from lectures.orders.rules import InvitationState, OrderState
from lectures.places.models import Place
from lectures.tours.rules_clashes import Busy

PROMISED = (InvitationState.ASKED, InvitationState.ACCEPTED)


def promised_between(
    since: datetime, until: datetime, persons: Select[int], *, besides: LectureOrder | None = None
) -> list[tuple[int, Busy]]:
    """The orders that these persons were asked for or took and that are not scheduled yet, each with the person."""
    columns = (Lecturer.person_id, OrderTime.starts_at, OrderTime.ends_at, LectureOrder.theme, LectureOrder.mode)
    waiting = LectureOrder.state.in_((OrderState.ASKED, OrderState.TAKEN))
    query = (
        select(*columns, Place.latitude, Place.longitude)
        .join(OrderTime, (OrderTime.order_id == LectureOrder.id) & (OrderTime.rank == LectureOrder.chosen_rank))
        .join(OrderInvitation, OrderInvitation.order_id == LectureOrder.id)
        .join(OrderInvitation.lecturer)
        .outerjoin(LectureOrder.place)
        .where(waiting, OrderInvitation.state.in_(PROMISED), Lecturer.person_id.in_(persons))
        .where(OrderTime.starts_at.between(since, until), LectureOrder.id != (besides.id if besides else None))
        .order_by(LectureOrder.id)
    )
    return [
        (person_id, busy_at(starts_at, ends_at, f"点单（待排期）：{theme}", mode, north, east))
        for person_id, starts_at, ends_at, theme, mode, north, east in session.execute(query)
    ]


def busy_at(
    starts_at: datetime, ends_at: datetime, title: str, mode: LectureMode, north: Decimal | None, east: Decimal | None
) -> Busy:
    """As the rules on clashes read it; on line, or at a place that is not on the map, without a point."""
    if mode is LectureMode.ONLINE or north is None or east is None:
        return Busy(starts_at, ends_at, None, title)
    return Busy(starts_at, ends_at, (north, east), title)
