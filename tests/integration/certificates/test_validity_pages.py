"""The pages of reissuing, of what runs out, and of what holders are told."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from certificates.issuing.models import Certificate
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import all_kinds, appointment, expires_on, facts_to_json
from certificates.validity.forms import form_for
from certificates.validity.operations_reissuing import renewed_facts
from certificates.validity.queries import versions_of
from certificates.validity.routes_reissuing import OTHERS
from certificates.validity.rules import Standing, standing
from foundation.clock import today
from foundation.database import transaction
from people.accounts.rules import Role
from people.persons.rules import mask_identity
from tests.factories import certificates as factory
from tests.factories import people

FACTS = {
    "fact_issuers": "示例区总工会",
    "fact_issued_on": "2026-11-20",
    "fact_competition": "渝永江融合发展示范区首届职工职业技能竞赛",
    "fact_event": "焊工",
    "fact_holders": "张示例",
    "fact_organisation": "示例机械有限公司工会",
    "fact_award": "一等奖",
}


@pytest.fixture
def paper(app: Flask, union) -> Certificate:
    """The welder's certificate, issued."""
    return factory.issued(factory.certificates_of(factory.batch(union.officer, union.welder))[0])


def letter(union) -> Certificate:
    """The welder's letter of appointment until 1 December 2026, issued."""
    facts = appointment.Facts(
        holder="张示例",
        organisation="示例机械有限公司工会",
        position="裁判员",
        starts_on=date(2023, 12, 2),
        valid_until=date(2026, 12, 1),
        issuers=("示例区总工会",),
        issued_on=date(2023, 12, 2),
        number="",
        verify_url="",
    )
    request = CertificateRequest("panel:1", union.welder, "张示例", union.works, facts)
    with transaction():
        batch = ask_for_batch(
            "appointment", "聘书", "panel:1", [request],
            series="PS", organisation=union.district, address=factory.ADDRESS, by=union.officer,
        )  # fmt: skip
    return factory.issued(factory.certificates_of(batch)[0])


def test_reissue_certificate_page_shows_old_and_new_before_anything_is_made(union, paper, signed_in):
    officer, address = signed_in(union.officer), f"/certificates/{paper.id}/reissue"
    assert "遗失声明：张示例遗失获奖证书一份" in officer.get(address).text
    sent = FACTS | {"reason": "corrected", "note": "姓名错字", "fact_award": "二等奖", "fact_holders": "张示列\n"}
    assert officer.post(address, data=sent | {"note": ""}).status_code == 422
    assert "没有改动任何内容" in officer.post(address, data=FACTS | {"reason": "corrected", "note": "错"}).text
    page = officer.post(address, data=sent).text
    assert '<s class="was">张示例</s>' in page and "<strong>二等奖</strong>" in page
    assert len(versions_of(paper)) == 1
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    changed_again = officer.post(address, data=sent | {"seen": seen[1], "fact_award": "三等奖"})
    assert "<strong>三等奖</strong>" in changed_again.text and len(versions_of(paper)) == 1
    answer = officer.post(address, data=sent | {"seen": seen[1], "submission_key": "a"})
    made = versions_of(paper)[0]
    assert (answer.status_code, answer.location) == (302, f"/certificates/{made.id}")
    assert (made.version, made.facts["award"], made.reissue_note) == (2, "二等奖", "姓名错字")
    page = officer.get(answer.location).text
    assert "取消这一版" in page and "各版证书" in page and "更正内容：姓名错字" in page
    assert officer.post(f"/certificates/{made.id}/reissue/cancel", data={"reason": "填错了"}).status_code == 302
    assert made.state.value == "cancelled"


def test_reissue_certificate_is_for_those_who_issue(union, paper, signed_in):
    below = people.account(Role.DISTRICT_OFFICER, union.works)
    for account, status in ((union.works_officer, 403), (union.welder_account, 403), (below, 404)):
        assert signed_in(account).get(f"/certificates/{paper.id}/reissue").status_code == status


