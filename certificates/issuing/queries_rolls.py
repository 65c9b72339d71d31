"""Reading rolls."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from certificates.designs.models import DesignVersion
from certificates.designs.queries import newest_version
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.models_rolls import Roll, RollLine
from certificates.issuing.requests import CertificateRequest
from certificates.issuing.rules import CertificateState
from certificates.kinds import CertificateFacts, CertificateKind, all_kinds, facts_from_json
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import organisations_in, within

MADE_FROM_RESULTS = frozenset({"award"})
"""Kinds that a module asks for itself: a roll of them would print a winner's paper twice."""


def rolls_visible_to(user: Account) -> Select[Roll]:
    """The rolls of the part of the tree where one issues certificates."""
    return (
        select(Roll)
        .join(Roll.organisation)
        .where(within(user.scope(Permission.CERTIFICATE_ISSUE)))
        .options(joinedload(Roll.organisation))
    )


def issuing_organisations(user: Account) -> Sequence[Organisation]:
    """The organisations in whose name one issues certificates."""
    return session.scalars(organisations_in(user.scope(Permission.CERTIFICATE_ISSUE))).all()


def kinds_on_rolls() -> dict[str, CertificateKind]:
    """The kinds that officers issue from a roll, by code."""
    return {code: kind for code, kind in all_kinds().items() if code not in MADE_FROM_RESULTS}


def lines_of(roll: Roll) -> Select[RollLine]:
    """The lines of a roll with all that a list of them shows."""
    shown = (joinedload(RollLine.holder), joinedload(RollLine.organisation))
    return select(RollLine).where(RollLine.roll_id == roll.id).options(*shown)


def counts_of(rolls: Sequence[Roll]) -> dict[int, int]:
    """How many lines each roll has, by its id."""
    query = select(RollLine.roll_id, func.count()).where(RollLine.roll_id.in_([roll.id for roll in rolls]))
    return {row[0]: row[1] for row in session.execute(query.group_by(RollLine.roll_id))}


def design_of(roll: Roll) -> DesignVersion | None:
    """The version of its design that a roll is printed with; None: the kind's own look."""
    return newest_version(roll.design) if roll.design else None


def facts_of(line: RollLine, roll: Roll) -> CertificateFacts:
    """What the certificate of a line will say, without number and address."""
    return facts_from_json(roll.kind, line.facts | shared_facts(roll))


def shared_facts(roll: Roll) -> dict[str, Any]:
    """The facts that all certificates of a roll share, as plain JSON values."""
    return {"issuers": roll.issuers, "issued_on": roll.issued_on.isoformat(), "number": "", "verify_url": ""}


def source_of(line: RollLine) -> str:
    """What the certificate of a line is made from, as it is kept with the certificate."""
    return f"roll:{line.roll_id}:line:{line.id}"


def roll_of(batch: CertificateBatch) -> Roll | None:
    """The roll that a batch was made of; None: another module asked for it."""
    return session.scalar(select(Roll).where(Roll.batch_id == batch.id))


def without_photo(roll: Roll) -> dict[str, Certificate]:
    """The numbered certificates of a roll that still wait for a photo, by their source."""
    waiting = (Certificate.state == CertificateState.NUMBERED) & Certificate.photo_id.is_(None)
    query = select(Certificate).where(Certificate.batch_id == roll.batch_id, waiting)
    return {one.source: one for one in session.scalars(query)}


def requests_of(roll: Roll) -> list[CertificateRequest]:
    """What to ask for, in the order of the lines."""
    lines = session.scalars(lines_of(roll).options(joinedload(RollLine.photo)).order_by(RollLine.id))
    return [
        CertificateRequest(
            source=source_of(line),
            holder=line.holder,
            holder_name=line.holder_name,
            organisation=line.organisation,
            facts=facts_of(line, roll),
            photo=line.photo,
        )
        for line in lines
    ]
