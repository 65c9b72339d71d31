"""The pages of officers and holders: who sees what, and what they can take away."""

from urllib.parse import unquote

import pytest
from flask import Flask

from certificates.issuing.rules import CertificateState
from people.accounts.rules import Role
from tests.factories import certificates as factory
from tests.factories import people


@pytest.fixture
def papers(app: Flask, union):
    """The welder's and the miller's certificates, issued."""
    batch = factory.batch(union.officer, union.welder, union.miller)
    return [factory.issued(certificate) for certificate in factory.certificates_of(batch)]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("officer", [200, 200]),
        ("works_officer", [200, 404]),
        ("mill_officer", [404, 200]),
        ("welder_account", [403, 403]),
    ],
)
def test_show_certificate_is_for_officers_of_the_unit(union, papers, signed_in, who: str, seen: list[int]):
    visitor = signed_in(getattr(union, who))
    assert [visitor.get(f"/certificates/{paper.id}").status_code for paper in papers] == seen


@pytest.mark.parametrize(
    ("who", "got"),
    [
        ("officer", [200, 200]),
        ("works_officer", [200, 404]),
        ("welder_account", [200, 404]),
        ("miller_account", [404, 200]),
    ],
)
def test_download_certificate_is_for_the_holder_and_the_officers(union, papers, signed_in, who: str, got: list[int]):
    visitor = signed_in(getattr(union, who))
    assert [visitor.get(f"/certificates/{paper.id}/file").status_code for paper in papers] == got


def test_download_certificate_of_another_district_is_not_found(union, papers, signed_in):
    elsewhere = people.organisation("别处区总工会")
    stranger = signed_in(people.account(Role.DISTRICT_OFFICER, elsewhere))
    assert stranger.get(f"/certificates/{papers[0].id}/file").status_code == 404


def test_download_certificate_needs_a_log_in(client, papers):
    answer = client.get(f"/certificates/{papers[0].id}/file")
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in")


def test_download_certificate_sends_the_issued_bytes_under_a_chinese_name(union, papers, signed_in):
    answer = signed_in(union.welder_account).get(f"/certificates/{papers[0].id}/file")
    assert answer.data == papers[0].file.read()
    assert answer.mimetype == "application/pdf"
    disposition = unquote(answer.headers["Content-Disposition"])
    assert disposition.startswith("inline") and "张示例_YYJ-2026-000001.pdf" in disposition


def test_download_certificate_refuses_the_holder_of_an_invalid_one(union, papers, signed_in):
    revoke(signed_in(union.officer), papers[0])
    answer = signed_in(union.welder_account).get(f"/certificates/{papers[0].id}/file")
    assert (answer.status_code, "目前无效，不能下载" in answer.text) == (409, True)
    assert signed_in(union.officer).get(f"/certificates/{papers[0].id}/file").status_code == 200


def test_download_certificate_says_when_it_is_still_being_made(union, signed_in):
    (waiting,) = factory.certificates_of(factory.batch(union.officer, union.welder))
    answer = signed_in(union.welder_account).get(f"/certificates/{waiting.id}/file")
    assert (answer.status_code, "还在制作中" in answer.text) == (409, True)


def test_list_my_certificates_shows_only_ones_own(union, papers, signed_in):
    page = signed_in(union.welder_account).get("/my/certificates").text
    assert "YYJ-2026-000001" in page and "YYJ-2026-000002" not in page
    assert f"/certificates/{papers[0].id}/file" in page


def test_list_my_certificates_has_those_of_a_merged_record(union, papers, signed_in):
    union.miller.merged_into_id = union.welder.id
    page = signed_in(union.welder_account).get("/my/certificates").text
    assert "YYJ-2026-000002" in page


def test_list_my_certificates_without_any_says_what_comes(union, signed_in):
    assert "还没有证书" in signed_in(union.welder_account).get("/my/certificates").text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {"YYJ-2026-000001", "YYJ-2026-000002"}),
        ("text=张", {"YYJ-2026-000001"}),
        ("text=yyj-2026-000002", {"YYJ-2026-000002"}),
        ("text=%25", set()),
        ("state=issued", {"YYJ-2026-000001", "YYJ-2026-000002"}),
        ("state=revoked", set()),
        ("state=nonsense", {"YYJ-2026-000001", "YYJ-2026-000002"}),
        ("batch=1&organisation=3", {"YYJ-2026-000002"}),
        ("batch=2", set()),
    ],
)
def test_list_certificates_is_narrowed_by_its_address(union, papers, signed_in, query: str, numbers: set[str]):
    page = signed_in(union.officer).get(f"/certificates?{query}").text
    assert {one.number for one in papers if f">{one.number}</a>" in page} == numbers


