"""From numbered grants to certificates: a batch of the kind `skill_level`, with the numbers of the grants."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.batches.operations import note_node
from assessments.batches.queries import nodes_done
from assessments.batches.rules import Node
from assessments.certification.operations import held_grants
from assessments.certification.photos import application_of, fault_of_photo, photo_of
from assessments.certification.queries import open_grants_of_batch
from assessments.grants.models import Grant
from assessments.grants.rules import GRANT_STATE_TITLES, GrantState
from certificates.designs.queries import design_for
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds.skill_level import Facts
from foundation.database import session
from foundation.errors import Refused
from foundation.lifecycle import advance_all
from people.accounts.models import Account
from people.persons.occupations import occupation_title
from people.persons.operations import award_skill_level
from people.persons.rules import DOCUMENT_TITLES, LEVEL_TITLES

KIND = "skill_level"


def certify_grants(grants: Sequence[Grant], title: str, *, address: str, by: Account) -> CertificateBatch:
    """Have the certificates of numbered grants of one body made by a job; each holder's level is written down at once.

    `address` is what their QR codes begin with. Raises `Refused`, making none, naming whoever has no number or photo.
    """
    held = held_grants(grants, by)
    if reasons := list(_reasons_against(held)):
        raise Refused("这一批没有制证，请先处理下面的问题。", reasons=reasons)
    body = held[0].body
    version = design_for(KIND, body.organisation)
    batch = ask_for_batch(
        KIND,
        title,
        f"grants:{held[0].id}",
        [_request(grant) for grant in held],
        numbers=[grant.number or "" for grant in held],
        organisation=body.organisation,
        address=address,
        by=by,
        design=version,
    )
    query = select(Certificate.source, Certificate.id).where(Certificate.batch_id == batch.id)
    made = {row.source: row.id for row in session.execute(query)}
    for grant in held:
        grant.certificate_id = made[_source(grant)]
    advance_all(held, "certify_grant", by=by)
    for grant in held:
        assert grant.number and grant.face_date  # as a CHECK of the table says of every numbered grant
        award_skill_level(grant.person, grant.occupation_code, grant.level, grant.number, grant.face_date, by=by)
    for plan in {grant.batch for grant in held if grant.batch}:
        note_certified(plan, by=by)
    return batch


def note_certified(plan: Batch, *, by: Account) -> None:
    """Note the node CERTIFICATES once the notice is over and nobody of the plan waits for a number or a certificate."""
    if Node.NOTICE in nodes_done(plan) and not open_grants_of_batch(plan):
        note_node(plan, Node.CERTIFICATES, by=by)


def _reasons_against(grants: Sequence[Grant]) -> Iterator[str]:
    for grant in grants:
        if grant.state is not GrantState.NUMBERED:
            yield f"{grant.person.name}：目前是“{GRANT_STATE_TITLES[grant.state]}”，不能制证，请刷新页面查看。"
        if fault := fault_of_photo(grant):
            where = "人员页面" if application_of(grant) is None else "申报页面"
            yield f"{grant.person.name}：{fault}请在{where}补传照片。"
    if len({grant.body_id for grant in grants}) > 1:
        yield "这一批里有几个评价机构的人，请按机构分批制证。"


def _request(grant: Grant) -> CertificateRequest:
    person = grant.person
    assert grant.face_date
    facts = Facts(
        holder=person.name,
        identity_number=person.document_number,
        document_type=DOCUMENT_TITLES[person.document_kind],
        occupation=occupation_title(grant.occupation_code),
        trade=grant.trade,
        level=LEVEL_TITLES[grant.level],
        issuers=(grant.body.title,),
        issued_on=grant.face_date,
        number="",
        verify_url="",
    )
    unit = grant.employer or person.employer or grant.body.organisation
    return CertificateRequest(_source(grant), person, person.name, unit, facts, photo_of(grant))


def _source(grant: Grant) -> str:
    return f"grant:{grant.id}"
