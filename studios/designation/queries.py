"""Reading calls and applications: who sees which, whose turn it is, and what the records say of a studio."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.audit import AuditEntry
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.honours.queries import honours_of_person
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.organisations.rules import UNITS, lineage, lineages
from people.persons.models import Person
from people.persons.rules import Level
from studios.designation.conditions import MOST_SPANS, StudioFacts, whole_years, years_later
from studios.designation.models import Designation, DesignationCall, LevelOpinion, StudioBar
from studios.designation.rules import CallState, DesignationState
from studios.designation.rules_recommending import ChainStep, Decision, Place, chain_of
from studios.outcomes.queries import count_outcomes, verified_benefit
from studios.projects.queries import count_projects
from studios.registry.models import Equipment, Fund, Studio, StudioRule
from studios.registry.queries import (
    count_activities,
    leader_on,
    namings_in_force,
    promotions_of_members,
    reported_dead,
    studios_edited_by,
    studios_led_by,
    studios_visible_to,
    team_on,
)
from studios.registry.rules import ActivityKind

S = DesignationState


def calls_visible_to(user: Account) -> Select[DesignationCall]:
    """The calls that one runs, and the published ones of the levels above the studios in one's care."""
    run = DesignationCall.organiser_id.in_(ids_in(user.scope(Permission.DESIGNATION_RUN)))
    led = session.scalars(studios_led_by(user)).all()
    paths = [*user.scope(Permission.STUDIO_READ), *(studio.organisation_path for studio in led)]
    offered = DesignationCall.organiser_id.in_(lineages(paths))
    published = DesignationCall.state.in_([CallState.PUBLISHED, CallState.CLOSED])
    return select(DesignationCall).where(or_(run, offered & published))


def calls_run_by(user: Account) -> Select[DesignationCall]:
    """The calls that `user` writes, publishes and decides."""
    reach = ids_in(user.scope(Permission.DESIGNATION_RUN))
    return select(DesignationCall).where(DesignationCall.organiser_id.in_(reach))


def organisers_for(user: Account) -> Select[Organisation]:
    """In whose name `user` may call: everything but units."""
    reach = within(user.scope(Permission.DESIGNATION_RUN))
    query = select(Organisation).where(reach, Organisation.active, Organisation.kind.not_in(UNITS))
    return query.order_by(Organisation.path)


def calls_open_to(studio: Studio, day: date) -> Sequence[DesignationCall]:
    """The calls that take this studio's application on `day` and have none of it yet."""
    applied = select(Designation.call_id).where(Designation.studio_id == studio.id, Designation.state != S.WITHDRAWN)
    query = select(DesignationCall).where(
        DesignationCall.state == CallState.PUBLISHED,
        DesignationCall.organiser_id.in_(lineage(studio.organisation_path)),
        DesignationCall.apply_from <= day,
        DesignationCall.apply_to >= day,
        DesignationCall.id.not_in(applied),
    )
    return session.scalars(query.order_by(DesignationCall.apply_to)).all()


def designations_visible_to(user: Account) -> Select[Designation]:
    """The applications of the studios that `user` sees."""
    return _of_studios(studios_visible_to(user))


def designations_edited_by(user: Account) -> Select[Designation]:
    """The applications that `user` fills in: those of the studios whose file he keeps."""
    return _of_studios(studios_edited_by(user))


def designations_recommended_by(user: Account) -> Select[Designation]:
    """The applications that wait for an opinion which `user` may write down."""
    levels = ids_in(user.scope(Permission.DESIGNATION_RECOMMEND))
    units = ids_in(user.scope(Permission.STUDIO_EDIT)).where(Organisation.kind.in_(UNITS))
    awaited = or_(Designation.awaited_id.in_(levels), Designation.awaited_id.in_(units))
    return select(Designation).where(Designation.state == S.RECOMMENDING, awaited)


def designations_run_by(user: Account) -> Select[Designation]:
    """The applications in calls that `user` runs."""
    calls = calls_run_by(user).with_only_columns(DesignationCall.id)
    return select(Designation).where(Designation.call_id.in_(calls))


def designations_waiting_for(user: Account) -> Select[Designation]:
    """Where `user` has to act: his own organisation's opinion, the formal check of his calls, what came back to him."""
    own = [grant.organisation_id for grant in user.grants]
    recommend = designations_recommended_by(user).where(Designation.awaited_id.in_(own))
    called = calls_run_by(user).where(DesignationCall.organiser_id.in_(own))
    check = Designation.call_id.in_(called.with_only_columns(DesignationCall.id)) & (Designation.state == S.RECOMMENDED)
    kept = studios_edited_by(user).where(or_(Studio.organisation_id.in_(own), Studio.leader_id == user.person_id))
    back = Designation.studio_id.in_(kept.with_only_columns(Studio.id)) & Designation.state.in_(
        [S.RETURNED, S.CORRECTING]
    )
    awaited = Designation.id.in_(recommend.with_only_columns(Designation.id))
    return with_names(select(Designation).where(or_(awaited, check, back))).order_by(Designation.id)


def with_names(query: Select[Designation]) -> Select[Designation]:
    """With the studio, its unit and leader, the call and who is awaited, in the same query."""
    return query.options(
        joinedload(Designation.studio).joinedload(Studio.leader),
        joinedload(Designation.call),
        joinedload(Designation.awaited),
    )


