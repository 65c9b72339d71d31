"""A challenge from the need to its publication, and what comes after the work: acceptance, benefit, spread."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.challenges.models import Challenge
from studios.challenges.queries import adopting_units, outcomes_of
from studios.challenges.rules import ChallengeState
from studios.outcomes.queries import benefits_of_outcomes
from studios.projects.rules import ProjectState


@dataclass(frozen=True)
class ChallengeFacts:
    """What is written down about a challenge; `reward` in 元."""

    title: str
    problem: str
    target: str
    deadline: date
    reward: Decimal = Decimal(0)
    industry: str = ""

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return asdict(self)


def create_challenge(organisation: Organisation, facts: ChallengeFacts, *, by: Account) -> Challenge:
    """Write down what a unit cannot solve by itself."""
    if not by.may_at(Permission.STUDIO_EDIT, organisation.path):
        raise NotAllowed
    _check(facts, organisation.id, None)
    challenge = Challenge(organisation=organisation, **facts.values())
    session.add(challenge)
    audit.record("create_challenge", challenge, by=by)
    return challenge


def edit_challenge(challenge: Challenge, facts: ChallengeFacts, *, version: int | None = None, by: Account) -> None:
    """Change a challenge before it is handed in."""
    if lock(challenge).state is not ChallengeState.DRAFT:
        raise Refused("难题已经提交，不能再改。需要修改的，请审核人写明原因退回。")
    challenge.expect_version(version)
    _check(facts, challenge.organisation_id, challenge.id)
    for name, value in facts.values().items():
        setattr(challenge, name, value)
    audit.record("edit_challenge", challenge, by=by, changes=audit.pending_changes(challenge))


def submit_challenge(challenge: Challenge, *, by: Account) -> None:
    """Hand a challenge in to be checked."""
    advance(lock(challenge), "submit_challenge", by=by)


def publish_challenge(challenge: Challenge, *, by: Account) -> None:
    """It was checked: everybody can read it and studios can claim it. Raises `Refused` for a deadline that is over."""
    _require(Permission.CHALLENGE_RUN, challenge, by)
    if lock(challenge).deadline < clock.today():
        raise Refused("揭榜截止日期已经过去，请退回修改日期后再发布。")
    challenge.published_on = clock.today()
    advance(challenge, "publish_challenge", by=by)


def return_challenge(challenge: Challenge, *, reason: str, by: Account) -> None:
    """Back to the unit, to be mended."""
    _require(Permission.CHALLENGE_RUN, challenge, by)
    advance(lock(challenge), "return_challenge", by=by, reason=reason)


def withdraw_challenge(challenge: Challenge, *, reason: str, by: Account) -> None:
    """Take it off the public list to be mended; claims stay for when it is published again."""
    _require(Permission.CHALLENGE_RUN, challenge, by)
    lock(challenge).published_on = None
    advance(challenge, "withdraw_challenge", by=by, reason=reason)


def cancel_challenge(challenge: Challenge, *, reason: str, by: Account) -> None:
    """It is no longer sought."""
    _require(Permission.STUDIO_EDIT, challenge, by)
    lock(challenge).published_on = None
    advance(challenge, "cancel_challenge", by=by, reason=reason)


def restore_challenge(challenge: Challenge, *, reason: str, by: Account) -> None:
    """It is sought again, and handed in anew."""
    _require(Permission.STUDIO_EDIT, challenge, by)
    advance(lock(challenge), "restore_challenge", by=by, reason=reason)


def accept_challenge(challenge: Challenge, *, by: Account) -> None:
    """The unit has its solution: the project passed its own acceptance first."""
    _require(Permission.CHALLENGE_RUN, challenge, by)
    project = lock(challenge).project
    if project is not None and project.state is not ProjectState.ACCEPTED:
        raise Refused(f"攻关项目“{project.title}”还没有通过验收，请先在项目页上办理验收。")
    advance(challenge, "accept_challenge", by=by)


def undo_acceptance(challenge: Challenge, *, reason: str, by: Account) -> None:
    """The solution does not hold."""
    _require(Permission.CHALLENGE_RUN, challenge, by)
    advance(lock(challenge), "undo_acceptance", by=by, reason=reason)


def verify_challenge(challenge: Challenge, *, by: Account) -> None:
    """Its benefit is verified: at least one outcome of its project has benefit that its unit checked and sealed."""
    _require(Permission.BENEFIT_VERIFY, challenge, by)
    sums = benefits_of_outcomes([one.id for one in outcomes_of(lock(challenge))])
    if not any(one.verified for one in sums.values()):
        raise Refused("这个项目的成果还没有核实的效益。请先在工作室的成果里登记效益，由核实单位核实盖章。")
    challenge.verified_on = clock.today()
    advance(challenge, "verify_challenge", by=by)


def undo_verification(challenge: Challenge, *, reason: str, by: Account) -> None:
    """The verification does not hold."""
    _require(Permission.BENEFIT_VERIFY, challenge, by)
    lock(challenge).verified_on = None
    advance(challenge, "undo_verification", by=by, reason=reason)


def spread_challenge(challenge: Challenge, *, by: Account) -> None:
    """Others use the solution: at least one unit besides the one that sought it."""
    _require(Permission.CHALLENGE_RUN, challenge, by)
    if not adopting_units(lock(challenge), outcomes_of(challenge)):
        raise Refused("还没有其他单位应用。请先在工作室的成果里登记推广应用的单位和应用证明。")
    advance(challenge, "spread_challenge", by=by)


def undo_spread(challenge: Challenge, *, reason: str, by: Account) -> None:
    """The use by others does not hold."""
    _require(Permission.CHALLENGE_RUN, challenge, by)
    advance(lock(challenge), "undo_spread", by=by, reason=reason)


def _check(facts: ChallengeFacts, organisation_id: int, own_id: int | None) -> None:
    if facts.deadline < clock.today():
        raise Refused("揭榜截止日期不能早于今天。", field="deadline")
    same = select(Challenge.id).where(Challenge.organisation_id == organisation_id, Challenge.title == facts.title)
    if session.scalar(same.where(Challenge.id != (own_id or 0))) is not None:
        raise Refused("这个单位已经有同名的难题。", field="title")


def _require(permission: Permission, challenge: Challenge, by: Account) -> None:
    if not by.may_at(permission, challenge.organisation_path):
        raise NotAllowed
