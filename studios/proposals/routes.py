"""Pages about improvement proposals: proposing one, following it, the list and the figures of the units."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import JiangxinForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.occupations import occupation_title, occupations
from studios.proposals import operations
from studios.proposals.forms import ProposalPaperForm, ProposalTextForm, ProposeForm
from studios.proposals.models import Proposal, ProposalPaper
from studios.proposals.models_selections import Selection
from studios.proposals.queries import (
    ProposalFilter,
    own_proposals,
    proposal_figures,
    proposals_asked_of,
    proposals_visible_to,
    proposals_waiting_for,
)
from studios.proposals.queries_achievements import open_selections
from studios.proposals.rules import (
    LINE,
    PROPOSAL_CATEGORY_TITLES,
    PROPOSAL_STATE_TITLES,
    PROPOSAL_WORKFLOW,
    STEP_TITLES,
    ProposalCategory,
    ProposalState,
)
from studios.proposals.rules_tiers import PROPOSAL_TIERS, tier_of
from studios.proposals.steps import forms_for
from studios.proposals.titles import ACTIONS

bp = Blueprint("proposals", __name__)
OWN_SHOWN = 100


@bp.get("/studios/proposals")
@requires(Permission.PROPOSAL_EDIT)
def list_proposals() -> ResponseReturnValue:
    """The proposals of one's units, newest first; `?waiting=1`: those that wait for a step of one's own."""
    wanted = proposal_filter()
    waiting = request.args.get("waiting") == "1"
    query = proposals_waiting_for(acting()) if waiting else proposals_visible_to(acting())
    return render_template(
        "studios/proposals/list_proposals.html",
        page=page_by_key(wanted.apply(query), Proposal, after=request.args.get("after", type=int)),
        wanted=wanted,
        waiting=waiting,
        states=PROPOSAL_STATE_TITLES,
        categories=PROPOSAL_CATEGORY_TITLES,
    )


@bp.get("/studios/proposals/mine")
@requires(Permission.OWN_READ)
def list_my_proposals() -> ResponseReturnValue:
    """What one has proposed, each with its line of steps, and what one was asked to carry out."""
    user = acting()
    own = own_proposals(user).order_by(Proposal.id.desc()).limit(OWN_SHOWN) if user.person_id else None
    return render_template(
        "studios/proposals/list_my_proposals.html",
        proposals=session.scalars(own).all() if own is not None else [],
        asked=session.scalars(proposals_asked_of(user)).all() if user.person_id else [],
        line=LINE,
        steps=STEP_TITLES,
        may_propose=user.may(Permission.PROPOSAL_MAKE),
    )


@bp.route("/studios/proposals/new", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_MAKE)
def propose() -> ResponseReturnValue:
    """A worker writes down what could be better, on his phone."""
    form = ProposeForm()
    if form.validate_on_submit():
        photos = form.photos
        with answering(form), transaction():
            form.claim()
            proposal = operations.propose(form.facts, photos, by=acting())
            flash("建议已交给单位工会。办到哪一步，在“我的建议”里随时能看到。", "success")
            return redirect(url_for(".show_proposal", proposal_id=proposal.id))
    page = render_template("studios/proposals/propose.html", form=form, occupations=occupations())
    return page, 422 if form.errors else 200


@bp.get("/studios/proposals/<int:proposal_id>")
@requires(Permission.OWN_READ)
def show_proposal(proposal_id: int) -> ResponseReturnValue:
    """A proposal with its line, its words and, for who may, its next step."""
    return proposal_page(_visible(proposal_id))


@bp.route("/studios/proposals/<int:proposal_id>/resubmit", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_MAKE)
def resubmit_proposal(proposal_id: int) -> ResponseReturnValue:
    """The proposer writes what was lacking."""
    proposal = fetch(own_proposals(acting()).where(Proposal.id == proposal_id))
    form = ProposalTextForm(obj=proposal, occupation=occupation_title(proposal.occupation_code))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.resubmit_proposal(proposal, form.facts, version=form.version, by=acting())
            flash("已重新提交。", "success")
            return redirect(url_for(".show_proposal", proposal_id=proposal_id))
    page = render_template(
        "studios/proposals/resubmit_proposal.html", form=form, proposal=proposal, occupations=occupations()
    )
    return page, 422 if form.errors else 200


@bp.post("/studios/proposals/<int:proposal_id>/withdraw")
@requires(Permission.PROPOSAL_MAKE)
def withdraw_proposal(proposal_id: int) -> ResponseReturnValue:
    """The proposer takes it back."""
    proposal = fetch(own_proposals(acting()).where(Proposal.id == proposal_id))
    with transaction():
        operations.withdraw_proposal(proposal, by=acting())
    flash("已撤回这条建议。", "success")
    return redirect(url_for(".list_my_proposals"))


@bp.route("/studios/proposals/<int:proposal_id>/papers/new", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def add_proposal_paper(proposal_id: int) -> ResponseReturnValue:
    """A photo or paper more."""
    proposal = _visible(proposal_id)
    form = ProposalPaperForm()
    if form.validate_on_submit():
        kind, content = form.chosen_kind, form.file.data.read()
        with answering(form), transaction():
            form.claim()
            operations.add_proposal_paper(proposal, kind, content, by=acting())
            flash("材料已保存。", "success")
            return redirect(url_for(".show_proposal", proposal_id=proposal_id))
    page = render_template("studios/proposals/add_proposal_paper.html", form=form, proposal=proposal)
    return page, 422 if form.errors else 200


@bp.get("/studios/proposals/<int:proposal_id>/papers/<int:paper_id>")
@requires(Permission.OWN_READ)
def show_proposal_paper(proposal_id: int, paper_id: int) -> ResponseReturnValue:
    """A photo or paper itself."""
    found = select(ProposalPaper).where(ProposalPaper.id == paper_id, ProposalPaper.proposal_id == proposal_id)
    file = fetch(found.where(ProposalPaper.proposal_id == _visible(proposal_id).id)).file
    as_picture = file.media_type.startswith("image/")
    return send_file(file.stream(), file.media_type, as_attachment=not as_picture, download_name=file.name, max_age=0)


@bp.get("/studios/proposals/figures")
@requires(Permission.PROPOSAL_EDIT)
def show_proposal_figures() -> ResponseReturnValue:
    """Number, per head, participation, adopted, rewards, by unit; a month (`?month=2026-11`) or a year (`?year=`)."""
    first_day, last_day, month = _period(clock.today())
    figures = proposal_figures(acting().scope(Permission.PROPOSAL_EDIT), first_day, last_day)
    return render_template(
        "studios/proposals/show_proposal_figures.html",
        figures=figures,
        first_day=first_day,
        last_day=last_day,
        month=month,
        rewards=sum(line.rewards for line in figures),
    )


def proposal_page(proposal: Proposal, sent: JiangxinForm | None = None) -> ResponseReturnValue:
    """The page of a proposal; `sent` is the form of a step that was refused, with what was typed."""
    user = acting()
    himself = user.person_id is not None and user.person_id == proposal.proposer_id
    handles = user.may_at(Permission.PROPOSAL_EDIT, proposal.organisation_path) and not himself
    carries_out = user.person_id is not None and user.person_id == proposal.handler_id
    entries = select(AuditEntry).where(
        AuditEntry.subject_kind == Proposal.__tablename__, AuditEntry.subject_id == proposal.id
    )
    page = render_template(
        "studios/proposals/show_proposal.html",
        proposal=proposal,
        himself=himself,
        handles=handles,
        forms=forms_for(proposal, handles=handles, carries_out=carries_out, sent=sent),
        possible=PROPOSAL_WORKFLOW.actions(proposal.state),
        history=session.scalars(entries.order_by(AuditEntry.id)).all(),
        tier=tier_of(proposal.benefit, PROPOSAL_TIERS),
        line=LINE,
        steps=STEP_TITLES,
        actions=ACTIONS,
        selections=_selections_to_enter(proposal) if himself else (),
    )
    return page, 422 if sent else 200


def _selections_to_enter(proposal: Proposal) -> Sequence[Selection]:
    """Where what was carried out can go on as a five-small achievement."""
    if proposal.implemented_on is None:
        return ()
    return session.scalars(open_selections(proposal.origin)).all()


def proposal_filter() -> ProposalFilter:
    """What the address asks for; an unknown state is no filter."""
    state, category = request.args.get("state", ""), request.args.get("category", "")
    return ProposalFilter(
        state=ProposalState(state) if state in set(ProposalState) else None,
        category=ProposalCategory(category) if category in set(ProposalCategory) else None,
        text=request.args.get("text", "").strip(),
    )


def _visible(proposal_id: int) -> Proposal:
    return fetch(proposals_visible_to(acting()).where(Proposal.id == proposal_id))


def _period(today: date) -> tuple[date, date, str]:
    """First and last day of the month that is asked for, or of the year; this month if neither is."""
    year, month = request.args.get("year", type=int), request.args.get("month", "")
    if year and 2000 <= year <= 2100:
        return date(year, 1, 1), date(year, 12, 31), ""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        first = today.replace(day=1)
    if not 2000 <= first.year <= 2100:
        first = today.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1), f"{first:%Y-%m}"
