"""Pages from a recommendation to an appointment, and what may follow it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from certificates.address import verification_address
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import ReasonForm, answering
from lectures.lecturers import certifying, operations_terms, operations_training
from lectures.lecturers.forms import LecturerForm
from lectures.lecturers.forms_terms import AGREE, AdviceForm, AppointForm, CertifyForm, TermForm, TrainingForm
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_terms import LecturerStep, LecturerTraining
from lectures.lecturers.queries import pools_above
from lectures.lecturers.queries_terms import (
    recommendations_waiting_for,
    terms_ending_for,
    terms_without_papers,
    to_appoint,
)
from lectures.lecturers.routes import bp, chosen_pool, done, file_page, kept, person_typed, visible
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person


@bp.route("/lectures/lecturers/recommend", methods=["GET", "POST"])
@requires(Permission.LECTURER_RECOMMEND)
def recommend_lecturer() -> ResponseReturnValue:
    """Recommend somebody of one's unit for the pool of a federation above."""
    pools = {one.id: one.name for one in pools_above(acting().organisation)}
    form = LecturerForm().asks(pools=pools, opinion=True)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            person = person_typed(form, Permission.LECTURER_RECOMMEND)
            pool = session.get_one(Organisation, form.pool.data)
            lecturer = operations_terms.recommend_lecturer(
                pool, person, form.facts(), form.opinion.data or "", address=_waiting(), by=acting()
            )
            return done(lecturer.id, "推荐已报出，上级工会的意见会写在这一页。")
    return file_page("recommend_lecturer", form, Permission.LECTURER_RECOMMEND, pools=pools)


@bp.get("/lectures/lecturers/recommendations")
@requires(Permission.LECTURE_RUN)
def list_recommendations() -> ResponseReturnValue:
    """What waits for one's own federation: opinions to give, lecturers to appoint, terms that end."""
    person = joinedload(LecturerStep.lecturer).joinedload(Lecturer.person).joinedload(Person.employer)
    waiting = recommendations_waiting_for(acting()).options(person)
    return render_template(
        "lectures/lecturers/list_recommendations.html",
        page=page_by_key(waiting, LecturerStep, after=request.args.get("after", type=int)),
        ending=session.scalars(terms_ending_for(acting())).unique().all(),
    )


