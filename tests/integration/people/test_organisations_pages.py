"""The pages about organisations: who sees what, what is typed stays, nothing is done twice."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.database import session
from foundation.workbooks import read_workbook
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.workbooks import COLUMNS
from tests.factories.people import account, organisation, sign_in
from tests.factories.workbooks import workbook

HEADER = [column.title for column in COLUMNS]


@pytest.fixture
def district(app: Flask) -> Organisation:
    return organisation()


@pytest.fixture
def officer(client: FlaskClient, district: Organisation) -> FlaskClient:
    """A visitor signed in as the district's officer."""
    return sign_in(client, account(Role.DISTRICT_OFFICER, district))


def test_list_organisations_shows_the_subtree_and_nothing_else(officer: FlaskClient, district: Organisation):
    organisation("示例公司工会", district)
    organisation("外地公司工会", organisation("另一区总工会"))
    page = officer.get("/organisations").text
    assert "示例公司工会" in page
    assert "外地公司工会" not in page
    found = officer.get("/organisations?q=公司").text
    assert "示例公司工会" in found
    assert "外地公司工会" not in found


@pytest.mark.parametrize("page", ["", "/edit", "/new"])
def test_pages_of_other_subtrees_are_not_found(officer: FlaskClient, page: str):
    elsewhere = organisation("另一区总工会")
    assert officer.get(f"/organisations/{elsewhere.id}{page}").status_code == 404


def test_pages_that_change_need_the_permission(client: FlaskClient, district: Organisation):
    sign_in(client, account(Role.ENTERPRISE_OFFICER, district))
    assert client.get(f"/organisations/{district.id}").status_code == 200
    for page in (f"{district.id}/edit", f"{district.id}/new", "import", "template.xlsx"):
        assert client.get(f"/organisations/{page}").status_code == 403
    assert client.post(f"/organisations/{district.id}/deactivate").status_code == 403


def test_create_organisation_keeps_what_was_typed_and_says_what_is_wrong(officer: FlaskClient, district: Organisation):
    typed = {"name": "示例公司工会", "kind": "primary-union", "ownership": "", "credit_code": "91350100M000100Y44"}
    answer = officer.post(f"/organisations/{district.id}/new", data=typed)
    assert answer.status_code == 422
    assert "校验码不对" in answer.text
    assert 'value="91350100M000100Y44"' in answer.text


def test_create_organisation_counts_a_double_click_once(officer: FlaskClient, district: Organisation):
    typed = {"name": "示例公司工会", "kind": "primary-union", "ownership": "", "submission_key": "k1"}
    assert officer.post(f"/organisations/{district.id}/new", data=typed).status_code == 302
    again = officer.post(f"/organisations/{district.id}/new", data=typed)
    assert again.status_code == 409
    assert "没有重复提交" in again.text
    assert session.scalar(select(func.count()).select_from(Organisation)) == 2


def test_create_organisation_offers_only_kinds_that_fit(officer: FlaskClient, district: Organisation):
    page = officer.get(f"/organisations/{district.id}/new").text
    assert 'value="street-union"' in page
    assert 'value="city-federation"' not in page


def test_edit_organisation_tells_the_second_officer(officer: FlaskClient, district: Organisation):
    company = organisation("示例公司工会", district)
    typed = {"name": "示例集团工会", "kind": "primary-union", "ownership": "", "row_version": "1"}
    assert officer.post(f"/organisations/{company.id}/edit", data=typed | {"submission_key": "a"}).status_code == 302
    stale = officer.post(
        f"/organisations/{company.id}/edit", data=typed | {"name": "示例厂工会", "submission_key": "b"}
    )
    assert stale.status_code == 422
    assert "已被别人修改" in stale.text
    assert 'value="示例厂工会"' in stale.text
    assert company.name == "示例集团工会"


def test_deactivate_organisation_and_activate_it_again(officer: FlaskClient, district: Organisation):
    company = organisation("示例公司工会", district)
    assert officer.post(f"/organisations/{company.id}/deactivate", data={"reason": "撤并"}).status_code == 302
    assert "已停用" in officer.get(f"/organisations/{company.id}").text
    assert officer.post(f"/organisations/{company.id}/activate").status_code == 302
    assert company.active


def test_import_organisations_from_upload_to_undo(officer: FlaskClient, district: Organisation):
    template = officer.get("/organisations/template.xlsx").data
    assert template[:2] == b"PK"
    content = workbook(
        HEADER, ["示例公司工会", "企业/基层工会", district.name], ["坏公司工会", "企业/基层工会", "没有的工会"]
    )
    uploaded = officer.post("/organisations/import", data={"file": (io.BytesIO(content), "组织.xlsx")})
    assert uploaded.status_code == 302
    page = uploaded.location
    preview = officer.get(page).text
    assert "没有这个组织" in preview
    assert "确认导入 1 行" in preview
    assert officer.post(f"{page}/apply", follow_redirects=True).text.count("新增 1 条，更新 0 条") == 1
    marked = officer.get(f"{page}/marked")
    assert [row.number for row in read_workbook(marked.data, COLUMNS).rows] == [2, 3]
    assert officer.post(f"{page}/undo", data={"reason": "传错了表"}).status_code == 302
    assert session.scalar(select(func.count()).select_from(Organisation)) == 1
    assert "组织.xlsx" in officer.get("/imports").text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,kind", "这不是 .xlsx 表格"),
        (workbook(["名称"], ["示例公司工会"]), "缺少必需的列：“类型”、“上级组织名称”"),
        (workbook(HEADER, ['=HYPERLINK("x")']), "单元格 A2 里是公式"),
        (b"", "文件是空的"),
    ],
)
def test_import_organisations_says_why_a_file_was_not_taken(officer: FlaskClient, content: bytes, said: str):
    answer = officer.post("/organisations/import", data={"file": (io.BytesIO(content), "组织.xlsx")})
    assert answer.status_code == 422
    assert said in answer.text


def test_pages_of_an_import_are_for_those_who_may_see_it(officer: FlaskClient, district: Organisation, app: Flask):
    content = workbook(HEADER, ["示例公司工会", "企业/基层工会", district.name])
    page = officer.post("/organisations/import", data={"file": (io.BytesIO(content), "组织.xlsx")}).location
    colleague = sign_in(app.test_client(), account(Role.DISTRICT_OFFICER, district))
    assert colleague.get(page).status_code == 200
    assert colleague.get(f"{page}/marked").status_code == 404
    assert colleague.post(f"{page}/apply").status_code == 403
    stranger = sign_in(app.test_client(), account(Role.DISTRICT_OFFICER, organisation("另一区总工会")))
    assert stranger.get(page).status_code == 404


def test_export_organisations_holds_what_the_list_shows(officer: FlaskClient, district: Organisation):
    organisation("=示例公司工会", district)
    organisation("外地公司工会", organisation("另一区总工会"))
    rows = read_workbook(officer.get("/organisations/export.xlsx").data, COLUMNS[:2]).rows
    assert [row["name"] for row in rows] == [district.name, "=示例公司工会"]


def test_list_organisations_asks_the_database_equally_often_for_many(
    officer: FlaskClient, district: Organisation, query_count
):
    counts = []
    for upto in (3, 30):
        for nth in range(upto):
            organisation(f"示例公司{upto}-{nth}工会", district)
        with query_count() as statements:
            officer.get("/organisations")
        counts.append(len(statements))
    assert counts[0] == counts[1]
