"""Filling in, submitting, withdrawing entries, and changing their people."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from competitions.planning.rules import EventFormat, StageState
from competitions.registration import operations, reviewing
from competitions.registration.models import Entry, Quota
from competitions.registration.operations import MemberChoice
from competitions.registration.rules import EntryState, MemberPart
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused, Stale
from people.accounts.rules import Role
from people.honours.models import Honour
from people.honours.rules import HonourKind
from tests.factories import competitions, people

CAPTAIN, SUBSTITUTE = MemberPart.CAPTAIN, MemberPart.SUBSTITUTE


@pytest.fixture
def scene(app: Flask, clock: Callable[[str], object]) -> Iterator[SimpleNamespace]:
    """A district, a unit with its officer, and an event with two places a unit, in the registration weeks."""
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    competition = competitions.competition(district)
    yield SimpleNamespace(
        district=district,
        unit=unit,
        competition=competition,
        event=competitions.event(competition, quota_per_organisation=2),
        officer=people.account(Role.ENTERPRISE_OFFICER, unit),
        reviewer=people.account(Role.DISTRICT_OFFICER, district),
    )


def fill_in(scene: SimpleNamespace, *names: str, event=None, title: str = "", parts=None) -> Entry:
    event = event or scene.event
    persons = [people.person(name, employer=scene.unit) for name in names]
    with transaction():
        return operations.create_entry(
            event,
            scene.unit,
            category=event.categories[0],
            members=[MemberChoice(*both) for both in zip(persons, parts or [MemberPart.CONTESTANT] * 9, strict=False)],
            title=title,
            by=scene.officer,
        )


def submitted(scene: SimpleNamespace, *names: str, **facts) -> Entry:
    entry = fill_in(scene, *names, **facts)
    with transaction():
        operations.submit_entry(entry, by=scene.officer)
    return entry


def accepted(scene: SimpleNamespace, *names: str, **facts) -> Entry:
    entry = submitted(scene, *names, **facts)
    with transaction():
        reviewing.accept_entry(entry, by=scene.reviewer)
    return entry


def team_event(scene: SimpleNamespace):
    return competitions.event(
        scene.competition, format=EventFormat.TEAM, smallest_team=2, largest_team=2, most_substitutes=1
    )


def taken() -> int:
    session.expire_all()
    return session.scalars(select(Quota.taken)).one_or_none() or 0


def actions(entry: Entry) -> list[str]:
    logged = select(AuditEntry.action).where(AuditEntry.subject_kind == "entries", AuditEntry.subject_id == entry.id)
    return list(session.scalars(logged.order_by(AuditEntry.id)))


def test_create_entry_makes_a_draft_that_takes_no_place(scene: SimpleNamespace):
    entry = fill_in(scene, "李示例")
    assert (entry.state, entry.title, taken()) == (EntryState.DRAFT, "李示例", 0)
    assert [member.active_event_id for member in entry.members] == [None]


def test_submit_entry_takes_a_place_and_marks_the_member(scene: SimpleNamespace):
    entry = submitted(scene, "李示例")
    assert (entry.state, taken()) == (EntryState.SUBMITTED, 1)
    assert [member.active_event_id for member in entry.members] == [scene.event.id]
    assert actions(entry) == ["create_entry", "submit_entry"]


def test_submit_entry_refuses_over_quota_and_changes_nothing(scene: SimpleNamespace):
    submitted(scene, "甲示例"), submitted(scene, "乙示例")
    third = fill_in(scene, "丙示例")
    with pytest.raises(Refused, match="名额不够：还剩 0 个"), transaction():
        operations.submit_entry(third, by=scene.officer)
    assert (third.state, taken()) == (EntryState.DRAFT, 2)


def test_submit_entry_gives_every_reason_at_once(scene: SimpleNamespace, clock: Callable[[str], object]):
    entry = fill_in(scene, "老示例")
    stranger = people.organisation("别处工会", parent=scene.district)
    entry.members[0].person.employer = stranger
    scene.event.oldest = 30
    session.commit()
    clock("2026-12-01 09:00")
    with pytest.raises(Refused) as refusal, transaction():
        operations.submit_entry(entry, by=scene.officer)
    assert [reason.split("，")[0] for reason in refusal.value.reasons] == [
        "报名已经截止。确需补报的",
        "老示例：竞赛首日（2026年12月10日）36 周岁",
        "老示例：不是报名单位的职工",
    ]


def test_submit_entry_refuses_a_person_who_is_entered_already(scene: SimpleNamespace):
    first = submitted(scene, "李示例")
    with transaction():
        again = operations.create_entry(
            scene.event,
            scene.unit,
            category=scene.event.categories[0],
            members=[MemberChoice(first.members[0].person)],
            by=scene.officer,
        )
    with pytest.raises(Refused) as refusal, transaction():
        operations.submit_entry(again, by=scene.officer)
    assert refusal.value.reasons == ["李示例：已由示例机械厂工会报名本赛项，每人每个赛项只能报名一次。"]
    assert taken() == 1


def test_submit_entry_notes_who_takes_no_award(scene: SimpleNamespace):
    scene.event.unrewarded_honours = [HonourKind.NATIONAL_SKILL_EXPERT.value]
    entry = fill_in(scene, "能手示例")
    session.add(Honour(person=entry.members[0].person, kind=HonourKind.NATIONAL_SKILL_EXPERT, year=2020))
    session.commit()
    with transaction():
        operations.submit_entry(entry, by=scene.officer)
    assert entry.award_barred == "能手示例已获“全国技术能手”，可以参赛，不受奖，名次依次递补。"


def test_edit_entry_changes_members_and_refuses_a_stale_form(scene: SimpleNamespace):
    entry, version = fill_in(scene, "李示例"), 1
    other = people.person("王示例", employer=scene.unit)
    facts = {"category": entry.category, "members": [MemberChoice(other)], "by": scene.officer}
    with transaction():
        operations.edit_entry(entry, version=version, **facts)
    assert (entry.title, [member.person_id for member in entry.members]) == ("王示例", [other.id])
    with pytest.raises(Stale), transaction():
        operations.edit_entry(entry, version=version, **facts)


def test_edit_entry_is_refused_once_submitted(scene: SimpleNamespace):
    entry = submitted(scene, "李示例")
    members = [MemberChoice(member.person) for member in entry.members]
    with pytest.raises(Refused, match="只有草稿和退回修改"), transaction():
        operations.edit_entry(entry, category=entry.category, members=members, by=scene.officer)
    assert actions(entry) == ["create_entry", "submit_entry"]


def test_returned_entry_keeps_its_place_and_comes_again_after_the_window(
    scene: SimpleNamespace, clock: Callable[[str], object]
):
    entry = submitted(scene, "李示例")
    with transaction():
        reviewing.return_entry(entry, reason="请补充照片", by=scene.reviewer)
    assert (entry.state, entry.review_comment, taken()) == (EntryState.RETURNED, "请补充照片", 1)
    clock("2026-12-01 09:00")
    with transaction():
        operations.submit_entry(entry, by=scene.officer)
    assert (entry.state, taken()) == (EntryState.SUBMITTED, 1)


def test_withdraw_entry_frees_the_place_and_the_person(scene: SimpleNamespace):
    entry = submitted(scene, "李示例")
    with transaction():
        operations.withdraw_entry(entry, reason="本人出差", by=scene.officer)
    assert (entry.state, taken()) == (EntryState.WITHDRAWN, 0)
    assert [member.active_event_id for member in entry.members] == [None]
    with transaction():
        again = operations.create_entry(
            scene.event,
            scene.unit,
            category=scene.event.categories[0],
            members=[MemberChoice(entry.members[0].person)],
            by=scene.officer,
        )
        operations.submit_entry(again, by=scene.officer)
    assert taken() == 1


def test_withdraw_entry_needs_a_reason_and_ends_with_the_draw(scene: SimpleNamespace):
    entry = submitted(scene, "李示例")
    with pytest.raises(Refused, match="写明原因"), transaction():
        operations.withdraw_entry(entry, reason=" ", by=scene.officer)
    scene.event.stages[0].state = StageState.DRAWN
    session.commit()
    with pytest.raises(Refused, match="已经抽签"), transaction():
        operations.withdraw_entry(entry, reason="出差", by=scene.officer)
    assert (entry.state, taken()) == (EntryState.SUBMITTED, 1)


def test_substitute_member_swaps_a_reviewed_substitute_without_new_review(scene: SimpleNamespace):
    entry = accepted(
        scene,
        "甲示例",
        "乙示例",
        "丙示例",
        event=team_event(scene),
        title="奋进队",
        parts=[CAPTAIN, MemberPart.CONTESTANT, SUBSTITUTE],
    )
    leaving, substitute = entry.members[1], entry.members[2]
    with transaction():
        operations.substitute_member(entry, leaving=leaving, coming=substitute.person, reason="受伤", by=scene.officer)
    assert (leaving.part, substitute.part) == (SUBSTITUTE, MemberPart.CONTESTANT)
    assert (entry.state, actions(entry)[-1]) == (EntryState.ACCEPTED, "swap_substitute")


def test_substitute_member_by_somebody_new_is_reviewed_again(scene: SimpleNamespace):
    entry = accepted(scene, "甲示例")
    coming = people.person("新示例", employer=scene.unit)
    with transaction():
        operations.substitute_member(
            entry, leaving=entry.members[0], coming=coming, reason="调离岗位", by=scene.officer
        )
    assert (entry.state, entry.title) == (EntryState.SUBMITTED, "新示例")
    assert [(member.person_id, member.active_event_id) for member in entry.members] == [(coming.id, scene.event.id)]
    assert taken() == 1


@pytest.mark.parametrize("fault", ["stranger", "entered", "drawn"])
def test_substitute_member_keeps_to_the_rules(scene: SimpleNamespace, fault: str):
    entry = accepted(scene, "甲示例")
    coming = people.person("新示例", employer=None if fault == "stranger" else scene.unit)
    if fault == "entered":
        competitions.entry(scene.event, scene.unit, coming)
    if fault == "drawn":
        scene.event.stages[0].state = StageState.DRAWN
    session.commit()
    with pytest.raises(Refused), transaction():
        operations.substitute_member(
            entry, leaving=entry.members[0], coming=coming, reason="调离岗位", by=scene.officer
        )
    assert (entry.state, entry.title) == (EntryState.ACCEPTED, "甲示例")


def test_create_entry_refuses_what_makes_no_entry(scene: SimpleNamespace):
    other = competitions.event(scene.competition)
    person = people.person("李示例", employer=scene.unit)
    for category, members, words in (
        (other.categories[0], [MemberChoice(person)], "组别"),
        (scene.event.categories[0], [], "还没有选择参赛人员"),
    ):
        with pytest.raises(Refused, match=words), transaction():
            operations.create_entry(scene.event, scene.unit, category=category, members=members, by=scene.officer)
    assert session.scalars(select(Entry)).all() == []


def test_team_needs_a_name_of_its_own(scene: SimpleNamespace):
    with pytest.raises(Refused, match="请填写队名"):
        fill_in(scene, "甲示例", "乙示例", event=team_event(scene), title=" ")
    assert session.scalars(select(Entry)).all() == []
