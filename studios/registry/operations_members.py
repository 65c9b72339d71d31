"""Who belongs to a studio and who leads it: joining, leaving, passing the lead on."""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.queries import find_person
from people.persons.rules import DocumentKind, normalise_name
from studios.registry.models import LeaderTerm, Studio, StudioMember
from studios.registry.operations import kept_studio, managed_studio, refuse_person, refuse_reasons
from studios.registry.queries import persons_called
from studios.registry.resting import resting_on
from studios.registry.rules import LeavingReason, MemberRole, reasons_against_day, reasons_against_leaving

TOOK_OVER = "接任领衔人"


@dataclass(frozen=True)
class MemberFacts:
    """What somebody does in a studio, since when."""

    joined_on: date
    role: MemberRole = MemberRole.MEMBER
    duty: str = ""


@dataclass(frozen=True)
class Leaving:
    """Somebody's last day and why; `document` is what a change of leader rests on."""

    day: date
    reason: LeavingReason
    note: str = ""
    document: str = ""


def person_for(unit: Organisation, name: str, number: str = "", kind: DocumentKind = DocumentKind.RESIDENT) -> Person:
    """The person of this name: by his document, or else the only one of this name who works in `unit`.

    Raises `Refused`, in the same words whether name or number is wrong: a number alone finds nobody.
    """
    name = normalise_name(name)
    if number.strip():
        person = find_person(kind, number)
        if person is None or person.name != name:
            raise Refused("系统里没有这个证件号码和姓名的人，请核对；或先在“人员”里登记。", field="document_number")
        return person
    found = persons_called(name, unit)
    if not found:
        raise Refused(
            f"本单位的人员里没有“{name}”。外单位的人请填写证件号码；还没登记的先在“人员”里登记。", field="name"
        )
    if len(found) > 1:
        raise Refused(f"本单位不止一个“{name}”，请填写证件号码。", field="document_number")
    return found[0]


def add_member(studio: Studio, person: Person, facts: MemberFacts, *, by: Account) -> StudioMember:
    """Take somebody into a studio. Raises `Refused` if he is in it, leads it, or cannot be a member."""
    studio = kept_studio(studio, by)
    refuse_joining(studio, person, facts)
    member = StudioMember(studio=studio, person=person, role=facts.role, duty=facts.duty, joined_on=facts.joined_on)
    session.add(member)
    audit.record("add_member", member, by=by)
    return member


def refuse_joining(studio: Studio, person: Person, facts: MemberFacts) -> None:
    """Raises `Refused`, at the field at fault, if `person` cannot join on that day in that role."""
    refuse_person(person, "成员", field="name", outside=facts.role is MemberRole.ADVISER)
    if person.id == studio.leader_id:
        raise Refused(f"{person.name}是本工作室的领衔人，不用再登记为成员。", field="name")
    reasons = reasons_against_day("加入日期", facts.joined_on, studio.founded_on, clock.today())
    refuse_reasons(reasons, "joined_on")
    for earlier in (one for one in studio.members if one.person_id == person.id):
        if earlier.left_on is None:
            raise Refused(f"{person.name}已经是本工作室的成员。", field="name")
        if facts.joined_on <= earlier.left_on:
            raise Refused(f"{person.name}到 {earlier.left_on} 还是成员，再次加入应在此后。", field="joined_on")


def edit_member(member: StudioMember, role: MemberRole, duty: str, *, by: Account) -> None:
    """Change what somebody does in a studio. Only an adviser may be without an employer."""
    kept_studio(member.studio, by)
    if member.left_on is not None:
        raise Refused(f"{member.person.name}已于 {member.left_on} 退出工作室，不能再改。", field="role")
    refuse_person(member.person, "成员", field="role", outside=role is MemberRole.ADVISER)
    member.role, member.duty = role, duty
    audit.record("edit_member", member, by=by, changes=audit.pending_changes(member))


def end_membership(member: StudioMember, leaving: Leaving, *, by: Account) -> None:
    """Write down that somebody left a studio, on which day and why; what he did there stays.

    Raises `Refused`, naming it, where work of his in the studio is of a later day.
    """
    kept_studio(member.studio, by)
    lock(member)
    if member.left_on is not None:
        raise Refused(f"{member.person.name}已于 {member.left_on} 退出工作室。")
    refuse_reasons(reasons_against_leaving(member.joined_on, leaving.day, clock.today()), "day")
    _leave(member, leaving)
    changes = audit.pending_changes(member)
    if work := resting_on(member.studio, member.person, leaving.day):
        head = f"{leaving.day} 以后{member.person.name}在本工作室还有工作，没有登记退出。请核对日期；没有错的，先更正："
        raise Refused(head, reasons=[head, *work])
    audit.record("end_membership", member, by=by, reason=leaving.note, changes=changes)


def reopen_membership(member: StudioMember, *, by: Account, reason: str) -> None:
    """Take back that somebody left, which was written down by mistake: he never was away.

    Raises `Refused` for who did not leave, and who leads the studio or joined it again since.
    """
    studio = kept_studio(member.studio, by)
    lock(member)
    if member.left_on is None:
        raise Refused(f"{member.person.name}没有退出，不用更正。")
    if not reason.strip():
        raise Refused("请写明为什么更正。", field="reason")
    _refuse_two_places(studio, member)
    member.left_on, member.left_reason, member.left_note = None, None, ""
    audit.record("reopen_membership", member, by=by, reason=reason, changes=audit.pending_changes(member))


