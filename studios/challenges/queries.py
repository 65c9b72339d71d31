"""Reading challenges: the open ones are everybody's, the others of the units in one's care or of one's studio."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from studios.challenges.models import Challenge, Claim
from studios.challenges.rules import ChallengeState, ClaimState
from studios.outcomes.models import Outcome
from studios.outcomes.rules import OutcomeState
from studios.projects.models import ProjectStudio
from studios.registry.models import Studio
from studios.registry.queries import studios_edited_by, studios_visible_to
from studios.registry.rules import StudioState


def open_challenges(day: date) -> Select[Challenge]:
    """What everybody may see: published challenges that can be claimed on a day, the first to close first."""
    query = select(Challenge).where(Challenge.state == ChallengeState.OPEN, Challenge.deadline >= day)
    return query.order_by(Challenge.deadline, Challenge.id)


def challenges_visible_to(user: Account) -> Select[Challenge]:
    """The challenges of the units in one's care, all open ones, and those that a studio which one sees has claimed or
    was given."""
    kept = Challenge.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_READ)))
    seen = studios_visible_to(user).with_only_columns(Studio.id)
    claimed = select(Claim.challenge_id).where(Claim.studio_id.in_(seen))
    given = select(ProjectStudio.project_id).where(ProjectStudio.studio_id.in_(seen))
    is_open = Challenge.state == ChallengeState.OPEN
    return select(Challenge).where(or_(kept, is_open, Challenge.id.in_(claimed), Challenge.project_id.in_(given)))


def challenges_edited_by(user: Account) -> Select[Challenge]:
    """The challenges that one writes down: of one's units."""
    return select(Challenge).where(Challenge.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_EDIT))))


def challenges_run_by(user: Account) -> Select[Challenge]:
    """The challenges that one checks, publishes and decides."""
    return select(Challenge).where(Challenge.organisation_id.in_(ids_in(user.scope(Permission.CHALLENGE_RUN))))


def challenges_verified_by(user: Account) -> Select[Challenge]:
    """The challenges whose benefit one may verify."""
    return select(Challenge).where(Challenge.organisation_id.in_(ids_in(user.scope(Permission.BENEFIT_VERIFY))))


def challenges_waiting_for(user: Account, day: date) -> Select[Challenge]:
    """Challenges that one is to check, and open ones past their deadline that one is to decide."""
    past = (Challenge.state == ChallengeState.OPEN) & (Challenge.deadline < day)
    return challenges_run_by(user).where(or_(Challenge.state == ChallengeState.SUBMITTED, past))


def claims_visible_to(user: Account, challenge: Challenge) -> Sequence[Claim]:
    """The claims of a challenge: all for who runs it, else those of the studios that one sees."""
    query = select(Claim).where(Claim.challenge_id == challenge.id)
    if not user.may_at(Permission.CHALLENGE_RUN, challenge.organisation_path):
        query = query.where(Claim.studio_id.in_(studios_visible_to(user).with_only_columns(Studio.id)))
    return session.scalars(query.options(joinedload(Claim.studio)).order_by(Claim.id)).unique().all()


def studios_claiming_for(user: Account, challenge: Challenge) -> Sequence[Studio]:
    """The studios for which `user` can claim a challenge: those whose file he keeps, with no claim that stands."""
    standing = select(Claim.studio_id).where(
        Claim.challenge_id == challenge.id, Claim.state.in_({ClaimState.SUBMITTED, ClaimState.CHOSEN})
    )
    query = studios_edited_by(user).where(Studio.state == StudioState.ACTIVE, Studio.id.not_in(standing))
    return session.scalars(query.order_by(Studio.name)).unique().all()


def claim_counts(challenge_ids: Collection[int]) -> dict[int, int]:
    """How many studios have claimed each of these challenges."""
    query = select(Claim.challenge_id, func.count()).where(
        Claim.challenge_id.in_(challenge_ids), Claim.state != ClaimState.WITHDRAWN
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Claim.challenge_id))}


def outcomes_of(challenge: Challenge) -> Sequence[Outcome]:
    """What came of a challenge: the outcomes of its project that count, with the units that use them."""
    query = select(Outcome).where(Outcome.project_id == challenge.project_id, Outcome.state != OutcomeState.WITHDRAWN)
    return session.scalars(query.options(selectinload(Outcome.adoptions)).order_by(Outcome.id)).unique().all()


def adopting_units(challenge: Challenge, outcomes: Sequence[Outcome]) -> list[str]:
    """The units that use one of these outcomes, each once, by name; not the one that sought the solution."""
    names = {adoption.unit_name for outcome in outcomes for adoption in outcome.adoptions}
    return sorted(names - {challenge.organisation.name})
