"""Arranging a lecture: who and where is chosen, held against others, and checked against clashes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from foundation.clock import in_shanghai
from foundation.database import K, below, session
from foundation.errors import NotFound, Refused
from foundation.references import references_to
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import reasons_against_address
from lectures.places.models import Place
from lectures.tours.clashes import (
    Window,
    hold_lecturers,
    host_facts,
    lecturer_facts,
    own_slot,
    venue_facts,
    with_answers,
)
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour
from lectures.tours.rules import reasons_against_time
from lectures.tours.rules_clashes import refusals_of, warnings_of
from people.organisations.models import Organisation
from people.organisations.rules import lineage


class Cautioned(Refused):
    """It can be arranged, but only with a reason why it is arranged in spite of the warnings."""


def chosen(
    tour: LectureTour, lecturer_ids: Sequence[int], place_ids: Sequence[int], *, of: Lecture | None = None
) -> tuple[list[Lecturer], list[Place]]:
    """The lecturers and places of these ids in this order, held until the transaction ends.

    They belong to the organiser of the tour, to what stands below or above it, or are on the lecture already.
    `NotFound` for any other.
    """
    kept_lecturers = {speaker.lecturer_id for speaker in of.speakers} if of else set()
    kept_places = {point.place_id for point in of.points} if of else set()
    people = select(Lecturer).options(joinedload(Lecturer.person))
    people = people.where(or_(Lecturer.organisation_id.in_(_near(tour)), Lecturer.id.in_(kept_lecturers)))
    offered = Place.organisation_id.in_(_near(tour)) & Place.active
    places = select(Place).where(or_(offered, Place.id.in_(kept_places)))
    lecturers_found = _in_order(with_answers(people).where(Lecturer.id.in_(lecturer_ids)), lecturer_ids)
    return lecturers_found, _in_order(places.where(Place.id.in_(place_ids)), place_ids)


def refuse_clashes(
    lecture: Lecture,
    lecturers: Sequence[Lecturer],
    places: Sequence[Place],
    *,
    now: datetime | None,
    despite: str = "",
) -> str | None:
    """Raise `Refused` for what is impossible and `Cautioned` for warnings that nobody answered with a reason.

    Says the reason to keep where warnings were overridden. The lecturers and places stay held until the transaction
    ends. `now` is None where the time was not touched, so that a lecture under way can be corrected.
    """
    tour, times = lecture.tour, (in_shanghai(lecture.starts_at), in_shanghai(lecture.ends_at))
    if wrong := reasons_against_time(*times, tour.first_day, tour.last_day, now=now):
        raise Refused("时间不对。", reasons=wrong, field="starts_at")
    if wrong := reasons_against_address(lecture.stream_url):
        raise Refused(wrong[0], field="stream_url")
    hold_lecturers(lecturers, places)
    window, slot = Window.of(lecture.starts_at), own_slot(lecture, places)
    who = list(lecturer_facts(lecturers, window).values())
    where = list(venue_facts(places, window).values())
    if impossible := refusals_of(slot, who, where):
        raise Refused("与已有的安排冲突，没有保存。", reasons=impossible)
    hosts: list[Organisation] = [lecture.host] if lecture.host else []
    doubts = warnings_of(slot, who, where, next(iter(host_facts(hosts, window).values()), None))
    if doubts and not despite.strip():
        raise Cautioned("有需要注意的地方，没有保存。", reasons=doubts, field="despite")
    return "".join([*doubts, f"仍然安排：{despite.strip()}"]) if doubts else None


def take(lecture: Lecture, lecturers: Sequence[Lecturer], places: Sequence[Place], *, ask_again: bool = False) -> None:
    """Put lecturers and places on a lecture. Who stays keeps his answer, unless all are to be asked again."""
    points = {point.place_id: point for point in lecture.points}
    for place_id in points.keys() - {place.id for place in places}:
        if references_to(points[place_id]):
            raise Refused(f"“{points[place_id].place.name}”已有签到或清点的人数，不能从这一场去掉。", field="places")
    lecture.points = [points.get(place.id) or LecturePoint(place=place) for place in places]
    for position, point in enumerate(lecture.points):
        point.position = position
    speakers = {speaker.lecturer_id: speaker for speaker in lecture.speakers}
    for speaker in speakers.values() if ask_again else ():
        speaker.accepted_at, speaker.declined_at, speaker.decline_reason = None, None, ""
    lecture.speakers = [speakers.get(lecturer.id) or LectureSpeaker(lecturer=lecturer) for lecturer in lecturers]


def _near(tour: LectureTour) -> Select[int]:
    path = tour.organisation_path
    return select(Organisation.id).where(below(Organisation.path, path) | Organisation.id.in_(lineage(path)))


def _in_order(query: Select[K], ids: Sequence[int]) -> list[K]:
    found = {record.id: record for record in session.scalars(query).unique()}
    if not found.keys() >= set(ids):
        raise NotFound
    return [found[number] for number in dict.fromkeys(ids)]
