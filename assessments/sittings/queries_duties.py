"""Reading duties: by which parameters, who is on duty where, and what a sitting still lacks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from assessments.batches.models import BatchItem
from assessments.bodies.models import AssessmentBody, Official, Premises
from assessments.bodies.queries import qualification_of
from assessments.sittings.models import Assignment, DutyRules, Seat, Sitting
from assessments.sittings.queries import seats_of
from assessments.sittings.rules import SittingDuty, SittingMode
from assessments.sittings.rules_duties import (
    DUTIES_OF_PART,
    MARKING,
    DutyParameters,
    OnDuty,
    SittingFacts,
    reasons_against_person,
)
from assessments.sittings.rules_duties import reasons_against_duties as reasons_by_rules
from foundation.clock import SHANGHAI
from foundation.database import session
from marking.panels.queries import ties_of
from marking.panels.rules import Concerned, must_recuse
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Permission
from people.accounts.rules_roles import PERMISSIONS
from people.organisations.models import Organisation
from people.persons.models import Person

SHOWN_ORDER = (
    SittingDuty.LEAD_ASSESSOR,
    SittingDuty.ASSESSOR,
    SittingDuty.REVIEWER,
    SittingDuty.INVIGILATOR,
    SittingDuty.INSPECTOR,
)
RATER_ROLES = [role for role, held in PERMISSIONS.items() if Permission.SHEET_MARK in held]


def duty_rules_of(body: AssessmentBody) -> DutyRules | None:
    """The duty rules that a body wrote down, if it did."""
    return session.scalars(select(DutyRules).where(DutyRules.body_id == body.id)).one_or_none()


def parameters_of(body: AssessmentBody) -> DutyParameters:
    """The parameters by which a body puts officials on duty."""
    written = duty_rules_of(body)
    if written is None:
        return DutyParameters()
    return DutyParameters(**{one.name: getattr(written, one.name) for one in fields(DutyParameters)})


def assignments_of(sitting: Sitting) -> Sequence[Assignment]:
    """Who is on duty at a sitting, with the persons: the lead assessor, those who mark, the others."""
    query = (
        select(Assignment)
        .join(Assignment.official)
        .where(Assignment.sitting_id == sitting.id)
        .options(contains_eager(Assignment.official).joinedload(Official.person))
    )
    found = session.scalars(query.execution_options(populate_existing=True)).all()
    return sorted(found, key=lambda one: (SHOWN_ORDER.index(one.duty), one.id))


def rater_accounts(person_ids: Iterable[int]) -> dict[int, Account]:
    """The accounts with which these persons mark on tablets, by person; those without one are missing."""
    query = select(Account).where(
        Account.active,
        Account.person_id.in_(list(person_ids)),
        Account.grants.any(RoleGrant.role.in_(RATER_ROLES)),
    )
    return {account.person_id: account for account in session.scalars(query) if account.person_id is not None}


def facts_of(sitting: Sitting) -> SittingFacts:
    """A sitting as the duty rules take it."""
    assigned = assignments_of(sitting)
    persons = [one.official.person_id for one in assigned]
    accounts, busy = rater_accounts(persons), _busy(sitting, persons)
    seats = session.scalars(seats_of([sitting])).all()
    rosters = _rosters(sitting)
    raters = {one.official.person_id for one in assigned if one.duty in MARKING}
    return SittingFacts(
        part=sitting.part,
        level=sitting.item.level,
        occupation_code=sitting.item.occupation_code,
        day=sitting.starts_at.astimezone(SHANGHAI).date(),
        on_duty=[
            _on_duty(one.official, one.duty, busy.get(one.official.person_id, ()), one.official.person_id in accounts)
            for one in assigned
        ],
        candidates=frozenset(seat.application.person_id for seat in seats),
        on_tablets=sitting.mode is SittingMode.TABLET,
        rosters=list(rosters.values()),
        at=list(rosters).index(sitting.starts_at),
        recusals=_recusals(sitting, seats, [accounts[one] for one in raters if one in accounts]),
    )


def reasons_against_duties(sitting: Sitting) -> list[str]:
    """What the duties of a sitting lack or break; a part that is examined elsewhere needs none."""
    if sitting.mode is SittingMode.IMPORTED:
        return []
    return reasons_by_rules(facts_of(sitting), parameters_of(sitting.batch.body))


def unmet_duties(sitting: Sitting) -> list[str]:
    """The same without what somebody has given leave for."""
    allowed = {reason for one in sitting.duty_exceptions for reason in one.reasons}
    return [reason for reason in reasons_against_duties(sitting) if reason not in allowed]


def reasons_against_assigning(sitting: Sitting, official: Official, duty: SittingDuty) -> list[str]:
    """Why `official` cannot have this duty at this sitting."""
    busy = _busy(sitting, [official.person_id]).get(official.person_id, ())
    return reasons_against_person(facts_of(sitting), _on_duty(official, duty, busy, has_account=True))


def assignable_officials(sitting: Sitting) -> dict[SittingDuty, list[Official]]:
    """For each duty of the part, those of the body who can have it at this sitting and have none there, by name."""
    taken = {one.official.person_id for one in assignments_of(sitting)}
    query = (
        select(Official)
        .where(Official.body_id == sitting.batch.body_id, Official.active, Official.person_id.not_in(taken))
        .options(joinedload(Official.person).joinedload(Person.employer))
    )
    officials = sorted(session.scalars(query), key=lambda one: (one.person.pinyin, one.id))
    facts, busy = facts_of(sitting), _busy(sitting, [one.person_id for one in officials])
    return {
        duty: [
            one
            for one in officials
            if not reasons_against_person(facts, _on_duty(one, duty, busy.get(one.person_id, ()), has_account=True))
        ]
        for duty in DUTIES_OF_PART[sitting.part]
    }


def unit_of(seat: Seat, parameters: DutyParameters) -> Organisation | None:
    """The unit whose assessors step aside from a candidate: his own, unless it is the body itself.

    用人单位的考评员与考生本来同属一个单位，只回避同一下属单位（车间、班组）；社会评价组织回避考生的单位。
    """
    unit = seat.application.organisation
    own = seat.application.batch.body.organisation_id
    return unit if parameters.same_unit_recused and unit is not None and unit.id != own else None


def _on_duty(official: Official, duty: SittingDuty, busy: Sequence[str], has_account: bool) -> OnDuty:
    held = qualification_of(official)
    name = official.person.name
    return OnDuty(name, official.person_id, duty, held, official.active, has_account, tuple(busy))


def _busy(sitting: Sitting, person_ids: Collection[int]) -> dict[int, list[str]]:
    """At which other sittings these persons are on duty at an overlapping time, of whatever body."""
    query: Select[int, str] = (
        select(Official.person_id, Sitting.title)
        .join(Assignment, Assignment.official_id == Official.id)
        .join(Sitting, Sitting.id == Assignment.sitting_id)
        .where(
            Official.person_id.in_(person_ids),
            Sitting.id != sitting.id,
            Sitting.starts_at < sitting.ends_at,
            Sitting.ends_at > sitting.starts_at,
        )
        .order_by(Sitting.starts_at, Sitting.id)
    )
    found: dict[int, list[str]] = {}
    for person_id, title in session.execute(query):
        found.setdefault(person_id, []).append(title)
    return found


def _rosters(sitting: Sitting) -> dict[datetime, frozenset[int]]:
    """Who marked when at the same site and in the same occupation; sittings that begin together count as one."""
    query = (
        select(Sitting.starts_at, Official.person_id)
        .join(Sitting.duties)
        .join(Assignment.official)
        .join(Sitting.premises)
        .join(Sitting.item)
        .where(
            Premises.site_id == sitting.premises.site_id,
            BatchItem.occupation_code == sitting.item.occupation_code,
            Assignment.duty.in_(MARKING),
        )
    )
    found: dict[datetime, set[int]] = {sitting.starts_at: set()}
    for starts_at, person_id in session.execute(query):
        found.setdefault(starts_at, set()).add(person_id)
    return {starts_at: frozenset(found[starts_at]) for starts_at in sorted(found)}


def _recusals(sitting: Sitting, seats: Sequence[Seat], raters: Sequence[Account]) -> Mapping[int, int]:
    """From how many of its raters each seat is taken by recusal; seats that lose nobody are left out."""
    ties, parameters = ties_of(raters), parameters_of(sitting.batch.body)
    counted = {}
    for seat in seats:
        person, unit = seat.application.person, unit_of(seat, parameters)
        whose = Concerned(unit.id if unit else None, unit.name if unit else "", {person.id: person.name})
        if stepping_aside := sum(must_recuse(one, whose) for one in ties.values()):
            counted[seat.number] = stepping_aside
    return counted
