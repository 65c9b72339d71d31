"""批量撤销: one proposes, another confirms, the database insists; every number, in whichever version it is by now."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.rules import CertificateState, ReissueReason
from certificates.validity.models import Revocation
from certificates.validity.operations import suspend_certificate
from certificates.validity.operations_reissuing import facts_of, reissue_certificate
from certificates.validity.operations_revocations import (
    confirm_revocation,
    propose_revocation,
    withdraw_revocation,
)
from certificates.validity.queries import revocations_to_confirm, revocations_visible_to, unread_messages_of
from certificates.validity.rules import RevocationState
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import certificates as factory
from tests.factories import people

REASON = "赛题泄露，全部成绩无效"


@pytest.fixture
def batch(app: Flask, union) -> CertificateBatch:
    """The welder's and the miller's certificates: issued, issued; a third one not printed yet."""
    third = people.person("王示例", union.works)
    batch = factory.batch(union.officer, union.welder, union.miller, third)
    for certificate in factory.certificates_of(batch)[:2]:
        factory.issued(certificate)
    return batch


@pytest.fixture
def second(union) -> Account:
    """Another officer of the federation."""
    return people.account(Role.DISTRICT_OFFICER, union.district)


def proposed(batch: CertificateBatch, by: Account) -> Revocation:
    chosen = select(Certificate).where(Certificate.batch_id == batch.id)
    with transaction():
        return propose_revocation(chosen, title=f"批次“{batch.title}”", reason=REASON, by=by)


def states(batch: CertificateBatch) -> list[str]:
    return [one.state.value for one in factory.certificates_of(batch)]


def test_confirm_revocation_revokes_all_at_once_and_tells_the_holders(union, batch, second):
    proposal = proposed(batch, union.officer)
    assert (proposal.count, proposal.organisation_path) == (3, union.district.path)
    assert states(batch) == ["issued", "issued", "numbered"]
    with pytest.raises(Refused, match="须由另一人确认"), transaction():
        confirm_revocation(proposal, seen=3, by=union.officer)
    assert session.scalars(revocations_to_confirm(union.officer)).all() == []
    assert session.scalars(revocations_to_confirm(second)).all() == [proposal]
    with transaction():
        assert confirm_revocation(proposal, seen=3, by=second) == 3
    assert states(batch) == ["revoked"] * 3
    assert {one.state_reason for one in factory.certificates_of(batch)} == {REASON}
    assert (proposal.state, proposal.revoked, proposal.decided_by) == (RevocationState.CONFIRMED, 3, second)
    assert [one.kind.value for one in unread_messages_of(union.welder_account)] == ["revoked", "issued"]
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "revoke_certificate").order_by(AuditEntry.subject_id)
    )
    assert [(one.subject_label, one.actor_id, one.reason, one.changes, one.organisation_path) for one in entries] == [
        ("YYJ-2026-000001 张示例", second.id, REASON, {"state": ["issued", "revoked"]}, union.works.path),
        ("YYJ-2026-000002 李示例", second.id, REASON, {"state": ["issued", "revoked"]}, union.mill.path),
        ("YYJ-2026-000003 王示例", second.id, REASON, {"state": ["numbered", "revoked"]}, union.works.path),
    ]
    factory.work_through(batch)
    assert states(batch) == ["revoked"] * 3


def test_confirm_revocation_takes_what_was_reissued_or_suspended_meanwhile(union, batch, second):
    proposal = proposed(batch, union.officer)
    welder, miller, third = factory.certificates_of(batch)
    with transaction():
        made = reissue_certificate(
            welder, facts_of(welder), reason=ReissueReason.LOST, note="遗失", address=factory.ADDRESS, by=union.officer
        )
    factory.issued(made)
    with transaction():
        suspend_certificate(miller, reason="核查", by=union.officer)
    with transaction():
        confirm_revocation(proposal, seen=3, by=second)
    assert [one.state.value for one in (welder, made, miller, third)] == ["superseded", "revoked", "revoked", "revoked"]


def test_confirm_revocation_refuses_another_number_than_was_seen_and_a_late_one(union, batch, second, clock):
    clock("2026-11-21 09:00")
    proposal = proposed(batch, union.officer)
    with pytest.raises(Refused, match="您看到的是 2 张，现在是 3 张"), transaction():
        confirm_revocation(proposal, seen=2, by=second)
    clock("2026-12-05 09:00")
    with pytest.raises(Refused, match="已过期"), transaction():
        confirm_revocation(proposal, seen=3, by=second)
    assert session.scalars(revocations_to_confirm(second)).all() == []
    with transaction():
        withdraw_revocation(proposal, by=second)
    assert (states(batch), proposal.state) == (["issued", "issued", "numbered"], RevocationState.WITHDRAWN)
    with pytest.raises(Refused), transaction():
        withdraw_revocation(proposal, by=second)


def test_the_database_itself_refuses_one_person_for_both(union, batch):
    proposal = proposed(batch, union.officer)
    alone = {"state": "confirmed", "decided_by_id": union.officer.id, "revoked": 3}
    with pytest.raises(IntegrityError, match="confirmed_by_another"):
        session.execute(update(Revocation).where(Revocation.id == proposal.id).values(**alone))
    session.rollback()


def test_propose_revocation_is_for_those_who_issued_the_certificates(union, batch, second):
    below = people.account(Role.DISTRICT_OFFICER, union.works)
    with pytest.raises(Refused, match="没有您可以撤销的"):
        proposed(batch, below)
    proposal = proposed(batch, union.officer)
    assert session.scalars(revocations_visible_to(below)).all() == []
    with pytest.raises(NotAllowed), transaction():
        confirm_revocation(proposal, seen=3, by=below)
    with transaction():
        confirm_revocation(proposal, seen=3, by=second)
    with pytest.raises(Refused, match="没有您可以撤销的"):
        proposed(batch, union.officer)


def test_revocation_pages_from_the_list_to_the_home_page_of_the_second_person(union, batch, second, signed_in):
    first, other = signed_in(union.officer), signed_in(second)
    assert first.get("/certificate-revocations/new").status_code == 409
    page = first.get(f"/certificate-revocations/new?batch={batch.id}&state=issued").text
    assert ">2</span> 张证书将被撤销" in page and "示例机械有限公司工会：1 张" in page
    address = f"/certificate-revocations/new?batch={batch.id}"
    assert first.post(address, data={"reason": " "}).status_code == 422
    answer = first.post(address, data={"reason": REASON, "submission_key": "a"})
    assert answer.status_code == 302
    assert "须由另一位有撤销权限的人确认" in first.get(answer.location).text
    assert "份批量撤销等您确认" in other.get("/").text and "份批量撤销等您确认" not in first.get("/").text
    assert "确认撤销 3 张" in other.get(answer.location).text
    assert first.post(f"{answer.location}/confirm", data={"seen": "3"}).status_code == 409
    assert other.post(f"{answer.location}/confirm", data={"seen": "3"}).status_code == 302
    assert states(batch) == ["revoked"] * 3
    assert "已撤销" in other.get("/certificate-revocations").text
    assert signed_in(union.works_officer).get("/certificate-revocations").status_code == 403
    assert signed_in(people.account(Role.DISTRICT_OFFICER, union.works)).get(answer.location).status_code == 404


def test_list_revocations_asks_as_often_for_thirty_as_for_three(union, batch, second, signed_in, query_count):
    visitor = signed_in(second)
    for _ in range(3):
        proposed(batch, union.officer)
    with query_count() as few:
        visitor.get("/certificate-revocations")
    for _ in range(27):
        proposed(batch, union.officer)
    with query_count() as many:
        assert visitor.get("/certificate-revocations").text.count("3</td>") == 30
    assert len(many) == len(few)
    assert session.scalar(select(func.count()).select_from(Certificate)) == 3
    assert CertificateState.REVOKED.value not in states(batch)
