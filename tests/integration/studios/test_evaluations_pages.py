"""The organiser's and the unit's pages of evaluations, from the first form to the closed year."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.database import session
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.evaluations.models import Evaluation
from studios.evaluations.models_trees import Indicator, IndicatorTree, LeafReport, TreeProblem, TreeUnit
from studios.evaluations.rules import EvaluationState
from studios.evaluations.rules_trees import TreeState
from tests.factories import evaluations, people

TREE = {"title": "示例产改考核", "year": "2026", "report_by": "2026-11-30"}


@pytest.fixture
def district(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-11-20 09:00")
    return people.organisation("示例区总工会", kind=OrganisationKind.DISTRICT_FEDERATION)


@pytest.fixture
def organiser(app: Flask, district: Organisation) -> FlaskClient:
    return people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, district))


def done(page: FlaskClient, address: str, **data: object) -> str:
    """Shown first, where it has a form, then sent: the answer leads on."""
    answer = page.post(address, data=data)
    assert answer.status_code == 302, answer.text
    return page.get(answer.location).text


def shown(page: FlaskClient, address: str) -> str:
    answer = page.get(address)
    assert answer.status_code == 200
    return answer.text


def test_a_tree_is_built_reported_on_and_closed_by_its_pages(
    app: Flask, district: Organisation, organiser: FlaskClient
):
    unit = people.organisation("示例成员单位", district)
    reporter = people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, unit))
    base, first = "/studios/indicator-trees", TREE | {"organiser": district.id, "missing_is_zero": "y"}
    assert "自评截止" in shown(organiser, f"{base}/new")
    assert "还没有成员单位" in done(organiser, f"{base}/new", **first)
    tree = session.scalars(select(IndicatorTree)).one()
    own = f"{base}/{tree.id}"
    workbook = evaluations.tree_workbook(evaluations.tree_rows())
    assert "70 项三级指标" in done(organiser, f"{own}/import", file=(io.BytesIO(workbook), "指标.xlsx"))
    second = session.scalars(select(Indicator).where(Indicator.code == "1.1")).one()
    leaf = {"code": "1.1.9", "title": "补一项", "weight": "10", "kind": "target", "full": "5", "measure": "场"}
    assert "合计应为 100%" in done(organiser, f"{own}/indicators/new?above={second.id}", **leaf)
    extra = session.scalars(select(Indicator).where(Indicator.code == "1.1.9")).one()
    assert "补一项" in shown(organiser, f"/studios/indicators/{extra.id}/edit")
    done(organiser, f"/studios/indicators/{extra.id}/edit", **(leaf | {"title": "改一项"}))
    assert "改一项" not in done(organiser, f"/studios/indicators/{extra.id}/remove")
    assert "不是示例区总工会及以下" in organiser.post(f"{own}/units", data={"names": "别处的单位"}).text
    assert unit.name in done(organiser, f"{own}/units", names=unit.name)
    assert reporter.get(own).status_code == 404
    done(organiser, f"{own}/edit", **(first | {"title": "示例改革考核"}))
    assert "考核中" in done(organiser, f"{own}/open")
    reported_and_checked(organiser, reporter, session.scalars(select(TreeUnit)).one())
    assert "已办结" in done(organiser, f"{own}/close")
    assert "考核中" in done(organiser, f"{own}/reopen", reason="漏核一项")
    assert organiser.get(f"{own}/matrix.xlsx").data[:2] == b"PK"
    assert "2027" in done(organiser, f"{own}/copy", **(first | {"year": "2027"}))
    assert tree.state is TreeState.OPEN


def reported_and_checked(organiser: FlaskClient, reporter: FlaskClient, unit: TreeUnit) -> None:
    """One leaf from the unit to the checker and back, one problem until it is closed."""
    one = session.scalars(select(Indicator).where(Indicator.code == "1.1.2")).one()
    own = f"/studios/indicator-units/{unit.id}"
    assert "写 1" in shown(reporter, f"{own}/report/{one.id}")
    assert "只写 1（完成）或 0（未完成）" in reporter.post(f"{own}/report/{one.id}", data={"value": "3"}).text
    done(reporter, f"{own}/report/{one.id}", value="1", note="已完成")
    report = session.scalars(select(LeafReport)).one()
    assert "已完成" in shown(organiser, f"/studios/leaf-reports/{report.id}/check")
    done(organiser, f"/studios/leaf-reports/{report.id}/check", value="0", reason="没有材料")
    assert "退回重报" in shown(organiser, f"/studios/leaf-reports/{report.id}/check")
    done(organiser, f"/studios/leaf-reports/{report.id}/reopen", reason="材料补来了")
    done(organiser, f"/studios/leaf-reports/{report.id}/check", value="1")
    problem = {"indicator": one.id, "description": "台账缺页", "due_on": "2026-12-20"}
    assert "1.1.2" in shown(organiser, f"{own}/problems/new")
    assert "台账缺页" in done(organiser, f"{own}/problems/new", **problem)
    found = session.scalars(select(TreeProblem)).one()
    for page, step, data in (
        (reporter, "report", {"remedy": "已补"}),
        (organiser, "return", {"reason": "照片不清"}),
        (reporter, "report", {"remedy": "已重拍"}),
        (organiser, "close", {}),
        (organiser, "reopen", {"reason": "复查又缺"}),
    ):
        done(page, f"/studios/tree-problems/{found.id}/{step}", **data)
    assert "0.0%（0/1）" in shown(organiser, own)


def test_an_evaluation_is_planned_opened_and_cancelled_by_its_pages(
    app: Flask, district: Organisation, organiser: FlaskClient
):
    unit = people.organisation("示例机械公司工会", district)
    expert = people.account(Role.EXPERT, district, people.person("评价人甲"))
    facts = {
        "organiser": district.id,
        "title": "示例双评价",
        "period": "2026 年度",
        "officer_rubric": "union-building",
        "member_rubric": "workers-home",
        "officer_weight": "60",
        "least_officers": "1",
        "least_members": "3",
        "closes_on": "2026-12-10",
        "subjects": unit.name,
    }
    assert "模范职工之家会员测评表" in shown(organiser, "/studios/evaluations/new")
    refused = organiser.post("/studios/evaluations/new", data=facts | {"member_rubric": "site-visit"})
    assert refused.status_code == 422 and "会员用的标准不能有" in refused.text
    done(organiser, "/studios/evaluations/new", **facts)
    evaluation = session.scalars(select(Evaluation)).one()
    own = f"/studios/evaluations/{evaluation.id}"
    assert unit.name in shown(organiser, f"{own}/edit")
    edited = facts | {"period": "2026 年", "officer_rubric": evaluation.officer_rubric_id}
    assert "2026 年" in done(organiser, f"{own}/edit", **edited)
    assert "评价人甲" in shown(organiser, f"{own}/open")
    assert "评价中" in done(organiser, f"{own}/open", raters=expert.id)
    assert "还差 3 份" in shown(organiser, own)
    assert "示例双评价" in shown(organiser, "/studios/evaluations")
    assert "已取消" in done(organiser, f"{own}/cancel", reason="改到明年")
    assert evaluation.state is EvaluationState.CANCELLED
