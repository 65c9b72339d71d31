"""A draw and a withdrawal at the same moment: whoever comes second meets what the first one did."""

from collections.abc import Callable
from functools import partial

from flask import Flask
from sqlalchemy import select

from competitions.draw.models import Place
from competitions.draw.operations import make_draw
from competitions.planning.models import Stage
from competitions.registration import operations
from competitions.registration.models import Entry
from competitions.registration.rules import EntryState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.at_once import at_once
from tests.factories import competitions, people

ROUNDS = 6


def draw(stage_id: int, account_id: int) -> None:
    make_draw(session.get_one(Stage, stage_id), workstations=3, by=session.get_one(Account, account_id))


def withdraw(entry_id: int, account_id: int) -> None:
    entry = session.get_one(Entry, entry_id)
    operations.withdraw_entry(entry, reason="出差", by=session.get_one(Account, account_id))


def test_nobody_withdrawn_is_drawn(app: Flask, clock: Callable[[str], object]):
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    competition = competitions.competition(district)
    drawer = people.account(Role.DISTRICT_OFFICER, district).id
    officer = people.account(Role.ENTERPRISE_OFFICER, unit).id
    for _ in range(ROUNDS):
        event = competitions.event(competition)
        stage = event.stages[0].id
        ids = [competitions.entry(event, unit, people.person("李示例", employer=unit)).id for _ in range(3)]
        at_once(app, partial(draw, stage, drawer), partial(withdraw, ids[0], officer))
    session.rollback()
    drawn = session.scalars(select(Entry.state).join(Place, Place.entry_id == Entry.id)).all()
    assert set(drawn) == {EntryState.ACCEPTED}
    assert len(session.scalars(select(Place.draw_id).distinct()).all()) == ROUNDS