@bp.route("/lectures/lecturers/<int:lecturer_id>/advice", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def advise_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """Say something to a recommendation that goes on to a federation above."""
    lecturer, form = visible(lecturer_id), AdviceForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            agreed, reason = form.opinion.data == AGREE, form.reason.data or ""
            operations_terms.advise_lecturer(lecturer, agreed=agreed, reason=reason, address=_waiting(), by=acting())
            return done(lecturer_id, "已同意，报上一级。" if agreed else "已写明不同意，推荐到此为止。")
    page = render_template("lectures/lecturers/advise_lecturer.html", form=form, lecturer=lecturer)
    return page, 422 if form.errors else 200


@bp.route("/lectures/lecturers/appoint", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def appoint_lecturers() -> ResponseReturnValue:
    """Appoint those whom all levels agreed to, for one term by one document; `lecturer` in the address: him alone."""
    pool, one = chosen_pool(), request.args.get("lecturer", type=int)
    waiting = [kept(one)] if one else to_appoint(pool)
    form = AppointForm(begins=clock.today())
    form.lecturers.choices = {lecturer.id: lecturer.person.name for lecturer in waiting}
    if not form.is_submitted():
        form.lecturers.data = [lecturer.id for lecturer in waiting]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            for chosen in (kept(lecturer_id) for lecturer_id in form.lecturers.data or []):
                term, document = form.term(), form.document.data or ""
                address = url_for(".show_my_lecturer")
                operations_terms.appoint_lecturer(chosen, term, document, address=address, by=acting())
            flash(
                f"已聘任 {len(form.lecturers.data or [])} 人。接着制作讲师证书，并给没有账号的讲师开通账号。", "success"
            )
            return redirect(url_for(".certify_lecturers", pool=waiting[0].organisation_id))
    page = render_template("lectures/lecturers/appoint_lecturers.html", form=form, pool=pool, waiting=waiting)
    return page, 422 if form.errors else 200


@bp.route("/lectures/lecturers/<int:lecturer_id>/renewal", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def renew_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """Give one in service another term."""
    lecturer, form = kept(lecturer_id), TermForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_terms.renew_lecturer(lecturer, form.term(), form.document.data or "", by=acting())
            return done(lecturer_id, "已续聘。")
    page = render_template("lectures/lecturers/renew_lecturer.html", form=form, lecturer=lecturer)
    return page, 422 if form.errors else 200


@bp.route("/lectures/lecturers/certificates", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def certify_lecturers() -> ResponseReturnValue:
    """Have the certificates of all terms made that have none."""
    pool, form = chosen_pool(), CertifyForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            programme, address = form.programme.data or "", verification_address()
            batch = certifying.certify_lecturers(pool, programme, address=address, by=acting())
            flash("证书正在制作，完成后本人在“我的证书”里也能看到。", "success")
            return redirect(url_for("certificates.issuing.show_batch", batch_id=batch.id))
    page = render_template(
        "lectures/lecturers/certify_lecturers.html", form=form, pool=pool, terms=terms_without_papers(pool)
    )
    return page, 422 if form.errors else 200


@bp.post("/lectures/lecturers/<int:lecturer_id>/decline")
@requires(Permission.LECTURE_RUN)
def decline_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """Decide not to appoint, with a reason."""
    lecturer = kept(lecturer_id)
    with transaction():
        operations_terms.decline_lecturer(lecturer, reason=_reason(), by=acting())
    return done(lecturer_id, "已决定不聘任，原因写在推荐过程里。")


@bp.post("/lectures/lecturers/<int:lecturer_id>/pause")
@requires(Permission.LECTURE_RUN)
def pause_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """Ask him for nothing for the time being, with a reason."""
    lecturer = kept(lecturer_id)
    with transaction():
        operations_terms.pause_lecturer(lecturer, reason=_reason(), by=acting())
    return done(lecturer_id, "已停用，不再派单；恢复前档案保留。")


@bp.post("/lectures/lecturers/<int:lecturer_id>/resume")
@requires(Permission.LECTURE_RUN)
def resume_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """Ask him again."""
    lecturer = kept(lecturer_id)
    with transaction():
        operations_terms.resume_lecturer(lecturer, by=acting())
    return done(lecturer_id, "已恢复在聘。")


@bp.post("/lectures/lecturers/<int:lecturer_id>/remove")
@requires(Permission.LECTURE_RUN)
def remove_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """Take him out of the pool, with a reason."""
    lecturer = kept(lecturer_id)
    with transaction():
        operations_terms.remove_lecturer(lecturer, reason=_reason(), by=acting())
    return done(lecturer_id, "已退出讲师库，档案保留。")


@bp.post("/lectures/lecturers/<int:lecturer_id>/restore")
@requires(Permission.LECTURE_RUN)
def restore_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """Take one who left back into the pool, with a reason."""
    lecturer = kept(lecturer_id)
    with transaction():
        operations_terms.restore_lecturer(lecturer, reason=_reason(), by=acting())
    return done(lecturer_id, "已重新入库，状态为停用；有在期聘期的可以恢复，没有的重新聘任。")


@bp.route("/lectures/lecturers/<int:lecturer_id>/trainings/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def add_training(lecturer_id: int) -> ResponseReturnValue:
    """Write down a training."""
    lecturer, form = kept(lecturer_id), TrainingForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_training.add_training(lecturer, form.facts(), by=acting())
            return done(lecturer_id, "培训已登记。")
    page = render_template("lectures/lecturers/add_training.html", form=form, lecturer=lecturer)
    return page, 422 if form.errors else 200


@bp.post("/lectures/lecturers/<int:lecturer_id>/trainings/<int:training_id>/remove")
@requires(Permission.LECTURE_RUN)
def remove_training(lecturer_id: int, training_id: int) -> ResponseReturnValue:
    """Take a training out that was written down by mistake."""
    kept(lecturer_id)
    wanted = select(LecturerTraining).where(LecturerTraining.lecturer_id == lecturer_id)
    training = fetch(wanted.where(LecturerTraining.id == training_id))
    with transaction():
        operations_training.remove_training(training, reason=_reason(), by=acting())
    return done(lecturer_id, "已删除。")


def _reason() -> str:
    return ReasonForm().reason.data or ""


def _waiting() -> str:
    return url_for("lectures.lecturers.list_recommendations")
