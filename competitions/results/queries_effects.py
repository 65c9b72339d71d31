"""What rests on a result: certificates, the next stage, and what keeps it from becoming final."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, String, cast, literal, select
from sqlalchemy.orm import aliased

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.rules import VOID_STATES
from competitions.planning.models import Stage
from competitions.registration.models import Entry, EntryMember, StageEntrant
from competitions.registration.rules import MemberPart
from competitions.results.models import REFERENCE, ResultHold, ResultLine, ResultVersion
from competitions.results.queries import versions_of
from foundation.database import session


def certificates_in_force(stage: Stage) -> dict[int, list[Certificate]]:
    """The certificates that rest on any version of the stage's result and are not void, by entry; a number once, where
    a further version is being made the one that is valid.

    A correction leaves the certificates of those whom it does not concern valid, though its version is a later one.
    """
    references = [version.reference for version in versions_of(stage)]
    first = aliased(Certificate)  # a reissue is a batch of its own, under the number of the first version
    numbers = select(first.number).join(first.batch).where(CertificateBatch.source.in_(references))
    valid = select(Certificate).where(Certificate.number.in_(numbers), Certificate.state.not_in(VOID_STATES))
    entries = _entries_of_lines(stage)
    found: dict[int, dict[str, Certificate]] = defaultdict(dict)
    for certificate in session.scalars(valid.order_by(Certificate.number, Certificate.version)):
        found[entries[int(certificate.source.split(":")[1])]].setdefault(certificate.number, certificate)
    return {entry: list(held.values()) for entry, held in found.items()}


def count_certificates(stage: Stage) -> int:
    """How many certificates that are not void rest on the stage's result, whichever version they were made from."""
    return sum(len(certificates) for certificates in certificates_in_force(stage).values())


def batch_of(version: ResultVersion) -> CertificateBatch | None:
    """The batch of certificates asked for from `version`."""
    query = select(CertificateBatch).where(CertificateBatch.source == version.reference)
    return session.scalars(query).one_or_none()


def versions_to_certify(versions: Iterable[ResultVersion]) -> set[int]:
    """Those of `versions` for which no certificates were asked yet, and that award somebody who holds none.

    Certificates of an earlier version count: after a correction only those whom it concerns may need new ones.
    """
    asked = select(CertificateBatch.id).where(CertificateBatch.source == _reference(ResultVersion))
    earlier, first = aliased(ResultVersion), aliased(Certificate)
    held = (
        select(Certificate.id)
        .join(first, first.number == Certificate.number)
        .join(first.batch)
        .join(earlier, CertificateBatch.source == _reference(earlier))
        .where(earlier.stage_id == ResultVersion.stage_id, Certificate.holder_id == EntryMember.person_id)
        .where(Certificate.state.not_in(VOID_STATES))
    )
    query = (
        select(ResultVersion.id)
        .join(ResultVersion.lines)
        .join(ResultLine.entry)
        .join(Entry.members)
        .where(ResultVersion.id.in_([version.id for version in versions]), ResultLine.award != "")
        .where(EntryMember.part != MemberPart.SUBSTITUTE, ~held.exists(), ~asked.exists())
    )
    return set(session.scalars(query.distinct()))


def next_stage(stage: Stage) -> Stage | None:
    """The stage that follows in the same event."""
    return next((other for other in stage.event.stages if other.position > stage.position), None)


def entrants_of(stage: Stage) -> dict[int, StageEntrant]:
    """Who was sent on to `stage`, by entry."""
    query = select(StageEntrant).where(StageEntrant.stage_id == stage.id)
    return {entrant.entry_id: entrant for entrant in session.scalars(query)}


def holds_on(stage: Stage) -> Sequence[ResultHold]:
    """What still keeps the result of `stage` from becoming final."""
    query = select(ResultHold).where(ResultHold.stage_id == stage.id, ResultHold.released_at.is_(None))
    return session.scalars(query.order_by(ResultHold.id)).all()


def _entries_of_lines(stage: Stage) -> dict[int, int]:
    """Result line -> entry, over all versions of the stage's result."""
    query = select(ResultLine.id, ResultLine.entry_id).join(ResultLine.version)
    rows = session.execute(query.where(ResultVersion.stage_id == stage.id))
    return {row[0]: row[1] for row in rows}


def _reference(version: type[ResultVersion]) -> ColumnElement[str]:
    """`ResultVersion.reference` in SQL."""
    return literal(REFERENCE) + cast(version.id, String)
