"""Reading the yearly plans of studios."""

from datetime import date

from sqlalchemy import Select, or_, select

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from studios.projects.models_plans import StudioPlan
from studios.projects.rules_plans import PlanState
from studios.registry.models import Studio
from studios.registry.queries import studios_edited_by, studios_visible_to


def plans_visible_to(user: Account) -> Select[StudioPlan]:
    """The plans of the studios that one sees."""
    return select(StudioPlan).where(StudioPlan.studio_id.in_(studios_visible_to(user).with_only_columns(Studio.id)))


def plans_edited_by(user: Account) -> Select[StudioPlan]:
    """The plans of the studios whose file one keeps."""
    return select(StudioPlan).where(StudioPlan.studio_id.in_(studios_edited_by(user).with_only_columns(Studio.id)))


def plans_decided_by(user: Account) -> Select[StudioPlan]:
    """The plans that one accepts or returns: of the studios of the units whose officer one is."""
    units = ids_in(user.scope(Permission.STUDIO_EDIT))
    return select(StudioPlan).join(StudioPlan.studio).where(Studio.organisation_id.in_(units))


def plans_waiting_for(user: Account, day: date) -> Select[StudioPlan]:
    """Plans and summaries that one is to accept, and one's own that are overdue."""
    submitted = StudioPlan.state.in_({PlanState.SUBMITTED, PlanState.SUMMARISED})
    decided = plans_decided_by(user).where(submitted).with_only_columns(StudioPlan.id)
    late = or_(
        (StudioPlan.state == PlanState.DRAFT) & (StudioPlan.plan_due_on < day),
        (StudioPlan.state == PlanState.ACCEPTED) & (StudioPlan.summary_due_on < day),
    )
    own = plans_edited_by(user).where(late).with_only_columns(StudioPlan.id)
    return select(StudioPlan).where(or_(StudioPlan.id.in_(decided), StudioPlan.id.in_(own)))


def plan_of(studio: Studio, year: int) -> StudioPlan | None:
    """A studio's plan of a year."""
    query = select(StudioPlan).where(StudioPlan.studio_id == studio.id, StudioPlan.year == year)
    return session.scalars(query).one_or_none()
