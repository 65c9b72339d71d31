"""Steps of an outcome: confirmation, shares, papers, other units that use it."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, transaction
from foundation.files import StoredFile
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.outcomes import operations, operations_papers
from studios.outcomes.forms import AdoptionForm, PaperForm, ShareForm
from studios.outcomes.models import Adoption, Outcome, OutcomePaper
from studios.outcomes.queries import outcomes_confirmed_by
from studios.outcomes.routes import KEEP, READ, bp, edited, offer_studios, outcome_page, visible
from studios.registry.models import Studio
from studios.registry.rules import StudioState


@bp.post("/studios/outcomes/<int:outcome_id>/submit")
@requires(*KEEP)
def submit_outcome(outcome_id: int) -> ResponseReturnValue:
    """Hand a returned outcome in again."""
    outcome = edited(outcome_id)
    with transaction():
        operations.submit_outcome(outcome, by=acting())
    return done(outcome_id, "已重新提交，等待确认。")


@bp.post("/studios/outcomes/<int:outcome_id>/confirm")
@requires(Permission.STUDIO_EDIT)
def confirm_outcome(outcome_id: int) -> ResponseReturnValue:
    """The unit confirms it."""
    outcome = _judged(outcome_id)
    with transaction():
        operations.confirm_outcome(outcome, by=acting())
    return done(outcome_id, "成果已确认，计入统计。")


@bp.post("/studios/outcomes/<int:outcome_id>/return")
@requires(Permission.STUDIO_EDIT)
def return_outcome(outcome_id: int) -> ResponseReturnValue:
    """The unit gives it back to be mended."""
    outcome = _judged(outcome_id)
    with transaction():
        operations.return_outcome(outcome, reason=request.form.get("reason", ""), by=acting())
    return done(outcome_id, "已退回。")


@bp.post("/studios/outcomes/<int:outcome_id>/reopen")
@requires(Permission.STUDIO_EDIT)
def reopen_outcome(outcome_id: int) -> ResponseReturnValue:
    """Take a confirmation back."""
    outcome = _judged(outcome_id)
    with transaction():
        operations.reopen_outcome(outcome, reason=request.form.get("reason", ""), by=acting())
    return done(outcome_id, "已重新打开，更正后再确认。")


@bp.post("/studios/outcomes/<int:outcome_id>/withdraw")
@requires(*KEEP)
def withdraw_outcome(outcome_id: int) -> ResponseReturnValue:
    """Take out what was written down by mistake."""
    outcome = edited(outcome_id)
    with transaction():
        operations.withdraw_outcome(outcome, reason=request.form.get("reason", ""), by=acting())
    return done(outcome_id, "成果已撤销，它的号码可以重新登记。")


@bp.post("/studios/outcomes/<int:outcome_id>/shares")
@requires(*KEEP)
def share_outcome(outcome_id: int) -> ResponseReturnValue:
    """Say with how many per cent it counts for a studio."""
    outcome = edited(outcome_id)
    form = offer_studios(ShareForm())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            studio = fetch(select(Studio).where(Studio.id == form.studio.data, Studio.state == StudioState.ACTIVE))
            operations.share_outcome(outcome, studio, form.percent.data, by=acting())
            return done(outcome_id, "占比已保存。")
    return outcome_page(outcome, form)


@bp.route("/studios/outcomes/<int:outcome_id>/papers/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_paper(outcome_id: int) -> ResponseReturnValue:
    """Upload a file that proves it."""
    outcome = edited(outcome_id)
    form = PaperForm()
    if form.validate_on_submit():
        content, _name = form.read()
        with answering(form), transaction():
            form.claim()
            operations_papers.add_paper(outcome, (form.title.data or "").strip(), content, by=acting())
            return done(outcome_id, "材料已保存。")
    page = render_template("studios/outcomes/add_paper.html", form=form, outcome=outcome)
    return page, 422 if form.errors else 200


@bp.post("/studios/outcomes/<int:outcome_id>/papers/<int:paper_id>/remove")
@requires(*KEEP)
def remove_paper(outcome_id: int, paper_id: int) -> ResponseReturnValue:
    """Take a file out again."""
    paper = _paper(edited(outcome_id), paper_id)
    with transaction():
        operations_papers.remove_paper(paper, by=acting())
    return done(outcome_id, "材料已删除。")


@bp.get("/studios/outcomes/<int:outcome_id>/papers/<int:paper_id>")
@requires(*READ)
def show_paper(outcome_id: int, paper_id: int) -> ResponseReturnValue:
    """One file, to be saved."""
    return saved(_paper(visible(outcome_id), paper_id).file)


@bp.route("/studios/outcomes/<int:outcome_id>/adoptions/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_adoption(outcome_id: int) -> ResponseReturnValue:
    """Write down another unit that uses it, with the proof."""
    outcome = edited(outcome_id)
    form = AdoptionForm()
    if form.validate_on_submit():
        content, unit = form.file.data.read(), (form.unit_name.data or "").strip()
        with answering(form), transaction():
            form.claim()
            operations_papers.add_adoption(outcome, unit, form.since.data, content, by=acting())
            return done(outcome_id, "推广应用已登记。")
    page = render_template("studios/outcomes/add_adoption.html", form=form, outcome=outcome)
    return page, 422 if form.errors else 200


@bp.post("/studios/outcomes/<int:outcome_id>/adoptions/<int:adoption_id>/remove")
@requires(*KEEP)
def remove_adoption(outcome_id: int, adoption_id: int) -> ResponseReturnValue:
    """Take out a unit listed by mistake."""
    adoption = _adoption(edited(outcome_id), adoption_id)
    with transaction():
        operations_papers.remove_adoption(adoption, reason=request.form.get("reason", ""), by=acting())
    return done(outcome_id, "已移除。")


@bp.get("/studios/outcomes/<int:outcome_id>/adoptions/<int:adoption_id>")
@requires(*READ)
def show_adoption(outcome_id: int, adoption_id: int) -> ResponseReturnValue:
    """The proof of use, to be saved."""
    return saved(_adoption(visible(outcome_id), adoption_id).file)


def done(outcome_id: int, message: str) -> ResponseReturnValue:
    """Back to the outcome."""
    flash(message, "success")
    return redirect(url_for(".show_outcome", outcome_id=outcome_id))


def saved(file: StoredFile) -> ResponseReturnValue:
    """A file to be saved; never kept by the browser."""
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


def _judged(outcome_id: int) -> Outcome:
    return fetch(outcomes_confirmed_by(acting()).where(Outcome.id == outcome_id))


def _paper(outcome: Outcome, paper_id: int) -> OutcomePaper:
    return fetch(select(OutcomePaper).where(OutcomePaper.id == paper_id, OutcomePaper.outcome_id == outcome.id))


def _adoption(outcome: Outcome, adoption_id: int) -> Adoption:
    return fetch(select(Adoption).where(Adoption.id == adoption_id, Adoption.outcome_id == outcome.id))
