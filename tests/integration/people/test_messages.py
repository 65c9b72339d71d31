"""Messages: told once, read by nobody else, gone from the home page when read."""

from flask import Flask

from foundation.database import session, transaction
from people.accounts.rules import Permission, Role
from people.messages.models import Message
from people.messages.operations import send_message
from people.messages.queries import accounts_in_charge, accounts_of, unread_messages_of
from people.organisations.rules import OrganisationKind
from tests.factories import people


def test_message_is_read_by_the_one_it_is_for(app: Flask):
    unit = people.organisation("示例机械公司工会")
    reader, other = (people.account(Role.WORKER, unit, people.person(name, unit)) for name in ("收示例", "旁示例"))
    with transaction():
        told = send_message([*session.scalars(accounts_of([reader.person_id])), reader], "场次改期", text="改到下午。")
    assert told == 1
    assert "改到下午" in people.sign_in(app.test_client(), reader).get("/messages").text
    assert "改到下午" not in people.sign_in(app.test_client(), other).get("/messages").text
    client = people.sign_in(app.test_client(), reader)
    assert "条新消息" in client.get("/").text
    assert client.post("/messages/read").status_code == 302
    assert "条新消息" not in client.get("/").text
    assert session.scalars(unread_messages_of(reader)).all() == []
    assert session.scalars(unread_messages_of(other)).all() == []
    session.add(Message(account=other, title="另一件事"))
    session.commit()
    people.sign_in(app.test_client(), reader).post("/messages/read")
    assert [one.title for one in session.scalars(unread_messages_of(other))] == ["另一件事"]


def test_who_is_in_charge_is_found_at_the_nearest_level(app: Flask):
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    district = people.organisation("示例区总工会", city, kind=OrganisationKind.DISTRICT_FEDERATION)
    unit = people.organisation("示例机械公司工会", district)
    at_city = people.account(Role.DISTRICT_OFFICER, city)
    run = Permission.LECTURE_RUN
    assert session.scalars(accounts_in_charge(run, unit)).all() == [at_city]
    in_district = people.account(Role.DISTRICT_OFFICER, district)
    people.account(Role.ENTERPRISE_OFFICER, unit)
    assert session.scalars(accounts_in_charge(run, unit)).unique().all() == [in_district]
