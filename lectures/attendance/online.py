"""Who watched: the figures of a platform, typed by hand or from its export; where it is seen live and afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation import audit, clock, files
from foundation.database import lock, lock_all, session
from foundation.errors import Refused
from foundation.files import StoredFile
from foundation.secrets import keyed_hash
from lectures.attendance.models import CheckIn, OnlineFigures, Registration
from lectures.attendance.queries import online_figures_from, registrations_of
from lectures.attendance.rules import (
    CheckInMethod,
    RegistrationState,
    reasons_against_views,
)
from lectures.attendance.workbooks import Viewing, read_viewings
from lectures.menus.rules import reasons_against_address
from lectures.tours.models import Lecture
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.persons.models import Person


@dataclass(frozen=True)
class Views:
    """What a platform says of a lecture."""

    views: int
    viewers: int
    peak: int | None = None
    minutes: int = 0


@dataclass(frozen=True)
class Recognised:
    """What an export says: the figures of all its viewers, and who of the registered watched for how many minutes."""

    views: Views
    registered: dict[int, int]
    """Minutes by the id of the registration."""


def note_online_figures(lecture: Lecture, source: str, views: Views, *, by: Account) -> OnlineFigures:
    """Keep what a platform says; later figures of the same platform take their place.

    Raises `Refused` for figures that cannot be, and before the lecture.
    """
    if reasons := reasons_against_views(views.views, views.viewers, views.peak):
        raise Refused(reasons[0], reasons=reasons)
    return _noted(lecture, source.strip(), views, None, 0, by)


def recognise(lecture: Lecture, content: bytes) -> Recognised:
    """What an export would bring: nothing is written. Raises `Refused` for a file that cannot be read."""
    viewings = read_viewings(content)
    by_hash = _registered_by_phone(lecture)
    minutes: dict[int, int] = {}
    for one in viewings:
        registration = by_hash.get(keyed_hash(one.phone)) if one.phone else None
        if registration is not None:
            minutes[registration.id] = minutes.get(registration.id, 0) + one.minutes
    return Recognised(_views_of(viewings), minutes)


def import_online_figures(lecture: Lecture, source: str, file: StoredFile, *, by: Account) -> int:
    """Take in an export that was kept: its figures, and a check-in for each of the registered who watched.

    Returns how many checked in by it; the same file again changes nothing.
    """
    lock(lecture)
    before = online_figures_from(lecture, source.strip())
    if before is not None and before.file is not None and before.file.sha256 == file.sha256:
        return 0
    found = recognise(lecture, file.read())
    _noted(lecture, source.strip(), found.views, file, len(found.registered), by)
    watched = session.scalars(registrations_of(lecture).where(Registration.id.in_(found.registered))).all()
    lock_all([one.person for one in watched])  # who checks in otherwise at this moment waits
    came = set(session.scalars(select(CheckIn.person_id).where(CheckIn.lecture_id == lecture.id)))
    made = [
        CheckIn(
            lecture=lecture,
            person=one.person,
            method=CheckInMethod.ONLINE,
            minutes=found.registered[one.id],
            by=by,
        )
        for one in watched
        if one.person_id not in came
    ]
    session.add_all(made)
    audit.record_all("check_in_person", made, by=by)
    return len(made)


def keep_export(lecture: Lecture, content: bytes, *, by: Account) -> StoredFile:
    """Keep an export encrypted until somebody has looked at what it would bring."""
    name = f"online-{lecture.id}.{'xlsx' if content.startswith(b'PK') else 'csv'}"
    return files.store(content, name=name, media_type="application/octet-stream", by_id=by.id, encrypted=True)


def edit_addresses(lecture: Lecture, stream_url: str, replay_url: str, *, by: Account) -> None:
    """Where a lecture is seen live and afterwards. Raises `Refused` for anything but http and https."""
    for field, address in (("stream_url", stream_url), ("replay_url", replay_url)):
        if reasons := reasons_against_address(address):
            raise Refused(reasons[0], field=field)
    lock(lecture).expect_version(None)
    lecture.stream_url, lecture.replay_url = stream_url, replay_url
    audit.record("edit_addresses", lecture, by=by, changes=audit.pending_changes(lecture))


def _noted(
    lecture: Lecture, source: str, views: Views, file: StoredFile | None, recognised: int, by: Account
) -> OnlineFigures:
    lock(lecture)
    if lecture.state is LectureState.CANCELLED or clock.now() < lecture.starts_at:
        raise Refused("这一场还没有开始或已取消，没有线上收看的数据。")
    figures = online_figures_from(lecture, source)
    before = figures.views if figures else None
    if figures is None:
        figures = OnlineFigures(lecture=lecture, source=source)
        session.add(figures)
    figures.views, figures.viewers, figures.minutes = views.views, views.viewers, views.minutes
    figures.peak, figures.file, figures.recognised = views.peak, file, recognised
    figures.noted_by, figures.noted_at = by, clock.now()
    audit.record("note_online_figures", figures, by=by, changes={"views": (before, views.views)})
    return figures


def _views_of(viewings: Sequence[Viewing]) -> Views:
    return Views(
        views=len(viewings),
        viewers=len({one.who for one in viewings}),
        minutes=sum(one.minutes for one in viewings),
    )


def _registered_by_phone(lecture: Lecture) -> dict[str, Registration]:
    """Who registered or waits, by the hash of the phone; one that two people share recognises nobody."""
    states = RegistrationState.REGISTERED, RegistrationState.WAITING
    known = session.scalars(
        registrations_of(lecture, *states).join(Registration.person).where(Person.phone_hash.is_not(None))
    )
    found: dict[str, Registration] = {}
    shared = set()
    for one in known:
        phone = one.person.phone_hash or ""
        if phone in found:
            shared.add(phone)
        found[phone] = one
    return {phone: one for phone, one in found.items() if phone not in shared}
