"""An improvement proposal from a worker's phone to the archive, its ways back, who sees it, and the month's figures."""

import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from studios.proposals import operations
from studios.proposals.models import Proposal
from studios.proposals.queries import proposal_figures, proposals_waiting_for
from studios.proposals.rules import ProposalState
from tests.factories import people, studios
from tests.factories import proposals as make

TYPED = {
    "title": "给三号炉加保温盖板",
    "category": "energy",
    "situation": "保温时炉口敞开，炉温掉得快，一炉多烧二十分钟。",
    "measures": "用旧耐火砖做一块可以翻开的盖板。",
    "effect": "每炉省气约三十立方米。",
    "problems": "能耗、保温",
}


def picture() -> io.BytesIO:
    """A small photo."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG")
    file.seek(0)
    return file


@pytest.fixture
def unit(app: Flask) -> Organisation:
    return studios.unit()


@pytest.fixture
def officer(unit: Organisation) -> Account:
    return people.account(Role.ENTERPRISE_OFFICER, unit, people.person("经示甲", unit))


@pytest.fixture
def worker(unit: Organisation) -> Account:
    return people.account(Role.WORKER, unit, people.person("王示例", unit))


def press(client: FlaskClient, proposal: Proposal, step: str, **form: str) -> str:
    """Take a step on the page; what the page says afterwards."""
    page = f"/studios/proposals/{proposal.id}"
    referer = {"Referer": f"http://localhost{page}"}
    return client.post(f"{page}/{step}", data=form, headers=referer, follow_redirects=True).text


def test_propose_and_receive_proposal_with_the_ways_back(
    app: Flask, client: FlaskClient, unit: Organisation, officer: Account, worker: Account, clock: Callable
):
    clock("2026-11-02 09:00")
    people.sign_in(client, worker)
    new = "/studios/proposals/new"
    assert "至少写 10 个字" in client.post(new, data=TYPED | {"effect": "省气"}).text
    renamed = {"photo_situation": (io.BytesIO(b"MZ program"), "现场.jpg")}
    assert "材料只收 PDF、JPG、PNG" in client.post(new, data=TYPED | renamed).text
    assert session.scalars(select(Proposal)).all() == []
    sent = client.post(new, data=TYPED | {"photo_situation": (picture(), "现场.png")}, follow_redirects=True)
    proposal = session.scalars(select(Proposal)).one()
    assert "建议已交给单位工会" in sent.text and "proposal-photo" in sent.text
    assert client.get(f"/studios/proposals/{proposal.id}/papers/{proposal.papers[0].id}").mimetype == "image/png"
    assert client.post(f"/studios/proposals/{proposal.id}/receive").status_code == 403

    clock("2026-11-09 09:00")
    people.sign_in(client, officer)
    assert "已等 7 天，超期" in client.get("/studios/proposals?waiting=1").text
    assert "已退回" in press(client, proposal, "return", reason="请补充每月烧几炉")
    people.sign_in(client, worker)
    assert "请补充每月烧几炉" in client.get(f"/studios/proposals/{proposal.id}").text
    resubmitted = TYPED | {"situation": TYPED["situation"] + "每月六十炉。", "row_version": str(proposal.row_version)}
    assert client.post(f"/studios/proposals/{proposal.id}/resubmit", data=resubmitted).status_code == 302

    people.sign_in(client, officer)
    assert "没有这个名字" in press(client, proposal, "receive", department="动力车间", handler="查无此人")
    assert "已受理" in press(client, proposal, "receive", department="动力车间")
    steps = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "proposals")).all()
    assert sorted(steps) == ["propose", "receive_proposal", "resubmit_proposal", "return_proposal"]


def test_every_step_from_the_evaluation_to_the_archive(
    app: Flask, client: FlaskClient, unit: Organisation, officer: Account, worker: Account, clock: Callable
):
    clock("2026-11-09 09:00")
    proposal = make.proposal(worker.person, state=ProposalState.RECEIVED, department="动力车间")
    people.sign_in(client, officer)
    assert "评估意见已保存" in press(client, proposal, "evaluate", evaluation="可行，花费不到两千元。")
    assert "不采纳必须写明原因" in press(client, proposal, "decline", reason=" ")
    assert "不采纳的原因：炉子明年淘汰" in press(client, proposal, "decline", reason="炉子明年淘汰")
    assert "已重新评估" in press(client, proposal, "reconsider", reason="淘汰计划推迟")
    press(client, proposal, "evaluate", evaluation="可行。")
    adopted = {"implementer": "动力车间", "handler": "王示例", "implement_by": "2026-11-01"}
    assert "不能早于今天" in press(client, proposal, "adopt", **adopted)
    assert "已采纳" in press(client, proposal, "adopt", **adopted | {"implement_by": "2026-11-30"})

    people.sign_in(client, worker)  # he was asked to carry it out himself; others accept it
    done = {"implementation": "盖板已装好，翻转灵活。", "implemented_on": "2026-11-09"}
    assert "请我实施的" in client.get("/studios/proposals/mine").text
    assert "等待验收" in press(client, proposal, "implement", **done)
    people.sign_in(client, officer)
    assert "已退回整改" in press(client, proposal, "rework", reason="盖板要加把手")
    press(client, proposal, "implement", **done)
    assert "验收通过" in press(client, proposal, "accept", acceptance="已加把手，合格。")
    benefit = {"benefit": "12000", "benefit_basis": "", "benefit_verifier": "财务部 李示例"}
    assert "怎样算出来的" in press(client, proposal, "benefit", **benefit)
    page = press(client, proposal, "benefit", **benefit | {"benefit_basis": "60 炉 × 30 立方米 × 12 月"})
    assert "够“二等建议”" in page and 'value="二等建议"' in page
    assert "奖励已登记" in press(client, proposal, "reward", reward_title="二等建议", reward="500")
    assert "已归档" in press(client, proposal, "archive")

    (line,) = proposal_figures([unit.path], *(clock(f"2026-11-{day} 12:00").date() for day in ("01", "30")))
    counted = (line.proposals, line.proposers, line.workers, line.adopted, line.implemented, line.rewards)
    assert counted == (1, 1, 2, 1, 1, Decimal(500))
    assert (line.per_head, line.participation) == (Decimal("0.50"), Decimal("50.0"))
    people.sign_in(client, officer)
    assert "50.0%" in client.get("/studios/proposals/figures?month=2026-11").text
    people.sign_in(client, worker)
    assert "我的建议" in client.get("/studios/proposals/mine").text


def test_transfer_proposal_and_who_sees_it(app: Flask, client: FlaskClient, officer: Account, worker: Account):
    elsewhere = people.organisation("示例动力设备有限公司工会", officer.organisation.parent)
    other = people.account(Role.ENTERPRISE_OFFICER, elsewhere, people.person("经示乙", elsewhere))
    proposal = make.proposal(worker.person)
    people.sign_in(client, other)
    assert client.get(f"/studios/proposals/{proposal.id}").status_code == 404
    people.sign_in(client, officer)
    where = {"organisation": elsewhere.name, "department": "设备部", "reason": "设备归他们管"}
    assert "已转交" in press(client, proposal, "transfer", **where)
    assert client.get(f"/studios/proposals/{proposal.id}").status_code == 200  # where it came from still sees it
    assert client.post(f"/studios/proposals/{proposal.id}/receive").status_code == 404
    waiting = {account.id: session.scalars(proposals_waiting_for(account)).all() for account in (officer, other)}
    assert (waiting[officer.id], waiting[other.id]) == ([], [proposal])

    own = make.proposal(officer.person)
    assert session.scalars(proposals_waiting_for(officer)).all() == []
    with pytest.raises(Refused, match="另一位经办人"), transaction():
        operations.receive_proposal(own, by=officer)
    assert own.state is ProposalState.PROPOSED


def test_list_proposals_asks_as_often_for_thirty_as_for_three(
    app: Flask, client: FlaskClient, officer: Account, query_count: Callable
):
    people.sign_in(client, officer)
    numbers = []
    for more in (3, 27):
        for person in make.workers(officer.organisation, more):
            make.proposal(person)
        with query_count() as statements:
            assert client.get("/studios/proposals").status_code == 200
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
