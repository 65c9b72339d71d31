"""Holders show their certificates by links that they can take back, and fetch them with one-time slips."""

import re
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from certificates.holdings import operations
from certificates.holdings.models import ClaimSlip, ShareLink
from certificates.holdings.rules import SHARES_ALLOWED, SLIPS_AT_ONCE
from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState
from certificates.printing.papers import print_document
from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.secrets import token_hash
from people.accounts.rules_signing_in import printed_slip_code
from tests.factories import certificates as factory
from tests.integration.certificates.conftest import Union


@pytest.fixture
def paper(app: Flask, union: Union) -> Certificate:
    """The welder's certificate, issued."""
    (certificate,) = factory.certificates_of(factory.batch(union.officer, union.welder))
    return factory.issued(certificate)


def share(paper: Certificate, union: Union, days: int = 30) -> ShareLink:
    with transaction():
        return operations.share_certificate(paper, days=days, label="求职", by=union.welder_account)


def slip_code(paper: Certificate, union: Union) -> str:
    with transaction():
        ((_, code),) = operations.print_claim_slips([paper], by=union.works_officer)
    return code


def test_share_certificate_opens_it_for_everybody_until_it_is_withdrawn(
    union: Union, paper: Certificate, signed_in, client: FlaskClient
):
    holder = signed_in(union.welder_account)
    page = holder.post(f"/my/certificates/{paper.id}/share", data={"days": "7", "label": "求职"}, follow_redirects=True)
    address = re.search(r"/s/([\w-]{22})<", page.text)
    assert address, page.text
    link = session.scalars(select(ShareLink)).one()
    stored = session.execute(text("SELECT token, token_hash FROM share_links")).one()
    assert (stored.token_hash, address[1] in stored.token) == (token_hash(address[1]), False)
    assert link.expires_at - link.made_at == timedelta(days=7)

    seen = client.get(f"/s/{address[1]}")
    assert (seen.status_code, "张示例" in seen.text, "有效" in seen.text) == (200, True, True)
    file = client.get(f"/s/{address[1]}/file")
    assert (file.status_code, file.data) == (200, factory.PDF + paper.number.encode())
    assert "打开过 1 次" in holder.get(f"/my/certificates/{paper.id}/share").text

    holder.post(f"/my/share-links/{link.id}/withdraw")
    closed = client.get(f"/s/{address[1]}")
    assert (closed.status_code, "链接打不开了" in closed.text, "张示例" in closed.text) == (404, True, False)
    assert client.get(f"/s/{address[1]}/file").status_code == 404
    logged = select(AuditEntry.action).where(AuditEntry.subject_kind == "share_links").order_by(AuditEntry.id)
    assert list(session.scalars(logged)) == ["share_certificate", "withdraw_link"]


def test_share_certificate_is_only_for_ones_own(union: Union, paper: Certificate, signed_in):
    stranger = signed_in(union.miller_account)
    assert stranger.get(f"/my/certificates/{paper.id}/share").status_code == 404
    link = share(paper, union)
    assert stranger.post(f"/my/share-links/{link.id}/withdraw").status_code == 404


