"""Reading the second half of a designation: reviews of a call, results, notices, names given."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from foundation.database import session
from notices.models import Objection, PublicNotice
from notices.rules import ObjectionState
from studios.designation.models import Designation, DesignationCall
from studios.designation.naming_models import DesignationObjection, DesignationResult
from studios.designation.rules import DesignationState
from studios.registry.models import Studio, StudioNaming
from studios.reviews.models import Review
from studios.reviews.queries import reviews_of
from studios.reviews.rules import ReviewKind


def reference_of(call: DesignationCall) -> str:
    """What the reviews and notices of a call belong to."""
    return f"designation-call:{call.id}"


def subject_reference(designation: Designation) -> str:
    """How a review knows an application."""
    return f"designation:{designation.id}"


def reviews_of_call(call: DesignationCall, *kinds: ReviewKind) -> Sequence[Review]:
    """The rounds of review of a call, of these kinds."""
    query = reviews_of(reference_of(call)).options(selectinload(Review.subjects), joinedload(Review.rubric_version))
    return session.scalars(query.where(Review.kind.in_(kinds or tuple(ReviewKind)))).all()


def designations_in(call: DesignationCall, states: Collection[DesignationState]) -> Sequence[Designation]:
    """The applications of a call in these states."""
    query = (
        select(Designation)
        .where(Designation.call_id == call.id, Designation.state.in_(states))
        .options(joinedload(Designation.studio).options(joinedload(Studio.leader), selectinload(Studio.members)))
        .order_by(Designation.id)
    )
    return session.scalars(query).all()


def results_of(call: DesignationCall) -> Sequence[DesignationResult]:
    """The results of a call, the best first, those that were vetoed last."""
    query = (
        select(DesignationResult)
        .join(DesignationResult.designation)
        .where(Designation.call_id == call.id)
        .options(
            contains_eager(DesignationResult.designation).joinedload(Designation.studio).joinedload(Studio.leader),
            joinedload(DesignationResult.notice),
            selectinload(DesignationResult.objections).joinedload(DesignationObjection.objection),
        )
        .order_by(DesignationResult.place.is_(None), DesignationResult.place, DesignationResult.id)
    )
    return session.scalars(query).unique().all()


def result_of(designation: Designation) -> DesignationResult | None:
    """What the reviews of an application came to; None if it was out before."""
    query = select(DesignationResult).where(DesignationResult.designation_id == designation.id)
    return session.scalars(query.options(joinedload(DesignationResult.notice))).one_or_none()


def notices_of(call: DesignationCall) -> Sequence[PublicNotice]:
    """The notices of a call with their objections, in order."""
    query = select(PublicNotice).where(PublicNotice.reference == reference_of(call))
    return session.scalars(query.options(selectinload(PublicNotice.objections)).order_by(PublicNotice.id)).all()


def unplaced_in(notices: Collection[PublicNotice]) -> list[Objection]:
    """The objections that are not dismissed and do not say yet which studio they concern."""
    raised = [one for notice in notices for one in notice.objections if one.state is not ObjectionState.DISMISSED]
    ids = [one.id for one in raised]
    query = select(DesignationObjection.objection_id).where(DesignationObjection.objection_id.in_(ids))
    placed = set(session.scalars(query))
    return [one for one in raised if one.id not in placed]


def namings_of(call: DesignationCall) -> Sequence[StudioNaming]:
    """The names that a call gave, those that ended too."""
    named = select(Designation.id).where(Designation.call_id == call.id, Designation.state == DesignationState.NAMED)
    sources = [f"designation:{one}" for one in session.scalars(named)]
    query = select(StudioNaming).where(StudioNaming.source.in_(sources)).options(joinedload(StudioNaming.studio))
    return session.scalars(query.order_by(StudioNaming.id)).all()
