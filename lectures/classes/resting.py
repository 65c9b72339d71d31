"""What classes and certificates make of a held session, so that it cannot simply be corrected."""

from sqlalchemy import select

from certificates.issuing.rules import VOID_STATES
from foundation.database import session
from lectures.attendance.queries import check_ins_of
from lectures.classes.certifying import source_of_listener
from lectures.classes.models import TrainingClass
from lectures.classes.queries import certificates_on
from lectures.classes.rules import ClassState
from lectures.tours.models import Lecture


def certified_listeners(lecture: Lecture) -> list[str]:
    """制作了听课证明的，先撤销。"""
    came = [check_in.person for check_in in session.scalars(check_ins_of(lecture))]
    papers = certificates_on({source_of_listener(lecture, person): person for person in came}).values()
    count = sum(any(state not in VOID_STATES for _, state in made) for made in papers)
    return [f"已经制作了 {count} 张听课证明。请先在证书页面撤销，再更正场次。"] if count else []


def finished_classes(lecture: Lecture) -> list[str]:
    """培训班按到课评定了结业的，先重新打开。"""
    finished = select(TrainingClass).where(TrainingClass.tour_id == lecture.tour_id)
    query = finished.where(TrainingClass.state == ClassState.FINISHED)
    return [f"{one.audit_label}已经评定结业。请先重新打开培训班，再更正场次。" for one in session.scalars(query)]
