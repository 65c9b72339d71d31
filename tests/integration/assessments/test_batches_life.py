"""A plan from its draft to the archive and back: scope, publication, nodes in and out of turn; who sees it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.applications.rules import ApplicationState
from assessments.batches import operations
from assessments.batches.models import Batch, BatchItem
from assessments.batches.queries import batches_taking_applications, batches_visible_to, nodes_done
from assessments.batches.rules import BatchState, Node
from assessments.bodies.models import AssessmentBody
from assessments.bodies.rules import BodyKind
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.rules import OrganisationKind
from people.persons.rules import Level
from tests.factories import assessments as make
from tests.factories import people

PAST = {"apply_from": "2026-11-01", "apply_to": "2026-11-20", "examined_on": "2026-11-28"}


def typed(body: AssessmentBody, **facts: str) -> dict[str, str]:
    brewer = min(body.scope, key=lambda line: line.occupation_code)
    usual = {
        "title": "2026 年第一批",
        "site_id": str(body.sites[0].id),
        **PAST,
        f"places-{brewer.id}-4": "40",
        "number_way": "allotted",
        "pass_score": "60",
        "notice_days": "5",
        "resit_months": "24",
    }
    return usual | facts


def press(client: FlaskClient, batch: Batch, button: str, **form: str) -> str:
    """Press a button of the plan's page; what the page says afterwards."""
    page = f"/assessments/batches/{batch.id}"
    return client.post(
        f"{page}/{button}", data=form, headers={"Referer": f"http://localhost{page}"}, follow_redirects=True
    ).text


@pytest.fixture
def officer(app: Flask, client: FlaskClient, clock: Callable) -> Account:
    """The officer of a body, signed in on the second day of the usual applications."""
    clock("2026-11-02 09:00")
    made = people.account(Role.ASSESSMENT_OFFICER, make.body().organisation)
    people.sign_in(client, made)
    return made


def test_create_batch_and_edit_batch_keep_to_the_scope(client: FlaskClient, officer: Account):
    body = session.scalars(select(AssessmentBody)).one()
    new = "/assessments/batches/new"
    assert "四级/中级工" in client.get(new).text
    late = client.post(new, data=typed(body, examined_on="2028-01-08"))
    assert late.status_code == 422 and "2027-12-31" in late.text  # the filing ends before the examination
    nothing = client.post(new, data={name: value for name, value in typed(body).items() if "places" not in name})
    assert "请至少给一个职业等级填写名额" in nothing.text
    assert "“四十”不是" in client.post(new, data=typed(body, **{f"places-{body.scope[0].id}-4": "四十"})).text
    assert "已不在备案范围内" in client.post(new, data=typed(body, **{"places-999-4": "5"})).text
    assert session.scalars(select(Batch)).all() == []

    assert client.post(new, data=typed(body)).status_code == 302
    batch = session.scalars(select(Batch)).one()
    assert "已有名为" in client.post(new, data=typed(body)).text
    edit = f"/assessments/batches/{batch.id}/edit"
    assert 'value="40"' in client.get(edit).text
    changed = typed(body, title="2026 年第二批", row_version="1", **{f"places-{body.scope[0].id}-3": "10"})
    assert client.post(edit, data=changed).status_code == 302
    assert "已被别人修改" in client.post(edit, data=changed).text  # the version that was seen is gone
    assert sorted(item.level for item in session.scalars(select(BatchItem))) == [Level.THREE, Level.FOUR]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "edit_batch")).one()
    assert entry.changes["batch_items"] == [
        "白酒酿造工 四级/中级工 40 人",
        "白酒酿造工 四级/中级工 40 人；白酒酿造工 三级/高级工 10 人",
    ]


def test_a_published_plan_is_added_to_and_cancelled_only_while_nobody_is_bound(client: FlaskClient, officer: Account):
    body = session.scalars(select(AssessmentBody)).one()
    client.post("/assessments/batches/new", data=typed(body))
    batch = session.scalars(select(Batch)).one()
    assert "计划已发布" in press(client, batch, "publish")
    assert set(nodes_done(batch)) == {Node.PLAN}
    edit = f"/assessments/batches/{batch.id}/edit"
    assert "核心内容不再改动" in client.post(edit, data=typed(body, row_version="1")).text

    item = session.scalars(select(BatchItem)).one()
    amend = f"/assessments/batches/{batch.id}/amend"
    assert 'value="40"' in client.get(amend).text
    assert "名额只能增加" in client.post(amend, data={f"places-{item.id}": "39"}).text
    assert client.post(amend, data={f"places-{item.id}": "60", "filing_number": "示计0001"}).status_code == 302
    session.refresh(item)
    assert (item.places, batch.filing_number) == (60, "示计0001")

    applied = make.application(item, state=ApplicationState.SUBMITTED)
    assert "还有 1 份申报没有撤回或退出" in press(client, batch, "cancel", reason="设备检修")
    applied.state, applied.active = ApplicationState.WITHDRAWN, None
    session.commit()
    assert "计划已取消" in press(client, batch, "cancel", reason="设备检修")


