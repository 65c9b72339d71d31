"""Gives numbered certificates their files and issues them."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from certificates.issuing.models import Certificate
from certificates.issuing.papers import template_version
from certificates.issuing.rules import CertificateState
from certificates.issuing.succession import succeed
from foundation import clock, files
from foundation.database import session
from foundation.files import NewFile
from foundation.lifecycle import advance_all
from people.accounts.models import Account


def issue_certificates(papers: Mapping[int, NewFile], *, by: Account) -> None:
    """Seal numbered certificates with their files, which are in the store already, and issue them.

    Nothing happens to those that are past that already: two workers with the same certificates do no harm.
    """
    numbered = (Certificate.id.in_(papers), Certificate.state == CertificateState.NUMBERED)
    query = select(Certificate).where(*numbered).order_by(Certificate.id).options(joinedload(Certificate.organisation))
    held = query.with_for_update(of=Certificate).execution_options(populate_existing=True)
    certificates = session.scalars(held).all()
    stored = files.register_all([papers[one.id] for one in certificates], by_id=by.id)
    for certificate, file in zip(certificates, stored, strict=True):
        certificate.file = file
        certificate.template_version = template_version(certificate.kind)
        certificate.issued_at = certificate.state_at = clock.now()
        certificate.issued_by = by.id
    advance_all(certificates, "seal_certificate", by=by)
    advance_all(certificates, "issue_certificate", by=by)
    succeed(certificates, by=by)


def new_file(certificate: Certificate, paper: bytes) -> NewFile:
    """A certificate's paper as it goes into the store."""
    return NewFile(paper, certificate.file_name, "application/pdf")
