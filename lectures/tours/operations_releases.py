"""Telling everybody what is new: a whole tour, or one lecture of it."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from lectures.tours.models import Lecture, LectureTour, TourRelease
from lectures.tours.releasing import AddressOf, Change, change_of, changes_of, released_version, told_by
from people.accounts.models import Account
from people.messages.operations import send_message


def release_tour(
    tour: LectureTour,
    note: str = "",
    address_of: AddressOf = lambda lecture, account: "",
    *,
    by: Account,
) -> TourRelease:
    """Tell everybody what is new since the last release, as the next version. Raises `Refused` if nothing is."""
    changes = changes_of(lock(tour))
    if not changes:
        raise Refused("与上一版相比没有变动，不用发布。")
    if faults := [f"{one.lecture.audit_label}：{'，'.join(one.faults)}。" for one in changes if one.faults]:
        raise Refused("有场次还不能发布，请先补齐或者取消。", reasons=faults)
    return _release(tour, changes, note, address_of, (), by)


def release_lecture(
    lecture: Lecture,
    address_of: AddressOf = lambda lecture, account: "",
    *,
    besides: Collection[Account] = (),
    by: Account,
) -> TourRelease | None:
    """Tell what is new about one lecture, as a version of its own; those `besides` have heard of it already.

    None, and it stays a draft: nothing is new, or something is missing for which `release_tour` refuses.
    """
    lock(lecture.tour)
    change = change_of(lecture)
    if change is None or change.faults:
        return None
    return _release(lecture.tour, [change], "", address_of, besides, by)


def _release(
    tour: LectureTour,
    changes: Sequence[Change],
    note: str,
    address_of: AddressOf,
    besides: Collection[Account],
    by: Account,
) -> TourRelease:
    told = told_by(changes)
    last = session.scalar(select(func.max(TourRelease.number)).where(TourRelease.tour_id == tour.id)) or 0
    release = TourRelease(tour=tour, number=last + 1, note=note.strip())
    release.lectures = [released_version(change) for change in changes]
    session.add(release)
    audit.record("release_tour", release, by=by, reason=note)
    for version in release.lectures:
        version.lecture.released = version
        for speaker in version.lecture.speakers:
            speaker.asked_at = speaker.asked_at or release.released_at
    for account, concerning in told:
        if account not in besides:
            title = f"“{tour.title}”第 {release.number} 版日程：与您有关的 {len(concerning)} 场"
            text = "\n".join(change.in_words for change in concerning)
            send_message([account], title, text=text, address=address_of(concerning[0].lecture, account))
    return release