def test_list_certificates_shows_a_unit_only_its_own(union, papers, signed_in):
    page = signed_in(union.works_officer).get("/certificates").text
    assert "YYJ-2026-000001" in page and "YYJ-2026-000002" not in page and "李示例" not in page


@pytest.mark.parametrize("path", ["/certificates", "/my/certificates", "/certificate-batches/1"])
def test_pages_ask_as_often_for_30_certificates_as_for_3(app: Flask, union, signed_in, query_count, path: str):
    visitor = signed_in(union.officer if "my" not in path else union.welder_account)
    factory.batch(union.officer, *[union.welder] * 3)
    counts = []
    for more in (0, 27):
        if more:
            factory.batch(union.officer, *[union.welder] * more)
        visitor.get(path)
        with query_count() as statements:
            assert visitor.get(path).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_show_batch_names_failures_and_counts_by_unit(union, signed_in):
    rare = people.person("王\U0002ebf0", union.works)
    batch = factory.batch(union.officer, union.welder, rare, union.miller)
    factory.work_through(batch)
    page = signed_in(union.officer).get(f"/certificate-batches/{batch.id}").text
    assert "没有做成的 1 张" in page and "打印字体里没有U+2EBF0这个字，请核对是否录错。" in page
    assert "1 / 2" in page and "1 / 1" in page
    assert signed_in(union.works_officer).get(f"/certificate-batches/{batch.id}").status_code == 403


def test_revoke_certificate_needs_a_reason_and_the_permission(union, papers, signed_in):
    officer = signed_in(union.officer)
    assert officer.post(f"/certificates/{papers[0].id}/revoke", data={"reason": " "}).status_code == 409
    assert signed_in(union.works_officer).post(f"/certificates/{papers[0].id}/revoke").status_code == 403
    assert papers[0].state is CertificateState.ISSUED
    assert revoke(officer, papers[0]).status_code == 302
    assert (papers[0].state, papers[0].state_reason) == (CertificateState.REVOKED, "获奖资格被取消")


def test_revoke_certificate_is_only_for_those_who_issued_it(union, papers, signed_in):
    below = people.account(Role.DISTRICT_OFFICER, union.works)
    assert signed_in(below).get(f"/certificates/{papers[0].id}").status_code == 200
    assert revoke(signed_in(below), papers[0]).status_code == 404
    assert papers[0].state is CertificateState.ISSUED


def test_revoke_certificate_also_before_it_is_printed(union, signed_in):
    batch = factory.batch(union.officer, union.welder)
    (waiting,) = factory.certificates_of(batch)
    revoke(signed_in(union.officer), waiting)
    factory.work_through(batch)
    assert (waiting.state, waiting.file_id) == (CertificateState.REVOKED, None)


def test_revoke_certificate_twice_is_refused(union, papers, signed_in):
    officer = signed_in(union.officer)
    revoke(officer, papers[0])
    answer = revoke(officer, papers[0])
    assert (answer.status_code, "目前是“已撤销”" in answer.text) == (409, True)


def test_show_certificate_tells_its_history(union, papers, signed_in):
    officer = signed_in(union.officer)
    revoke(officer, papers[0])
    page = officer.get(f"/certificates/{papers[0].id}").text
    places = [page.index(word) for word in ("申请制证，编号", ">用印<", ">发证<", ">撤销<", "获奖资格被取消</td>")]
    assert places == sorted(places)


def test_revoke_certificate_without_a_token_of_the_form_is_refused(app: Flask, union, papers, signed_in):
    app.config["WTF_CSRF_ENABLED"] = True
    assert revoke(signed_in(union.officer), papers[0]).status_code == 400
    assert papers[0].state is CertificateState.ISSUED


def revoke(visitor, certificate):
    return visitor.post(f"/certificates/{certificate.id}/revoke", data={"reason": "获奖资格被取消"})