def test_nodes_are_completed_in_turn_or_with_a_reason(client: FlaskClient, officer: Account):
    body = session.scalars(select(AssessmentBody)).one()
    batch = make.batch(body)
    with transaction():
        operations.note_node(batch, Node.PLAN, by=officer)
    page = f"/assessments/batches/{batch.id}"
    shown = client.get(page).text
    assert "结束报名（例外）" in shown and "为职工申报" in shown  # applications last to 20 November
    assert "次序不对" in press(client, batch, "nodes/application/complete")
    assert "环节已完成" in press(client, batch, "nodes/application/complete", reason="名额已满")
    assert session.scalars(batches_taking_applications(date(2026, 11, 2))).all() == []
    with transaction():
        operations.note_node(batch, Node.EXAMINATION, by=officer)
    assert Node.EXAMINATION not in nodes_done(batch)  # an exception is for a person, with his reason
    with pytest.raises(Refused) as refused, transaction():
        operations.require_node(batch, Node.EXAMINATION)
    assert refused.value.reasons == [f"“{title}”还没有完成。" for title in ("考场编排", "考务安排", "考试")]
    assert "次序不对" in press(client, batch, "nodes/examination/complete")
    assert "环节已完成" in press(client, batch, "nodes/examination/complete", reason="合并到上一批考场")
    operations.require_node(batch, Node.EXAMINATION)
    shown = client.get(page).text
    assert "为职工申报" not in shown
    assert "例外：名额已满" in shown and "例外：合并到上一批考场" in shown
    assert "“考场编排”还没有完成" in press(client, batch, "complete")
    assert "需要写明原因" in press(client, batch, "nodes/examination/reopen")
    assert "环节已重新打开" in press(client, batch, "nodes/examination/reopen", reason="补考一场")
    for node in (Node.SEATING, Node.PREPARATION, Node.EXAMINATION, Node.SCORES, Node.NOTICE, Node.CERTIFICATES):
        press(client, batch, f"nodes/{node.value}/complete")
    assert "计划已归档" in press(client, batch, "complete")
    assert session.get_one(Batch, batch.id).state is BatchState.COMPLETED and len(nodes_done(batch)) == 9
    assert "计划已重新打开" in press(client, batch, "reopen", reason="漏了一份材料")
    assert set(Node) - set(nodes_done(batch)) == {Node.ARCHIVE}
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "complete_node")).first()
    assert logged and (logged.reason, logged.changes) == ("名额已满", {"node": [None, "考试报名"]})
    assert client.post(f"{page}/nodes/nothing/complete").status_code == 404


def test_publish_batch_refuses_what_changed_since_and_cancel_batch_needs_a_reason(
    app: Flask, client: FlaskClient, clock: Callable
):
    clock("2026-11-21 09:00")
    body = make.body(prefix=None)
    batch = make.batch(body, state=BatchState.DRAFT)
    body.filings[0].valid_to = date(2026, 6, 30)
    session.commit()
    people.sign_in(client, people.account(Role.ASSESSMENT_OFFICER, body.organisation))
    refused = press(client, batch, "publish")
    assert "计划还不能发布" in refused and "2026-06-30" in refused
    assert "报名截止日 2026年11月20日 已经过去" in refused and "13 位证书编号前缀" in refused
    assert "写明原因" in press(client, batch, "cancel")
    assert "计划已取消" in press(client, batch, "cancel", reason="备案到期")
    assert session.get_one(Batch, batch.id).state is BatchState.CANCELLED


def test_list_batches_shows_each_what_he_may_apply_to_with_a_steady_number_of_queries(
    app: Flask, query_count: Callable, clock: Callable
):
    clock("2026-11-10 09:00")
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    distillery = people.organisation("江示酒庄示例公司", city)
    workshop = people.organisation("酿造车间工会", distillery)
    other = people.organisation("别家示例公司", city)
    stranger = people.organisation("外市示例公司", people.organisation("外市总工会"))
    own = make.body(distillery)
    social = make.body(people.organisation("示例培训学校", city), kind=BodyKind.SOCIAL, prefix="S000050999999")
    draft, published = make.batch(own, state=BatchState.DRAFT), make.batch(own)
    open_to_all = make.batch(social)

    def seen(role: Role, organisation) -> set[int]:
        account = people.account(role, organisation)
        return {batch.id for batch in session.scalars(batches_visible_to(account))}

    assert seen(Role.ENTERPRISE_OFFICER, workshop) == {published.id, open_to_all.id}
    assert seen(Role.ENTERPRISE_OFFICER, distillery) == {published.id, open_to_all.id}
    assert seen(Role.ENTERPRISE_OFFICER, other) == {open_to_all.id}
    assert seen(Role.ENTERPRISE_OFFICER, stranger) == set()
    assert seen(Role.ASSESSMENT_OFFICER, distillery) == {draft.id, published.id, open_to_all.id}
    assert seen(Role.DISTRICT_OFFICER, city) == {draft.id, published.id, open_to_all.id}
    taking = {
        path: {batch.id for batch in session.scalars(batches_taking_applications(date(2026, 11, 10), [path]))}
        for path in (workshop.path, other.path, stranger.path)
    }
    assert list(taking.values()) == [{published.id, open_to_all.id}, {open_to_all.id}, set()]

    client = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, city))
    page = "/assessments/batches"
    client.get(page)
    with query_count() as few:
        client.get(page)
    for _ in range(27):
        make.batch(own)
    with query_count() as many:
        client.get(page)
    assert len(many) == len(few)
    narrowed = client.get(f"{page}?body={social.id}&state=published").text
    assert len(re.findall(r'<th scope="row"><span><a', narrowed)) == 1
    assert "没有认定计划" in client.get(f"{page}?year=2030").text
    assert client.get(f"{page}?year=abc&state=nothing").status_code == 200
