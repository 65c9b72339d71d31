"""What calendar programs fetch, one lecture for a calendar, and the poster of a lecture."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from certificates.address import verification_address
from certificates.issuing.sending import attachment
from certificates.printing.papers import print_document
from foundation.database import fetch
from lectures.calendars import queries
from lectures.calendars.icalendars import feed_text, lecture_text
from lectures.calendars.posters import poster_of
from lectures.calendars.routes import bp
from lectures.calendars.rules import FEED_KIND_TITLES, FeedKind
from lectures.calendars.told import Told, as_told, told
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.queries import public_lectures, public_tours
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@bp.get("/lectures/feeds/<token>.ics")
@public
def show_own_feed(token: str) -> ResponseReturnValue:
    """A private feed: calendar programs cannot log in, so the token is the permission."""
    feed = queries.feed_of(token)
    account = feed.account
    whose = account.display_name if feed.kind is FeedKind.LECTURER else account.organisation.name
    name = f"{FEED_KIND_TITLES[feed.kind]}（{whose}）"
    return _answered(feed_text(name, queries.told_in_feed(feed), _public_page, private=True))


@bp.get("/lectures/programme.ics")
@public
def show_programme_feed() -> ResponseReturnValue:
    """All lectures that everybody may come to."""
    return _answered(feed_text("匠心巡讲", queries.told_for_feeds(public_lectures()), _public_page))


@bp.get("/lectures/tours/<int:tour_id>.ics")
@public
def show_tour_feed(tour_id: int) -> ResponseReturnValue:
    """The public lectures of a tour or series."""
    tour = fetch(public_tours().where(LectureTour.id == tour_id))
    lectures = queries.told_for_feeds(public_lectures().where(Lecture.tour_id == tour.id))
    return _answered(feed_text(tour.title, lectures, _public_page))


@bp.get("/lectures/<int:lecture_id>.ics")
@public
def show_lecture_feed(lecture_id: int) -> ResponseReturnValue:
    """One lecture for the calendar of whoever may see it."""
    known = _told(lecture_id)
    response = _answered(lecture_text(known, _public_page))
    response.headers["Content-Disposition"] = f"attachment; filename=lecture-{lecture_id}.ics"
    return response


@bp.get("/lectures/<int:lecture_id>/poster.pdf")
@requires(Permission.LECTURE_RUN, Permission.LECTURE_HOST, Permission.LECTURE_GIVE)
def print_poster(lecture_id: int) -> ResponseReturnValue:
    """The poster of a lecture, one page of A4."""
    known = _told(lecture_id)
    printed = print_document("lectures/calendars/_poster.html", poster_of(known, _public_page(known.lecture)))
    return attachment(printed, f"海报_{known.begins:%Y%m%d}_{known.released.title}.pdf", "application/pdf")


def _told(lecture_id: int) -> Told:
    """A lecture that is public, or that the person concerned has to do with, as it was released."""
    user = acting() if current_user.is_authenticated else None
    return told(fetch(as_told(queries.lectures_readable_by(user)).where(Lecture.id == lecture_id)))


def _public_page(lecture: Lecture) -> str:
    if not (lecture.public and lecture.tour.public):
        return ""
    return verification_address() + url_for("lectures.programme.show_public_lecture", lecture_id=lecture.id)


def _answered(content: bytes) -> Response:
    """The calendar, or that nothing is new since this program asked last."""
    response = Response(content, content_type=CALENDAR_TYPE)
    response.headers["Cache-Control"] = "private, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response
