"""A marking scheme from the CIS workbook: upload, preview, apply; what is no such workbook is refused in words."""

import io
import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.planning.models import Event, Module
from competitions.planning.rules import CompetitionState, StageState
from foundation.database import session
from foundation.files import StoredFile
from marking.schemes.models import Criterion
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import competitions, people
from tests.factories.cis import NEW, OLD, cis_rows, cis_workbook


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def office(client: FlaskClient, officer: Account) -> FlaskClient:
    """The officer's browser."""
    return people.sign_in(client, officer)


@pytest.fixture
def module(officer: Account) -> Module:
    """A module of full mark 100 with two criteria."""
    competition = competitions.competition(officer.organisation, state=CompetitionState.DRAFT)
    return competitions.event(competition).stages[0].modules[1]


def upload(office: FlaskClient, module: Module, content: bytes):
    """The answer to an upload."""
    data = {"file": (io.BytesIO(content), "数控车.xlsx")}
    return office.post(f"/modules/{module.id}/scheme/import", data=data)


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return dict(re.findall(r'name="(submission_key|row_version)" type="hidden" value="([^"]*)"', page))


def criteria_of(module: Module) -> list[Criterion]:
    session.expire_all()
    return session.get_one(Module, module.id).scheme.criteria


@pytest.mark.parametrize(("generation", "formula"), [(NEW, True), (OLD, False)])
def test_import_scheme_previews_and_then_replaces_the_criteria(office, module, generation, formula):
    answer = upload(office, module, cis_workbook(cis_rows(generation, shuffle=3), formula_total=formula))
    page = office.get(answer.location).text
    assert "A2 外观（1 项，20 分）" in page and "确认导入，替换现有评分项" in page
    assert [criterion.code for criterion in criteria_of(module)] == ["1", "2"]
    done = office.post(answer.location, data=fields_of(page))
    assert done.location == f"/modules/{module.id}/scheme"
    found = criteria_of(module)
    assert [(one.code, one.group, one.scale) for one in found] == [
        ("A1.1", "A1 尺寸", None),
        ("A1.2", "A1 尺寸", None),
        ("A2.1", "A2 外观", 3),
        ("B1.1", "B1 安全", None),
        ("B1.2", "B1 安全", None),
    ]
    assert sum(one.full_mark for one in found) == Decimal(100)
    assert found[2].descriptors == ["粗糙", "达到", "较好", "优秀"]


def test_import_scheme_is_a_plan_version_with_the_groups(office, module):
    event_id = module.stage.event_id
    answer = upload(office, module, cis_workbook(cis_rows(NEW)))
    office.post(answer.location, data=fields_of(office.get(answer.location).text))
    session.expire_all()
    event = session.get_one(Event, event_id)
    criteria = event.plan_versions[-1].facts["stages"][0]["modules"][1]["criteria"]
    assert [one["group"] for one in criteria[:3]] == ["A1 尺寸", "A1 尺寸", "A2 外观"]


def test_import_scheme_shows_the_faults_by_row_and_takes_nothing_in(office, module):
    answer = upload(office, module, cis_workbook(cis_rows(NEW, replace={"30.5": "三十", "较好": ""})))
    page = office.get(answer.location).text
    assert "第 11 行：分值（Max Mark）应为大于 0、最多两位小数的数。" in page
    assert "第 17 行：2 分没有写说明" in page and "确认导入" not in page
    refused = office.post(answer.location, data={})
    assert refused.status_code == 422 and "评分方案表还有问题" not in refused.text
    assert [criterion.code for criterion in criteria_of(module)] == ["1", "2"]


def test_import_scheme_tells_sums_that_differ_and_still_imports(office, module):
    answer = upload(office, module, cis_workbook(cis_rows(NEW, replace={"30.5": 30})))
    page = office.get(answer.location).text
    assert "满分合计 99.5 与模块满分 100 不相等" in page and "标准 A：表头写 60 分，各项合计 59.5 分。" in page
    assert office.post(answer.location, data=fields_of(page)).status_code == 302


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 broken", "文件打不开"),
        (b"Sub Criterion ID,Aspect Type", "这不是 .xlsx 表格"),
        (cis_workbook([["购物单"], ["牛奶", 2]]), "没有找到 CIS 评分方案：应有一行表头，包含 Sub Criterion ID"),
    ],
)
def test_import_scheme_refuses_what_is_no_scheme(office, module, content, message):
    answer = upload(office, module, content)
    assert answer.status_code == 422 and message in answer.text
    assert session.query(StoredFile).count() == 0


def test_import_scheme_needs_a_reason_once_the_plan_is_locked(office, module):
    module.stage.state = StageState.DRAWN
    session.commit()
    answer = upload(office, module, cis_workbook(cis_rows(NEW)))
    page = office.get(answer.location).text
    assert "修改须写明原因" in page
    refused = office.post(answer.location, data=fields_of(page))
    assert refused.status_code == 422 and "确需修改的，请写明原因" in refused.text
    done = office.post(answer.location, data=fields_of(office.get(answer.location).text) | {"reason": "技术文件更正"})
    assert done.status_code == 302


def test_show_scheme_import_is_for_who_uploaded_it(office, app, module):
    answer = upload(office, module, cis_workbook(cis_rows(NEW)))
    other = people.sign_in(
        app.test_client(), people.account(Role.DISTRICT_OFFICER, module.stage.event.competition.organisation)
    )
    assert other.get(answer.location).status_code == 404
    elsewhere = people.account(Role.DISTRICT_OFFICER, people.organisation("另一区总工会"))
    stranger = people.sign_in(app.test_client(), elsewhere)
    assert stranger.get(f"/modules/{module.id}/scheme/import").status_code == 404


def test_edit_scheme_leads_to_the_import_and_keeps_the_groups(office, module):
    answer = upload(office, module, cis_workbook(cis_rows(NEW)))
    office.post(answer.location, data=fields_of(office.get(answer.location).text))
    page = office.get(f"/modules/{module.id}/scheme").text
    assert f'href="/modules/{module.id}/scheme/import"' in page
    assert re.findall(r'name="criteria-0-group"[^>]*value="([^"]*)"', page) == ["A1 尺寸"]
