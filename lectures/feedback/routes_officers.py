"""Pages of officers: what listeners said of the lectures they run, and what is improved in consequence."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from lectures.feedback import operations, queries
from lectures.feedback.forms import DoneForm, ImprovementForm, SurveyTermsForm
from lectures.feedback.models import Improvement
from lectures.feedback.questions import TITLES
from lectures.feedback.routes import bp
from lectures.feedback.rules import ImprovementState
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.queries import lectures_run_by, tours_run_by
from lectures.tours.rules import LectureState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/lectures/feedback")
@requires(Permission.LECTURE_RUN)
def list_feedback() -> ResponseReturnValue:
    """The lectures that have begun, newest first, with what listeners said."""
    begun = lectures_run_by(acting()).where(Lecture.starts_at <= clock.now(), Lecture.state != LectureState.CANCELLED)
    page = page_by_key(begun.order_by(None), Lecture, after=request.args.get("after", type=int))
    said = queries.satisfaction_of([lecture.id for lecture in page.rows])
    return render_template("lectures/feedback/list_feedback.html", page=page, said=said)


@bp.get("/lectures/<int:lecture_id>/feedback/results")
@requires(Permission.LECTURE_RUN)
def show_feedback(lecture_id: int) -> ResponseReturnValue:
    """What listeners said of one lecture, and what is improved."""
    lecture = _run(lecture_id)
    made = select(Improvement).where(Improvement.lecture_id == lecture_id).order_by(Improvement.id)
    return render_template(
        "lectures/feedback/show_feedback.html",
        lecture=lecture,
        terms=queries.terms_of(lecture),
        said=queries.satisfaction_of([lecture_id])[lecture_id],
        words=queries.words_about([lecture_id])[lecture_id],
        improvements=session.scalars(made).all(),
        titles=TITLES,
        today=clock.today(),
    )


@bp.route("/lectures/tours/<int:tour_id>/survey", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def set_survey(tour_id: int) -> ResponseReturnValue:
    """How the lectures of a tour are surveyed."""
    tour = fetch(tours_run_by(acting()).where(LectureTour.id == tour_id))
    form = SurveyTermsForm(obj=queries.survey_of(tour))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.set_survey(tour, form.terms(), by=acting())
            flash("问卷设置已保存。", "success")
            return redirect(url_for(".list_feedback"))
    page = render_template("lectures/feedback/set_survey.html", form=form, tour=tour)
    return page, 422 if form.errors else 200


@bp.get("/lectures/improvements")
@requires(Permission.LECTURE_RUN)
def list_improvements() -> ResponseReturnValue:
    """What should be better, newest first: open things, or all."""
    wanted = queries.improvements_run_by(acting())
    everything = request.args.get("state") == "all"
    if not everything:
        wanted = wanted.where(Improvement.state == ImprovementState.OPEN)
    page = page_by_key(wanted, Improvement, after=request.args.get("after", type=int))
    return render_template(
        "lectures/feedback/list_improvements.html",
        page=page,
        everything=everything,
        titles=TITLES,
        today=clock.today(),
    )


@bp.route("/lectures/<int:lecture_id>/improvements/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_improvement(lecture_id: int) -> ResponseReturnValue:
    """Put something on the list; the question, or the words (`?said=3`: the third), that showed it are filled in.

    What listeners wrote may name people: it never stands in an address, which logs keep.
    """
    lecture = _run(lecture_id)
    finding = request.args.get("finding") or _words(lecture_id, request.args.get("said", 0, type=int))
    form = ImprovementForm(question=request.args.get("question"), finding=finding)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.create_improvement(lecture, form.facts(), by=acting())
            flash("已列入改进清单。", "success")
            return redirect(url_for(".show_feedback", lecture_id=lecture_id))
    page = render_template("lectures/feedback/create_improvement.html", form=form, lecture=lecture)
    return page, 422 if form.errors else 200


@bp.route("/lectures/improvements/<int:improvement_id>/complete", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def complete_improvement(improvement_id: int) -> ResponseReturnValue:
    """It is done, with what."""
    improvement, form = _improvement(improvement_id), DoneForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.complete_improvement(improvement, form.done_with.data or "", by=acting())
            flash("已登记落实情况。", "success")
            return redirect(url_for(".list_improvements"))
    page = render_template("lectures/feedback/complete_improvement.html", form=form, improvement=improvement)
    return page, 422 if form.errors else 200


@bp.post("/lectures/improvements/<int:improvement_id>/drop")
@requires(Permission.LECTURE_RUN)
def drop_improvement(improvement_id: int) -> ResponseReturnValue:
    """It is not pursued any more."""
    improvement = _improvement(improvement_id)
    with transaction():
        operations.drop_improvement(improvement, reason=request.form.get("reason", ""), by=acting())
    flash("已注明不再办理。", "success")
    return redirect(url_for(".list_improvements"))


@bp.post("/lectures/improvements/<int:improvement_id>/reopen")
@requires(Permission.LECTURE_RUN)
def reopen_improvement(improvement_id: int) -> ResponseReturnValue:
    """It was not done after all."""
    improvement = _improvement(improvement_id)
    with transaction():
        operations.reopen_improvement(improvement, reason=request.form.get("reason", ""), by=acting())
    flash("已重新列入待落实。", "success")
    return redirect(url_for(".list_improvements"))


def _words(lecture_id: int, number: int) -> str:
    """What somebody wrote about a lecture, by its place on the page, from 1; nothing if there is none."""
    words = queries.words_about([lecture_id])[lecture_id]
    return words[number - 1][:200] if 0 < number <= len(words) else ""


def _run(lecture_id: int) -> Lecture:
    return fetch(lectures_run_by(acting()).where(Lecture.id == lecture_id))


def _improvement(improvement_id: int) -> Improvement:
    return fetch(queries.improvements_run_by(acting()).where(Improvement.id == improvement_id))
