"""The audit log: filtered, in Chinese, only of one's own subtree, and out as a workbook of the same rows."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from foundation import audit
from foundation.audit import AuditEntry
from foundation.clock import SHANGHAI
from foundation.database import session, transaction
from people.accounts import operations
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import people


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation("甲区总工会"))


@pytest.fixture
def plant(officer: Account) -> Organisation:
    return people.organisation("示例机械厂", officer.organisation)


def entry(organisation: Organisation, at: str = "2026-05-01 09:00", **facts: object) -> AuditEntry:
    usual = {
        "actor_name": "张示例",
        "action": "submit_entry",
        "subject_kind": "entries",
        "subject_label": "焊工 · 王示例",
        "organisation_path": organisation.path,
        "changes": {"state": ["draft", "submitted"]},
        "at": datetime.fromisoformat(at).replace(tzinfo=SHANGHAI),
    }
    made = AuditEntry(**(usual | facts))
    session.add(made)
    session.commit()
    return made


def labels(client: FlaskClient, query: str = "") -> list[str]:
    """The subjects that the exported workbook lists, newest first."""
    content = client.get(f"/audit/export?{query}").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [row[3].partition(" ")[2] for row in rows[1:]]


def test_list_audit_entries_shows_old_and_new_in_chinese(client: FlaskClient, officer: Account, plant: Organisation):
    entry(plant, reason="资料齐全")
    page = people.sign_in(client, officer).get("/audit").text
    for text in (
        "2026年05月01日 09:00",
        "张示例",
        "提交报名",
        "报名 焊工 · 王示例",
        "状态：草稿 → 待审核",
        "原因：资料齐全",
    ):
        assert text in page


def test_list_audit_entries_words_every_kind_of_value(client: FlaskClient, officer: Account, plant: Organisation):
    worker = people.account(Role.WORKER, plant)
    with transaction():
        operations.deactivate_account(worker, reason="离职", by=officer)
    entry(
        plant,
        subject_kind="accounts",
        changes={
            "slip_expires": [None, "2026-05-08T01:00:00+00:00"],
            "password_hash": ["（已隐藏）", "（已更改）"],
            "strange_field": [1, 2],
        },
    )
    page = people.sign_in(client, officer).get("/audit").text
    for text in (
        "使用中：是 → 否",
        "密码条有效期至：（空） → 2026年05月08日 09:00",
        "密码：（已隐藏） → （已更改）",
        "strange_field：1 → 2",
    ):
        assert text in page


def test_list_audit_entries_stays_in_ones_subtree(client: FlaskClient, officer: Account, plant: Organisation):
    entry(plant, subject_label="本区")
    entry(people.organisation("乙区总工会"), subject_label="别区")
    page = people.sign_in(client, officer).get("/audit").text
    assert "本区" in page and "别区" not in page
    assert labels(client) == ["本区"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["丙", "乙", "甲"]),
        ("actor=李", ["乙"]),
        ("action=accept_entry", ["乙"]),
        ("subject_kind=accounts", ["丙"]),
        ("organisation=机械", ["乙", "甲"]),
        ("organisation=甲区", ["丙", "乙", "甲"]),
        ("organisation=没有这个单位", []),
        ("since=2026-05-02", ["丙", "乙"]),
        ("until=2026-05-02", ["乙", "甲"]),
        ("since=2026-05-02&until=2026-05-02", ["乙"]),
        ("since=nonsense", ["丙", "乙", "甲"]),
        ("actor=%25", []),
    ],
)
def test_list_audit_entries_filters(
    client: FlaskClient, officer: Account, plant: Organisation, query: str, found: list[str]
):
    entry(plant, "2026-05-01 23:59", subject_label="甲")
    entry(plant, "2026-05-02 00:00", subject_label="乙", actor_name="李示例", action="accept_entry")
    entry(officer.organisation, "2026-05-03 00:00", subject_label="丙", subject_kind="accounts")
    people.sign_in(client, officer)
    assert labels(client, query) == found
    page = client.get(f"/audit?{query}").text
    assert (f"共 {len(found)} 条" if found else "没有符合条件的记录") in page


def test_export_audit_entries_writes_what_the_page_shows(client: FlaskClient, officer: Account, plant: Organisation):
    entry(plant, subject_label="=1+1", reason="原因一")
    content = people.sign_in(client, officer).get("/audit/export").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["时间", "操作人", "操作", "对象", "变化", "原因"]
    assert rows[1][1:] == ["张示例", "提交报名", "报名 =1+1", "状态：草稿 → 待审核", "原因一"]
    assert str(rows[1][0]).startswith("2026-05-01 09:00")


def test_list_audit_entries_pages_by_key(client: FlaskClient, officer: Account, plant: Organisation):
    for number in range(51):
        entry(plant, subject_label=f"第{number}号")
    people.sign_in(client, officer)
    first = client.get("/audit?actor=张").text
    assert "第50号" in first and "第0号" not in first and "共 51 条" in first
    rest = client.get("/audit?actor=张&after=2").text
    assert "第0号" in rest and "第50号" not in rest


def test_list_audit_entries_asks_as_often_for_thirty_as_for_three(
    client: FlaskClient,
    officer: Account,
    plant: Organisation,
    query_count: Callable[[], AbstractContextManager[list[str]]],
):
    def statements(entries: int) -> int:
        for _ in range(entries):
            entry(plant)
        with query_count() as sent:
            client.get("/audit")
        return len(sent)

    people.sign_in(client, officer)
    assert statements(3) == statements(27)


def test_the_log_names_the_system_where_nobody_acted(client: FlaskClient, officer: Account):
    with transaction():
        audit.record("edit_organisation", officer.organisation, by=None)
    assert "系统" in people.sign_in(client, officer).get("/audit").text
