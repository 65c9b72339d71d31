"""Certificates of graded achievements: kind `project_grade`, one for each final grade; the first finisher holds it."""

from sqlalchemy import select

from certificates.designs.queries import design_for
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds.project_grade import Facts
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import Selection
from studios.proposals.queries_achievements import in_order
from studios.proposals.rules_achievements import ACHIEVEMENT_KIND_TITLES, WON

KIND = "project_grade"


def certify_achievements(selection: Selection, *, address: str, by: Account) -> CertificateBatch:
    """Have the certificates of the final grades that have none made by a job; `address` begins their QR codes.

    Raises `Refused` where every one has its certificate.
    """
    if not by.may_at(Permission.CERTIFICATE_ISSUE, selection.organisation_path):
        raise NotAllowed
    lock(selection)
    waiting = uncertified(selection)
    if not waiting:
        raise Refused("没有等待制证的成果：等级生效以后才能制证，已经制过的不重复。")
    batch = ask_for_batch(
        KIND,
        selection.title,
        f"achievements:{waiting[0].id}:{waiting[0].notice_id}",
        [_request(one) for one in waiting],
        organisation=selection.organisation,
        address=address,
        by=by,
        series=f"WX{selection.id:04d}",
        design=design_for(KIND, selection.organisation),
    )
    made = session.execute(select(Certificate.source, Certificate.id).where(Certificate.batch_id == batch.id))
    by_source = {row.source: row.id for row in made}
    for one in waiting:
        one.certificate_id = by_source[_source(one)]
    audit.record_all("certify_achievement", waiting, by=by)
    return batch


def uncertified(selection: Selection) -> list[Achievement]:
    """The final grades without a certificate."""
    return [one for one in in_order(selection, *WON) if one.certificate_id is None]


def _request(achievement: Achievement) -> CertificateRequest:
    holders = tuple(author.name for author in achievement.authors)
    facts = Facts(
        holders=holders,
        organisation=achievement.organisation.name,
        project=achievement.title,
        programme=achievement.selection.title,
        category=ACHIEVEMENT_KIND_TITLES[achievement.kind],
        grade=achievement.grade,
        issuers=(achievement.selection.organisation.name,),
        issued_on=clock.today(),
        number="",
        verify_url="",
    )
    first = achievement.authors[0].person
    return CertificateRequest(_source(achievement), first, "、".join(holders), achievement.organisation, facts)


def _source(achievement: Achievement) -> str:
    """One certificate for each time that a grade was put up: who is graded anew gets another."""
    return f"achievement:{achievement.id}:{achievement.notice_id}"
