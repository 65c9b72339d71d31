"""What an organisation does with its entries: fill in, submit, withdraw, and change the people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from competitions.planning.models import Category, Event
from competitions.planning.rules import TEAMS, EventFormat
from competitions.registration.models import Entry, EntryMember
from competitions.registration.queries import (
    active_entries_of,
    contestants_from,
    contestants_of,
    hold_against_draw,
    requirements_of,
)
from competitions.registration.quotas import free_places, take_places
from competitions.registration.rules import (
    EDITABLE,
    HOLDS_A_PLACE,
    EntryState,
    MemberPart,
    award_bar,
    reasons_against_contestant,
    reasons_against_entry,
    reasons_against_time,
)
from foundation import audit, clock
from foundation.audit import Actor
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.organisations.models import Organisation
from people.persons.models import Person

LONGEST_TITLE = 60


@dataclass(frozen=True)
class MemberChoice:
    """A person and what he is in the entry."""

    person: Person
    part: MemberPart = MemberPart.CONTESTANT


def create_entry(
    event: Event,
    organisation: Organisation,
    *,
    category: Category,
    members: Sequence[MemberChoice],
    title: str = "",
    by: Actor,
) -> Entry:
    """A draft of an entry; it takes a place only when it is submitted. Raises `Refused` outside the window."""
    _refuse_for(reasons_against_time(clock.now(), requirements_of(event)))
    entry = Entry(event=event, organisation=organisation, category=_of_event(category, event), title="")
    _set_members(entry, members)
    entry.title = _title_of(entry, title)
    session.add(entry)
    audit.record("create_entry", entry, by=by, changes={"members": ("", _names(entry))})
    return entry


def edit_entry(
    entry: Entry,
    *,
    category: Category,
    members: Sequence[MemberChoice],
    title: str = "",
    version: int | None = None,
    by: Actor,
) -> None:
    """Change a draft or returned entry. Raises `Stale` if somebody else changed it since `version`."""
    lock(entry)
    entry.expect_version(version)
    if entry.state not in EDITABLE:
        raise Refused("只有草稿和退回修改的报名可以改。审核通过后要换人，请用“换人”。")
    before = _names(entry)
    entry.category = _of_event(category, entry.event)
    _set_members(entry, members)
    entry.title = _title_of(entry, title)
    changes = audit.pending_changes(entry)
    mark_active(entry)
    audit.record("edit_entry", entry, by=by, changes=changes | {"members": (before, _names(entry))})


def submit_entry(entry: Entry, *, by: Actor) -> None:
    """Hand an entry in for review. It takes a place, and its members cannot be entered again for the event.

    Raises `Refused` with every reason at once.
    """
    hold_against_draw([entry.event_id])
    lock(entry)
    requirements, contestants = requirements_of(entry.event), contestants_of(entry)
    returned = entry.state is EntryState.RETURNED
    reasons = reasons_against_time(clock.now(), requirements, returned=returned)
    reasons += reasons_against_entry(contestants, requirements) + reasons_against_members(entry)
    _refuse_for(reasons)
    if not returned:
        take_places(entry.event, entry.organisation)
    entry.submitted_at = clock.now()
    entry.award_barred = award_bar(contestants, requirements)
    advance(entry, "submit_entry", by=by)
    mark_active(entry)


def withdraw_entry(entry: Entry, *, reason: str, by: Actor) -> None:
    """Take an entry back before the draw; its place is free again. Raises `Refused` after the draw."""
    hold_against_draw([entry.event_id])
    lock(entry)
    if requirements_of(entry.event).drawn:
        raise Refused("本赛项已经抽签，不能撤回报名。不能到场的，请联系竞赛主办单位，检录时登记缺考。")
    give_up_place(entry)
    advance(entry, "withdraw_entry", by=by, reason=reason)
    mark_active(entry)


def substitute_member(entry: Entry, *, leaving: EntryMember, coming: Person, reason: str, by: Actor) -> None:
    """Change one person for another before the draw.

    A substitute of the same entry has been reviewed and simply changes parts with `leaving`;
    anybody else of the organisation takes the place, and the entry is reviewed again.
    """
    hold_against_draw([entry.event_id])
    lock(entry)
    requirements = requirements_of(entry.event)
    if requirements.drawn:
        raise Refused("本赛项已经抽签，不能再换人。")
    changes: dict[str, tuple[object, object]] = {"members": (leaving.person.name, coming.name)}
    inside = next((member for member in entry.members if member.person_id == coming.id), None)
    if inside is not None:
        _swap(entry, leaving, inside)
        audit.record("swap_substitute", entry, by=by, reason=_needed(reason), changes=changes)
    else:
        facts = contestants_from([(coming, leaving.part)], entry.organisation)
        _refuse_for(reasons_against_contestant(facts[0], requirements) + _reasons_against_doubling(entry, [coming]))
        advance(entry, "substitute_member", by=by, reason=reason)
        audit.record("change_members", entry, by=by, reason=reason, changes=changes)
        _replace(entry, leaving, coming)
    entry.title = _title_of(entry, entry.title)
    entry.award_barred = award_bar(contestants_of(entry), requirements)
    entry.row_version += 1
    mark_active(entry)


def chosen_person(offered: Mapping[int, Person], person_id: int | None) -> Person:
    """The person of that id among those offered. Raises `Refused` for anybody else."""
    if person_id is None or person_id not in offered:
        raise Refused("请先查找并选择换上的人员。", field="coming")
    return offered[person_id]


def reasons_against_members(entry: Entry) -> list[str]:
    """Who of the entry is already entered for the event in another one (每人每个赛项只能报名一次)."""
    return _reasons_against_doubling(entry, [member.person for member in entry.members])


def give_up_place(entry: Entry) -> None:
    """Free the place of an entry that holds one, before its state changes."""
    if entry.state in HOLDS_A_PLACE:
        free_places(entry.event, entry.organisation)


def mark_active(entry: Entry) -> None:
    """Mark the members as entered while the entry counts. The database lets nobody in twice, whoever is quicker."""
    counts = entry.state in HOLDS_A_PLACE
    for member in entry.members:
        member.active_event_id = entry.event_id if counts else None
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        raise Refused("名单里有人刚刚由另一份报名提交了本赛项，每人每个赛项只能报名一次。请刷新后核对。") from error


def _set_members(entry: Entry, choices: Sequence[MemberChoice]) -> None:
    """Make the members these; who stays keeps his row, because the database sees insertions before deletions."""
    known = {member.person_id: member for member in entry.members}
    chosen = []
    for choice in {choice.person.id: choice for choice in choices}.values():
        member = known.get(choice.person.id) or EntryMember(person=choice.person, person_id=choice.person.id)
        member.part = choice.part
        chosen.append(member)
    if not chosen:
        raise Refused("还没有选择参赛人员。请查找本单位职工，或录入新人员。")
    entry.members[:] = chosen


def _replace(entry: Entry, leaving: EntryMember, coming: Person) -> None:
    part = leaving.part
    entry.members.remove(leaving)
    session.flush()
    entry.members.append(EntryMember(person=coming, part=part))


def _swap(entry: Entry, leaving: EntryMember, inside: EntryMember) -> None:
    if inside.part is not MemberPart.SUBSTITUTE or leaving.part is MemberPart.SUBSTITUTE:
        raise Refused(f"{inside.person.name}已经是这份报名的选手。请选替补，或报名名单以外的人。")
    if entry.state not in HOLDS_A_PLACE:
        raise Refused("这份报名已撤回或未通过，不能换人。")
    leaving.part, inside.part = inside.part, leaving.part


def _title_of(entry: Entry, title: str) -> str:
    """The contestant's name, or the team's. A pair without a name of its own is called by both names."""
    title = title.strip()
    competing = [member.person.name for member in entry.members if member.part is not MemberPart.SUBSTITUTE]
    if entry.event.format is EventFormat.INDIVIDUAL:
        return (competing or [entry.members[0].person.name])[0]
    if not title and entry.event.format in TEAMS:
        raise Refused("请填写队名。", field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(f"队名有 {len(title)} 个字，最多 {LONGEST_TITLE} 个字。", field="title")
    return title or "、".join(competing)


def _reasons_against_doubling(entry: Entry, persons: Sequence[Person]) -> list[str]:
    active = active_entries_of([entry.event_id], [person.id for person in persons])
    taken = [(person, active.get((entry.event_id, person.id))) for person in persons]
    return [
        f"{person.name}：已由{other.organisation.name}报名本赛项，每人每个赛项只能报名一次。"
        for person, other in taken
        if other is not None and other.id != entry.id
    ]


def _of_event(category: Category, event: Event) -> Category:
    if category.event_id != event.id:
        raise Refused("这个组别不属于所选赛项，请重新选择。", field="category")
    return category


def _names(entry: Entry) -> str:
    return "、".join(member.person.name for member in entry.members)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refused("这项操作需要写明原因。", field="reason")
    return reason


def _refuse_for(reasons: Sequence[str]) -> None:
    if reasons:
        raise Refused("报名不符合要求。", reasons=reasons)