def test_suspend_and_restore_certificate_pages_need_a_reason(union, paper, signed_in):
    officer = signed_in(union.officer)
    assert officer.post(f"/certificates/{paper.id}/suspend", data={"reason": " "}).status_code == 409
    assert officer.post(f"/certificates/{paper.id}/suspend", data={"reason": "核查中"}).status_code == 302
    page = officer.get(f"/certificates/{paper.id}").text
    assert "恢复使用" in page and "补发或更正" not in page
    assert officer.post(f"/certificates/{paper.id}/restore", data={"reason": "核查无误"}).status_code == 302
    assert paper.state.value == "issued"
    holder = signed_in(union.welder_account)
    home = holder.get("/").text
    assert [word in home for word in ("证书提醒", "已恢复使用", "被暂停使用", "已制作完成")] == [True] * 4
    assert holder.post("/my/certificates/messages/read").status_code == 302
    assert "证书提醒" not in holder.get("/").text


def test_a_certificate_runs_out_by_itself_and_is_renewed_for_a_term_that_follows(union, signed_in, clock):
    clock("2026-10-02 08:00")
    paper = letter(union)
    officer, holder = signed_in(union.officer), signed_in(union.welder_account)
    assert paper.valid_until == date(2026, 12, 1)
    assert "快要到期" in officer.get("/").text and "还有 60 天到期" in holder.get("/").text
    clock("2026-11-21 08:00")
    officer = signed_in(union.officer)
    page = officer.get("/certificates/expiring").text
    assert "10 天" in page and f"/certificates/{paper.id}/reissue?reason=renewed" in page
    assert "请联系发证单位" in signed_in(union.works_officer).get("/certificates/expiring").text
    clock("2026-12-02 08:00")
    officer = signed_in(union.officer)
    assert standing(paper, date(2026, 12, 2)) is Standing.EXPIRED and paper.state.value == "issued"
    assert "没有快要到期的证书" in officer.get("/certificates/expiring").text
    assert "已过期" in officer.get(f"/certificates/{paper.id}").text
    form = officer.get(f"/certificates/{paper.id}/reissue?reason=renewed").text
    assert 'name="fact_valid_until" required type="date" value="2029-12-01"' in form
    sent = dict(re.findall(r'name="(fact_\w+)"[^>]*value="([^"]*)"', form)) | {"fact_issuers": "示例区总工会"}
    sent |= {"note": "续聘", "reason": "renewed"}
    check = officer.post(f"/certificates/{paper.id}/reissue?reason=renewed", data=sent).text
    seen = re.search(r'name="seen" value="(\w+)"', check)
    assert seen and "2029年12月1日" in check
    officer.post(
        f"/certificates/{paper.id}/reissue?reason=renewed", data=sent | {"seen": seen[1], "submission_key": "b"}
    )
    renewed = factory.issued(versions_of(paper)[0])
    assert (renewed.valid_until, renewed.version) == (date(2029, 12, 1), 2)
    assert standing(paper, date(2026, 12, 2)) is Standing.SUPERSEDED


def test_renewed_facts_of_every_kind_that_runs_out(app: Flask):
    running_out = {code: kind.EXAMPLE for code, kind in all_kinds().items() if expires_on(code, kind.EXAMPLE)}
    assert {"appointment", "lecture"} <= set(running_out)
    with app.app_context():
        for code, facts in running_out.items():
            until = expires_on(code, facts)
            renewed = renewed_facts(Certificate(kind=code, facts=facts_to_json(facts), valid_until=until))
            assert (renewed.issued_on, expires_on(code, renewed) >= until) == (today(), True)


def test_reissue_form_never_shows_a_private_fact_and_keeps_it_when_left_empty(app: Flask):
    facts: Any = all_kinds()["skill_level"].EXAMPLE
    with app.test_request_context("/", method="POST", data={"fact_holder": "李示例"}):
        form = form_for("skill_level", facts, OTHERS)
        assert facts.identity_number not in "".join(str(field) for field in form)
        assert mask_identity(facts.identity_number) in form["fact_identity_number"].description
        said: Any = form.read_facts(facts, "skill_level")
        assert (said.holder, said.identity_number) == ("李示例", facts.identity_number)
    with app.test_request_context("/", method="POST", data={"fact_identity_number": "500118199003070018"}):
        said = form_for("skill_level", facts, OTHERS).read_facts(facts, "skill_level")
        assert said.identity_number == "500118199003070018"
