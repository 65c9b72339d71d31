"""The pages of imports: what is shown of rows, refusals on the page, one click counted once."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.database import session
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.queries import find_person
from people.persons.rules import DocumentKind
from tests.factories.people import account, identity_number, organisation, sign_in
from tests.factories.workbooks import workbook

HEADER = ["姓名", "证件号码"]


@pytest.fixture
def company(app: Flask) -> Organisation:
    return organisation("示例公司工会", organisation())


@pytest.fixture
def officer(client: FlaskClient, company: Organisation) -> FlaskClient:
    """A visitor signed in as the company's officer."""
    return sign_in(client, account(Role.ENTERPRISE_OFFICER, company))


def uploaded(officer: FlaskClient, *rows: list[object], name: str = "名单.xlsx") -> str:
    """The address of the preview of these rows."""
    file = io.BytesIO(workbook(HEADER, *rows))
    return str(officer.post("/persons/import", data={"file": (file, name)}).location)


def test_show_import_never_runs_what_a_workbook_says(officer: FlaskClient):
    page = officer.get(uploaded(officer, ["<script>x</script>", identity_number()], name="<b>.xlsx")).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<b>.xlsx" not in page


def test_show_import_shows_no_identity_number(officer: FlaskClient):
    good, wrong = identity_number(), "500118199003070000"
    page = officer.get(uploaded(officer, ["张示例", good], ["李示例", wrong])).text
    assert "张示例" in page
    assert "校验码" in page
    assert good not in page
    assert wrong not in page


def test_show_import_offers_nothing_to_apply_where_nothing_is_new(officer: FlaskClient):
    row: list[object] = ["张示例", identity_number()]
    officer.post(f"{uploaded(officer, row)}/apply")
    again = officer.get(uploaded(officer, row)).text
    assert "完全一致" in again
    assert "确认导入" not in again


def test_apply_import_twice_is_refused_on_the_page(officer: FlaskClient):
    page = uploaded(officer, ["张示例", identity_number()])
    assert officer.post(f"{page}/apply").status_code == 302
    again = officer.post(f"{page}/apply", headers={"Referer": f"http://localhost{page}"}, follow_redirects=True)
    assert "导入目前是“已导入”，不能进行这项操作" in again.text
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_cancel_import_goes_back_to_the_list(officer: FlaskClient):
    page = uploaded(officer, ["张示例", identity_number()])
    answer = officer.post(f"{page}/cancel", follow_redirects=True)
    assert "没有改动任何数据" in answer.text
    assert "已放弃" in officer.get("/imports").text


def test_undo_import_names_every_row_that_is_in_use(officer: FlaskClient, company: Organisation):
    number = identity_number()
    page = uploaded(officer, ["张示例", number], ["李示例", identity_number()])
    officer.post(f"{page}/apply")
    account(Role.WORKER, company, find_person(DocumentKind.RESIDENT, number))
    answer = officer.post(
        f"{page}/undo",
        data={"reason": "传错了表"},
        headers={"Referer": f"http://localhost{page}"},
        follow_redirects=True,
    )
    assert "第 2 行“张示例”：已有 1 条其他记录" in answer.text
    assert session.scalar(select(func.count()).select_from(Person)) == 2


def test_list_imports_asks_the_database_equally_often_for_many(officer: FlaskClient, query_count):
    counts = []
    for upto in (3, 12):
        for _ in range(upto):
            uploaded(officer, ["张示例", identity_number()])
        with query_count() as statements:
            officer.get("/imports")
        counts.append(len(statements))
    assert counts[0] == counts[1]
