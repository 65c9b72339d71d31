"""Reading talent tracks: the members by cohort, how far each is, and whether the year's targets are met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.tracks.models import Track, TrackMember, TrackStep, TrackTarget
from assessments.tracks.rules import cohort_of, meets_step, year_in_track
from assessments.trainings.models import Enrolment, Training
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.persons.models import Employment, Person, SkillLevel
from people.persons.rules import Level

ORDER = tuple(Level)


@dataclass(frozen=True)
class Progress:
    """How far a member is on a day: in which year, with which level, and whether that is what the year asks for."""

    member: TrackMember
    year: int
    step: TrackStep | None
    level: Level | None
    on_time: bool | None
    training_hours: int

    @property
    def cohort(self) -> int:
        """The year of joining."""
        return cohort_of(self.member.joined)


@dataclass(frozen=True)
class TargetLine:
    """A target of a calendar year and how many have reached it."""

    target: TrackTarget
    reached: int


def tracks_visible_to(user: Account) -> Select[Track]:
    """The tracks of the organisations whose people's growth `user` follows."""
    units = ids_in(user.scope(Permission.GROWTH_READ))
    return select(Track).where(Track.organisation_id.in_(units))


def tracks_edited_by(user: Account) -> Select[Track]:
    """The tracks that `user` runs."""
    units = ids_in(user.scope(Permission.GROWTH_EDIT))
    return select(Track).where(Track.organisation_id.in_(units))


def members_of(track: Track) -> Sequence[TrackMember]:
    """Everybody who is or was on a track, by day of joining, with what they hold."""
    query = select(TrackMember).where(TrackMember.track_id == track.id)
    whole = joinedload(TrackMember.person).selectinload(Person.skill_levels)
    return session.scalars(
        query.options(whole, joinedload(TrackMember.mentor)).order_by(TrackMember.joined, TrackMember.id)
    ).all()


def progress_of(track: Track, day: date) -> list[Progress]:
    """How far everybody on the track is. Those who left are judged on the day they left."""
    members = members_of(track)
    steps = {step.year: step for step in track.steps}
    hours = _hours_by_person([member.person_id for member in members], day.year)
    found = []
    for member in members:
        year = year_in_track(member.joined, member.left_on or day, track.years)
        step, level = steps.get(year), highest_level(member.person.skill_levels)
        on_time = meets_step(level, step.level if step else None, ORDER)
        found.append(Progress(member, year, step, level, on_time, hours.get(member.person_id, 0)))
    return found


def targets_of(track: Track, year: int) -> list[TargetLine]:
    """The targets of a calendar year, with how many of the track's people got that level in it."""
    targets = session.scalars(select(TrackTarget).where(TrackTarget.track_id == track.id, TrackTarget.year == year))
    reached: dict[Level, set[int]] = {}
    for member in members_of(track):
        for held in member.person.skill_levels:
            if held.awarded and held.awarded.year == year:
                reached.setdefault(held.level, set()).add(member.person_id)
    lines = [TargetLine(target, len(reached.get(target.level, ()))) for target in targets]
    return sorted(lines, key=lambda line: ORDER.index(line.target.level))


def employed_since(person_ids: Sequence[int]) -> dict[int, date]:
    """The first day of the present employment of each of these persons, where there is one."""
    query = select(Employment.person_id, Employment.begins).where(
        Employment.person_id.in_(person_ids), Employment.ends.is_(None)
    )
    return {row.person_id: row.begins for row in session.execute(query.order_by(Employment.begins))}


def highest_level(held: Sequence[SkillLevel]) -> Level | None:
    """The highest level somebody holds, in whatever occupation."""
    return max((one.level for one in held), key=ORDER.index, default=None)


def with_steps(query: Select[Track]) -> Select[Track]:
    """The same tracks with their steps and organisations."""
    return query.options(selectinload(Track.steps))


def _hours_by_person(person_ids: Sequence[int], year: int) -> dict[int, int]:
    """Hours of training attended in classes that ended in a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = (
        select(Enrolment.person_id, Enrolment.attended)
        .join(Enrolment.training)
        .where(Enrolment.person_id.in_(person_ids), Training.ends.between(first, last))
    )
    found: dict[int, int] = {}
    for person_id, attended in session.execute(query):
        found[person_id] = found.get(person_id, 0) + attended
    return found
