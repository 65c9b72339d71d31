"""Places are never over, however many writers want the last one."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from competitions.planning.models import Event
from competitions.registration import operations, quotas
from competitions.registration.models import Entry, EntryMember, Quota
from competitions.registration.rules import HOLDS_A_PLACE, EntryState
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.at_once import refused_at_once
from tests.factories import competitions, people

WRITERS = 20


def submit(entry_id: int, officer_id: int) -> Callable[[], None]:
    return lambda: operations.submit_entry(session.get_one(Entry, entry_id), by=session.get_one(Account, officer_id))


def test_submit_entry_never_goes_over_quota_under_twenty_writers(app: Flask, clock: Callable[[str], object]):
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    officer = people.account(Role.ENTERPRISE_OFFICER, unit)
    event = competitions.event(competitions.competition(district), quota_per_organisation=7)
    drafts = [
        competitions.entry(event, unit, people.person(f"选手{number}", employer=unit), state=EntryState.DRAFT)
        for number in range(WRITERS)
    ]
    ids = [entry.id for entry in drafts]
    refused = refused_at_once(app, *(submit(entry_id, officer.id) for entry_id in ids))
    assert len(refused) == WRITERS - 7
    assert {reason.split("：")[0] for reason in refused} == {f"“{event.title}”给示例机械厂工会的名额不够"}
    held = session.scalar(select(func.count()).select_from(Entry).where(Entry.state.in_(HOLDS_A_PLACE)))
    assert (session.execute(select(Quota.places, Quota.taken)).all(), held) == ([(7, 7)], 7)


def test_one_person_enters_an_event_once_under_many_writers(app: Flask, clock: Callable[[str], object]):
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    officer = people.account(Role.ENTERPRISE_OFFICER, unit)
    event = competitions.event(competitions.competition(district))
    person = people.person("李示例", employer=unit)
    ids = []
    for _ in range(8):
        draft = competitions.entry(event, unit, person, state=EntryState.WITHDRAWN)
        draft.state = EntryState.DRAFT
        session.commit()
        ids.append(draft.id)
    refused = refused_at_once(app, *(submit(entry_id, officer.id) for entry_id in ids))
    assert len(refused) == 7 and all("只能报名一次" in reason for reason in refused)
    active = select(func.count()).select_from(EntryMember).where(EntryMember.active_event_id == event.id)
    assert (session.scalar(active), session.scalars(select(Quota.taken)).all()) == (1, [1])


@pytest.fixture
def open_event(app: Flask) -> tuple[Event, Organisation]:
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    return competitions.event(competitions.competition(district), quota_per_organisation=3), unit


def test_take_places_takes_all_or_none(open_event: tuple[Event, Organisation]):
    with transaction():
        quotas.take_places(*open_event, 2)
    with pytest.raises(Refused, match="还剩 1 个，需要 2 个"), transaction():
        quotas.take_places(*open_event, 2)
    assert quotas.places_left(*open_event) == 1
    with transaction():
        quotas.free_places(*open_event)
    assert quotas.places_left(*open_event) == 2


def test_places_follow_the_plan_until_they_are_granted(open_event: tuple[Event, Organisation]):
    event, unit = open_event
    officer = people.account(Role.DISTRICT_OFFICER, event.competition.organisation)
    with transaction():
        quotas.take_places(event, unit, 3)
    event.quota_per_organisation = 5
    session.commit()
    assert quotas.places_left(event, unit) == 2
    with transaction():
        quotas.grant_quota(event, unit, 4, by=officer)
    assert quotas.places_left(event, unit) == 1
    with pytest.raises(Refused, match="已占用 3 个名额"), transaction():
        quotas.grant_quota(event, unit, 2, by=officer)
    event.quota_per_organisation = None
    session.commit()
    assert quotas.places_left(event, unit) == 1


def test_event_without_a_quota_has_no_limit_but_still_counts(open_event: tuple[Event, Organisation]):
    event, unit = open_event
    event.quota_per_organisation = None
    session.commit()
    with transaction():
        quotas.take_places(event, unit, 300)
    assert quotas.places_left(event, unit) is None
    assert session.scalars(select(Quota.taken)).all() == [300]
