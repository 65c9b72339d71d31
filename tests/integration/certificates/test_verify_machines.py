"""What machines are answered: JSON, status lists, keys; and that nobody learns anything by guessing."""

import json
from datetime import date

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openbadgeslib.ob3 import decode_encoded_list, set_indices
from sqlalchemy.exc import IntegrityError

from certificates.credentials.status_lists import StatusPurpose
from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState
from certificates.validity.operations import restore_certificate, revoke_certificate, suspend_certificate
from foundation.database import session, transaction
from tests.factories import certificates as factory

FIELDS = {
    "standing", "since", "reason", "number", "version", "newest_version", "kind", "title", "holder", "text", "facts",
    "issuers", "issued_on", "valid_until", "file_sha256", "proof",
}  # fmt: skip


@pytest.fixture
def paper(app: Flask, union) -> Certificate:
    """The welder's certificate, issued without printing."""
    return factory.issued(factory.certificates_of(factory.batch(union.officer, union.welder))[0])


def asked(client: FlaskClient, number: object, name: object):
    return client.post("/api/verify", json={"number": number, "name": name})


def test_answers_say_what_the_page_says(app: Flask, client, union, paper):
    app.config["WTF_CSRF_ENABLED"] = True  # machines have no session to protect
    by_token = client.get(f"/api/verify/{paper.token}").json
    assert set(by_token) == FIELDS
    assert (by_token["standing"], by_token["since"], by_token["holder"]) == ("valid", None, "张示例")
    assert (by_token["issued_on"], by_token["issuers"]) == ("2026-11-20", ["示例区总工会"])
    assert by_token["facts"]["奖项"] == "一等奖" and "一等奖" in "".join(by_token["text"])
    assert asked(client, " yyj-2026-000001 ", "张示例").json == by_token
    assert client.get(f"/api/verify/file/{paper.file.sha256.upper()}").json == by_token
    assert paper.token not in str(by_token) and union.welder.document_number not in str(by_token)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"number": 1, "name": []}', b'{"number": "YYJ-2026-000001"}', b"{"])
def test_answers_refuse_what_they_cannot_read(client, paper, body: bytes):
    answer = client.post("/api/verify", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed")


def test_answers_tell_nothing_by_a_wrong_guess(client, paper, query_count):
    number = paper.number
    assert asked(client, number, "王五").status_code == 404
    with query_count() as known:
        wrong_name = asked(client, number, "李四")
    with query_count() as unknown:
        wrong_number = asked(client, "YYJ-2026-999999", "李四")
    assert (wrong_name.status_code, wrong_name.data) == (wrong_number.status_code, wrong_number.data)
    assert (wrong_name.status_code, len(known)) == (404, len(unknown))
    for address in (
        f"/api/verify/{'x' * 22}",
        f"/api/verify/file/{'0' * 64}",
        "/api/verify/%00",
        "/api/verify/file/%00",
    ):
        assert client.get(address).data == wrong_name.data
    assert [asked(client, odd, "李四").data for odd in ("\0", "\ud800")] == [wrong_name.data] * 2
    limited = [asked(client, number, "李四").status_code for _ in range(17)]
    assert limited == [404] * 15 + [429] * 2
    assert asked(client, number, "张示例").json["code"] == "too-often"
    assert client.post("/verify", data={"number": number, "name": "张示例"}).status_code == 429  # one count


def test_status_list_follows_suspension_and_revocation(client, union, paper):
    number, index = paper.status_list, paper.status_index
    assert marks(client, number) == (set(), set())
    with transaction():
        suspend_certificate(fresh(paper), reason="正在核查", by=union.officer)
    assert marks(client, number) == (set(), {index})
    answer = client.get(f"/api/verify/{paper.token}").json
    assert (answer["standing"], answer["reason"]) == ("suspended", "正在核查")
    with transaction():
        restore_certificate(fresh(paper), reason="核查无误", by=union.officer)
    assert marks(client, number) == (set(), set())
    with transaction():
        revoke_certificate(fresh(paper), reason="获奖资格被取消", by=union.officer)
    assert marks(client, number) == ({index}, set())
    for address in (
        "/status/revocation/99",
        "/status/refresh/0",
        "/status/revocation/-1",
        f"/status/revocation/{10**20}",
    ):
        assert client.get(address).status_code == 404


def test_status_list_is_signed_and_kept_for_a_while(client, paper):
    first = client.get(f"/status/revocation/{paper.status_list}")
    assert (first.mimetype, first.cache_control.max_age) == ("application/vc+jwt", 60)
    did = client.get("/.well-known/did.json").data
    method = jwt.PyJWK(json.loads(did)["verificationMethod"][0]["publicKeyJwk"], "ES256")
    assert jwt.decode(first.data, method, algorithms=["ES256"])["id"].endswith("/status/revocation/0")
    again = client.get(f"/status/revocation/{paper.status_list}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_tokens_are_never_used_twice_and_the_old_version_says_so(client, union, paper):
    with pytest.raises(IntegrityError), transaction():
        session.add(copy_of(fresh(paper), token=paper.token))
        session.flush()
    with transaction():
        newer = copy_of(fresh(paper), token="N" * 22)
        session.add(newer)
        old = fresh(paper)
        old.state, old.state_reason = CertificateState.SUPERSEDED, "更正，由第 2 版代替"
    page = client.get(f"/v/{paper.token}").text
    assert "已换发" in page and "更正，由第 2 版代替" in page and "最新一版：第 2 版" in page
    assert "N" * 22 not in page
    answer = client.get(f"/api/verify/{paper.token}").json
    assert (answer["standing"], answer["version"], answer["newest_version"]) == ("superseded", 1, 2)
    assert asked(client, paper.number, "张示例").json["version"] == 2


def test_expired_certificates_say_since_when(client, union, paper, clock):
    clock("2026-11-21 09:00")
    with transaction():
        fresh(paper).valid_until = date(2027, 11, 20)
    clock("2027-11-20 23:00")
    assert client.get(f"/api/verify/{paper.token}").json["standing"] == "valid"
    clock("2027-11-21 00:30")
    answer = client.get(f"/api/verify/{paper.token}").json
    assert (answer["standing"], answer["since"], answer["valid_until"]) == ("expired", "2027-11-20", "2027-11-20")
    page = client.get(f"/v/{paper.token}").text
    assert "已过期" in page and "有效期至：2027年11月20日" in page and "目前有效" not in page


def marks(client: FlaskClient, number: int | None) -> tuple[set[int], set[int]]:
    """The bits that are set in the lists of revoked and of suspended."""
    found = []
    for purpose in StatusPurpose:
        claims = jwt.decode(client.get(f"/status/{purpose.value}/{number}").data, options={"verify_signature": False})
        found.append(set(set_indices(decode_encoded_list(claims["credentialSubject"]["encodedList"]))))
    return found[0], found[1]


def fresh(certificate: Certificate) -> Certificate:
    return session.get_one(Certificate, certificate.id)


def copy_of(certificate: Certificate, token: str) -> Certificate:
    """A second version as it is stored."""
    columns = {column.key: getattr(certificate, column.key) for column in Certificate.__table__.columns}
    different = {"version": 2, "token": token, "status_index": (certificate.status_index or 0) + 1}
    return Certificate(**{**columns, **different, "id": None, "reissue_reason": "corrected"})
