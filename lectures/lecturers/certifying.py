"""The certificates of appointment (讲师证书): one for each term, made by a job."""

from collections.abc import Sequence

from certificates.designs.queries import design_for
from certificates.issuing.models import CertificateBatch
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import lecture
from foundation.errors import NotAllowed, Refused
from lectures.lecturers.models_terms import LecturerTerm
from lectures.lecturers.queries_terms import source_of, terms_without_papers
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation

SERIES = "XJS"


def certify_lecturers(pool: Organisation, programme: str, *, address: str, by: Account) -> CertificateBatch:
    """Have the certificate of every term in a pool that has none made by a job, once each.

    `programme` is what the paper calls the lectures, `address` what the QR codes begin with.
    """
    if not by.may_at(Permission.LECTURE_RUN, pool.path):
        raise NotAllowed
    terms = terms_without_papers(pool)
    if not terms:
        raise Refused("在聘讲师的聘期都已制作证书，不重复制作。")
    return ask_for_batch(
        "lecture",
        f"{pool.name}讲师证书（{len(terms)} 人）",
        f"lecturer-terms:{pool.id}:{terms[0].id}",
        _requests(terms, programme.strip()),
        series=SERIES,
        organisation=pool,
        address=address,
        by=by,
        design=design_for("lecture", pool),
    )


def _requests(terms: Sequence[LecturerTerm], programme: str) -> list[CertificateRequest]:
    return [_request(one, programme) for one in terms]


def _request(term: LecturerTerm, programme: str) -> CertificateRequest:
    lecturer = term.lecturer
    person, pool = lecturer.person, lecturer.organisation
    facts = lecture.Facts(
        holder=person.name,
        organisation=person.employer.name if person.employer else "",
        programme=programme,
        months=term.months,
        issuers=(pool.name,),
        issued_on=term.begins,
        number="",
        verify_url="",
    )
    return CertificateRequest(source_of(term), person, person.name, person.employer or pool, facts)
