"""A lecturer's own pages, made for a phone: what lies ahead, what was asked, what is past."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.forms import answering, text_of
from lectures.tours import operations
from lectures.tours.forms import AnswerForm
from lectures.tours.models import LectureSpeaker
from lectures.tours.queries import speakers_of
from lectures.tours.routes import bp
from lectures.tours.rules import LectureState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

MOST_PAST = 30


@bp.get("/lectures/my-lectures")
@requires(Permission.LECTURE_GIVE)
def list_my_lectures() -> ResponseReturnValue:
    """What one was asked to give, with address and contact; and the latest that are past."""
    speakers = session.scalars(speakers_of(acting())).unique().all()
    now = clock.now()
    gone = {LectureState.HELD}
    past = [one for one in speakers if one.lecture.ends_at <= now or one.lecture.state in gone]
    ahead = [one for one in speakers if one not in past]
    return render_template("lectures/tours/list_my_lectures.html", ahead=ahead, past=past[::-1][:MOST_PAST])


@bp.route("/lectures/my-lectures/<int:speaker_id>", methods=["GET", "POST"])
@requires(Permission.LECTURE_GIVE)
def answer_invitation(speaker_id: int) -> ResponseReturnValue:
    """Say yes, or no and why."""
    speaker = fetch(speakers_of(acting()).where(LectureSpeaker.id == speaker_id))
    form = AnswerForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            accepted = form.accepted.data == "yes"
            operations.answer_invitation(speaker, accepted, text_of(form.reason), by=acting())
            flash("已答复：可以讲。" if accepted else "已答复：不能讲，主办单位会另行安排。", "success")
            return redirect(url_for(".list_my_lectures"))
    page = render_template("lectures/tours/answer_invitation.html", form=form, speaker=speaker)
    return page, 422 if form.errors else 200
