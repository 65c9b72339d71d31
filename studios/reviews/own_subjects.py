"""Whoever runs a round decides nothing about what is his own: no veto, no sheet, no excuse."""

from sqlalchemy import select

from foundation.database import session
from foundation.errors import Refused
from marking.panels.models import Subject
from people.accounts.models import Account
from people.persons.models import Person


def refuse_own(panel_id: int, reference: str, by: Account) -> None:
    """Raises `Refused` where `by` is one of the persons of a subject: author, leader, member, their masters."""
    own = select(Subject.id).where(
        Subject.panel_id == panel_id, Subject.reference == reference, Subject.persons.any(Person.id == by.person_id)
    )
    if by.person_id is not None and session.scalar(own) is not None:
        raise Refused("这个对象与您本人有关（完成人、工作室成员或师徒），请由另一位工作人员办理。")
