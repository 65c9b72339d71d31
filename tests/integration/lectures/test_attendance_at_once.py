"""Many at the same moment: nobody too many, the order kept, each person once."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from foundation import clock
from foundation.database import session, transaction
from foundation.errors import Refused
from lectures.attendance import operations
from lectures.attendance.checking_in import add_check_in, check_in_person
from lectures.attendance.models import CheckIn, Registration
from lectures.attendance.queries import registrations_of
from lectures.attendance.rules import CheckInMethod, RegistrationState
from lectures.tours.models import Lecture
from people.accounts.models import Account
from people.accounts.rules import Role
from people.messages.models import Message
from people.persons.models import Person
from tests.at_once import at_once
from tests.factories import lectures, people

R = RegistrationState


def test_register_persons_at_once_never_exceeds_capacity_and_moves_up_in_order(app: Flask):
    district = lectures.district()
    unit = people.organisation("示例机械公司工会", district)
    lecture = lectures.released(lectures.lecture(lectures.tour(district), registers=True, capacity=3))
    workers = [people.account(Role.WORKER, unit, people.person("职示工", unit)) for _ in range(8)]
    ids = [(one.id, one.person_id) for one in workers]
    lecture_id = lecture.id

    def register(account_id: int, person_id: int) -> None:
        one = session.get_one(Lecture, lecture_id), [session.get_one(Person, person_id)]
        operations.register_persons(*one, by=session.get_one(Account, account_id))

    def cancel(registration_id: int) -> None:
        one = session.get_one(Registration, registration_id)
        operations.cancel_registration(one, address="/here", by=one.made_by)

    at_once(app, *(partial(register, *one) for one in ids))
    queue = session.scalars(registrations_of(lecture)).all()
    assert [one.state for one in queue] == [R.REGISTERED] * 3 + [R.WAITING] * 5
    assert [one.place for one in queue] == list(range(1, 9))
    order = [one.id for one in queue]
    at_once(app, *(partial(cancel, one) for one in order[:2]))
    assert [one.state for one in session.scalars(registrations_of(lecture))] == [R.CANCELLED] * 2 + [
        R.REGISTERED
    ] * 3 + [R.WAITING] * 3
    told = session.scalars(select(Message).order_by(Message.id)).all()
    assert [(one.account.person_id, one.address) for one in told] == [
        (session.get_one(Registration, one).person_id, "/here") for one in order[3:5]
    ]
    with transaction():
        moved = operations.change_capacity(lecture, 5, by=workers[0])
    assert [one.id for one in moved] == order[5:7]
    with transaction():
        again = operations.register_persons(lecture, [session.get_one(Registration, order[0]).person], by=workers[0])
    assert (again[0].state, again[0].place) == (R.WAITING, 9)
    lecture.capacity = 6  # as where its plan is edited: who waits longest comes before who comes now
    session.commit()
    with transaction():
        late = operations.register_persons(lecture, [people.person("迟示工", unit)], by=workers[0])
    assert (late[0].state, late[0].place) == (R.WAITING, 10)
    assert session.get_one(Registration, order[7]).state is R.REGISTERED


def test_check_in_person_at_once_counts_each_person_once(app: Flask):
    """Twelve people, each scanning five times in one moment."""
    district = lectures.district()
    unit = people.organisation("示例机械公司工会", district)
    lecture = lectures.lecture(lectures.tour(district), at=clock.now() + timedelta(minutes=5))
    officer = people.account(Role.ENTERPRISE_OFFICER, unit).id
    persons = [people.person("职示工", unit).id for _ in range(12)]
    lecture_id = lecture.id

    def scan(person_id: int) -> int:
        found = session.get_one(Lecture, lecture_id), session.get_one(Person, person_id)
        return check_in_person(*found, CheckInMethod.WALL, by=session.get_one(Account, officer)).id

    kept = at_once(app, *(partial(scan, one) for one in persons * 5))
    assert len(set(kept)) == 12
    assert session.scalar(select(func.count(CheckIn.id))) == 12
    assert len(session.scalars(select(CheckIn.person_id).distinct()).all()) == 12
    with clock.frozen(lecture.starts_at), pytest.raises(Refused, match="已经签到，不用补登"), transaction():
        again = session.get_one(Person, persons[0])
        add_check_in(lecture, [again], reason="签到表第 3 行", by=session.get_one(Account, officer))
