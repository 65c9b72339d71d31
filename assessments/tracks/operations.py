"""Running a talent track: its years, its targets, who joins, where each is led, and where each went."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from assessments.tracks.models import Track, TrackMember, TrackStep, TrackTarget
from assessments.tracks.queries import employed_since, members_of
from assessments.tracks.rules import LONGEST, Branch, Destination
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import Level


@dataclass(frozen=True)
class StepFacts:
    """What one year of a track is for."""

    year: int
    goals: str
    level: Level | None = None
    training_hours: int = 0


@dataclass(frozen=True)
class MemberFacts:
    """What is written down about somebody on a track."""

    joined: date
    mentor_id: int | None = None
    branch: Branch | None = None
    note: str = ""

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return asdict(self)


def create_track(organisation: Organisation, title: str, purpose: str, years: int, *, by: Account) -> Track:
    """Begin a track; each of its years is empty at first. Raises `Refused` for a title used already."""
    if not by.may_at(Permission.GROWTH_EDIT, organisation.path):
        raise NotAllowed
    _check(organisation.id, title, years, None)
    track = Track(organisation=organisation, title=title.strip(), purpose=purpose.strip(), years=years)
    track.steps = [TrackStep(year=year) for year in range(1, years + 1)]
    session.add(track)
    audit.record("create_track", track, by=by)
    return track


def edit_track(
    track: Track, title: str, purpose: str, steps: Sequence[StepFacts], *, version: int | None = None, by: Account
) -> None:
    """Change the track's title and what each of its years is for."""
    lock(track).expect_version(version)
    _check(track.organisation_id, title, track.years, track.id)
    track.title, track.purpose = title.strip(), purpose.strip()
    known = {step.year: step for step in track.steps}
    for facts in steps:
        if facts.year in known:
            step = known[facts.year]
            step.goals, step.level, step.training_hours = facts.goals.strip(), facts.level, facts.training_hours
    audit.record("edit_track", track, by=by, changes=audit.pending_changes(track))


def set_target(track: Track, year: int, level: Level, count: int, *, by: Account) -> TrackTarget:
    """How many shall get a level in a calendar year; a second time changes the number."""
    if count < 1:
        raise Refused("目标人数应至少为 1。", field="count")
    lock(track)
    same = select(TrackTarget).where(
        TrackTarget.track_id == track.id, TrackTarget.year == year, TrackTarget.level == level
    )
    target = session.scalars(same).one_or_none()
    before = target.count if target else None
    if target is None:
        target = TrackTarget(track=track, year=year, level=level, count=count, set_by=by.id)
        session.add(target)
    target.count, target.set_by, target.set_at = count, by.id, clock.now()
    audit.record("set_target", target, by=by, changes={"count": (before, count)})
    return target


def remove_target(target: TrackTarget, *, by: Account) -> None:
    """Take back a target set by mistake."""
    audit.record("remove_target", target, by=by, changes={"count": (target.count, None)})
    session.delete(target)


def join_track(track: Track, persons: Sequence[Person], *, by: Account) -> list[TrackMember]:
    """Put persons on the track, since the day their employment began; those who are on it stay as they are."""
    lock(track)
    present = {member.person_id for member in members_of(track)}
    coming = [person.id for person in persons if person.id not in present]
    since = employed_since(coming)
    today = clock.today()
    made = [TrackMember(track_id=track.id, person_id=one, joined=since.get(one, today)) for one in coming]
    session.add_all(made)
    audit.record_all("join_track", made, by=by)
    return made


def edit_member(member: TrackMember, facts: MemberFacts, *, version: int | None = None, by: Account) -> None:
    """Change the day of joining, the mentor or the branch."""
    lock(member).expect_version(version)
    if facts.mentor_id == member.person_id:
        raise Refused("导师不能是本人。", field="mentor_id")
    if facts.joined > clock.today():
        raise Refused("入职日期不能在今天之后。", field="joined")
    for name, value in facts.values().items():
        setattr(member, name, value)
    audit.record("edit_member", member, by=by, changes=audit.pending_changes(member))


def leave_track(member: TrackMember, destination: Destination, on: date, *, by: Account) -> None:
    """Somebody leaves the track, with where he went. Raises `Refused` for a day before he joined."""
    lock(member)
    if member.left_on is not None:
        raise Refused(f"{member.person.name}已经出组，不用再办。")
    if not member.joined <= on <= clock.today():
        raise Refused("出组日期应在入职之后、今天或之前。", field="left_on")
    member.left_on, member.destination = on, destination
    audit.record("leave_track", member, by=by, changes={"destination": (None, destination)})


def _check(organisation_id: int, title: str, years: int, own_id: int | None) -> None:
    if not 1 <= years <= LONGEST:
        raise Refused(f"培养年数应在 1 至 {LONGEST} 年之间。", field="years")
    same = select(Track.id).where(Track.organisation_id == organisation_id, Track.title == title.strip())
    if session.scalar(same.where(Track.id != (own_id or 0))) is not None:
        raise Refused("这个单位已有同名的培养计划。", field="title")
