"""Files of submissions, and the page on which experts read what they score."""

import io

from flask import flash, render_template, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.evidence import without_metadata
from foundation.files import StoredFile
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.contests import submitted_files
from studios.contests.forms_submissions import SubmissionFileForm
from studios.contests.models_submissions import Submission, SubmissionFile
from studios.contests.queries import submissions_visible_to
from studios.contests.routes import bp
from studios.contests.routes_submissions import READERS, entered, to_submission
from studios.reviews.models import ReviewedSubject
from studios.reviews.queries import subjects_rated_by


@bp.route("/studios/submissions/<int:submission_id>/files/new", methods=["GET", "POST"])
@requires(Permission.CONTEST_ENTER)
def add_submission_file(submission_id: int) -> ResponseReturnValue:
    """Upload a paper or a picture."""
    submission = entered(submission_id)
    form = SubmissionFileForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        with answering(form), transaction():
            form.claim()
            submitted_files.add_submission_file(submission, content, form.title.data.strip(), by=acting())
            flash("材料已保存。", "success")
            return to_submission(submission_id)
    page = render_template("studios/contests/add_submission_file.html", form=form, submission=submission)
    return page, 422 if form.errors else 200


@bp.post("/studios/submissions/<int:submission_id>/files/<int:file_id>/remove")
@requires(Permission.CONTEST_ENTER)
def remove_submission_file(submission_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file out again."""
    file = _file(entered(submission_id), file_id)
    with transaction():
        submitted_files.remove_submission_file(file, by=acting())
    flash("已删除这份材料。", "success")
    return to_submission(submission_id)


@bp.get("/studios/submissions/<int:submission_id>/files/<int:file_id>")
@requires(*READERS, Permission.SHEET_MARK)
def show_submission_file(submission_id: int, file_id: int) -> ResponseReturnValue:
    """One file, to be saved; never kept by the browser. Experts get it without metadata that may name whose it is."""
    submission, as_expert = _readable(submission_id)
    file = _file(submission, file_id).file
    if as_expert:
        clean = io.BytesIO(without_metadata(file.stream().read(), file.media_type))
        return send_file(clean, file.media_type, as_attachment=True, download_name=file.name, max_age=0)
    return _sent(file, attachment=True)


@bp.get("/studios/submissions/<int:submission_id>/files/<int:file_id>/preview")
@requires(*READERS, Permission.SHEET_MARK)
def show_preview(submission_id: int, file_id: int) -> ResponseReturnValue:
    """The smaller picture that stands on a page."""
    preview = _file(_readable(submission_id)[0], file_id).preview
    if preview is None:
        raise NotFound
    return _sent(preview, attachment=False)


@bp.get("/studios/submissions/<int:submission_id>/material")
@requires(Permission.SHEET_MARK)
def show_material(submission_id: int) -> ResponseReturnValue:
    """What an expert reads: the content and the files; in an anonymous round never whose it is."""
    submission = fetch(select(Submission).where(Submission.id == submission_id))
    rated = _rated(submission)
    if rated is None:
        raise NotFound
    return render_template(
        "studios/contests/show_material.html",
        submission=submission,
        contest=submission.contest,
        label=rated.label,
        anonymous=rated.review.anonymous,
    )


def _readable(submission_id: int) -> tuple[Submission, bool]:
    """A submission whose files one may read, as an officer or (True) as an expert who scores it."""
    found = session.scalars(submissions_visible_to(acting()).where(Submission.id == submission_id)).one_or_none()
    if found is not None:
        return found, False
    submission = fetch(select(Submission).where(Submission.id == submission_id))
    if not acting().may(Permission.SHEET_MARK) or _rated(submission) is None:
        raise NotFound
    return submission, True


def _rated(submission: Submission) -> ReviewedSubject | None:
    """The submission as the expert at hand scores it, latest round first; any that is anonymous hides whose it is."""
    rated = session.scalars(subjects_rated_by(acting()).where(ReviewedSubject.reference == submission.reference)).all()
    return next((one for one in rated if one.review.anonymous), rated[0] if rated else None)


def _file(submission: Submission, file_id: int) -> SubmissionFile:
    query = select(SubmissionFile).where(SubmissionFile.id == file_id, SubmissionFile.submission_id == submission.id)
    return fetch(query)


def _sent(file: StoredFile, *, attachment: bool) -> ResponseReturnValue:
    return send_file(file.stream(), file.media_type, as_attachment=attachment, download_name=file.name, max_age=0)
