"""Tours and the lectures on them: planned, checked against clashes, held, cancelled, answered by their lecturers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from foundation.references import references_to
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.tours.arranging import Cautioned, chosen, refuse_clashes, take
from lectures.tours.facts import LectureFacts, TourFacts
from lectures.tours.models import Lecture, LectureSpeaker, LectureTour
from lectures.tours.operations_releases import release_lecture
from lectures.tours.releasing import resting_on, snapshot_of
from lectures.tours.rules import LectureState, TourState, reasons_against_tour
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.messages.operations import send_message
from people.messages.queries import accounts_of
from people.organisations.models import Organisation


def create_tour(organisation: Organisation, facts: TourFacts, *, by: Account) -> LectureTour:
    """Plan a tour, a series of cloud lectures, a year of orders or a class."""
    if not by.may_at(Permission.LECTURE_RUN, organisation.path):
        raise NotAllowed
    lock(organisation)  # two of one name at once: one is made, the other refused
    _check_tour(facts, organisation.id, None)
    tour = LectureTour(organisation=organisation, **facts.values())
    session.add(tour)
    audit.record("create_tour", tour, by=by)
    return tour


def edit_tour(tour: LectureTour, facts: TourFacts, *, version: int | None = None, by: Account) -> None:
    """Change a plan; its days must hold the lectures that are on it."""
    lock(tour.organisation)
    lock(tour).expect_version(version)
    _check_tour(facts, tour.organisation_id, tour.id)
    on_it = select(Lecture).where(Lecture.tour_id == tour.id, Lecture.state != LectureState.CANCELLED)
    outside = [
        f"{one.audit_label}不在新的起止日期之内。"
        for one in session.scalars(on_it.order_by(Lecture.starts_at))
        if not facts.first_day <= clock.in_shanghai(one.starts_at).date() <= facts.last_day
    ]
    if outside:
        raise Refused("有场次不在新的起止日期之内，请先改期。", reasons=outside, field="first_day")
    for name, value in facts.values().items():
        setattr(tour, name, value)
    audit.record("edit_tour", tour, by=by, changes=audit.pending_changes(tour))


def close_tour(tour: LectureTour, *, by: Account) -> None:
    """The tour is over: all of its lectures were held or cancelled."""
    ahead = select(func.count()).where(Lecture.tour_id == lock(tour).id, Lecture.state == LectureState.PLANNED)
    if count := session.scalar(ahead):
        raise Refused(f"还有 {count} 场在计划中，请先逐场登记“已举办”或者取消，再结束计划。")
    advance(tour, "close_tour", by=by)


def reopen_tour(tour: LectureTour, *, reason: str, by: Account) -> None:
    """It goes on."""
    advance(lock(tour), "reopen_tour", by=by, reason=reason)


def create_lecture(tour: LectureTour, facts: LectureFacts, *, despite: str = "", by: Account) -> Lecture:
    """Arrange a lecture. `despite` is why it is arranged although warnings speak against it, kept in the audit log.

    Raises `Refused` for what is impossible, `Cautioned` for warnings without a reason.
    """
    if lock(tour).state is not TourState.OPEN:
        raise Refused("计划已经结束，不能再排场次。请先重新打开计划。")
    lecturers, places = chosen(tour, facts.lecturer_ids, facts.place_ids)
    lecture = Lecture(tour=tour, host=_host(facts, places), **facts.values())
    with session.no_autoflush:
        accepted = refuse_clashes(lecture, lecturers, places, now=clock.now(), despite=despite)
    take(lecture, lecturers, places)
    session.add(lecture)
    audit.record("create_lecture", lecture, by=by, reason=accepted)
    return lecture


def edit_lecture(
    lecture: Lecture, facts: LectureFacts, *, version: int | None = None, despite: str = "", by: Account
) -> None:
    """Change a lecture that is planned; its lecturers answer anew where time or place changed.

    What was released stays as it was told until the next release. Raises as `create_lecture`.
    """
    _require_planned(lock(lecture)).expect_version(version)
    lecturers, places = chosen(lecture.tour, facts.lecturer_ids, facts.place_ids, of=lecture)
    before = (lecture.starts_at, lecture.ends_at, [point.place_id for point in lecture.points])
    changes = _renamed("places", [point.place.name for point in lecture.points], [one.name for one in places])
    speakers = [speaker.lecturer.person.name for speaker in lecture.speakers]
    changes |= _renamed("lecturers", speakers, [one.person.name for one in lecturers])
    lecture.host = _host(facts, places)
    for name, value in facts.values().items():
        setattr(lecture, name, value)
    moved = before != (lecture.starts_at, lecture.ends_at, [place.id for place in places])
    changes |= audit.pending_changes(lecture)
    now = clock.now() if before[:2] != (lecture.starts_at, lecture.ends_at) else None
    with session.no_autoflush:
        accepted = refuse_clashes(lecture, lecturers, places, now=now, despite=despite)
    take(lecture, lecturers, places, ask_again=moved)
    audit.record("edit_lecture", lecture, by=by, reason=accepted, changes=changes)


def move_lecture(lecture: Lecture, by_how_much: timedelta, *, despite: str = "", by: Account) -> None:
    """The same lecture earlier or later. Raises as `create_lecture`."""
    _require_planned(lock(lecture)).expect_version(None)
    lecture.starts_at, lecture.ends_at = lecture.starts_at + by_how_much, lecture.ends_at + by_how_much
    changes = audit.pending_changes(lecture)
    lecturers, places = [one.lecturer for one in lecture.speakers], [one.place for one in lecture.points]
    with session.no_autoflush:
        accepted = refuse_clashes(lecture, lecturers, places, now=clock.now(), despite=despite)
    take(lecture, lecturers, places, ask_again=True)
    audit.record("move_lecture", lecture, by=by, reason=accepted, changes=changes)


def copy_lecture(lecture: Lecture, days: Sequence[date], *, despite: str = "", by: Account) -> list[Lecture]:
    """The same at the same hour on further days: all of them, or none and every reason why."""
    facts, first = LectureFacts.of(lecture), clock.in_shanghai(lecture.starts_at).date()
    made, refusals, cautions = [], [], []
    for day in sorted(set(days)):
        apart = day - first
        shifted = replace(facts, starts_at=facts.starts_at + apart, ends_at=facts.ends_at + apart)
        try:
            made.append(create_lecture(lecture.tour, shifted, despite=despite, by=by))
        except Cautioned as caution:
            cautions += [f"{day}：{reason}" for reason in caution.reasons]
        except Refused as refusal:
            refusals += [f"{day}：{reason}" for reason in refusal.reasons or [refusal.message]]
    if refusals:
        raise Refused("有的日期排不了，一场也没有复制。", reasons=refusals)
    if cautions:
        raise Cautioned("有的日期需要确认，一场也没有复制。", reasons=cautions, field="despite")
    return made


def cancel_lecture(lecture: Lecture, *, reason: str, by: Account) -> None:
    """It will not take place. Who was told of it is told so by the next release; of a mere draft nobody hears."""
    lock(lecture).cancel_reason = reason.strip()
    advance(lecture, "cancel_lecture", by=by, reason=reason)


def call_off(lecture: Lecture, reason: str, *, by: Account) -> None:
    """Cancel it unless it is cancelled already, where the release follows at once."""
    lock(lecture.tour)  # before its lectures, as where they are released
    if lecture.state is LectureState.PLANNED:
        cancel_lecture(lecture, reason=reason, by=by)


def restore_lecture(lecture: Lecture, *, reason: str, by: Account) -> None:
    """It takes place, or took place, after all, if nothing came in its way; the reason answers warnings, too."""
    lock(lecture)
    lecturers, places = [one.lecturer for one in lecture.speakers], [one.place for one in lecture.points]
    accepted = refuse_clashes(lecture, lecturers, places, now=None, despite=reason)
    lecture.cancel_reason = ""
    advance(lecture, "restore_lecture", by=by, reason=accepted or reason)


def delete_lecture(lecture: Lecture, *, by: Account) -> None:
    """Take away a draft that nobody was told of and nothing depends on."""
    if lock(lecture).released_id is not None:
        raise Refused("这一场已经发布过，不能删除。请写明原因取消，再发布新的日程。")
    if references_to(lecture, ignoring=frozenset({"lecture_points", "lecture_speakers"})):
        raise Refused("这一场已有点单、报名、签到或资料，不能删除。请写明原因取消。")
    audit.record("delete_lecture", lecture, by=by)
    session.delete(lecture)


def hold_lecture(lecture: Lecture, *, by: Account) -> None:
    """It took place: from now on it counts as held, and is no draft any more."""
    lock(lecture.tour)  # before its lectures, as where they are released
    if lock(lecture).starts_at > clock.now():
        raise Refused("这一场还没有开始，不能登记为已举办。")
    if lecture.mode is not LectureMode.ON_SITE and not lecture.stream_url:
        raise Refused("线上的场次请先填写直播地址，再登记为已举办。")
    advance(lecture, "hold_lecture", by=by)
    release_lecture(lecture, by=by)


def correct_held_lecture(lecture: Lecture, *, reason: str, by: Account) -> None:
    """It was not held after all, or has to be corrected. Raises `Refused` while later stages rest on it."""
    if reasons := resting_on(lock(lecture)):
        raise Refused("还有别的记录以这一场已举办为准，不能更正。", reasons=reasons)
    advance(lecture, "correct_held_lecture", by=by, reason=reason)


def invite_speakers(lecture: Lecture, *, address: str = "", by: Account) -> int:
    """Ask the lecturers of a lecture that is not released yet; says how many can be told here."""
    asked = [speaker for speaker in _require_planned(lock(lecture)).speakers if not speaker.answered]
    if not asked:
        raise Refused("讲师都已答复，没有需要征询的人。")
    for speaker in asked:
        speaker.asked_at = clock.now()
    audit.record("invite_speakers", lecture, by=by)
    accounts = session.scalars(accounts_of({speaker.lecturer.person_id for speaker in asked})).unique()
    return send_message(
        accounts, f"请您答复：能否讲“{lecture.title}”", text=snapshot_of(lecture).in_words, address=address
    )


def answer_invitation(speaker: LectureSpeaker, accepted: bool, reason: str = "", *, by: Account) -> None:
    """A lecturer says yes or no; a no has a reason. Raises `Refused` for a late yes of one who is taken meanwhile."""
    lecture = _require_planned(lock(speaker.lecture))
    lock(speaker)
    if not accepted and not reason.strip():
        raise Refused("不能讲的，请写明原因，便于另行安排。", field="reason")
    if accepted and speaker.declined_at:
        refuse_clashes(lecture, [speaker.lecturer], [], now=None, despite="讲师本人接受")
    now = clock.now()
    speaker.asked_at = speaker.asked_at or now
    speaker.accepted_at, speaker.declined_at = (now, None) if accepted else (None, now)
    speaker.decline_reason = "" if accepted else reason.strip()
    changes = audit.pending_changes(speaker)
    audit.record("answer_invitation", speaker, by=by, reason=reason, changes=changes)


def _check_tour(facts: TourFacts, organisation_id: int, own_id: int | None) -> None:
    if reasons := reasons_against_tour(facts.first_day, facts.last_day, facts.planned):
        raise Refused("计划填写有误。", reasons=reasons, field="last_day")
    same = select(LectureTour.id).where(LectureTour.organisation_id == organisation_id)
    if session.scalar(same.where(LectureTour.title == facts.title, LectureTour.id != (own_id or 0))) is not None:
        raise Refused("已经有同名的计划，请换一个名称。", field="title")


def _require_planned(lecture: Lecture) -> Lecture:
    if lecture.state is not LectureState.PLANNED:
        raise Refused("这一场已经举办或取消，不能再改。请先写明原因更正或恢复。")
    return lecture


def _host(facts: LectureFacts, places: Sequence[Place]) -> Organisation | None:
    return facts.host or next((place.host for place in places if place.host), None)


def _renamed(field: str, before: list[str], after: list[str]) -> dict[str, tuple[object, object]]:
    return {field: ("、".join(before), "、".join(after))} if before != after else {}
