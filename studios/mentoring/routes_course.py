"""Pages of the course: signing, the monthly log and its remarks (the two themselves), examinations (officers)."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.mentoring import operations, operations_course
from studios.mentoring.forms import ExaminationForm, ExtensionForm, MonthForm, RemarkForm
from studios.mentoring.models import Mentoring, MentoringMonth
from studios.mentoring.queries import own_mentorings
from studios.mentoring.routes import KEEP, bp, done, edited
from studios.mentoring.rules import months_missing


@bp.get("/my/mentorings")
@requires(Permission.OWN_READ)
def list_my_mentorings() -> ResponseReturnValue:
    """One's own masters and apprentices: what is to be signed, written or remarked on."""
    today = clock.today()
    mine = session.scalars(own_mentorings(acting())).unique().all() if acting().person_id else []
    missing = {
        one.id: months_missing(one.begins, one.ends, today, {month.month for month in one.months})
        for one in mine
        if one.state.value == "active"
    }
    return render_template(
        "studios/mentoring/list_my_mentorings.html",
        mentorings=mine,
        missing=missing,
        person_id=acting().person_id,
        this_month=today.replace(day=1),
    )


@bp.post("/my/mentorings/<int:mentoring_id>/sign")
@requires(Permission.OWN_READ)
def sign_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """Sign the agreement in one's own account."""
    mentoring = _own(mentoring_id)
    with transaction():
        operations.sign_mentoring(mentoring, by=acting())
    return done(mentoring_id, "已签字。" + ("协议生效。" if mentoring.began_on else "等待对方签字。"))


@bp.route("/my/mentorings/<int:mentoring_id>/months/<int:year>-<int:month>", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def write_month(mentoring_id: int, year: int, month: int) -> ResponseReturnValue:
    """The apprentice writes about a month."""
    mentoring, day = _own(mentoring_id), _month(year, month)
    kept = session.scalars(_months(mentoring).where(MentoringMonth.month == day)).first()
    form = MonthForm(obj=kept)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_course.write_month(mentoring, day, (form.learned.data or "").strip(), by=acting())
            flash("已保存，师傅可以看到并写评语。", "success")
            return redirect(url_for(".show_mentoring", mentoring_id=mentoring_id))
    page = render_template("studios/mentoring/write_month.html", form=form, mentoring=mentoring, month=day)
    return page, 422 if form.errors else 200


@bp.route("/my/mentorings/<int:mentoring_id>/remarks/<int:month_id>", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def remark_month(mentoring_id: int, month_id: int) -> ResponseReturnValue:
    """The master remarks on a month."""
    mentoring = _own(mentoring_id)
    month = fetch(_months(mentoring).where(MentoringMonth.id == month_id))
    form = RemarkForm(obj=month)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_course.remark_month(month, (form.remark.data or "").strip(), by=acting())
            return done(mentoring_id, "评语已保存。")
    page = render_template("studios/mentoring/remark_month.html", form=form, mentoring=mentoring, month=month)
    return page, 422 if form.errors else 200


@bp.route("/studios/mentorings/<int:mentoring_id>/examinations/new", methods=["GET", "POST"])
@requires(*KEEP)
def examine_apprentice(mentoring_id: int) -> ResponseReturnValue:
    """Write down an examination."""
    mentoring = edited(mentoring_id)
    form = ExaminationForm()
    if form.validate_on_submit():
        finding = (form.finding.data or "").strip()
        with answering(form), transaction():
            form.claim()
            operations_course.examine_apprentice(mentoring, form.held_on.data, form.chosen, finding, by=acting())
            return done(mentoring_id, "考核已登记。")
    page = render_template("studios/mentoring/examine_apprentice.html", form=form, mentoring=mentoring)
    return page, 422 if form.errors else 200


@bp.route("/studios/mentorings/<int:mentoring_id>/extend", methods=["GET", "POST"])
@requires(*KEEP)
def extend_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """After a failed examination: once, by up to a year."""
    mentoring = edited(mentoring_id)
    form = ExtensionForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_course.extend_mentoring(mentoring, form.until.data, by=acting())
            return done(mentoring_id, "协议已延长。")
    page = render_template("studios/mentoring/extend_mentoring.html", form=form, mentoring=mentoring)
    return page, 422 if form.errors else 200


@bp.post("/studios/mentorings/<int:mentoring_id>/fail")
@requires(*KEEP)
def fail_apprentice(mentoring_id: int) -> ResponseReturnValue:
    """End it without success."""
    mentoring = edited(mentoring_id)
    with transaction():
        operations_course.fail_apprentice(mentoring, by=acting())
    return done(mentoring_id, "已办结：未出师。")


@bp.post("/studios/mentorings/<int:mentoring_id>/correct")
@requires(*KEEP)
def correct_examination(mentoring_id: int) -> ResponseReturnValue:
    """Take a result back that was written down wrongly."""
    mentoring = edited(mentoring_id)
    with transaction():
        operations_course.correct_examination(mentoring, reason=request.form.get("reason", ""), by=acting())
    return done(mentoring_id, "考核结果已撤回，请重新登记。")


def _own(mentoring_id: int) -> Mentoring:
    return fetch(own_mentorings(acting()).where(Mentoring.id == mentoring_id))


def _months(mentoring: Mentoring) -> Select[MentoringMonth]:
    return select(MentoringMonth).where(MentoringMonth.mentoring_id == mentoring.id)


def _month(year: int, month: int) -> date:
    if not (1949 <= year <= 2100 and 1 <= month <= 12):
        raise NotFound
    return date(year, month, 1)
