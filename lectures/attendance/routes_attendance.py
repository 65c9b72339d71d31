"""Who came: the page of a lecture for officers, each figure on its own line; the list, the sheet to sign, the close."""

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from certificates.printing.papers import print_document
from foundation import clock
from foundation.database import page_by_key, session, transaction
from foundation.forms import ConfirmForm, answering
from foundation.workbook_writing import MEDIA_TYPE
from lectures.attendance import checking_in, operations, queries
from lectures.attendance.forms import CapacityForm, HeadCountForm, LateCheckInForm
from lectures.attendance.routes import at_my_door, bp, my_address, organised, to_attendance
from lectures.attendance.rules import CheckInMethod, RegistrationState, crowded
from lectures.attendance.workbooks import attendance_workbook
from lectures.tours.models import Lecture
from lectures.tours.operations import hold_lecture as hold
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

SHOWN = 200
"""Check-ins on the page, and people to tick: all check-ins are in the list to take away, others are found by name."""


@bp.get("/lectures/doors")
@requires(Permission.LECTURE_HOST, Permission.LECTURE_RUN)
def list_doors() -> ResponseReturnValue:
    """The lectures at whose door one may stand, the newest first, with who registered and who came."""
    shown = queries.doors_now if request.args.get("now") else queries.doors_of
    page = page_by_key(shown(acting()).order_by(None), Lecture, after=request.args.get("after", type=int))
    ids = [one.id for one in page.rows]
    return render_template(
        "lectures/attendance/list_doors.html",
        page=page,
        registered=queries.registered_counts(ids),
        came=queries.check_in_counts(ids),
    )


@bp.get("/lectures/<int:lecture_id>/attendance")
@requires(Permission.LECTURE_HOST, Permission.LECTURE_RUN)
def show_attendance(lecture_id: int) -> ResponseReturnValue:
    """Registered, waiting, checked in each way, counted, watched: each figure on a line of its own."""
    lecture = at_my_door(lecture_id)
    came = queries.check_ins_by_method(lecture)
    counts = session.scalars(queries.head_counts_of(lecture)).all()
    on_site = sum(came.get(method, 0) for method in queries.ON_SITE)
    seats = [one.place.seats for one in lecture.points]
    return render_template(
        "lectures/attendance/show_attendance.html",
        lecture=lecture,
        registered=queries.registered_counts([lecture.id])[lecture.id],
        states=RegistrationState,
        methods=CheckInMethod,
        came=came,
        counts=counts,
        online=session.scalars(queries.online_figures_of(lecture)).all(),
        warnings=crowded(
            on_site,
            sum(one.heads for one in counts),
            capacity=lecture.capacity,
            seats=None if None in seats or not seats else sum(one for one in seats if one is not None),
        ),
        check_ins=session.scalars(queries.check_ins_of(lecture).limit(SHOWN)).all(),
        materials=session.scalars(queries.materials_of(lecture)).all(),
        photos=session.scalars(queries.photos_of(lecture)).all(),
        organises=queries.may_organise(acting(), lecture),
        now=clock.now(),
        form=ConfirmForm(),
    )


@bp.route("/lectures/<int:lecture_id>/head-count", methods=["GET", "POST"])
@requires(Permission.LECTURE_HOST, Permission.LECTURE_RUN)
def count_heads(lecture_id: int) -> ResponseReturnValue:
    """Heads where people are not registered one by one, and why."""
    lecture = at_my_door(lecture_id)
    form = HeadCountForm()
    form.offer(lecture)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            point, reason = form.point_in(lecture), form.reason.data.strip()
            checking_in.count_heads(lecture, point, form.heads.data, reason=reason, by=acting())
            return to_attendance(lecture_id, "清点人数已保存，与签到人次分开统计。")
    return _page("count_heads", form, lecture)


@bp.route("/lectures/<int:lecture_id>/late-check-in", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def add_check_in(lecture_id: int) -> ResponseReturnValue:
    """The organiser ticks those who were there and were not checked in."""
    lecture = organised(lecture_id)
    text = request.args.get("text", "").strip()[:40]
    form = LateCheckInForm()
    form.offer(lecture)
    absent = queries.persons_named(queries.absent_from(lecture, acting()), text)
    offered = session.scalars(absent.limit(SHOWN)).all()
    form.offer_persons(offered)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            persons, point = form.ticked_of(offered), form.point_in(lecture)
            made = checking_in.add_check_in(lecture, persons, point=point, reason=form.reason.data or "", by=acting())
            return to_attendance(lecture_id, f"已为 {len(made)} 人补登签到。")
    return _page("add_check_in", form, lecture, text=text, most=SHOWN)


@bp.route("/lectures/<int:lecture_id>/capacity", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def change_capacity(lecture_id: int) -> ResponseReturnValue:
    """More or fewer places; whoever waits moves up at once."""
    lecture = organised(lecture_id)
    form = CapacityForm(obj=lecture)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            moved = operations.change_capacity(lecture, form.capacity.data, address=my_address(), by=acting())
            return to_attendance(lecture_id, f"名额已改，候补递补 {len(moved)} 人。")
    return _page("change_capacity", form, lecture)


@bp.post("/lectures/<int:lecture_id>/hold")
@requires(Permission.LECTURE_RUN, Permission.LECTURE_HOST)
def hold_lecture(lecture_id: int) -> ResponseReturnValue:
    """It took place."""
    lecture = at_my_door(lecture_id)
    with transaction():
        hold(lecture, by=acting())
    return to_attendance(lecture_id, "已登记为已举办。")


@bp.get("/lectures/<int:lecture_id>/attendance.xlsx")
@requires(Permission.LECTURE_HOST, Permission.LECTURE_RUN)
def export_attendance(lecture_id: int) -> ResponseReturnValue:
    """Everybody who registered or came."""
    lecture = at_my_door(lecture_id)
    registrations = session.scalars(queries.registrations_of(lecture)).all()
    content = attendance_workbook("签到名单", registrations, session.scalars(queries.check_ins_of(lecture)))
    return send_file(BytesIO(content), MEDIA_TYPE, as_attachment=True, download_name=f"签到名单-{lecture.title}.xlsx")


@bp.get("/lectures/<int:lecture_id>/sign-in-sheet.pdf")
@requires(Permission.LECTURE_HOST, Permission.LECTURE_RUN)
def print_sign_in_sheet(lecture_id: int) -> ResponseReturnValue:
    """The registered on A4, to sign beside their names, with empty lines for others."""
    lecture = at_my_door(lecture_id)
    registered = session.scalars(queries.registrations_of(lecture, RegistrationState.REGISTERED)).all()
    facts = {
        "title": lecture.title,
        "when": clock.moment_text(lecture.starts_at),
        "where": "、".join(one.place.name for one in lecture.points),
        "rows": [(one.person.name, one.person.employer.name if one.person.employer else "") for one in registered],
    }
    printed = print_document("lectures/attendance/print_sign_in_sheet.html", facts)
    return send_file(BytesIO(printed), "application/pdf", download_name=f"签到表-{lecture.title}.pdf")


def _page(name: str, form: ConfirmForm, lecture: Lecture, **more: object) -> ResponseReturnValue:
    page = render_template(f"lectures/attendance/{name}.html", form=form, lecture=lecture, **more)
    return page, 422 if form.errors else 200