def _refuse_two_places(studio: Studio, member: StudioMember) -> None:
    """Raises `Refused` where a membership that goes on would stand beside a later one, or beside leading."""
    name, left = member.person.name, member.left_on or date.max
    if any(one.person_id == member.person_id and one.joined_on > left for one in studio.members):
        raise Refused(f"{name}退出以后又登记加入过。请先删除后来的登记，再更正这次退出。")
    terms = [one for one in studio.leader_terms if one.person_id == member.person_id]
    if studio.leader_id == member.person_id or any(one.ends_on is None or one.ends_on > left for one in terms):
        raise Refused(f"{name}退出以后是本工作室的领衔人，不能更正为没有退出。登记错了的，先更正领衔人的变更。")


def remove_member(member: StudioMember, *, by: Account, reason: str) -> None:
    """Take back a membership that was written down by mistake. Raises `Refused` where work of his rests on it."""
    studio = kept_studio(member.studio, by)
    if not reason.strip():
        raise Refused("请写明为什么删除；退出工作室的请办理“退出”。", field="reason")
    audit.record("remove_member", studio, by=by, reason=reason, changes={"members": (member.person.name, None)})
    session.delete(member)
    session.flush()
    session.expire(studio, ["members"])
    if work := resting_on(studio, member.person, member.joined_on - timedelta(days=1)):
        head = f"{member.person.name}在本工作室还有登记的工作，没有删除。确实登记错了的，先更正："
        raise Refused(head, reasons=[head, *work])


def change_leader(studio: Studio, successor: Person | None, leaving: Leaving, *, by: Account) -> None:
    """Pass the lead on (领衔人变更) on a day; None: nobody leads it for the time being.

    The one before ends his term on that day for the reason given. A successor who was a member is one no more.
    """
    studio = managed_studio(studio, by)
    studio.expect_version(None)
    reasons = reasons_against_day("变更日期", leaving.day, studio.founded_on, clock.today())
    refuse_reasons(reasons, "day")
    if successor is None and studio.leader is None:
        raise Refused("工作室目前没有领衔人，请选择新的领衔人。", field="name")
    if successor is not None:
        _refuse_successor(studio, successor)
    _end_term(studio, leaving)
    if successor is not None:
        session.add(LeaderTerm(studio=studio, person=successor, begins_on=leaving.day, document=leaving.document))
        _take_from_members(studio, successor, leaving.day)
    names = (studio.leader.name if studio.leader else None, successor.name if successor else None)
    studio.leader = successor
    audit.record("change_leader", studio, by=by, reason=leaving.note, changes={"leader_id": names})
    session.expire(studio, ["leader_terms"])


def reopen_term(term: LeaderTerm, *, by: Account, reason: str) -> None:
    """Take back the latest change of leader, which was written down by mistake: he never ceased to lead.

    Who leads since is what he was before. Raises `Refused` where work of his rests on his leading.
    """
    studio = managed_studio(term.studio, by)
    studio.expect_version(None)
    if not reason.strip():
        raise Refused("请写明为什么更正。", field="reason")
    day = _refuse_reopening(studio, term)
    names = (studio.leader.name if studio.leader else None, term.person.name)
    successor, studio.leader = studio.leader, term.person
    for began in (one for one in studio.leader_terms if one.ends_on is None):
        session.delete(began)
        _give_back(studio, began.person_id)
    term.ends_on, term.end_reason, term.end_note = None, None, ""
    audit.record("reopen_term", studio, by=by, reason=reason, changes={"leader_id": names})
    session.flush()
    session.expire(studio, ["leader_terms"])
    if successor and (work := resting_on(studio, successor, day - timedelta(days=1))):
        head = f"{successor.name}领衔以后在本工作室有登记的工作，没有更正。确实没有变更过领衔人的，先更正："
        raise Refused(head, reasons=[head, *work])


def _refuse_reopening(studio: Studio, term: LeaderTerm) -> date:
    """The day of the change. Raises `Refused` unless it was the latest, and he came back in no other way since."""
    ended = [one for one in studio.leader_terms if one.ends_on is not None]
    if term.ends_on is None or term is not ended[-1]:
        raise Refused("只能更正最近一次领衔人变更，请先更正后来的。")
    if studio.leader_id == term.person_id:
        raise Refused(f"{term.person.name}后来又接任了领衔人，不能更正为没有变更。")
    if any(one.person_id == term.person_id and one.left_on is None for one in studio.members):
        raise Refused(f"{term.person.name}卸任以后登记为成员。请先办理他的退出或删除登记，再更正这次变更。")
    return term.ends_on


def _give_back(studio: Studio, person_id: int) -> None:
    """He is the member that he was until he took the lead over."""
    for member in studio.members:
        if member.person_id == person_id and member.left_note == TOOK_OVER:
            member.left_on, member.left_reason, member.left_note = None, None, ""


def _refuse_successor(studio: Studio, successor: Person) -> None:
    if successor.id == studio.leader_id:
        raise Refused(f"{successor.name}现在就是领衔人。", field="name")
    refuse_person(successor, "领衔人", field="name")


def _end_term(studio: Studio, leaving: Leaving) -> None:
    """End the term that runs, if one does."""
    for term in (one for one in studio.leader_terms if one.ends_on is None):
        if leaving.day < term.begins_on:
            raise Refused(f"现任领衔人从 {term.begins_on} 起领衔，变更日期不能早于这一天。", field="day")
        term.ends_on, term.end_reason, term.end_note = leaving.day, leaving.reason, leaving.note


def _take_from_members(studio: Studio, person: Person, day: date) -> None:
    for member in studio.members:
        if member.person_id == person.id and member.left_on is None:
            _leave(member, Leaving(max(day, member.joined_on), LeavingReason.REPLACED, TOOK_OVER))


def _leave(member: StudioMember, leaving: Leaving) -> None:
    member.left_on, member.left_reason, member.left_note = leaving.day, leaving.reason, leaving.note
