"""Draft and released: what is new since everybody was last told, and whom to tell."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from foundation import clock
from foundation.database import session
from lectures.lecturers.models import Lecturer
from lectures.places.models import Place
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour, ReleasedLecture
from lectures.tours.rules import LectureState, reasons_against_release
from lectures.tours.rules_releases import CHANGE_KIND_TITLES, ChangeKind, Snapshot, differences, kind_of_change
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Permission
from people.accounts.rules_roles import PERMISSIONS
from people.messages.queries import accounts_of
from people.organisations.models import Organisation
from people.organisations.rules import lineage, lineages

AddressOf = Callable[[Lecture, Account], str]
"""The page that a message about a lecture leads to: another one for another reader."""

Concerned = Callable[[Lecture], Collection[Account]]
"""Who is to be told besides lecturers and hosts: those who registered."""


Resting = Callable[[Lecture], Collection[str]]
"""What rests on a lecture that was held, and what to do first before it can be corrected."""

CONCERNED: list[Concerned] = []
"""Whom later stages want told of a lecture, as those who registered; `lectures.pages` puts them here."""

RESTING: list[Resting] = []
"""What later stages have made of a held lecture, as certificates; `lectures.pages` puts them here."""


def resting_on(lecture: Lecture) -> list[str]:
    """Why a held lecture cannot be corrected now."""
    return [reason for resting in RESTING for reason in resting(lecture)]


@dataclass(frozen=True)
class Change:
    """What became of a lecture since the last release, and what stands in the way of telling so."""

    lecture: Lecture
    kind: ChangeKind
    before: Snapshot | None
    after: Snapshot
    faults: Sequence[str] = ()

    @property
    def lines(self) -> list[str]:
        return differences(self.before, self.after) if self.kind is not ChangeKind.CANCELLED else []

    @property
    def in_words(self) -> str:
        """One line for a message."""
        title = f"{CHANGE_KIND_TITLES[self.kind]}：{self.after.in_words}"
        reason = self.lecture.cancel_reason if self.kind is ChangeKind.CANCELLED else ""
        return "；".join([title, *([f"原因：{reason}"] if reason else []), *self.lines])


@dataclass(frozen=True)
class Told:
    """A version of a lecture, and what it changed against the one before."""

    version: ReleasedLecture
    kind: ChangeKind | None
    after: Snapshot
    lines: Sequence[str]


def told_changes(versions: Iterable[ReleasedLecture]) -> Iterator[Told]:
    """What each version told, from all versions of a tour in their order."""
    newest: dict[int, Snapshot] = {}
    for version in versions:
        before, after = newest.get(version.lecture_id), told_of(version)
        newest[version.lecture_id] = after
        kind = kind_of_change(before, after)
        lines = [] if kind is ChangeKind.CANCELLED else differences(before, after)
        yield Told(version, kind, after, lines)


def snapshot_of(lecture: Lecture) -> Snapshot:
    """A lecture as it is planned now."""
    return Snapshot(
        title=lecture.title,
        mode=lecture.mode,
        starts_at=lecture.starts_at,
        ends_at=lecture.ends_at,
        room=lecture.room,
        stream_url=lecture.stream_url,
        places=tuple(point.place.name for point in lecture.points),
        lecturers=tuple(one.lecturer.person.name for one in lecture.speakers),
        cancelled=lecture.state is LectureState.CANCELLED,
    )


def told_of(released: ReleasedLecture) -> Snapshot:
    """A lecture as everybody was told."""
    names = ("title", "mode", "starts_at", "ends_at", "room", "stream_url", "cancelled")
    plain = {name: getattr(released, name) for name in names}
    return Snapshot(**plain, places=tuple(released.places), lecturers=tuple(released.lecturers))


def changes_of(tour: LectureTour) -> list[Change]:
    """What a release would tell, in the order of time."""
    query = select(Lecture).where(Lecture.tour_id == tour.id).order_by(Lecture.starts_at, Lecture.id)
    speakers = selectinload(Lecture.speakers).joinedload(LectureSpeaker.lecturer).joinedload(Lecturer.person)
    points = selectinload(Lecture.points).joinedload(LecturePoint.place).joinedload(Place.host)
    shown = query.options(speakers, points, joinedload(Lecture.released), joinedload(Lecture.host))
    changes = (change_of(lecture) for lecture in session.scalars(shown).unique())
    return [change for change in changes if change]


def told_by(changes: Sequence[Change]) -> list[tuple[Account, Sequence[Change]]]:
    """Whom a release tells, and of what: lecturers, those in charge at the hosts, and whom later stages name.

    Those who were told before and are left out now are told too. Of what is over nobody is told.
    """
    ahead = [change for change in changes if change.after.starts_at > clock.now()]
    told: dict[int, tuple[Account, list[Change]]] = {}
    in_charge = _accounts_at_hosts({number for change in ahead for number in host_ids(change.lecture)})
    speaking = _accounts_of_lecturers({number for change in ahead for number in lecturer_ids(change.lecture)})
    for change in ahead:
        accounts = [account for number in lecturer_ids(change.lecture) for account in speaking.get(number, ())]
        accounts += [account for number in host_ids(change.lecture) for account in in_charge.get(number, ())]
        if change.before:  # nobody registers for a draft
            accounts += [account for concerned in CONCERNED for account in concerned(change.lecture)]
        for account in {account.id: account for account in accounts}.values():
            told.setdefault(account.id, (account, []))[1].append(change)
    return [told[number] for number in sorted(told)]


def lecturer_ids(lecture: Lecture) -> list[int]:
    """Who gives it, and who was to give it when it was last told."""
    now = [speaker.lecturer_id for speaker in lecture.speakers]
    return list(dict.fromkeys([*now, *(lecture.released.lecturer_ids if lecture.released else ())]))


def host_ids(lecture: Lecture) -> list[int]:
    """The units that receive it, and those that were to when it was last told."""
    return list(dict.fromkeys([*_hosts_now(lecture), *(lecture.released.host_ids if lecture.released else ())]))


def released_version(change: Change) -> ReleasedLecture:
    """What is kept of a change, as the next version of its lecture."""
    lecture, after = change.lecture, change.after
    sequence = lecture.released.sequence + 1 if lecture.released else 0
    plain = {name: getattr(after, name) for name in ("title", "mode", "starts_at", "ends_at", "room", "stream_url")}
    return ReleasedLecture(
        lecture=lecture,
        sequence=sequence,
        places=list(after.places),
        lecturers=list(after.lecturers),
        lecturer_ids=[speaker.lecturer_id for speaker in lecture.speakers],
        host_ids=_hosts_now(lecture),
        cancelled=after.cancelled,
        **plain,
    )


def change_of(lecture: Lecture) -> Change | None:
    """What a release would tell about one lecture; None: nothing."""
    before = told_of(lecture.released) if lecture.released else None
    after = snapshot_of(lecture)
    kind = kind_of_change(before, after)
    if kind is None:
        return None
    faults = reasons_against_release(
        lecture.mode,
        has_place=bool(lecture.points or lecture.room),
        has_lecturer=bool(lecture.speakers),
        has_declined=any(speaker.declined_at for speaker in lecture.speakers),
        address=lecture.stream_url,
    )
    return Change(lecture, kind, before, after, faults if lecture.state is LectureState.PLANNED else ())


def _hosts_now(lecture: Lecture) -> list[int]:
    hosts = [lecture.host_id, *(point.place.host_id for point in lecture.points)]
    return list(dict.fromkeys(number for number in hosts if number))


def _accounts_of_lecturers(ids: Collection[int]) -> dict[int, list[Account]]:
    query = select(Lecturer.id, Lecturer.person_id).where(Lecturer.id.in_(ids))
    persons = {row[0]: row[1] for row in session.execute(query)}
    by_person: dict[int | None, list[Account]] = {}
    for account in session.scalars(accounts_of(set(persons.values()))).unique():
        by_person.setdefault(account.person_id, []).append(account)
    return {number: by_person.get(person, []) for number, person in persons.items()}


def _accounts_at_hosts(ids: Collection[int]) -> dict[int, list[Account]]:
    """Who keeps the door at each of these units: by a role given there, or else in the nearest one above.

    As `people.messages.queries.accounts_in_charge` says for one, with two queries for all of them.
    """
    roles = [role for role, permissions in PERMISSIONS.items() if Permission.LECTURE_HOST in permissions]
    paths = session.scalars(select(Organisation.path).where(Organisation.id.in_(ids))).all()
    granted = select(Account, RoleGrant.organisation_id).join(Account.grants).where(RoleGrant.role.in_(roles))
    near = granted.where(RoleGrant.organisation_id.in_(lineages(paths)), Account.active)
    by_unit: dict[int, list[Account]] = {}
    for account, unit in session.execute(near.order_by(Account.id)).unique():
        by_unit.setdefault(unit, []).append(account)
    nearest = {path: next((one for one in reversed(lineage(path)) if one in by_unit), 0) for path in paths}
    return {lineage(path)[-1]: by_unit.get(unit, []) for path, unit in nearest.items()}
