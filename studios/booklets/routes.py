"""Pages about booklets: for who makes them, and for everybody once they are published."""

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.files import StoredFile
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission
from studios.booklets import operations, queries
from studios.booklets.forms import BookletForm
from studios.booklets.models import Booklet, BookletItem
from studios.contests.models import Contest
from studios.contests.queries import contests_run_by

bp = Blueprint("booklets", __name__)


@bp.get("/studios/booklets")
@requires(Permission.CONTEST_RUN)
def list_booklets() -> ResponseReturnValue:
    """The booklets that one makes, and the contests that have none yet."""
    page = page_by_key(queries.booklets_run_by(acting()), Booklet, after=request.args.get("after", type=int))
    without = session.scalars(queries.contests_without_booklet(acting())).unique().all()
    return render_template("studios/booklets/list_booklets.html", page=page, without=without)


@bp.post("/studios/contests/<int:contest_id>/booklet")
@requires(Permission.CONTEST_RUN)
def create_booklet(contest_id: int) -> ResponseReturnValue:
    """Put a booklet together from the awarded projects."""
    contest = fetch(contests_run_by(acting()).where(Contest.id == contest_id))
    with transaction():
        booklet = operations.create_booklet(contest, by=acting())
        session.flush()
        flash(f"展示册已编好，共 {len(booklet.items)} 个项目，请逐个核对介绍和图片。", "success")
        return redirect(url_for(".edit_booklet", booklet_id=booklet.id))


@bp.get("/studios/booklets/<int:booklet_id>")
@requires(Permission.CONTEST_RUN)
def show_booklet(booklet_id: int) -> ResponseReturnValue:
    """A booklet as it stands, and what is to be done next."""
    booklet = _run(booklet_id)
    return render_template("studios/booklets/show_booklet.html", booklet=booklet, items=queries.items_of(booklet))


@bp.route("/studios/booklets/<int:booklet_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTEST_RUN)
def edit_booklet(booklet_id: int) -> ResponseReturnValue:
    """Say what each page says; leave projects out, and change their order."""
    booklet = _run(booklet_id)
    items = {item.id: item for item in queries.items_of(booklet)}
    form = BookletForm(title=booklet.title, foreword=booklet.foreword, items=[_row(one) for one in items.values()])
    if request.method == "GET":
        form.row_version.data = booklet.row_version
    form.offer(items)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = [one for row in form.items if (one := row.form.facts())]
            said = form.title.data or "", form.foreword.data or ""
            operations.edit_booklet(booklet, *said, facts, by=acting(), version=form.version)
            flash("展示册已保存，请印制后发布。", "success")
            return _shown(booklet_id)
    page = render_template("studios/booklets/edit_booklet.html", form=form, booklet=booklet, items=items)
    return page, 422 if form.errors else 200


@bp.post("/studios/booklets/<int:booklet_id>/print")
@requires(Permission.CONTEST_RUN)
def print_booklet(booklet_id: int) -> ResponseReturnValue:
    """Ask for the PDF."""
    booklet = _run(booklet_id)
    with transaction():
        job = operations.print_booklet(booklet, by=acting())
        session.flush()
        return redirect(url_for("website.show_job", job_id=job.id))


@bp.post("/studios/booklets/<int:booklet_id>/publish")
@requires(Permission.CONTEST_RUN)
def publish_booklet(booklet_id: int) -> ResponseReturnValue:
    """Let everybody see it."""
    booklet = _run(booklet_id)
    with transaction():
        operations.publish_booklet(booklet, by=acting())
    flash("展示册已发布，可以点单的项目进入点单菜单。", "success")
    return _shown(booklet_id)


@bp.post("/studios/booklets/<int:booklet_id>/withdraw")
@requires(Permission.CONTEST_RUN)
def withdraw_booklet(booklet_id: int) -> ResponseReturnValue:
    """Take it back to change it."""
    booklet = _run(booklet_id)
    with transaction():
        operations.withdraw_booklet(booklet, reason=request.form.get("reason", ""), by=acting())
    flash("展示册已撤回，可以修改。", "success")
    return _shown(booklet_id)


@bp.get("/studios/booklets/<int:booklet_id>/file")
@requires(Permission.CONTEST_RUN)
def download_booklet(booklet_id: int) -> ResponseReturnValue:
    """The PDF as it stands, to look at before it is published."""
    return _sent(_run(booklet_id).file)


@bp.get("/studios/booklets/items/<int:item_id>/picture")
@requires(Permission.CONTEST_RUN)
def show_item_picture(item_id: int) -> ResponseReturnValue:
    """The picture of a project in a booklet that one makes."""
    return _picture(fetch(queries.items_run_by(acting()).where(BookletItem.id == item_id)))


@bp.get("/booklets")
@public
def list_public_booklets() -> ResponseReturnValue:
    """All published booklets."""
    page = page_by_key(queries.public_booklets(), Booklet, after=request.args.get("after", type=int), size=20)
    return render_template("studios/booklets/list_public_booklets.html", page=page)


@bp.get("/booklets/<int:booklet_id>")
@public
def show_public_booklet(booklet_id: int) -> ResponseReturnValue:
    """A published booklet, page by page."""
    booklet = fetch(queries.public_booklets().where(Booklet.id == booklet_id))
    items = queries.items_of(booklet)
    return render_template("studios/booklets/show_public_booklet.html", booklet=booklet, items=items)


@bp.get("/booklets/<int:booklet_id>/file")
@public
def download_public_booklet(booklet_id: int) -> ResponseReturnValue:
    """The PDF of a published booklet."""
    return _sent(fetch(queries.public_booklets().where(Booklet.id == booklet_id)).file)


@bp.get("/booklets/items/<int:item_id>/picture")
@public
def show_public_picture(item_id: int) -> ResponseReturnValue:
    """The picture of a project in a published booklet."""
    return _picture(fetch(queries.public_items().where(BookletItem.id == item_id)))


def _row(item: BookletItem) -> dict[str, object]:
    return {
        "item_id": item.id,
        "words": item.words,
        "picture": item.picture_id or 0,
        "offered": item.offered,
        "offer": item.offer,
    }


def _run(booklet_id: int) -> Booklet:
    return fetch(queries.booklets_run_by(acting()).where(Booklet.id == booklet_id))


def _shown(booklet_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_booklet", booklet_id=booklet_id))


def _sent(file: StoredFile | None) -> ResponseReturnValue:
    if file is None:
        raise NotFound
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


def _picture(item: BookletItem) -> ResponseReturnValue:
    if item.picture is None or item.picture.preview is None:
        raise NotFound
    preview = item.picture.preview
    return send_file(preview.stream(), preview.media_type, max_age=300)
