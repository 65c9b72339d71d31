"""Pages of listeners and lecturers: the survey on the phone, and what came of it for who stood in front."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates.issuing.sending import attachment
from certificates.printing.papers import print_document
from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from lectures.attendance.queries import may_answer
from lectures.feedback import operations, queries
from lectures.feedback.forms import survey_form
from lectures.feedback.questions import TITLES
from lectures.feedback.rules import closes_at, reasons_against_answering
from lectures.tours.models import Lecture
from lectures.tours.queries import lectures_given_by, lectures_hosted_by
from lectures.tours.rules import LectureState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("feedback", __name__)

SHOWN = 100  # of one's own lectures, the newest
CHARTED = 24


@bp.route("/lectures/<int:lecture_id>/feedback", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def answer_survey(lecture_id: int) -> ResponseReturnValue:
    """Say how a lecture was."""
    lecture = fetch(queries.lectures_asked_about(acting()).where(Lecture.id == lecture_id))
    person = acting().person
    if person is None or not may_answer(lecture, person.id):
        return render_template("lectures/feedback/_not_checked_in.html")
    terms = queries.terms_of(lecture)
    form = survey_form(terms.version)
    if form.validate_on_submit():
        with answering(form), transaction():
            operations.answer_survey(lecture, person, form.answer())
            flash("问卷已收到，谢谢您。", "success")
            return redirect(url_for(".list_my_surveys"))
    page = render_template(
        "lectures/feedback/answer_survey.html",
        form=form,
        lecture=lecture,
        terms=terms,
        until=closes_at(lecture.ends_at, terms.days),
        answered=queries.has_answered(lecture, person.id),
        closed=reasons_against_answering(
            lecture.starts_at,
            lecture.ends_at,
            terms.days,
            clock.now(),
            cancelled=lecture.state is LectureState.CANCELLED,
        ),
    )
    return page, 422 if form.errors else 200


@bp.get("/lectures/my-surveys")
@requires(Permission.OWN_READ)
def list_my_surveys() -> ResponseReturnValue:
    """The lectures that one was at and has not said anything about."""
    waiting = session.scalars(queries.surveys_waiting_for(acting())).all()
    return render_template("lectures/feedback/list_my_surveys.html", lectures=waiting)


@bp.get("/lectures/<int:lecture_id>/feedback/poster")
@requires(Permission.LECTURE_RUN, Permission.LECTURE_HOST)
def print_survey_poster(lecture_id: int) -> ResponseReturnValue:
    """The QR code of the survey, to be put up at the door or shown on the last page of the slides."""
    lecture = fetch(lectures_hosted_by(acting()).where(Lecture.id == lecture_id))
    until = clock.in_shanghai(closes_at(lecture.ends_at, queries.terms_of(lecture).days))
    link = url_for(".answer_survey", lecture_id=lecture_id, _external=True)
    facts = {"title": lecture.title, "link": link, "until": until}
    printed = print_document("lectures/feedback/_poster.html", facts)
    return attachment(printed, f"听课反馈码_{lecture_id}.pdf", "application/pdf")


@bp.get("/lectures/my-feedback")
@requires(Permission.LECTURE_GIVE)
def show_my_feedback() -> ResponseReturnValue:
    """What listeners said of one's own lectures: means over time and words, never who."""
    past = lectures_given_by(acting()).where(Lecture.starts_at <= clock.now(), Lecture.state != LectureState.CANCELLED)
    newest = past.order_by(None).order_by(Lecture.starts_at.desc(), Lecture.id.desc()).limit(SHOWN)
    given = session.scalars(newest).all()
    ids = [lecture.id for lecture in given]
    said = queries.satisfaction_of(ids)
    charted = [(lecture, said[lecture.id].mean) for lecture in given if said[lecture.id].mean is not None]
    return render_template(
        "lectures/feedback/show_my_feedback.html",
        lectures=given,
        said=said,
        words=queries.words_about(ids),
        whole=queries.satisfaction_together(ids),
        charted=charted[:CHARTED][::-1],
        titles=TITLES,
    )
