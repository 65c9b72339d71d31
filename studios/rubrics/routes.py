"""Pages about scoring tables."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.rubrics import operations
from studios.rubrics.forms import RubricForm
from studios.rubrics.models import RubricVersion
from studios.rubrics.published import published_rubrics
from studios.rubrics.queries import rubrics_edited_by, rubrics_visible_to, runner_of

bp = Blueprint("rubrics", __name__)


@bp.get("/studios/rubrics")
@requires(Permission.REVIEW_RUN)
def list_rubrics() -> ResponseReturnValue:
    """The published tables, and one's own versions."""
    versions = session.scalars(rubrics_visible_to(acting())).all()
    return render_template("studios/rubrics/list_rubrics.html", published=published_rubrics(), versions=versions)


@bp.get("/studios/rubrics/published/<code>")
@requires(Permission.REVIEW_RUN)
def show_published_rubric(code: str) -> ResponseReturnValue:
    """A published table."""
    if code not in published_rubrics():
        raise NotFound
    return render_template("studios/rubrics/show_rubric.html", rubric=published_rubrics()[code], version=None)


@bp.get("/studios/rubrics/<int:version_id>")
@requires(Permission.REVIEW_RUN)
def show_rubric(version_id: int) -> ResponseReturnValue:
    """A version of a table."""
    version = fetch(rubrics_visible_to(acting()).where(RubricVersion.id == version_id))
    edits = acting().may_at(Permission.REVIEW_RUN, version.organisation_path)
    return render_template("studios/rubrics/show_rubric.html", rubric=version.rubric, version=version, edits=edits)


@bp.post("/studios/rubrics/published/<code>/copy")
@requires(Permission.REVIEW_RUN)
def copy_rubric(code: str) -> ResponseReturnValue:
    """Take a published table over, to use or to change it."""
    with transaction():
        version = operations.copy_rubric(code, fetch(runner_of(acting())), by=acting())
        flash("已复制为本单位的评分标准，可以修改后使用。", "success")
        return redirect(url_for(".show_rubric", version_id=version.id))


@bp.post("/studios/rubrics/<int:version_id>/revise")
@requires(Permission.REVIEW_RUN)
def revise_rubric(version_id: int) -> ResponseReturnValue:
    """Begin a further version."""
    version = fetch(rubrics_edited_by(acting()).where(RubricVersion.id == version_id))
    with transaction():
        made = operations.revise_rubric(version, by=acting())
        flash("已另立新版，原来的一版不变。", "success")
        return redirect(url_for(".edit_rubric", version_id=made.id))


@bp.route("/studios/rubrics/<int:version_id>/edit", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def edit_rubric(version_id: int) -> ResponseReturnValue:
    """Change a version that has not been used."""
    version = fetch(rubrics_edited_by(acting()).where(RubricVersion.id == version_id))
    form = RubricForm.opened_on(version)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            rubric = form.rubric(version.code)
            operations.edit_rubric(version, rubric, row_version=form.version, by=acting())
            flash("评分标准已保存。", "success")
            return redirect(url_for(".show_rubric", version_id=version_id))
    page = render_template("studios/rubrics/edit_rubric.html", form=form, version=version)
    return page, 422 if form.errors else 200
