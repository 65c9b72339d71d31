"""The lecturers who agreed to be shown: photo, honours, topics, their lectures. No phone, no unit, no rating."""

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from foundation.database import fetch, session
from foundation.errors import NotFound
from lectures.lecturers.models import Lecturer
from lectures.programme import queries
from lectures.programme.routes import bp, page_asked
from lectures.programme.rules import CARDS_ON_A_PAGE
from people.accounts.access import public


@bp.get("/lectures/gallery")
@public
def show_gallery() -> ResponseReturnValue:
    """The lecturers, by name; those who speak on a theme."""
    theme, page = request.args.get("theme", "").strip()[:40], page_asked()
    found = queries.found_in_gallery(theme)
    rows = session.scalars(found.offset((page - 1) * CARDS_ON_A_PAGE).limit(CARDS_ON_A_PAGE + 1)).unique().all()
    lecturers = rows[:CARDS_ON_A_PAGE]
    return render_template(
        "lectures/programme/show_gallery.html",
        lecturers=lecturers,
        count=session.scalar(select(func.count()).select_from(found.options().order_by(None).subquery())),
        more=len(rows) > CARDS_ON_A_PAGE,
        page=page,
        theme=theme,
        themes=queries.topics_of_gallery(),
        studios=queries.studios_shown(lecturers),
        soonest=queries.next_lectures_of(lecturers),
    )


@bp.get("/lectures/gallery/<int:lecturer_id>")
@public
def show_public_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """One lecturer: what he speaks about, where next, and what can be watched again."""
    lecturer = fetch(queries.gallery().where(Lecturer.id == lecturer_id))
    coming, past = queries.lectures_by(lecturer)
    return render_template(
        "lectures/programme/show_public_lecturer.html",
        lecturer=lecturer,
        coming=coming,
        past=past,
        studios=queries.studios_shown([lecturer]),
    )


@bp.get("/lectures/gallery/<int:lecturer_id>/photo")
@public
def show_lecturer_photo(lecturer_id: int) -> ResponseReturnValue:
    """The photo of a lecturer in the gallery."""
    lecturer = fetch(queries.gallery().where(Lecturer.id == lecturer_id))
    if lecturer.photo is None:
        raise NotFound
    return send_file(lecturer.photo.stream(), lecturer.photo.media_type, max_age=300)
