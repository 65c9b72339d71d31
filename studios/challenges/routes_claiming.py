"""Pages about who takes a challenge on: claims, the choice among them, assignment."""

from datetime import timedelta
from typing import TypeVar

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from studios.alliances.queries import studios_offered_to
from studios.challenges import claiming
from studios.challenges.forms import AssignmentForm, ClaimForm, TeamForm
from studios.challenges.models import Challenge, Claim
from studios.challenges.queries import challenges_run_by, claims_visible_to, studios_claiming_for
from studios.challenges.routes import bp, done, visible
from studios.projects.queries import people_of_studios
from studios.registry.models import Studio
from studios.registry.queries import studios_edited_by

USUAL_TERM = timedelta(days=365)
F = TypeVar("F", bound=TeamForm)


@bp.route("/studios/challenges/<int:challenge_id>/claims/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def claim_challenge(challenge_id: int) -> ResponseReturnValue:
    """揭榜 for a studio whose file one keeps."""
    challenge = visible(challenge_id)
    form = ClaimForm()
    form.studio.choices = {studio.id: studio.name for studio in studios_claiming_for(acting(), challenge)}
    if form.validate_on_submit():
        content = form.content()
        with answering(form), transaction():
            form.claim()
            studio = fetch(studios_edited_by(acting()).where(Studio.id == form.studio.data))
            plan = (form.plan.data or "").strip()
            claiming.claim_challenge(challenge, studio, plan, content=content, by=acting())
            return done(challenge_id, "已揭榜，截止以后由总工会选定。")
    page = render_template("studios/challenges/claim_challenge.html", form=form, challenge=challenge)
    return page, 422 if form.errors else 200


@bp.post("/studios/challenges/<int:challenge_id>/claims/<int:claim_id>/withdraw")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def withdraw_claim(challenge_id: int, claim_id: int) -> ResponseReturnValue:
    """The studio takes its claim back."""
    own = studios_edited_by(acting()).with_only_columns(Studio.id)
    claim = fetch(_claims(challenge_id).where(Claim.id == claim_id, Claim.studio_id.in_(own)))
    with transaction():
        claiming.withdraw_claim(claim, by=acting())
    return done(challenge_id, "揭榜已撤回，截止以前可以重新揭榜。")


@bp.route("/studios/challenges/<int:challenge_id>/claims/<int:claim_id>/choose", methods=["GET", "POST"])
@requires(Permission.CHALLENGE_RUN)
def choose_claim(challenge_id: int, claim_id: int) -> ResponseReturnValue:
    """Give the challenge to a studio that claimed it."""
    challenge = _run(challenge_id)
    claim = fetch(_claims(challenge_id).where(Claim.id == claim_id))
    form = _team_form(TeamForm, challenge, claim.studio)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            claiming.choose_claim(claim, _team(form), by=acting())
            return done(challenge_id, "已选定揭榜方，攻关项目已建立，由工作室组队、所在单位立项。")
    page = render_template("studios/challenges/choose_claim.html", form=form, claim=claim, challenge=challenge)
    return page, 422 if form.errors else 200


@bp.route("/studios/challenges/<int:challenge_id>/assign", methods=["GET", "POST"])
@requires(Permission.CHALLENGE_RUN)
def assign_challenge(challenge_id: int) -> ResponseReturnValue:
    """派单: first the studio (`?studio=`), then with whom and why."""
    challenge = _run(challenge_id)
    offered = {studio.id: studio for studio in studios_offered_to(acting())}
    studio = offered.get(request.args.get("studio", 0, type=int))
    form = _team_form(AssignmentForm, challenge, studio) if studio else None
    if form is not None and studio is not None and form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            claiming.assign_challenge(challenge, studio, _team(form), reason=form.reason.data or "", by=acting())
            return done(challenge_id, "已派单，攻关项目已建立，由工作室组队、所在单位立项。")
    page = render_template(
        "studios/challenges/assign_challenge.html", form=form, challenge=challenge, studio=studio, studios=offered
    )
    return page, 422 if form is not None and form.errors else 200


@bp.post("/studios/challenges/<int:challenge_id>/reopen")
@requires(Permission.CHALLENGE_RUN)
def reopen_challenge(challenge_id: int) -> ResponseReturnValue:
    """The team did not bring it about: open for others again."""
    challenge = _run(challenge_id)
    with transaction():
        claiming.reopen_challenge(challenge, reason=request.form.get("reason", ""), by=acting())
    return done(challenge_id, "难题已重新公开揭榜。")


@bp.get("/studios/challenges/<int:challenge_id>/claims/<int:claim_id>/file")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def show_claim_file(challenge_id: int, claim_id: int) -> ResponseReturnValue:
    """The plan of a claim, to be saved, for those who see the claim."""
    claims = claims_visible_to(acting(), visible(challenge_id))
    file = next((claim.file for claim in claims if claim.id == claim_id), None)
    if file is None:
        raise NotFound
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


def _run(challenge_id: int) -> Challenge:
    return fetch(challenges_run_by(acting()).where(Challenge.id == challenge_id))


def _claims(challenge_id: int) -> Select[Claim]:
    return select(Claim).where(Claim.challenge_id == challenge_id)


def _team_form(kind: type[F], challenge: Challenge, studio: Studio) -> F:
    today = clock.today()
    facts = {"begins_on": today, "ends_on": today + USUAL_TERM, "budget": challenge.reward, "head": studio.leader_id}
    form = kind(data=facts)
    form.offer(session.scalars(people_of_studios([studio.id], today)))
    return form


def _team(form: TeamForm) -> claiming.TeamFacts:
    head = session.get_one(Person, form.head.data)
    return claiming.TeamFacts(head, form.begins_on.data, form.ends_on.data, form.budget.data)
