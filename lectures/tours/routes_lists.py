"""All lectures that one runs, found by words, state and what still has to be done about them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from foundation.database import page_by_key
from lectures.tours.models import Lecture
from lectures.tours.queries import declined_lectures_for, lectures_over_for, lectures_run_by, lectures_to_tell_for
from lectures.tours.routes import bp
from lectures.tours.rules import LECTURE_STATE_TITLES, LectureState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

WAITING_TITLES = {
    "over": "时间已过，待登记",
    "declined": "讲师婉拒，待换人",
    "untold": "即将开讲或者取消，待发布",
    "draft": "草稿，没有发布过",
}


@bp.get("/lectures/sessions")
@requires(Permission.LECTURE_RUN)
def list_lectures() -> ResponseReturnValue:
    """The lectures of all one's tours, the newest first."""
    page = page_by_key(_filtered().order_by(None), Lecture, after=request.args.get("after", type=int))
    states = {state.value: title for state, title in LECTURE_STATE_TITLES.items()}
    return render_template("lectures/tours/list_lectures.html", page=page, states=states, waiting=WAITING_TITLES)


def _filtered() -> Select[Lecture]:
    text, state, waiting = (request.args.get(name, "").strip() for name in ("text", "state", "waiting"))
    queries = {"over": lectures_over_for, "declined": declined_lectures_for, "untold": lectures_to_tell_for}
    query = queries.get(waiting, lectures_run_by)(acting())
    if waiting == "draft":
        query = query.where(Lecture.released_id.is_(None), Lecture.state == LectureState.PLANNED)
    if text:
        query = query.where(Lecture.title.contains(text, autoescape=True) | (Lecture.theme == text))
    return query.where(Lecture.state == state) if state in set(LectureState) else query
