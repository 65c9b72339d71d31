"""Reviewing: one by one and in bulk, each with its outcome; and taking a decision back."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from competitions.planning.rules import StageState
from competitions.registration import reviewing
from competitions.registration.models import Entry, Quota
from competitions.registration.reviewing import ReviewOutcome
from competitions.registration.rules import EntryState
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from tests.factories import competitions, people


@pytest.fixture
def scene(app: Flask, clock: Callable[[str], object]) -> Iterator[SimpleNamespace]:
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    event = competitions.event(competitions.competition(district), quota_per_organisation=2)
    session.add(Quota(event=event, organisation=unit, places=2, taken=1))
    yield SimpleNamespace(
        unit=unit,
        event=event,
        entry=competitions.entry(event, unit, people.person("李示例", employer=unit), state=EntryState.SUBMITTED),
        reviewer=people.account(Role.DISTRICT_OFFICER, district),
    )


def taken() -> int:
    session.expire_all()
    return session.scalars(select(Quota.taken)).one()


def test_accept_entry_checks_again(scene: SimpleNamespace):
    scene.event.oldest = 20
    session.commit()
    with pytest.raises(Refused) as refusal, transaction():
        reviewing.accept_entry(scene.entry, by=scene.reviewer)
    assert refusal.value.reasons == ["李示例：竞赛首日（2026年12月10日）36 周岁，本赛项要求不超过 20 周岁。"]
    assert scene.entry.state is EntryState.SUBMITTED


def test_reject_entry_frees_the_place_and_correct_entry_takes_it_again(scene: SimpleNamespace):
    with transaction():
        reviewing.reject_entry(scene.entry, reason="资料不实", by=scene.reviewer)
    assert (scene.entry.state, scene.entry.members[0].active_event_id, taken()) == (EntryState.REJECTED, None, 0)
    with transaction():
        reviewing.correct_entry(scene.entry, reason="已补充证明", by=scene.reviewer)
    assert (scene.entry.state, taken()) == (EntryState.SUBMITTED, 1)
    assert scene.entry.members[0].active_event_id == scene.event.id


def test_correct_entry_is_refused_when_the_place_or_the_person_is_gone(scene: SimpleNamespace):
    with transaction():
        reviewing.reject_entry(scene.entry, reason="资料不实", by=scene.reviewer)
    other = competitions.entry(scene.event, scene.unit, scene.entry.members[0].person)
    with pytest.raises(Refused) as refusal, transaction():
        reviewing.correct_entry(scene.entry, reason="已补充证明", by=scene.reviewer)
    assert refusal.value.reasons == ["李示例：已由示例机械厂工会报名本赛项，每人每个赛项只能报名一次。"]
    other.members[0].active_event_id = None
    scene.event.quota_per_organisation = 0
    session.commit()
    with pytest.raises(Refused, match="名额不够"), transaction():
        reviewing.correct_entry(scene.entry, reason="已补充证明", by=scene.reviewer)
    assert taken() == 0


def test_correct_entry_ends_with_the_draw(scene: SimpleNamespace):
    with transaction():
        reviewing.accept_entry(scene.entry, by=scene.reviewer)
    scene.event.stages[0].state = StageState.DRAWN
    session.commit()
    with pytest.raises(Refused, match="已经抽签"), transaction():
        reviewing.correct_entry(scene.entry, reason="更正", by=scene.reviewer)
    assert scene.entry.state is EntryState.ACCEPTED


def test_review_entries_gives_an_outcome_for_each_and_one_refusal_stops_nobody(scene: SimpleNamespace):
    done = competitions.entry(scene.event, scene.unit, people.person("已过示例", employer=scene.unit))
    last = competitions.entry(
        scene.event, scene.unit, people.person("末位示例", employer=scene.unit), state=EntryState.SUBMITTED
    )
    with transaction():
        outcomes = reviewing.review_entries([scene.entry.id, done.id, last.id], "accept_entry", by=scene.reviewer)
    title = scene.event.title
    assert outcomes == [
        ReviewOutcome(f"{title} · 李示例"),
        ReviewOutcome(f"{title} · 已过示例", "报名目前是“审核通过”，不能进行这项操作。请刷新页面查看最新状态。"),
        ReviewOutcome(f"{title} · 末位示例"),
    ]
    assert list(session.scalars(select(Entry.state))) == [EntryState.ACCEPTED] * 3


def test_review_entries_passes_over_entries_of_other_organisers(scene: SimpleNamespace):
    elsewhere = people.account(Role.DISTRICT_OFFICER, people.organisation("别区总工会"))
    with transaction():
        outcomes = reviewing.review_entries([scene.entry.id], "reject_entry", reason="试试", by=elsewhere)
    assert (outcomes, scene.entry.state) == ([], EntryState.SUBMITTED)
