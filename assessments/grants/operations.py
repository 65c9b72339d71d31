"""Granting a level and taking it back. Who may was asked by the operation that grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.bodies.models import Site
from assessments.grants.models import Grant
from assessments.grants.queries import certificate_is_revoked
from assessments.grants.rules import GRANT_STATE_TITLES, GrantState, Ground
from foundation import audit
from foundation.audit import Actor
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.files import StoredFile
from foundation.lifecycle import advance
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.operations import withdraw_skill_level
from people.persons.rules import Level


@dataclass(frozen=True)
class GrantFacts:
    """What is granted: to whom, for which occupation and level, on what ground, resting on which record."""

    source: str
    ground: Ground
    site: Site
    person: Person
    employer: Organisation | None
    occupation_code: str
    trade: str
    level: Level
    granted_on: date
    batch: Batch | None = None
    photo: StoredFile | None = None


def open_grant(facts: GrantFacts, *, by: Actor | None) -> Grant:
    """Grant a level; it waits for its number. Raises `Refused` if `source` has been granted already."""
    (grant,) = open_grants([facts], by=by)
    return grant


def open_grants(many: Sequence[GrantFacts], *, by: Actor | None) -> list[Grant]:
    """Grant many levels, each as `open_grant` does, in the order of `many`. If one is refused, none is granted."""
    if session.scalars(select(Grant.id).where(Grant.source.in_([facts.source for facts in many])).limit(1)).first():
        raise Refused("这一项已经授予过等级，没有重复授予。")
    grants = [_grant(facts) for facts in many]
    session.add_all(grants)
    told = [{"level": (None, facts.level), "ground": (None, facts.ground)} for facts in many]
    audit.record_all("open_grant", grants, by=by, changes=told)
    return grants


def _grant(facts: GrantFacts) -> Grant:
    return Grant(
        source=facts.source,
        ground=facts.ground,
        body=facts.site.body,
        site=facts.site,
        batch=facts.batch,
        person=facts.person,
        employer=facts.employer,
        occupation_code=facts.occupation_code,
        trade=facts.trade,
        level=facts.level,
        granted_on=facts.granted_on,
        photo=facts.photo,
    )


def withdraw_grant(grant: Grant, *, reason: str, by: Actor) -> None:
    """Take a level back, with its reason, and the record of it that rests on the certificate. A number stays used.

    Raises `Refused` while the certificate has not been revoked: that is for whoever issues certificates.
    """
    if lock(grant).state is GrantState.CERTIFIED and not certificate_is_revoked(grant):
        raise Refused(f"{grant.person.name}的等级{GRANT_STATE_TITLES[grant.state]}，请先撤销证书，等级随之撤回。")
    if grant.number:
        withdraw_skill_level(grant.person, grant.number, by=by)
    advance(grant, "withdraw_grant", by=by, reason=reason)
