"""补发、更正、续期: a further version under the same number, printed by a job as a batch of one.

The version before it stays valid until the new one is issued (certificates/issuing/succession.py).
"""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from certificates.designs.rules import wording_of
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.numbering import status_places
from certificates.issuing.papers import settings_of
from certificates.issuing.preflight import preflight
from certificates.issuing.printing_job import PRINT_CERTIFICATES
from certificates.issuing.requests import CertificateRequest
from certificates.issuing.rules import REISSUE, REISSUE_TITLES, CertificateState, ReissueReason
from certificates.kinds import CertificateFacts, all_kinds, expires_on, facts_from_json, facts_to_json
from certificates.kinds.fields import fact_fields
from certificates.validity.facts import fact_changes, with_facts
from certificates.validity.operations import held_versions
from certificates.validity.queries import pending_reissue
from certificates.validity.rules import new_term, reasons_against_reissuing, renamed
from foundation import audit, clock
from foundation.database import session
from foundation.errors import Refused
from foundation.jobs import enqueue
from foundation.lifecycle import advance
from foundation.secrets import new_token
from people.accounts.models import Account


def reissue_certificate(
    certificate: Certificate, facts: CertificateFacts, *, reason: ReissueReason, note: str, address: str, by: Account
) -> Certificate:
    """Have a further version made that says `facts`; `note` says why in words. Number and look stay the same.

    `address` is what QR codes begin with. Raises `Refused`, with all reasons, if this cannot be done or not be printed,
    or if somebody else was quicker.
    """
    held_versions(certificate)
    refuse_reissue(certificate, facts, reason)
    version = (
        1
        + session.execute(
            select(func.max(Certificate.version)).where(Certificate.number == certificate.number)
        ).scalar_one()
    )
    batch = _batch_of_one(certificate, reason, version, by)
    made = _further_version(certificate, batch, version, facts, address)
    made.valid_until = _holds_until(certificate, facts, reason)
    made.reissue_reason, made.reissue_note = reason, note.strip()
    session.add(made)
    changes = fact_changes(made.kind, facts_of(certificate), facts)
    told = f"{REISSUE_TITLES[reason]}：{made.reissue_note}"
    audited = {change.field.title: change.audited for change in changes}
    audit.record("reissue_certificate", made, by=by, reason=told, changes=audited)
    batch.job = enqueue(PRINT_CERTIFICATES, title=f"制作证书：{batch.title}", subject_id=batch.id, by=by)
    return made


def cancel_reissue(certificate: Certificate, *, reason: str, by: Account) -> None:
    """Drop a further version that was not issued. What was valid stays valid."""
    held_versions(certificate)
    if certificate.reissue_reason is None:
        raise Refused("这是证书的第一版，不是补发或更正，不能取消。请用“撤销证书”。")
    advance(certificate, "cancel_reissue", by=by, reason=reason)
    certificate.state_reason, certificate.state_at = reason.strip(), clock.now()


def refuse_reissue(certificate: Certificate, facts: CertificateFacts, reason: ReissueReason) -> None:
    """Raises `Refused`, with everything that stands against a further version; does nothing if nothing does."""
    reasons = reasons_against_reissuing(
        valid=certificate.state is CertificateState.ISSUED,
        pending=pending_reissue(certificate) is not None,
        reason=reason,
        changed=bool(fact_changes(certificate.kind, facts_of(certificate), facts)),
        until=certificate.valid_until,
        new_until=_holds_until(certificate, facts, reason),
    )
    if not reasons:
        request = CertificateRequest(
            source=f"{REISSUE}{certificate.id}",
            holder=certificate.holder,
            holder_name=renamed(certificate.holder_name, facts_of(certificate), facts),
            organisation=certificate.organisation,
            facts=facts,
            photo=certificate.photo,
        )
        problems = preflight(certificate.kind, [request], design=certificate.design_version)
        reasons = [str(problem) for problem in problems]
    if reasons:
        raise Refused(reasons[0], reasons=reasons)


def renewed_facts(certificate: Certificate) -> CertificateFacts:
    """What a renewal says unless the officer writes otherwise: issued today, and a term that follows the old one.

    A kind that works its last day out from the day of issue has no term to be written.
    """
    facts = facts_of(certificate)
    begins, ends = new_term(certificate.valid_until, all_kinds()[certificate.kind].VALID_MONTHS or 0, clock.today())
    given = {"issued_on": clock.today(), "starts_on": begins, "valid_until": ends}
    stated = "valid_until" in {field.name for field in fact_fields(certificate.kind)}
    return with_facts(facts, {name: day for name, day in given.items() if name == "issued_on" or stated})


def facts_of(certificate: Certificate) -> CertificateFacts:
    """What this version says."""
    return facts_from_json(certificate.kind, certificate.facts)


def _batch_of_one(certificate: Certificate, reason: ReissueReason, version: int, by: Account) -> CertificateBatch:
    batch = CertificateBatch(
        kind=certificate.kind,
        title=f"{REISSUE_TITLES[reason]} {certificate.number} 第 {version} 版",
        source=f"{REISSUE}{certificate.id}:{version}",
        organisation_id=certificate.batch.organisation_id,
        design_version_id=certificate.design_version_id,
        asked_by=by.id,
    )
    try:
        with session.begin_nested():
            session.add(batch)
    except IntegrityError as error:
        raise Refused("这张证书的新版刚才已经有人申请过了，没有重复制作。") from error
    return batch


def _further_version(
    certificate: Certificate, batch: CertificateBatch, version: int, facts: CertificateFacts, address: str
) -> Certificate:
    token = new_token()
    facts = with_facts(facts, {"number": certificate.number, "verify_url": f"{address}/v/{token}"})
    ((status_list, status_index),) = status_places(1)
    return Certificate(
        kind=certificate.kind,
        number=certificate.number,
        version=version,
        token=token,
        source=certificate.source,
        batch_id=batch.id,
        holder_id=certificate.holder_id,
        holder_name=renamed(certificate.holder_name, facts_of(certificate), facts),
        organisation_id=certificate.organisation_id,
        facts=facts_to_json(facts),
        wording=wording_of(certificate.kind, settings_of(certificate.kind, certificate.design_version), facts),
        design_version_id=certificate.design_version_id,
        photo_id=certificate.photo_id,
        status_list=status_list,
        status_index=status_index,
    )


def _holds_until(certificate: Certificate, facts: CertificateFacts, reason: ReissueReason) -> date | None:
    """A further paper holds as long as the one before, or as its text says; a renewed one for a new term."""
    if getattr(facts, "valid_until", None):
        return expires_on(certificate.kind, facts)
    months = all_kinds()[certificate.kind].VALID_MONTHS
    if reason is ReissueReason.RENEWED and months:
        return new_term(certificate.valid_until, months, clock.today())[1]
    return certificate.valid_until
