"""Batches of award certificates for tests: asked for as a route does it, printed only where a test says so."""

from datetime import date
from typing import Any

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.issuing.sealing import issue_certificates, new_file
from certificates.kinds.award import Facts
from foundation import files
from foundation.database import session, transaction
from foundation.job_chunks import run_to_end
from foundation.jobs import Job
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from tests.factories.numbers import Numbers

ADDRESS = "https://jiangxin.example"
PDF = b"%PDF-1.7\n% as good as a real one where no test looks inside\n"
_sources = Numbers()


def request_for(person: Person, organisation: Organisation | None = None, **facts: Any) -> CertificateRequest:
    """A request for `person`'s first prize, in a unit of theirs unless told."""
    unit = organisation or person.employer
    assert unit is not None
    usual: dict[str, Any] = {
        "competition": "渝永江融合发展示范区首届职工职业技能竞赛",
        "event": "焊工",
        "holders": (person.name,),
        "organisation": unit.name,
        "award": "一等奖",
        "issuers": ("示例区总工会",),
        "issued_on": date(2026, 11, 20),
        "number": "",
        "verify_url": "",
    }
    return CertificateRequest(
        source=f"placing:{next(_sources)}",
        holder=person,
        holder_name=person.name,
        organisation=unit,
        facts=Facts(**(usual | facts)),
    )


def batch(by: Account, *people: Person, title: str = "首届技能竞赛获奖证书", series: str = "YYJ") -> CertificateBatch:
    """A batch of numbered certificates for `people`, asked for in the organisation of `by`."""
    with transaction():
        return ask_for_batch(
            "award",
            title,
            f"result-version:{next(_sources)}",
            [request_for(person) for person in people],
            series=series,
            organisation=by.organisation,
            address=ADDRESS,
            by=by,
        )


def issued(certificate: Certificate) -> Certificate:
    """The certificate with a file of its own, issued, without the time that real printing takes."""
    with transaction():
        paper = new_file(certificate, PDF + certificate.number.encode())
        files.write_all([paper])
        issue_certificates({certificate.id: paper}, by=session.get_one(Account, certificate.batch.asked_by))
    return certificate


def work_through(batch: CertificateBatch) -> Job:
    """The batch's job done to its end, with real printing."""
    assert batch.job is not None
    run_to_end(batch.job.id)
    return batch.job


def certificates_of(batch: CertificateBatch) -> list[Certificate]:
    """A batch's certificates in the order of their numbers."""
    return sorted(session.query(Certificate).filter_by(batch_id=batch.id), key=lambda one: one.number)