def with_details(query: Select[Designation]) -> Select[Designation]:
    """With everything that the page of one application shows."""
    return with_names(query).options(
        selectinload(Designation.opinions).joinedload(LevelOpinion.organisation),
        selectinload(Designation.materials),
        selectinload(Designation.checks),
    )


def found_designations(
    query: Select[Designation], *, call_id: int | None, state: DesignationState | None, studio_id: int | None
) -> Select[Designation]:
    """Those of `query` in this call, in this state, of this studio."""
    asked = ((Designation.call_id, call_id), (Designation.state, state), (Designation.studio_id, studio_id))
    return query.where(*(column == value for column, value in asked if value is not None))


def states_in(query: Select[Designation]) -> dict[DesignationState, int]:
    """How many of `query` are in each state."""
    counted = query.order_by(None).with_only_columns(Designation.state, func.count()).group_by(Designation.state)
    return {row[0]: row[1] for row in session.execute(counted)}


def recommended_by(call_id: int, organisation_ids: Collection[int]) -> dict[int, int]:
    """How many applications each of these organisations has recommended in a call; withdrawn ones do not count."""
    query = (
        select(LevelOpinion.organisation_id, func.count())
        .join(LevelOpinion.designation)
        .where(Designation.call_id == call_id, Designation.state != S.WITHDRAWN)
        .where(LevelOpinion.decision == Decision.RECOMMEND, LevelOpinion.organisation_id.in_(organisation_ids))
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(LevelOpinion.organisation_id))}


def quota_of(call: DesignationCall, organisation: Organisation) -> int | None:
    """How many this organisation may recommend in a call; None: as many as it likes."""
    own = {one.organisation_id: one.places for one in call.quotas}
    general = call.unit_quota if organisation.kind in UNITS else call.recommender_quota
    return own.get(organisation.id, general)


def chain_for(studio: Studio, call: DesignationCall) -> list[ChainStep]:
    """The steps of recommendation from the studio's unit up to below the organiser."""
    above = select(Organisation).where(Organisation.id.in_(lineage(studio.organisation_path)))
    upwards = session.scalars(above.order_by(func.length(Organisation.path).desc())).all()
    return chain_of([Place(one.id, one.name, one.kind) for one in upwards], call.organiser_id)


def bars_on(studio_ids: Collection[int], day: date) -> Sequence[StudioBar]:
    """What keeps these studios from applying on `day`; the last day of a bar is still barred."""
    query = select(StudioBar).where(
        StudioBar.studio_id.in_(studio_ids), StudioBar.begins <= day, StudioBar.until >= day
    )
    return session.scalars(query.order_by(StudioBar.until.desc())).all()


def history_of(designation: Designation) -> Sequence[AuditEntry]:
    """What was done to an application, oldest first."""
    query = select(AuditEntry).where(
        AuditEntry.subject_kind == Designation.__tablename__, AuditEntry.subject_id == designation.id
    )
    return session.scalars(query.order_by(AuditEntry.id)).all()


def spans_before(begins: date, day: date) -> list[tuple[date, date]]:
    """最近的整年，由近到远，一至三个：每段十二个月，最近一段到 `day` 为止；成立不满一年的只有一段。"""
    number = min(max(whole_years(begins, day), 1), MOST_SPANS)
    ends = [years_later(day, -back) for back in range(number + 1)]
    return [(ends[place + 1] + timedelta(days=1), ends[place]) for place in range(number)]


def facts_of(studio: Studio, day: date) -> StudioFacts:
    """What the records say of a studio on `day`: what the conditions of a call are checked against."""
    leader = leader_on(studio, day)
    spans = spans_before(studio.founded_on, day)
    taught = (ActivityKind.TRAINING, ActivityKind.EXCHANGE)
    owned = studio.id
    equipment = session.scalar(select(func.sum(Equipment.quantity)).where(Equipment.studio_id == owned)) or 0
    funds = session.scalars(select(Fund.amount).where(Fund.studio_id == owned, Fund.year <= day.year)).all()
    rules = select(func.count()).select_from(StudioRule).where(StudioRule.studio_id == owned)
    return StudioFacts(
        day=day,
        founded_on=studio.founded_on,
        leader=leader.name if leader else "",
        leader_honours=tuple(one.kind for one in honours_of_person(leader, day)) if leader else (),
        leader_skill=_best_skill(leader, day),
        leader_in_service=leader is not None and leader.employer_id is not None and not reported_dead(leader),
        team=len(team_on(studio, day)),
        outcomes_total=count_outcomes(studio, studio.founded_on, day),
        outcomes=tuple(count_outcomes(studio, *span) for span in spans),
        activities=tuple(count_activities(studio, taught, *span) for span in spans),
        projects=tuple(count_projects(studio, *span) for span in spans),
        promotions=len(promotions_of_members(studio, studio.founded_on, day)),
        namings=tuple(one.level for one in namings_in_force(studio, day)),
        placed=bool(studio.address and studio.area),
        equipment=equipment,
        funds=sum(funds, Decimal(0)),
        rules=session.scalar(rules.where(StudioRule.issued_on <= day)) or 0,
        benefit=verified_benefit(studio, studio.founded_on, day),
    )


def _best_skill(person: Person | None, day: date) -> Level | None:
    levels = [one.level for one in person.skill_levels if one.awarded is None or one.awarded <= day] if person else []
    return max(levels, key=list(Level).index, default=None)


def _of_studios(studios: Select[Studio]) -> Select[Designation]:
    return select(Designation).where(Designation.studio_id.in_(studios.with_only_columns(Studio.id)))
