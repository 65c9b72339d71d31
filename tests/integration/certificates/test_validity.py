"""What becomes of one certificate: a further version, suspended, restored, revoked, run out; its holder is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState, ReissueReason
from certificates.validity import operations
from certificates.validity.display import message_text
from certificates.validity.facts import with_facts
from certificates.validity.operations_reissuing import cancel_reissue, facts_of, reissue_certificate
from certificates.validity.queries import messages_of, public_versions_of, unread_messages_of, versions_of
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from tests.factories import certificates as factory

WITHOUT_GLYPH = "\U0002ebf0"


@pytest.fixture
def paper(app: Flask, union) -> Certificate:
    """The welder's certificate, issued."""
    return factory.issued(factory.certificates_of(factory.batch(union.officer, union.welder))[0])


def reissued(certificate: Certificate, by: Account, reason=ReissueReason.LOST, **facts: object) -> Certificate:
    """A further version, asked for."""
    with transaction():
        said = with_facts(facts_of(certificate), facts)
        return reissue_certificate(certificate, said, reason=reason, note="说明", address=factory.ADDRESS, by=by)


def states(certificate: Certificate) -> list[tuple[int, str]]:
    return [(one.version, one.state.value) for one in versions_of(certificate)]


def told(account: Account) -> list[str]:
    return [message_text(message) for message in session.scalars(messages_of(account))]


def test_reissue_certificate_leaves_the_old_one_valid_until_the_new_one_is_issued(union, paper):
    made = reissued(paper, union.officer, ReissueReason.CORRECTED, holders=("张示列",))
    assert states(paper) == [(2, "numbered"), (1, "issued")]
    assert public_versions_of(paper) == [paper]
    factory.work_through(made.batch)
    assert states(paper) == [(2, "issued"), (1, "superseded")]
    assert (made.number, made.holder_name, made.holder_id) == (paper.number, "张示列", union.welder.id)
    assert made.token != paper.token and made.facts["verify_url"] == f"{factory.ADDRESS}/v/{made.token}"
    assert (made.status_list, made.status_index) != (paper.status_list, paper.status_index)
    assert made.file.read() != paper.file.read() and paper.state_reason == "更正内容，由第 2 版代替"
    assert "张示列" in str(made.wording)
    assert told(union.welder_account) == [
        "您的获奖证书（编号 YYJ-2026-000001）第 2 版已发出，旧版同时失效，请改用新版。",
        "您的获奖证书（编号 YYJ-2026-000001）已制作完成，可以下载。",
    ]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reissue_certificate")).one()
    assert (entry.subject_id, entry.changes) == (made.id, {"持证人": ["张示例", "张示列"]})


def test_reissue_certificate_whose_printing_fails_leaves_the_old_one_valid_and_can_be_cancelled(union, paper):
    made = reissued(paper, union.officer)
    with transaction():  # as if a font had lost a character since it was asked for
        made.wording = made.wording | {"body": [["text", WITHOUT_GLYPH]]}
    job = factory.work_through(made.batch)
    assert [failure.item_id for failure in job.failures] == [made.id]
    assert states(paper) == [(2, "numbered"), (1, "issued")]
    with pytest.raises(Refused, match="正在制作"):
        reissued(paper, union.officer)
    with transaction():
        cancel_reissue(made, reason="缺字", by=union.officer)
    again = factory.issued(reissued(paper, union.officer))
    assert states(paper) == [(3, "issued"), (2, "cancelled"), (1, "superseded")]
    assert [one.version for one in public_versions_of(again)] == [3, 1]


def test_reissue_certificate_refuses_what_cannot_be_printed_or_is_no_correction(union, paper):
    with pytest.raises(Refused, match="2EBF0"):
        reissued(paper, union.officer, ReissueReason.CORRECTED, holders=(f"张{WITHOUT_GLYPH}",))
    with pytest.raises(Refused, match="没有改动任何内容"):
        reissued(paper, union.officer, ReissueReason.CORRECTED)
    with pytest.raises(Refused, match="不能改动"):
        reissued(paper, union.officer, ReissueReason.LOST, award="特等奖")
    with pytest.raises(Refused, match="长期有效"):
        reissued(paper, union.officer, ReissueReason.RENEWED)
    with pytest.raises(Refused, match="第一版"), transaction():
        cancel_reissue(paper, reason="误操作", by=union.officer)
    assert states(paper) == [(1, "issued")]


def test_reissue_certificate_by_two_officers_at_once_makes_one(app: Flask, union, paper):
    certificate, officer = paper.id, union.officer.id

    def press(_turn: int) -> bool:
        with app.app_context():
            try:
                reissued(session.get_one(Certificate, certificate), session.get_one(Account, officer))
            except Refused:
                return False
            return True

    session.rollback()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [False, True]
    assert states(paper) == [(2, "numbered"), (1, "issued")]


def test_suspend_certificate_cancels_what_is_being_made_and_restore_brings_it_back(union, paper):
    made = reissued(paper, union.officer)
    with transaction():
        operations.suspend_certificate(paper, reason="核查中", by=union.officer)
    assert states(paper) == [(2, "cancelled"), (1, "suspended")]
    assert factory.issued(made).state is CertificateState.CANCELLED
    with pytest.raises(Refused, match="只有已发出的"):
        reissued(paper, union.officer)
    with transaction():
        operations.restore_certificate(paper, reason="核查无误", by=union.officer)
    assert (paper.state, paper.state_reason) == (CertificateState.ISSUED, "核查无误")
    assert [text.rpartition("）")[2] for text in told(union.welder_account)] == [
        "已恢复使用，继续有效。",
        "被暂停使用，恢复之前不能作为凭证。",
        "已制作完成，可以下载。",
    ]


def test_revoke_certificate_takes_every_version_and_the_number_is_never_used_again(union, paper):
    made = reissued(paper, union.officer)
    with transaction():
        operations.revoke_certificate(paper, reason="获奖资格被取消", by=union.officer)
    assert states(paper) == [(2, "revoked"), (1, "revoked")]
    assert factory.issued(made).state is CertificateState.REVOKED
    with pytest.raises(Refused, match="已撤销的不能再发"):
        reissued(paper, union.officer)
    (other,) = factory.certificates_of(factory.batch(union.officer, union.miller))
    assert other.number == "YYJ-2026-000002"
    assert "已被发证单位撤销" in told(union.welder_account)[0]


def test_read_certificate_messages_is_the_holders_own(union, paper):
    assert len(unread_messages_of(union.welder_account)) == 1
    with transaction():
        operations.read_certificate_messages(union.miller_account)
    assert len(unread_messages_of(union.welder_account)) == 1
    with transaction():
        operations.read_certificate_messages(union.welder_account)
    assert unread_messages_of(union.welder_account) == []
    assert unread_messages_of(union.officer) == []