def test_share_link_ends_by_itself_and_shows_no_file_of_a_revoked_certificate(
    union: Union, paper: Certificate, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    link = share(paper, union, days=7)
    with transaction():
        paper.state, paper.state_reason = CertificateState.REVOKED, "成绩更正"
    page = client.get(f"/s/{link.token}")
    assert ("已撤销" in page.text, "成绩更正" in page.text) == (True, True)
    assert client.get(f"/s/{link.token}/file").status_code == 404
    later = clock.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(f"/s/{link.token}").status_code == 404


def test_share_certificate_refuses_an_invalid_one_and_too_many(union: Union, paper: Certificate):
    for _ in range(SHARES_ALLOWED):
        share(paper, union)
    with pytest.raises(Refused, match=f"已有 {SHARES_ALLOWED} 个"):
        share(paper, union)
    with transaction():
        paper.state = CertificateState.SUSPENDED
    with pytest.raises(Refused, match="目前无效"):
        share(paper, union)


def test_list_my_certificates_says_how_many_links_are_open(union: Union, paper: Certificate, signed_in, query_count):
    holder = signed_in(union.welder_account)
    with query_count() as without:
        holder.get("/my/certificates")
    for _ in range(3):
        share(paper, union)
    with query_count() as with_links:
        page = holder.get("/my/certificates")
    assert "3 个链接有效" in page.text
    assert len(with_links) == len(without)


def test_print_claim_slips_are_for_the_unit_and_say_their_code_once(union: Union, paper: Certificate, signed_in):
    officer = signed_in(union.works_officer)
    assert f"/certificates/claim-slips?text={paper.number}" in officer.get(f"/certificates?text={paper.number}").text
    answer = officer.post("/certificates/claim-slips")
    with pypdfium2.PdfDocument(answer.data) as document:
        words = document[0].get_textpage().get_text_range()
        picture = document[0].render(scale=2).to_pil()
    codes = re.findall(r"\w{4}-\w{4}-\w{4}", words)
    assert ("张示例" in words, paper.number in words, len(codes)) == (True, True, 1)
    (scanned,) = zxingcpp.read_barcodes(picture)
    assert scanned.text.endswith("/claim#" + codes[0].replace("-", ""))
    stored = session.scalars(select(ClaimSlip)).one()
    assert (stored.certificate_id, codes[0].replace("-", "") in stored.code_hash) == (paper.id, False)
    assert "打印领取条" in officer.get(f"/certificates/{paper.id}").text
    assert "没有可以领取的证书" in signed_in(union.mill_officer).get("/certificates/claim-slips").text


def test_print_claim_slips_has_eight_on_each_page(app: Flask):
    slip = {"holder": "张示例", "organisation": "示例机械", "number": "JX-2026-000001", "code": "AAAA-BBBB-CCCC"}
    facts = {"address": "http://x/claim", "until": clock.today(), "slips": [slip | {"link": "http://x/claim#A"}] * 9}
    printed = print_document("certificates/holdings/_claim_slips.html", facts)
    with pypdfium2.PdfDocument(printed) as document:
        told = [page.get_textpage().get_text_range().count("AAAA-BBBB-CCCC") for page in document]
    assert told == [8, 1]


def test_print_claim_slips_refuses_none_and_too_many(union: Union, paper: Certificate, signed_in):
    with pytest.raises(Refused, match="没有可以打印领取条的证书"):
        operations.print_claim_slips([], by=union.works_officer)
    with pytest.raises(Refused, match=f"最多打印 {SLIPS_AT_ONCE} 张"):
        operations.print_claim_slips([paper] * (SLIPS_AT_ONCE + 1), by=union.works_officer)


def test_claim_certificate_without_an_account_opens_a_link_once(union: Union, paper: Certificate, client: FlaskClient):
    code = slip_code(paper, union)
    typed = {"code": printed_slip_code(code).lower(), "name": " 张示例 "}
    answer = client.post("/claim", data=typed)
    assert (answer.status_code, answer.location.startswith("/s/")) == (302, True)
    assert client.get(f"{answer.location}/file").data == factory.PDF + paper.number.encode()
    again = client.post("/claim", data=typed)
    assert (again.status_code, operations.NOT_CLAIMED in again.text, "张示例" in again.text) == (422, True, True)


@pytest.mark.parametrize(
    ("code", "name"), [("", "李示例"), ("AAAA-CCCC-DDDD", "张示例"), ("0O1I", "张示例"), ("’; DROP TABLE", "张示例")]
)
def test_claim_certificate_says_the_same_whatever_is_wrong(
    union: Union, paper: Certificate, client: FlaskClient, code: str, name: str
):
    right = slip_code(paper, union)
    answer = client.post("/claim", data={"code": code or right, "name": name})
    assert (answer.status_code, operations.NOT_CLAIMED in answer.text) == (422, True)
    assert session.scalars(select(ClaimSlip.used_at)).one() is None


def test_claim_certificate_dies_with_a_newer_slip_and_with_time(
    union: Union, paper: Certificate, monkeypatch: pytest.MonkeyPatch
):
    old, new = slip_code(paper, union), slip_code(paper, union)
    with pytest.raises(Refused), transaction():
        operations.claim_certificate(old, "张示例", by=None)
    later = clock.now() + timedelta(days=30, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Refused), transaction():
        operations.claim_certificate(new, "张示例", by=None)


def test_claim_certificate_puts_one_without_holder_into_the_account_of_that_name(
    union: Union, paper: Certificate, signed_in
):
    with transaction():
        paper.holder = None
    holder = signed_in(union.welder_account)
    assert paper.number not in holder.get("/my/certificates").text
    answer = holder.post("/claim", data={"code": slip_code(paper, union), "name": "张示例"})
    assert answer.location == "/my/certificates"
    assert paper.number in holder.get("/my/certificates").text


def test_claim_certificate_never_gives_it_to_somebody_of_another_name(union: Union, paper: Certificate, signed_in):
    with transaction():
        paper.holder = None
    finder = signed_in(union.miller_account)
    answer = finder.post("/claim", data={"code": slip_code(paper, union), "name": "张示例"})
    assert answer.location.startswith("/s/")
    assert paper.number not in finder.get("/my/certificates").text


def test_a_share_link_that_ends_before_it_begins_cannot_be_stored(union: Union, paper: Certificate):
    now = clock.now()
    link = ShareLink(number=paper.number, token="x", token_hash="y", made_at=now, expires_at=now)
    with pytest.raises(IntegrityError), transaction():
        session.add(link)
