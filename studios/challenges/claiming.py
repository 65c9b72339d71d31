"""Who takes a challenge on: claims of studios, the choice among them, assignment, and the project that begins."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.models import Person
from studios.challenges.models import Challenge, Claim
from studios.challenges.rules import ChallengeState, Chooser, ClaimState, reasons_against_chooser, reasons_against_claim
from studios.projects.models import Project
from studios.projects.operations import ProjectFacts, create_project
from studios.projects.rules import Difficulty, ProjectSource, ProjectState
from studios.registry.models import Studio
from studios.registry.rules import StudioState


@dataclass(frozen=True)
class TeamFacts:
    """With whom and until when the work begins; `budget` in 元."""

    head: Person
    begins_on: date
    ends_on: date
    budget: Decimal


def claim_challenge(
    challenge: Challenge, studio: Studio, plan: str, *, content: bytes | None = None, by: Account
) -> Claim:
    """揭榜, with a plan; one that was withdrawn or declined is renewed. Raises `Refused` after the deadline."""
    if lock(challenge).state is not ChallengeState.OPEN:
        raise Refused("这个难题目前不接受揭榜。请刷新页面查看最新状态。")
    if reasons := reasons_against_claim(clock.today(), challenge.deadline):
        raise Refused(reasons[0])
    if studio.state is not StudioState.ACTIVE:
        raise Refused(f"“{studio.name}”已经注销，不能揭榜。", field="studio")
    file = keep_evidence(content, f"challenge-claim-{challenge.id}", by_id=by.id) if content else None
    claim = next((one for one in challenge.claims if one.studio_id == studio.id), None)
    if claim is None:
        claim = Claim(challenge=challenge, studio=studio, plan=plan, file=file, claimed_by_id=by.id)
        session.add(claim)
        audit.record("claim_challenge", claim, by=by)
        return claim
    claim.plan, claim.file, claim.claimed_on, claim.claimed_by_id = plan, file or claim.file, clock.today(), by.id
    advance(claim, "renew_claim", by=by)
    return claim


def withdraw_claim(claim: Claim, *, by: Account) -> None:
    """The studio takes its claim back."""
    lock(claim.challenge)
    advance(lock(claim), "withdraw_claim", by=by)


def choose_claim(claim: Claim, team: TeamFacts, *, by: Account) -> Project:
    """Give the challenge to a studio that claimed it; the others are declined, and its project begins as a draft.

    Raises `Refused` where `by` has claimed it himself or leads the studio.
    """
    challenge = _decided(claim.challenge, by)
    leads = by.person_id is not None and by.person_id == claim.studio.leader_id
    if reasons := reasons_against_chooser(Chooser(claimed=claim.claimed_by_id == by.id, leads=leads)):
        raise Refused(reasons[0], reasons=reasons)
    advance(lock(claim), "take_claim", by=by)
    for other in challenge.claims:
        if other.id != claim.id and other.state is ClaimState.SUBMITTED:
            advance(other, "decline_claim", by=by)
    challenge.project = _begun(challenge, claim.studio, team, by)
    advance(challenge, "choose_claim", by=by, changes={"studio_id": (None, claim.studio.name)})
    return challenge.project


def assign_challenge(challenge: Challenge, studio: Studio, team: TeamFacts, *, reason: str, by: Account) -> Project:
    """派单: give it to a studio that did not claim it, or past the others, with the reason."""
    challenge = _decided(challenge, by)
    if by.person_id is not None and by.person_id == studio.leader_id:
        raise Refused("您是这间工作室的领衔人，请由另一人派单。", field="studio")
    for claim in challenge.claims:
        if claim.state is ClaimState.SUBMITTED:
            advance(claim, "take_claim" if claim.studio_id == studio.id else "decline_claim", by=by)
    challenge.project = _begun(challenge, studio, team, by)
    advance(challenge, "assign_challenge", by=by, reason=reason, changes={"studio_id": (None, studio.name)})
    return challenge.project


def reopen_challenge(challenge: Challenge, *, reason: str, by: Account) -> None:
    """The team did not bring it about: open for others again. Its project is over by then, and stays on record."""
    _require_runner(challenge, by)
    project = lock(challenge).project
    if project is not None and project.state not in {ProjectState.STOPPED, ProjectState.FAILED}:
        raise Refused(f"攻关项目“{project.title}”没有中止，请先在项目页上中止，再重新揭榜。")
    for claim in challenge.claims:
        if claim.state is ClaimState.CHOSEN:
            advance(claim, "release_claim", by=by, reason=reason)
    challenge.project = None
    advance(challenge, "reopen_challenge", by=by, reason=reason)


def _decided(challenge: Challenge, by: Account) -> Challenge:
    _require_runner(challenge, by)
    challenge = lock(challenge)
    if challenge.state is not ChallengeState.OPEN:
        raise Refused("这个难题已经有了攻关团队，或者不在揭榜中。请刷新页面查看最新状态。")
    return challenge


def _begun(challenge: Challenge, studio: Studio, team: TeamFacts, by: Account) -> Project:
    facts = ProjectFacts(
        title=challenge.title,
        source=ProjectSource.CHALLENGE,
        begins_on=team.begins_on,
        ends_on=team.ends_on,
        budget=team.budget,
        difficulty=Difficulty.KEY,
        problem=challenge.problem,
        target=challenge.target,
    )
    return create_project(studio, facts, team.head, by=by)


def _require_runner(challenge: Challenge, by: Account) -> None:
    if not by.may_at(Permission.CHALLENGE_RUN, challenge.organisation_path):
        raise NotAllowed
