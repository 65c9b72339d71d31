"""Notices: what the public sees, how it objects, who answers, and that nothing put up is quietly changed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from notices.models import Objection, PublicNotice
from notices.operations import dismiss_objection, end_notice, put_up_notice, raise_objection, void_notice
from notices.rules import NoticeFacts, NoticeState, NoticeTable, ObjectionState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import people

OBJECTION = {"name": "赵示例", "contact": "13800000000", "content": "第三名漏计一项，请复核。"}
FACTS = NoticeFacts(
    opening="现将结果公示如下。",
    pairs=(("赛项", "焊工"),),
    tables=(NoticeTable("职工组", ("名次", "姓名"), (("1", "<b>张示例</b>"), ("2", "李示例"))),),
)


@pytest.fixture
def district(app: Flask) -> Organisation:
    return people.organisation("示例区总工会")


@pytest.fixture
def officer(district: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, district)


def put_up(organisation: Organisation, by: Account, days: int = 5, **facts: Any) -> PublicNotice:
    with transaction():
        return put_up_notice(
            "test:1", title="焊工成绩公示", facts=FACTS, organisation=organisation, days=days, by=by, **facts
        )


def after(notice: PublicNotice):
    return clock.frozen(notice.closes_at + timedelta(seconds=1))


def objected(notice: PublicNotice) -> Objection:
    with transaction():
        return raise_objection(notice, **OBJECTION)


def test_show_notice_is_public_and_escapes_names(app: Flask, district: Organisation, officer: Account):
    notice = put_up(district, officer)
    page = app.test_client().get(f"/notices/{notice.id}").text
    assert "&lt;b&gt;张示例&lt;/b&gt;" in page and "<b>张示例" not in page
    assert "李示例" in page and "提出异议" in page
    assert '还剩 <span class="notice-days">5</span> 天' in page
    assert app.test_client().get("/notices/99").status_code == 404


def test_show_notice_keeps_objections_from_the_public(app: Flask, district: Organisation, officer: Account):
    notice = put_up(district, officer)
    objected(notice)
    assert "漏计一项" not in app.test_client().get(f"/notices/{notice.id}").text
    assert "漏计一项" in people.sign_in(app.test_client(), officer).get(f"/notices/{notice.id}").text


def test_raise_objection_is_open_to_anybody_and_confirmed(app: Flask, district: Organisation, officer: Account):
    notice = put_up(district, officer)
    client = app.test_client()
    form = OBJECTION | {"submission_key": "a"}
    page = client.post(f"/notices/{notice.id}/object", data=form, follow_redirects=True).text
    objection = session.scalars(select(Objection)).one()
    assert f"受理编号 {objection.id}" in page
    assert (objection.name, objection.state) == ("赵示例", ObjectionState.RECEIVED)
    raw = session.execute(text("SELECT name, contact FROM objections")).one()
    assert "赵示例" not in raw.name and "138" not in raw.contact
    assert client.post(f"/notices/{notice.id}/object", data=form).status_code == 409
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "raise_objection")).one()
    assert entry.actor_id is None and "赵示例" not in str(entry.changes)


def test_raise_objection_keeps_what_was_typed_when_something_is_missing(
    app: Flask, district: Organisation, officer: Account
):
    notice = put_up(district, officer)
    answer = app.test_client().post(f"/notices/{notice.id}/object", data=OBJECTION | {"contact": ""})
    assert answer.status_code == 422
    assert "请填写电话或邮箱。" in answer.text and "第三名漏计一项" in answer.text


def test_raise_objection_is_refused_after_the_end_and_on_a_voided_notice(district: Organisation, officer: Account):
    notice = put_up(district, officer)
    with after(notice), pytest.raises(Refused, match="公示期已经结束"):
        objected(notice)
    with transaction():
        void_notice(notice, reason="名单有误", by=officer)
    with pytest.raises(Refused, match="已经作废"):
        objected(notice)
    assert session.scalars(select(Objection)).all() == []


def test_raise_objection_is_limited_by_address(app: Flask, district: Organisation, officer: Account):
    notice = put_up(district, officer)
    client = app.test_client()
    answers = [
        client.post(f"/notices/{notice.id}/object", data=OBJECTION | {"submission_key": str(turn)}).status_code
        for turn in range(11)
    ]
    assert answers == [302] * 10 + [429]


def test_end_notice_waits_for_the_clock_and_for_answers(district: Organisation, officer: Account):
    notice = put_up(district, officer)
    objection = objected(notice)
    with pytest.raises(Refused) as refused, transaction():
        end_notice(notice, by=officer)
    assert refused.value.reasons == ["公示期还没有结束。", "还有 1 条异议没有答复。"]
    with after(notice), transaction():
        dismiss_objection(objection, answer="已核实，计分无误。", by=officer)
        end_notice(notice, by=officer)
    assert notice.state is NoticeState.ENDED


@pytest.mark.parametrize(
    ("decision", "state"), [("upheld", ObjectionState.UPHELD), ("dismissed", ObjectionState.DISMISSED)]
)
def test_answer_objection_once(app: Flask, district: Organisation, officer: Account, decision: str, state):
    objection = objected(put_up(district, officer))
    client = people.sign_in(app.test_client(), officer)
    address = f"/notices/objections/{objection.id}"
    assert "13800000000" in client.get(address).text
    assert client.post(address, data={"decision": decision, "answer": ""}).status_code == 422
    form = {"decision": decision, "answer": "已核实。"}
    assert client.post(address, data=form | {"submission_key": "a"}).status_code == 302
    again = client.post(address, data=form | {"submission_key": "b"})
    assert again.status_code == 422 and "不能进行这项操作" in again.text
    session.refresh(objection)
    assert (objection.state, objection.answer) == (state, "已核实。")


def test_void_notice_says_so_in_public_with_the_reason(app: Flask, district: Organisation, officer: Account):
    notice = put_up(district, officer)
    client = people.sign_in(app.test_client(), officer)
    client.post(f"/notices/{notice.id}/void", data={"reason": " "})
    session.refresh(notice)
    assert notice.state is NoticeState.OPEN
    client.post(f"/notices/{notice.id}/void", data={"reason": "名单有误"})
    page = app.test_client().get(f"/notices/{notice.id}").text
    assert "这份公示已经作废" in page and "名单有误" in page and "李示例" in page


def test_notices_are_managed_by_officers_of_the_organisation_only(app: Flask, district: Organisation, officer: Account):
    notice = put_up(district, officer)
    objection = objected(notice)
    neighbour = people.account(Role.DISTRICT_OFFICER, people.organisation("邻近区总工会"))
    supervisor = people.account(Role.SUPERVISOR, district)
    addresses = [f"/notices/{notice.id}/end", f"/notices/{notice.id}/void", f"/notices/objections/{objection.id}"]
    for account, status in ((neighbour, 404), (supervisor, 403)):
        client = people.sign_in(app.test_client(), account)
        assert [client.post(address, data={"reason": "试"}).status_code for address in addresses] == [status] * 3
        assert "漏计一项" not in client.get(f"/notices/{notice.id}").text
        assert "待答复" not in client.get("/notices").text
    assert "1 条异议待答复" in people.sign_in(app.test_client(), officer).get("/notices").text
    assert [client.post(address).status_code for client in [app.test_client()] for address in addresses] == [302] * 3


def test_list_notices_costs_the_same_with_3_and_with_30(
    app: Flask, district: Organisation, officer: Account, query_count
):
    client = people.sign_in(app.test_client(), officer)
    counts = []
    for more in (3, 27):
        for _ in range(more):
            objected(put_up(district, officer))
        client.get("/notices")
        with query_count() as statements:
            answer = client.get("/notices")
        counts.append(len(statements))
    assert answer.text.count("条异议待答复") == 30
    assert counts[0] == counts[1]
