"""What orders make of a held session, so that it cannot simply be corrected."""

from sqlalchemy import select

from foundation.database import session
from lectures.orders.models import LectureOrder
from lectures.orders.rules import OrderState
from lectures.tours.models import Lecture


def closed_orders(lecture: Lecture) -> list[str]:
    """点单已经结项、计入统计的，先重新打开。"""
    met = select(LectureOrder).where(LectureOrder.lecture_id == lecture.id, LectureOrder.state == OrderState.DONE)
    return [f"{one.audit_label}已经结项。请先在点单页“重新打开”，再更正场次。" for one in session.scalars(met)]
