"""Registering: for oneself on a phone, for the people of one's unit by ticking; one's own tickets."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound, Refused
from foundation.forms import ConfirmForm, answering
from lectures.attendance import operations, queries
from lectures.attendance.codes import printed_ticket
from lectures.attendance.forms import PersonsForm
from lectures.attendance.models import Registration
from lectures.attendance.rules import RegistrationState, places_free
from lectures.calendars.told import as_told, told, told_all
from lectures.tours.models import Lecture, ReleasedLecture
from lectures.tours.queries import lectures_hosted_by, lectures_run_by
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.queries import persons_visible_to

bp = Blueprint("attendance", __name__)

NOBODY = "您的账号没有对应的人员档案，不能报名和签到。请单位工会经办人给您本人的账号关联档案。"
UPCOMING = 20


@bp.route("/lectures/<int:lecture_id>/register", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def register_self(lecture_id: int) -> ResponseReturnValue:
    """Register for a lecture, or see where one stands."""
    lecture = open_to_me(lecture_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            person = own_person()
            made = operations.register_persons(lecture, [person], address=my_address(), by=acting())[0]
            flash(_told(made), "success")
            return redirect(my_address())
    counts = queries.registered_counts([lecture.id])[lecture.id]
    page = render_template(
        "lectures/attendance/register_self.html",
        form=form,
        told=told(lecture),
        own=queries.registration_of(lecture.id, acting().person_id),
        free=places_free(lecture.capacity, counts.get(RegistrationState.REGISTERED, 0)),
        waiting=counts.get(RegistrationState.WAITING, 0),
        closed=operations.reasons_against(lecture),
    )
    return page, 422 if form.errors else 200


@bp.get("/lectures/my-registrations")
@requires(Permission.OWN_READ)
def list_my_registrations() -> ResponseReturnValue:
    """One's own registrations with the ticket for the door, and what one may still register for."""
    own = session.scalars(queries.own_registrations(acting())).unique().all()
    ahead = [
        (one, known) for one, known in zip(own, told_all(one.lecture for one in own), strict=True) if not known.over
    ]
    upcoming = as_told(queries.lectures_open_to(acting())).where(ReleasedLecture.ends_at > clock.now())
    mine = {one.lecture_id for one in own}
    offered = upcoming.where(Lecture.registers, ~ReleasedLecture.cancelled, Lecture.id.not_in(mine)).limit(UPCOMING)
    came = queries.lectures_checked_in_by(acting())
    return render_template(
        "lectures/attendance/list_my_registrations.html",
        ahead=sorted(ahead, key=lambda one: (one[1].begins, one[0].id)),
        came=set(session.scalars(came.where(Lecture.id.in_(mine)).order_by(None).with_only_columns(Lecture.id))),
        attended=session.scalars(came.order_by(None).order_by(Lecture.starts_at.desc()).limit(UPCOMING)).all(),
        offered=told_all(session.scalars(offered).unique()),
        ticket=printed_ticket,
        qr=_qr,
    )


@bp.post("/lectures/registrations/<int:registration_id>/cancel")
@requires(Permission.OWN_READ)
def cancel_registration(registration_id: int) -> ResponseReturnValue:
    """Give up a place: one's own, or of somebody of one's unit."""
    registration = fetch(queries.registrations_kept_by(acting()).where(Registration.id == registration_id))
    lecture_id, own = registration.lecture_id, registration.person_id == acting().person_id
    with transaction():
        moved = operations.cancel_registration(registration, address=my_address(), by=acting())
    flash("已取消报名。" + (f"候补的 {len(moved)} 人已递补并收到通知。" if moved else ""), "success")
    return redirect(my_address() if own else url_for(".register_persons", lecture_id=lecture_id))


@bp.route("/lectures/<int:lecture_id>/register-persons", methods=["GET", "POST"])
@requires(Permission.LECTURE_ORDER)
def register_persons(lecture_id: int) -> ResponseReturnValue:
    """Register people of one's unit by ticking them."""
    lecture = fetch(queries.lectures_offered_to(acting()).where(Lecture.id == lecture_id))
    mine = persons_visible_to(acting()).where(Person.employer_id.is_not(None))
    text = request.args.get("text", "").strip()[:40]
    form = PersonsForm()
    page = page_by_key(queries.persons_named(mine, text), Person, after=request.args.get("after", type=int))
    form.persons.choices = [(one.id, one.name) for one in page.rows]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = _register_ticked(lecture, form.persons.data or [])
            flash(_told_of(made), "success")
            return redirect(request.full_path)
    shown = render_template(
        "lectures/attendance/register_persons.html",
        form=form,
        lecture=lecture,
        page=page,
        text=text,
        standing={one.person_id: one for one in session.scalars(queries.standing_of(lecture, page.rows))},
        closed=operations.reasons_against(lecture),
    )
    return shown, 422 if form.errors else 200


def open_to_me(lecture_id: int) -> Lecture:
    """A lecture that one may come to."""
    return fetch(queries.lectures_open_to(acting()).where(Lecture.id == lecture_id))


def own_person() -> Person:
    """Who one is. Raises `Refused` for an account that is nobody's."""
    person = acting().person
    if person is None:
        raise Refused(NOBODY)
    return person


def my_address() -> str:
    """Where people read of their registrations."""
    return url_for("lectures.attendance.list_my_registrations")


def to_attendance(lecture_id: int, message: str) -> Response:
    """Back to the page of who came."""
    flash(message, "success")
    return redirect(url_for("lectures.attendance.show_attendance", lecture_id=lecture_id))


def at_my_door(lecture_id: int) -> Lecture:
    """A lecture at whose door one may stand, also one that was cancelled."""
    return fetch(lectures_hosted_by(acting()).where(Lecture.id == lecture_id))


def organised(lecture_id: int) -> Lecture:
    """A lecture of one's own tours."""
    return fetch(lectures_run_by(acting()).where(Lecture.id == lecture_id))


def _register_ticked(lecture: Lecture, ids: list[int]) -> list[Registration]:
    if not ids:
        raise Refused("还没有勾选人，请至少勾选一位。", field="persons")
    persons = session.scalars(persons_visible_to(acting()).where(Person.id.in_(ids)).order_by(Person.id)).all()
    if len(persons) != len(set(ids)):
        raise NotFound
    return operations.register_persons(lecture, persons, address=my_address(), by=acting())


def _told(made: Registration) -> str:
    if made.state is RegistrationState.WAITING:
        return "名额已满，您在候补名单里。有人取消时按先后递补，会通知您。"
    return "报名成功。到时凭下面的票码入场，或者扫会场的二维码签到。"


def _told_of(made: list[Registration]) -> str:
    waiting = sum(one.state is RegistrationState.WAITING for one in made)
    return f"已报名 {len(made) - waiting} 人" + (f"，名额已满，候补 {waiting} 人。" if waiting else "。")


def _qr(ticket: str) -> str:
    """A ticket as a picture for the scanner at the door."""
    return str(segno.make_qr(ticket, error="m").svg_data_uri(scale=6, border=3))
