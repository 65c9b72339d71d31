"""The code on the wall that changes every half minute, and the phones that scan it."""

import segno
from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.forms import ConfirmForm, answering
from lectures.attendance import checking_in, queries
from lectures.attendance.codes import (
    CODE_FAULTS,
    GRANT,
    CodeFault,
    Spot,
    grant_for,
    seconds_left,
    spot_granted,
    spot_on_wall,
    wall_code,
)
from lectures.attendance.operations import times_of
from lectures.attendance.routes import at_my_door, bp, own_person
from lectures.attendance.rules import CheckInMethod, reasons_against_check_in
from lectures.tours.models import Lecture, LecturePoint
from lectures.tours.queries import lectures
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission

GRANT_COOKIE = "check-in"
"""Of its own: the session is emptied by the log-in that may lie between scanning and the button."""


@bp.get("/lectures/<int:lecture_id>/wall")
@requires(Permission.LECTURE_HOST, Permission.LECTURE_RUN)
def show_wall(lecture_id: int) -> ResponseReturnValue:
    """For the projector: a code to scan, the next one every half minute."""
    lecture = at_my_door(lecture_id)
    return render_template(
        "lectures/attendance/show_wall.html",
        lecture=lecture,
        point=_point(lecture),
        facts=_code_facts(lecture, _point(lecture)),
        closed=reasons_against_check_in(times_of(lecture), clock.now()),
    )


@bp.get("/lectures/<int:lecture_id>/wall.json")
@requires(Permission.LECTURE_HOST, Permission.LECTURE_RUN)
def show_wall_code(lecture_id: int) -> ResponseReturnValue:
    """The code of this moment, in how many seconds the next one comes, and how many have checked in."""
    lecture = at_my_door(lecture_id)
    return _code_facts(lecture, _point(lecture))


@bp.get("/lectures/<int:lecture_id>/scan/<code>")
@public
def scan_wall(lecture_id: int, code: str) -> ResponseReturnValue:
    """A phone has scanned the wall: it gets ten minutes to log in and press the button."""
    spot = spot_on_wall(code, lecture_id, clock.now())
    if isinstance(spot, CodeFault):
        page = render_template("lectures/attendance/scan_wall.html", message=CODE_FAULTS[spot])
        return page, 410 if spot is CodeFault.EXPIRED else 404
    answer = make_response(redirect(url_for(".check_in_person", lecture_id=lecture_id)))
    kept = int(GRANT.total_seconds())
    grant = grant_for(spot, clock.now())
    answer.set_cookie(GRANT_COOKIE, grant, max_age=kept, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


@bp.route("/lectures/<int:lecture_id>/check-in", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def check_in_person(lecture_id: int) -> ResponseReturnValue:
    """One big button, for who has just scanned the wall; and that one has checked in."""
    lecture = fetch(lectures().where(Lecture.id == lecture_id))
    done = queries.check_in_of(lecture_id, acting().person_id)
    spot = spot_granted(request.cookies.get(GRANT_COOKIE, ""), lecture_id, clock.now())
    if isinstance(spot, CodeFault) and done is None:
        said = CodeFault.EXPIRED if spot is CodeFault.BROKEN else spot  # no grant: it ran out, or was never there
        return render_template("lectures/attendance/scan_wall.html", message=CODE_FAULTS[said]), 410
    form = ConfirmForm()
    if isinstance(spot, Spot) and form.validate_on_submit():
        with answering(form), transaction():
            point = queries.point_of(lecture, spot.point)
            checking_in.check_in_person(lecture, own_person(), CheckInMethod.WALL, point=point, by=acting())
            flash("签到成功，请入座。", "success")
            return redirect(url_for(".check_in_person", lecture_id=lecture_id))
    page = render_template(
        "lectures/attendance/check_in_person.html",
        form=form,
        lecture=lecture,
        done=done,
        point=queries.point_of(lecture, spot.point) if isinstance(spot, Spot) else None,
        registration=queries.registration_of(lecture_id, acting().person_id),
    )
    return page, 422 if form.errors else 200


def _point(lecture: Lecture) -> LecturePoint | None:
    """The place that the wall hangs at: the one asked for, or the only one."""
    asked = queries.point_of(lecture, request.args.get("point", type=int))
    return asked or (lecture.points[0] if len(lecture.points) == 1 else None)


def _code_facts(lecture: Lecture, point: LecturePoint | None) -> dict[str, object]:
    now = clock.now()
    code = wall_code(Spot(lecture.id, point.id if point else 0), now)
    address = url_for(".scan_wall", lecture_id=lecture.id, code=code, _external=True)
    return {
        "picture": segno.make_qr(address, error="m").svg_data_uri(scale=10, border=2),
        "seconds": seconds_left(now),
        "checked_in": session.scalar(queries.check_in_count(lecture, point)) or 0,
    }
