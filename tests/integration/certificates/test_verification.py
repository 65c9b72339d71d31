"""What everybody may look up, and what nobody learns by guessing."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import skill_level
from certificates.validity.operations import revoke_certificate
from foundation.database import transaction
from tests.factories import certificates as factory


@pytest.fixture
def paper(app: Flask, union):
    """The welder's certificate, issued."""
    batch = factory.batch(union.officer, union.welder)
    return factory.issued(factory.certificates_of(batch)[0])


def look_up(client, number: str, name: str):
    return client.post("/verify", data={"number": number, "name": name})


def test_show_by_token_shows_what_the_paper_must_say_and_nothing_private(client, union, paper):
    page = client.get(f"/v/{paper.token}")
    assert page.status_code == 200
    for text in ("有效", "张示例同志：", "在“渝永江融合发展示范区首届职工职业技能竞赛”焊工赛项中", "YYJ-2026-000001",
                 "示例机械有限公司工会", "一等奖", "2026年11月20日", "示例区总工会"):  # fmt: skip
        assert text in page.text
    assert union.welder.document_number not in page.text


@pytest.mark.parametrize("token", ["1", "YYJ-2026-000001", "Zk3vQ9sT1nXw7RbD5hYc2A", "x" * 500])
def test_show_by_token_explains_an_unknown_one(client, paper, token: str):
    page = client.get(f"/v/{token}")
    assert (page.status_code, "没有这张证书" in page.text, "用编号和姓名查询" in page.text) == (404, True, True)


def test_show_by_token_shows_a_revoked_one_with_date_and_reason(client, union, paper):
    with transaction():
        revoke_certificate(paper, reason="获奖资格被取消", by=union.officer)
    page = client.get(f"/v/{paper.token}").text
    assert "已撤销" in page and "获奖资格被取消" in page
    assert "目前有效" not in page
    assert "已撤销" in look_up(client, paper.number, "张示例").text


def test_show_by_token_does_not_know_what_is_not_issued_yet(client, union):
    (waiting,) = factory.certificates_of(factory.batch(union.officer, union.welder))
    assert client.get(f"/v/{waiting.token}").status_code == 404
    assert look_up(client, waiting.number, "张示例").status_code == 404


@pytest.mark.parametrize(
    ("number", "name"),
    [("YYJ-2026-000001", "张示例"), (" yyj-2026-000001 ", " 张示例 "), ("ＹＹＪ－２０２６－０００００１", "张示例")],
)
def test_verify_certificate_finds_by_number_and_name(client, paper, number: str, name: str):
    page = look_up(client, number, name)
    assert (page.status_code, "目前有效" in page.text, paper.token in page.text) == (200, True, False)


def test_verify_certificate_tells_nothing_by_a_wrong_guess(client, paper):
    wrong_name = look_up(client, "YYJ-2026-000001", "李四")
    wrong_number = look_up(client, "YYJ-2026-999999", "李四")
    assert wrong_name.status_code == wrong_number.status_code == 404
    assert same_but_for_typing(wrong_name.text) == same_but_for_typing(wrong_number.text)


@pytest.mark.parametrize(
    "typed", [{"number": "YYJ-2026-000001"}, {"name": "张示例"}, {"number": "1", "name": "x" * 401}, {}]
)
def test_verify_certificate_wants_both(client, paper, typed: dict[str, str]):
    page = client.post("/verify", data=typed)
    assert (page.status_code, "请修改下面的内容" in page.text, "目前有效" in page.text) == (422, True, False)


def test_verify_certificate_finds_a_team_by_any_member(client, union):
    team = factory.request_for(union.welder, holders=("张示例", "李示例"), team="示例区代表队")
    with transaction():
        batch = ask_for_batch(
            "award", "团队", "result-version:90", [team], series="TD",
            organisation=union.district, address=factory.ADDRESS, by=union.officer,
        )  # fmt: skip
    (paper,) = factory.certificates_of(batch)
    factory.issued(paper)
    assert look_up(client, paper.number, "李示例").status_code == 200
    assert look_up(client, paper.number, "王五").status_code == 404


def test_verify_certificate_cannot_be_tried_by_the_hundred(client, paper):
    answers = [look_up(client, f"YYJ-2026-{guess:06d}", "张三").status_code for guess in range(100, 122)]
    assert answers == [404] * 20 + [429] * 2
    assert look_up(client, paper.number, "张示例").status_code == 429
    assert client.get(f"/v/{paper.token}").status_code == 200


def test_verification_pages_hold_no_database_id(client, union, paper):
    for page in (client.get(f"/v/{paper.token}"), look_up(client, paper.number, "张示例")):
        addresses = re.findall(r'(?:href|action|src)="([^"]+)"', page.text)
        assert [address for address in addresses if re.search(r"/\d+(/|$)", address)] == []


def test_verification_forms_need_their_token(app: Flask, client, paper):
    app.config["WTF_CSRF_ENABLED"] = True
    assert look_up(client, paper.number, "张示例").status_code == 400
    page = client.get("/verify").text
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    sent = {"number": paper.number, "name": "张示例", "csrf_token": token}
    assert client.post("/verify", data=sent).status_code == 200


def same_but_for_typing(page: str) -> str:
    """A page without what the visitor typed and without the random keys of its forms."""
    return re.sub(r'value="[^"]*"', "", page)


def test_show_by_token_masks_what_is_private_on_the_paper(client, union):
    """The identity number is printed on a skill-level certificate, and nowhere else in full."""
    facts = replace(skill_level.EXAMPLE, holder="张示例", number="", verify_url="")
    asked = CertificateRequest("assessment:1", union.welder, "张示例", union.works, facts)
    with transaction():
        batch = ask_for_batch("skill_level", "等级证书", "assessment:1", [asked], series="JN",
                              organisation=union.district, address=factory.ADDRESS, by=union.officer)  # fmt: skip
    paper = factory.issued(factory.certificates_of(batch)[0])
    assert facts.identity_number in str(paper.wording)
    pages = [client.get(f"/v/{paper.token}").text, client.get(f"/api/verify/{paper.token}").get_data(as_text=True)]
    for page in pages:
        assert (facts.identity_number in page, "500***********0000" in page) == (False, True)
