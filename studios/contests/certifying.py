"""Certificates of awards: kind `project_grade`, one for each final award; a later result certifies only what is new."""

from sqlalchemy import select

from certificates.designs.queries import design_for
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds.project_grade import Facts
from foundation import clock
from foundation.database import lock, session
from people.accounts.models import Account
from studios.contests.models_results import Award, ContestResult
from studios.contests.rules_results import AwardState

KIND = "project_grade"


def certify_awards(result: ContestResult, *, address: str, by: Account) -> CertificateBatch:
    """Have the certificates of the final awards made by a job. `address` is what their QR codes begin with.

    Called again for awards that become final later. Raises `Refused` where every final award has its certificate.
    """
    lock(result)
    contest, requests = result.contest, certificate_requests(result)
    first = requests[0].source if requests else ""
    return ask_for_batch(
        KIND,
        f"{contest.title}（第 {result.version} 次结果）",
        f"contest-result:{result.id}:{first}",  # what an objection held is certified later, in a batch of its own
        requests,
        organisation=contest.organisation,
        address=address,
        by=by,
        series=f"XM{contest.id:04d}",
        design=design_for(KIND, contest.organisation),
    )


def certificate_requests(result: ContestResult) -> list[CertificateRequest]:
    """What to ask for: the awards that are final and have no certificate, from this result or an earlier one."""
    final = [award for award in result.awards if award.state is AwardState.FINAL]
    sources = {_source(award): award for award in final}
    query = select(Certificate.source).where(Certificate.source.in_(sources))
    held = set(session.scalars(query))
    return [_request(award, source) for source, award in sources.items() if source not in held]


def _request(award: Award, source: str) -> CertificateRequest:
    submission, contest = award.submission, award.result.contest
    holders = tuple(author.name for author in submission.authors) or (submission.organisation.name,)
    facts = Facts(
        holders=holders,
        organisation=submission.organisation.name,
        project=submission.title,
        programme=contest.title,
        category=submission.contest_class.title if submission.contest_class else "",
        grade=award.grade.title,
        issuers=(contest.organisation.name,),
        issued_on=clock.today(),
        number="",
        verify_url="",
    )
    return CertificateRequest(source, None, "、".join(holders), submission.organisation, facts)


def _source(award: Award) -> str:
    """An award keeps its certificate through a correction that gives it again."""
    return f"contest-award:{award.submission_id}:{award.grade_id}"
