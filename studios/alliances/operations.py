"""Keeping alliances: founding, members, whose turn it is, activities, dissolving."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.alliances.models import ActivityRegion, Alliance, AllianceActivity, AllianceMember, AllianceTurn
from studios.alliances.rules import AllianceActivityKind, AllianceState, Span, reasons_against_turn
from studios.registry.models import Studio


@dataclass(frozen=True)
class AllianceFacts:
    """What is written down about an alliance."""

    name: str
    founded_on: date
    regions: Sequence[str]
    industry: str = ""
    purpose: str = ""
    document: str = ""

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return asdict(self) | {"regions": list(self.regions)}


@dataclass(frozen=True)
class ActivityFacts:
    """What is written down about an activity of an alliance."""

    kind: AllianceActivityKind
    title: str
    held_on: date
    regions: Sequence[str]
    place: str = ""
    attendances: int = 0


def create_alliance(
    organisation: Organisation,
    facts: AllianceFacts,
    *,
    lead_studio: Studio | None = None,
    charter: bytes | None = None,
    by: Account,
) -> Alliance:
    """Write an alliance down. Raises `Refused` for a name that is taken, or a day that is not over."""
    if not by.may_at(Permission.STUDIO_EDIT, organisation.path):
        raise NotAllowed
    _check(facts, None)
    alliance = Alliance(organisation=organisation, lead_studio=lead_studio, **facts.values())
    session.add(alliance)
    session.flush()
    if charter:
        alliance.charter = keep_evidence(charter, f"alliance-charter-{alliance.id}", by_id=by.id, field="charter")
    audit.record("create_alliance", alliance, by=by)
    return alliance


def edit_alliance(
    alliance: Alliance,
    facts: AllianceFacts,
    *,
    lead_studio: Studio | None = None,
    charter: bytes | None = None,
    version: int | None = None,
    by: Account,
) -> None:
    """Change what is written down; a new charter takes the place of the old one."""
    _require_active(alliance)
    alliance.expect_version(version)
    _check(facts, alliance.id)
    alliance.lead_studio = lead_studio
    for name, value in facts.values().items():
        setattr(alliance, name, value)
    if charter:
        alliance.charter = keep_evidence(charter, f"alliance-charter-{alliance.id}", by_id=by.id, field="charter")
    audit.record("edit_alliance", alliance, by=by, changes=audit.pending_changes(alliance))


def add_alliance_member(
    alliance: Alliance, studio: Studio | None, name: str, region: str, joined_on: date, *, by: Account
) -> AllianceMember:
    """Take a studio into an alliance: one of this system, or by `name` one of elsewhere."""
    _require_active(alliance)
    name = studio.name if studio else name.strip()
    if not name or not region.strip():
        raise Refused("请选择本系统的工作室，或填写工作室名称；地区也要填写。", field="name" if not name else "region")
    _refuse_days(alliance, joined_on, "joined_on")
    for earlier in (one for one in alliance.members if one.name == name or (studio and one.studio_id == studio.id)):
        if earlier.left_on is None:
            raise Refused(f"“{name}”已经是联盟成员。", field="name")
        if joined_on <= earlier.left_on:
            raise Refused(f"“{name}”到 {earlier.left_on} 还是成员，再次加入应在此后。", field="joined_on")
    member = AllianceMember(alliance=alliance, studio=studio, name=name, region=region.strip(), joined_on=joined_on)
    session.add(member)
    audit.record("add_alliance_member", member, by=by)
    return member


def end_alliance_membership(member: AllianceMember, left_on: date, *, reason: str, by: Account) -> None:
    """A studio leaves; `left_on` is its last day. Raises `Refused` while it has a turn to lead that is not over."""
    _require_active(member.alliance)
    lock(member)
    if not reason.strip():
        raise Refused("请写明退出联盟的原因。", field="reason")
    if member.left_on is not None:
        raise Refused(f"“{member.name}”已经退出联盟。")
    if not member.joined_on <= left_on <= clock.today():
        raise Refused("退出日期应在加入日期之后、不晚于今天。", field="left_on")
    ahead = [one for one in member.alliance.turns if one.member_id == member.id and one.ends_on > left_on]
    if ahead:
        raise Refused(f"“{member.name}”还有到 {ahead[-1].ends_on:%Y年%m月%d日} 的轮值，请先删除这段轮值。")
    member.left_on, member.left_reason = left_on, reason.strip()
    changes = audit.pending_changes(member)
    audit.record("end_alliance_membership", member, by=by, reason=reason, changes=changes)


def add_alliance_turn(alliance: Alliance, member: AllianceMember, turn: Span, *, by: Account) -> AllianceTurn:
    """Say when a member leads. Raises `Refused` naming every turn that it overlaps."""
    _require_active(alliance)
    if member.alliance_id != alliance.id or member.left_on is not None:
        raise Refused("轮值单位应是联盟的现有成员。", field="member")
    others = [Span(one.begins_on, one.ends_on) for one in alliance.turns]
    if reasons := reasons_against_turn(turn, alliance.founded_on, others):
        raise Refused("轮值没有保存。", reasons=reasons)
    made = AllianceTurn(alliance=alliance, member=member, begins_on=turn.begins_on, ends_on=turn.ends_on)
    session.add(made)
    audit.record("add_alliance_turn", made, by=by)
    return made


def remove_alliance_turn(turn: AllianceTurn, *, by: Account) -> None:
    """Take a turn off the list that was put there by mistake or will not be."""
    _require_active(turn.alliance)
    days = f"{turn.begins_on.isoformat()}/{turn.ends_on.isoformat()}"
    audit.record("remove_alliance_turn", turn, by=by, changes={"turn": (days, None)})
    session.delete(turn)


def add_alliance_activity(
    alliance: Alliance, facts: ActivityFacts, *, content: bytes | None = None, by: Account
) -> AllianceActivity:
    """Write down what the alliance did, with the regions that took part, each once."""
    _require_active(alliance)
    _refuse_days(alliance, facts.held_on, "held_on")
    if not facts.regions:
        raise Refused("请填写参加的地区，至少一个。", field="regions")
    activity = AllianceActivity(
        alliance=alliance,
        kind=facts.kind,
        title=facts.title,
        held_on=facts.held_on,
        place=facts.place,
        attendances=facts.attendances,
        regions=[ActivityRegion(region=region) for region in dict.fromkeys(facts.regions)],
    )
    session.add(activity)
    session.flush()
    if content:
        activity.file = keep_evidence(content, f"alliance-activity-{activity.id}", by_id=by.id)
    audit.record("add_alliance_activity", activity, by=by)
    return activity


def remove_alliance_activity(activity: AllianceActivity, *, by: Account) -> None:
    """Take out an activity that was written down by mistake."""
    _require_active(activity.alliance)
    audit.record("remove_alliance_activity", activity, by=by, changes={"held_on": (activity.held_on, None)})
    session.delete(activity)


def dissolve_alliance(alliance: Alliance, *, reason: str, by: Account) -> None:
    """The alliance ends today."""
    lock(alliance).dissolved_on = clock.today()
    advance(alliance, "dissolve_alliance", by=by, reason=reason)


def restore_alliance(alliance: Alliance, *, reason: str, by: Account) -> None:
    """It was dissolved by mistake, or takes up its work again."""
    lock(alliance).dissolved_on = None
    advance(alliance, "restore_alliance", by=by, reason=reason)


def _check(facts: AllianceFacts, own_id: int | None) -> None:
    if facts.founded_on > clock.today():
        raise Refused("成立日期不能晚于今天。", field="founded_on")
    if not facts.regions:
        raise Refused("请填写联盟覆盖的地区，至少一个。", field="regions")
    if session.scalar(select(Alliance.id).where(Alliance.name == facts.name, Alliance.id != (own_id or 0))) is not None:
        raise Refused("同名的联盟已经有了。", field="name")


def _refuse_days(alliance: Alliance, day: date, field: str) -> None:
    if not alliance.founded_on <= day <= clock.today():
        raise Refused(f"日期应在联盟成立（{alliance.founded_on:%Y年%m月%d日}）之后、不晚于今天。", field=field)


def _require_active(alliance: Alliance) -> None:
    if lock(alliance).state is not AllianceState.ACTIVE:
        raise Refused("联盟已经解散，不能再改。需要更正的，请先恢复并写明原因。")
