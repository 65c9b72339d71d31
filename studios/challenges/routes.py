"""Pages about challenges: what is open to everybody, the list, one challenge, writing it down."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from studios.challenges import operations
from studios.challenges.forms import ChallengeForm
from studios.challenges.models import Challenge
from studios.challenges.queries import (
    adopting_units,
    challenges_edited_by,
    challenges_visible_to,
    claim_counts,
    claims_visible_to,
    open_challenges,
    outcomes_of,
    studios_claiming_for,
)
from studios.challenges.rules import CHALLENGE_STATE_TITLES, STEPS, claiming_open
from studios.outcomes.queries import benefits_of_outcomes
from studios.projects.models import Project
from studios.projects.queries import projects_visible_to

bp = Blueprint("challenges", __name__)


@bp.get("/studios/challenges/open")
@public
def list_open_challenges() -> ResponseReturnValue:
    """The challenges that can be claimed now, for everybody: what a unit seeks, and no person."""
    today = clock.today()
    challenges = session.scalars(open_challenges(today).limit(100)).unique().all()
    return render_template("studios/challenges/list_open_challenges.html", challenges=challenges, today=today)


@bp.get("/studios/challenges")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def list_challenges() -> ResponseReturnValue:
    """The challenges that one may see."""
    query = _filtered(challenges_visible_to(acting()))
    page = page_by_key(query, Challenge, after=request.args.get("after", type=int))
    return render_template(
        "studios/challenges/list_challenges.html",
        page=page,
        claims=claim_counts([challenge.id for challenge in page.rows]),
        states=CHALLENGE_STATE_TITLES,
        today=clock.today(),
    )


@bp.get("/studios/challenges/<int:challenge_id>")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def show_challenge(challenge_id: int) -> ResponseReturnValue:
    """One challenge: where it stands, who claimed it, what came of it."""
    challenge = visible(challenge_id)
    path, today = challenge.organisation_path, clock.today()
    outcomes = outcomes_of(challenge) if challenge.project_id else []
    claimable = claiming_open(challenge.state, today, challenge.deadline)
    sees_project = session.scalar(projects_visible_to(acting()).where(Project.id == challenge.project_id))
    return render_template(
        "studios/challenges/show_challenge.html",
        challenge=challenge,
        claims=claims_visible_to(acting(), challenge),
        outcomes=outcomes,
        sums=benefits_of_outcomes([one.id for one in outcomes]),
        units=adopting_units(challenge, outcomes),
        steps=STEPS,
        today=today,
        sees_project=sees_project is not None,
        claiming=claimable and bool(studios_claiming_for(acting(), challenge)),
        edits=acting().may_at(Permission.STUDIO_EDIT, path),
        runs=acting().may_at(Permission.CHALLENGE_RUN, path),
        verifies=acting().may_at(Permission.BENEFIT_VERIFY, path),
    )


@bp.route("/studios/challenges/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def create_challenge() -> ResponseReturnValue:
    """Write down what a unit cannot solve by itself."""
    form = ChallengeForm()
    units = active_in(acting().scope(Permission.STUDIO_EDIT))
    form.organisation.choices = {unit.id: unit.name for unit in session.scalars(units)}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = fetch(units.where(Organisation.id == form.organisation.data))
            challenge = operations.create_challenge(unit, form.facts(), by=acting())
            return done(challenge.id, "难题已登记。核对以后请提交审核。")
    page = render_template("studios/challenges/create_challenge.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/studios/challenges/<int:challenge_id>/edit", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def edit_challenge(challenge_id: int) -> ResponseReturnValue:
    """Change a challenge before it is handed in."""
    challenge = fetch(challenges_edited_by(acting()).where(Challenge.id == challenge_id))
    form = ChallengeForm(obj=challenge)
    form.organisation.choices = {challenge.organisation_id: challenge.organisation.name}
    if not form.is_submitted():
        form.organisation.data = challenge.organisation_id
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_challenge(challenge, form.facts(), version=form.version, by=acting())
            return done(challenge_id, "已保存。")
    page = render_template("studios/challenges/edit_challenge.html", form=form, challenge=challenge)
    return page, 422 if form.errors else 200


def visible(challenge_id: int) -> Challenge:
    """The challenge, if the acting account sees it."""
    return fetch(challenges_visible_to(acting()).where(Challenge.id == challenge_id))


def done(challenge_id: int, message: str) -> ResponseReturnValue:
    """Back to the challenge, with what was done."""
    flash(message, "success")
    return redirect(url_for("studios.challenges.show_challenge", challenge_id=challenge_id))


def _filtered(query: Select[Challenge]) -> Select[Challenge]:
    text, state = request.args.get("text", "").strip(), request.args.get("state", "")
    if text:
        query = query.where(Challenge.title.contains(text, autoescape=True))
    return query.where(Challenge.state == state) if state in CHALLENGE_STATE_TITLES else query
