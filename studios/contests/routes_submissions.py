"""Pages about submissions: written, handed in, withdrawn, returned; their list and its workbook."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from sqlalchemy.orm import selectinload

from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from foundation.workbook_pages import workbook_answer
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.contests import submitting
from studios.contests.forms_submissions import SubmissionFileForm, SubmissionForm
from studios.contests.models import Contest
from studios.contests.models_submissions import Submission
from studios.contests.queries import (
    contests_visible_to,
    found_submissions,
    steps_passed_by,
    submissions_entered_by,
    submissions_in,
    submissions_received_by,
    submissions_visible_to,
    turns_given_to,
    units_entering,
)
from studios.contests.routes import bp, given_reason, may_watch
from studios.contests.rules import ContestState
from studios.contests.rules_submissions import EDITABLE, SUBMISSION_STATE_TITLES, SubmissionState
from studios.contests.workbooks import submissions_workbook

READERS = (Permission.CONTEST_RUN, Permission.CONTEST_WATCH, Permission.CONTEST_ENTER)


@bp.get("/studios/contests/<int:contest_id>/submissions")
@requires(*READERS)
def list_submissions(contest_id: int) -> ResponseReturnValue:
    """What was handed in: to whoever runs or watches all of it, to a unit its own."""
    contest = _contest(contest_id)
    page = page_by_key(_asked(contest), Submission, after=request.args.get("after", type=int))
    return render_template(
        "studios/contests/list_submissions.html",
        contest=contest,
        page=page,
        states=SUBMISSION_STATE_TITLES,
        may_watch=may_watch(contest, acting()),
    )


@bp.get("/studios/contests/<int:contest_id>/submissions.xlsx")
@requires(*READERS)
def export_submissions(contest_id: int) -> ResponseReturnValue:
    """The same list as a workbook, with the budgets."""
    contest = _contest(contest_id)
    query = _asked(contest).options(selectinload(Submission.authors), selectinload(Submission.budget))
    found = session.scalars(query.order_by(Submission.number, Submission.id)).all()
    return workbook_answer(submissions_workbook(found), f"{contest.title}申报.xlsx")


@bp.route("/studios/contests/<int:contest_id>/submissions/new", methods=["GET", "POST"])
@requires(Permission.CONTEST_ENTER)
def create_submission(contest_id: int) -> ResponseReturnValue:
    """A draft for one of one's units."""
    contest = _contest(contest_id)
    units = {one.id: one for one in session.scalars(units_entering(acting(), contest))}
    if not units:
        raise NotFound
    form = SubmissionForm(budget=[{}] if contest.asks_budget else []).of(contest)
    form.organisation_id.choices = {key: one.name for key, one in units.items()}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = units[form.organisation_id.data]
            submission = submitting.create_submission(contest, unit, form.facts(), by=acting())
            flash("草稿已保存。上传材料、核对以后提交。", "success")
            return to_submission(submission.id)
    page = render_template("studios/contests/create_submission.html", form=form, contest=contest)
    return page, 422 if form.errors and not form.arranging else 200


@bp.get("/studios/submissions/<int:submission_id>")
@requires(*READERS)
def show_submission(submission_id: int) -> ResponseReturnValue:
    """What was handed in, and what became of it in each step, with the reason."""
    submission = fetch(submissions_visible_to(acting()).where(Submission.id == submission_id))
    own = acting().may_at(Permission.CONTEST_ENTER, submission.organisation_path)
    runs = acting().may_at(Permission.CONTEST_RUN, submission.contest.organisation_path)
    taking = submission.contest.state is ContestState.PUBLISHED
    return render_template(
        "studios/contests/show_submission.html",
        submission=submission,
        contest=submission.contest,
        standings=session.scalars(steps_passed_by(submission)).all(),
        turns=turns_given_to(submission),
        edited=own and submission.state in EDITABLE,
        own=own,
        runs=runs,
        watches=may_watch(submission.contest, acting()),
        taking=taking,
        file_form=SubmissionFileForm(),
    )


@bp.route("/studios/submissions/<int:submission_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTEST_ENTER)
def edit_submission(submission_id: int) -> ResponseReturnValue:
    """Change a draft, or what was returned."""
    submission = entered(submission_id)
    form = SubmissionForm.opened_on(submission)
    form.organisation_id.choices = {submission.organisation_id: submission.organisation.name}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            submitting.edit_submission(submission, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return to_submission(submission_id)
    page = render_template(
        "studios/contests/edit_submission.html", form=form, submission=submission, contest=submission.contest
    )
    return page, 422 if form.errors and not form.arranging else 200


@bp.post("/studios/submissions/<int:submission_id>/submit")
@requires(Permission.CONTEST_ENTER)
def submit_submission(submission_id: int) -> ResponseReturnValue:
    """Hand it in."""
    submission = entered(submission_id)
    with transaction():
        submitting.submit_submission(submission, by=acting())
        flash(f"已提交，编号 {submission.number_text}。截止前可以撤回修改。", "success")
    return to_submission(submission_id)


@bp.post("/studios/submissions/<int:submission_id>/withdraw")
@requires(Permission.CONTEST_ENTER)
def withdraw_submission(submission_id: int) -> ResponseReturnValue:
    """Take it back."""
    submission = entered(submission_id)
    with transaction():
        submitting.withdraw_submission(submission, reason=given_reason(), by=acting())
    flash("已撤回。截止前可以重新填写、再次提交，编号不变。", "success")
    return to_submission(submission_id)


@bp.post("/studios/submissions/<int:submission_id>/restore")
@requires(Permission.CONTEST_ENTER)
def restore_submission(submission_id: int) -> ResponseReturnValue:
    """Work on it again."""
    submission = entered(submission_id)
    with transaction():
        submitting.restore_submission(submission, by=acting())
    flash("可以继续修改了。", "success")
    return to_submission(submission_id)


@bp.post("/studios/submissions/<int:submission_id>/return")
@requires(Permission.CONTEST_RUN)
def return_submission(submission_id: int) -> ResponseReturnValue:
    """Send it back to be mended."""
    submission = fetch(submissions_received_by(acting()).where(Submission.id == submission_id))
    with transaction():
        submitting.return_submission(submission, reason=given_reason(), by=acting())
    flash("已退回修改，申报单位能看到原因。", "success")
    return to_submission(submission_id)


def entered(submission_id: int) -> Submission:
    """The submission, for whoever hands it in."""
    return fetch(submissions_entered_by(acting()).where(Submission.id == submission_id))


def to_submission(submission_id: int) -> ResponseReturnValue:
    """Back to the page of the submission."""
    return redirect(url_for("studios.contests.show_submission", submission_id=submission_id))


def _contest(contest_id: int) -> Contest:
    return fetch(contests_visible_to(acting()).where(Contest.id == contest_id))


def _asked(contest: Contest) -> Select[Submission]:
    state = request.args.get("state", "")
    return found_submissions(
        submissions_visible_to(acting()).where(submissions_in(contest)),
        state=SubmissionState(state) if state in set(SubmissionState) else None,
        class_id=request.args.get("class", type=int),
        text=request.args.get("text", "").strip(),
    )
