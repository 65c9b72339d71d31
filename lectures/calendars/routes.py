"""The calendar of lectures as a month or a week, and the addresses that calendar programs subscribe to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from lectures.calendars import operations, queries
from lectures.calendars.queries import NEEDS, CalendarEntry, LectureFilter
from lectures.calendars.rules import FEED_KIND_TITLES, FeedKind, sheet_of
from lectures.calendars.told import as_told, told
from lectures.places.rules import VENUE_KIND_TITLES, VenueKind
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.queries import public_tours
from lectures.tours.rules import TourState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("calendars", __name__)
ANYBODY_CONCERNED = Permission.LECTURE_RUN, Permission.LECTURE_HOST, Permission.LECTURE_GIVE
FEEDS_SHOWN = 30


@bp.get("/lectures/calendar")
@requires(*ANYBODY_CONCERNED)
def show_calendar() -> ResponseReturnValue:
    """A month or a week of the lectures that one plans, receives or gives."""
    user, asked = acting(), request.args
    wanted = LectureFilter(
        asked.get("tour", type=int),
        asked.get("lecturer", type=int),
        next((one for one in VenueKind if one.value == asked.get("kind")), None),
    )
    sheet = sheet_of(asked.get("month", ""), asked.get("week", ""), clock.today())
    entries = queries.entries_on(sheet, user, wanted)
    return render_template(
        "lectures/calendars/show_calendar.html",
        sheet=sheet,
        count=sum(sheet.month in (None, one.begins.month) for one in entries),
        entries={day: [one for one in entries if one.begins.date() == day] for week in sheet.weeks for day in week},
        today=clock.today(),
        tours=queries.tours_on_calendar(user),
        lecturers=queries.lecturers_on_calendar(user),
        kinds=VENUE_KIND_TITLES,
        page_of=_page_of,
        kept={name: asked[name] for name in ("tour", "lecturer", "kind") if asked.get(name)},
    )


@bp.get("/lectures/calendar/<int:lecture_id>")
@requires(*ANYBODY_CONCERNED)
def show_calendar_lecture(lecture_id: int) -> ResponseReturnValue:
    """A lecture that one plans, receives or gives, as it was released; with its poster and its entry for a calendar."""
    known = told(fetch(as_told(queries.lectures_known_to(acting())).where(Lecture.id == lecture_id)))
    return render_template("lectures/calendars/show_calendar_lecture.html", known=known)


@bp.get("/lectures/calendar/feeds")
@requires(*ANYBODY_CONCERNED)
def list_feeds() -> ResponseReturnValue:
    """What can be subscribed to, and whether one's own feeds are in use."""
    return _feeds_page()


@bp.post("/lectures/calendar/feeds/<kind>")
@requires(*ANYBODY_CONCERNED)
def open_feed(kind: str) -> ResponseReturnValue:
    """A new address; the answer to the button is the only page that shows it."""
    with transaction():
        token = operations.open_feed(_kind(kind), by=acting())
    address = verification_address() + url_for(".show_own_feed", token=token)
    return _feeds_page(_kind(kind), address)


@bp.post("/lectures/calendar/feeds/<kind>/revoke")
@requires(*ANYBODY_CONCERNED)
def revoke_feed(kind: str) -> ResponseReturnValue:
    """The address opens nothing more."""
    with transaction():
        operations.revoke_feed(_kind(kind), by=acting())
    flash(f"“{FEED_KIND_TITLES[_kind(kind)]}”的订阅地址已停用。", "success")
    return redirect(url_for(".list_feeds"))


def _page_of(entry: CalendarEntry) -> str:
    """Who plans a lecture goes on planning it; everybody else reads what was released."""
    endpoint = "lectures.tours.show_lecture" if entry.run else ".show_calendar_lecture"
    return url_for(endpoint, lecture_id=entry.lecture.id)


def _feeds_page(opened: FeedKind | None = None, address: str = "") -> ResponseReturnValue:
    user = acting()
    tours = public_tours().where(LectureTour.state == TourState.OPEN).limit(FEEDS_SHOWN)
    return render_template(
        "lectures/calendars/list_feeds.html",
        kinds=[kind for kind in FeedKind if user.may(NEEDS[kind])],
        feeds=queries.feeds_of(user),
        opened=opened,
        address=address,
        tours=session.scalars(tours).all(),
        site=verification_address(),
    )


def _kind(name: str) -> FeedKind:
    kind = next((one for one in FeedKind if one.value == name), None)
    if kind is None:
        raise NotFound
    return kind
