"""The pages about accounts: lists, forms, slips, passwords, devices."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import session
from people.accounts.models import Account, LoginSession
from people.accounts.passwords import password_matches
from people.accounts.rules import Role
from tests.factories import people

NEW = "红岩上红梅开放"


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def worker(officer: Account) -> Account:
    return people.account(Role.WORKER, people.organisation("示例机械厂", officer.organisation))


def actions() -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def slip(client: FlaskClient, account: Account) -> str:
    page = client.post(f"/accounts/{account.id}/slip").text
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", page)
    assert found, page
    return found.group()


def test_list_accounts_shows_only_ones_subtree(client: FlaskClient, officer: Account, worker: Account):
    stranger = people.account(Role.WORKER, people.organisation("别处的工厂"), username="stranger")
    page = people.sign_in(client, officer).get("/accounts").text
    assert worker.username in page and "共 2 条" in page
    assert "stranger" not in page
    for path in ("", "/edit"):
        assert client.get(f"/accounts/{stranger.id}{path}").status_code == 404
    assert client.post(f"/accounts/{stranger.id}/slip").status_code == 404


@pytest.mark.parametrize(
    ("filters", "count"),
    [("", 2), ("text=机械", 1), ("text=%25", 0), ("role=worker", 1), ("role=nonsense", 2), ("active=no", 0)],
)
def test_list_accounts_filters(client: FlaskClient, officer: Account, worker: Account, filters: str, count: int):
    page = people.sign_in(client, officer).get(f"/accounts?{filters}").text
    assert (f"共 {count} 条" if count else "没有符合条件的账号") in page


def test_list_accounts_asks_as_often_for_thirty_as_for_three(
    client: FlaskClient, officer: Account, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    def statements(accounts: int) -> int:
        for number in range(accounts):
            people.account(Role.WORKER, people.organisation(f"示例厂{accounts}-{number}", officer.organisation))
        with query_count() as sent:
            client.get("/accounts")
        return len(sent)

    people.sign_in(client, officer)
    assert statements(3) == statements(27)


def test_create_account_leads_to_a_slip_that_signs_in_once(app: Flask, client: FlaskClient, officer: Account):
    people.sign_in(client, officer)
    form = {
        "username": "chen.shili",
        "display_name": "陈示例",
        "role": "judge",
        "organisation_id": officer.organisation_id,
        "submission_key": "once",
    }
    made = client.post("/accounts/new", data=form)
    account = session.scalars(select(Account).where(Account.username == "chen.shili")).one()
    assert made.location == f"/accounts/{account.id}"
    again = client.post("/accounts/new", data=form)
    assert again.status_code == 409 and "没有重复提交" in again.text
    code = slip(client, account)

    newcomer = app.test_client()
    data = {"name": "chen.shili", "password": code}
    assert newcomer.post("/sign-in", data=data).location == "/account/new-password"
    assert newcomer.get("/").location == "/account/new-password"
    weak = newcomer.post("/account/new-password", data={"new_password": "12345", "password_again": "12345"})
    assert weak.status_code == 422 and "至少 10 个字符" in weak.text
    short = {"new_password": "长江长江我是黄河啊", "password_again": "长江长江我是黄河呀"}
    assert "两次输入的新密码不一致" in newcomer.post("/account/new-password", data=short).text
    good = {"new_password": "长江长江我是黄河呀呀", "password_again": "长江长江我是黄河呀呀"}
    assert newcomer.post("/account/new-password", data=good).location == "/"
    assert newcomer.get("/").status_code == 200
    assert app.test_client().post("/sign-in", data=data).status_code == 422
    assert actions() == ["create_account", "issue_slip", "use_slip", "sign_in", "set_password"]


def test_slip_ends_the_old_password_and_the_open_sessions(
    app: Flask, client: FlaskClient, officer: Account, worker: Account
):
    thief = people.sign_in(app.test_client(), worker)
    code = slip(people.sign_in(client, officer), worker)
    assert thief.get("/account/sessions").status_code == 200
    owner = app.test_client()
    owner.post("/sign-in", data={"name": worker.username, "password": code.lower().replace("-", " ")})
    assert thief.get("/account/sessions").status_code == 302
    assert thief.post("/account/new-password", data={"new_password": NEW, "password_again": NEW}).status_code != 200
    assert worker.password_hash is None


def test_slip_dies_after_seven_days_and_by_the_next_slip(
    app: Flask, client: FlaskClient, officer: Account, worker: Account, clock
):
    clock("2026-05-01 09:00")
    people.sign_in(client, officer)
    first, second = slip(client, worker), slip(client, worker)

    def attempt(code: str):
        return app.test_client().post("/sign-in", data={"name": worker.username, "password": code})

    assert attempt(first).status_code == 422
    clock("2026-05-08 09:01")
    late = attempt(second)
    assert late.status_code == 422 and "过了有效期" in late.text


def test_slip_page_is_never_kept_by_the_browser(client: FlaskClient, officer: Account, worker: Account):
    answer = people.sign_in(client, officer).post(f"/accounts/{worker.id}/slip")
    assert answer.headers["Cache-Control"] == "no-store"
    assert worker.slip_hash and worker.slip_hash not in answer.text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "issue_slip")).one()
    assert "slip_hash" not in entry.changes


def test_change_password_wants_the_old_one_and_signs_other_devices_out(
    app: Flask, client: FlaskClient, worker: Account
):
    other = people.sign_in(app.test_client(), worker)
    people.sign_in(client, worker)
    wrong = {"old_password": "wrong", "new_password": NEW * 2, "password_again": NEW * 2}
    assert "现在的密码不对" in client.post("/account/password", data=wrong).text
    right = wrong | {"old_password": people.PASSWORD}
    assert client.post("/account/password", data=right).location == "/account/sessions"
    assert password_matches(worker.password_hash, NEW * 2)
    assert client.get("/account/sessions").status_code == 200
    assert other.get("/account/sessions").status_code == 302
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "change_password")).one()
    assert entry.changes == {"password_hash": ["（已隐藏）", "（已更改）"]}


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        ("太短", "至少 10 个字符"),
        ("aaaaaaaaaaaaaaa", "不同的字符太少"),
        (people.PASSWORD + "！", "至少 10 个字符"),
        ("x" * 100 + "abcde" * 40, "最多 200 个字符"),
    ],
)
def test_change_password_says_what_is_wrong_with_the_new_one(
    client: FlaskClient, worker: Account, new: str, fault: str
):
    people.sign_in(client, worker)
    data = {"old_password": people.PASSWORD, "new_password": new, "password_again": new}
    answer = client.post("/account/password", data=data)
    assert answer.status_code == 422 and fault in answer.text


def test_set_password_is_only_for_those_who_came_by_a_slip(client: FlaskClient, worker: Account):
    people.sign_in(client, worker)
    data = {"new_password": NEW * 2, "password_again": NEW * 2}
    assert client.post("/account/new-password", data=data).location == "/account/password"
    assert password_matches(worker.password_hash, people.PASSWORD)


def test_list_sessions_names_devices_and_ends_the_others(app: Flask, client: FlaskClient, worker: Account):
    phone = app.test_client()
    agent = "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile MicroMessenger/8.0"
    phone.post("/sign-in", data={"name": worker.username, "password": people.PASSWORD}, headers={"User-Agent": agent})
    page = people.sign_in(client, worker).get("/account/sessions").text
    assert "安卓 · 微信" in page and "（当前设备）" in page
    assert client.post("/account/sessions/revoke-others").location == "/account/sessions"
    assert phone.get("/account/sessions").status_code == 302
    assert client.get("/account/sessions").status_code == 200


def test_revoke_session_reaches_accounts_in_hand_and_no_others(
    app: Flask, client: FlaskClient, officer: Account, worker: Account
):
    people.sign_in(app.test_client(), worker)
    stranger = people.account(Role.WORKER, people.organisation("别处的工厂"))
    people.sign_in(app.test_client(), stranger)
    ids = {opened.account_id: opened.id for opened in session.scalars(select(LoginSession))}
    people.sign_in(client, officer)
    assert client.post(f"/account/sessions/{ids[stranger.id]}/revoke").status_code == 404
    assert client.post(f"/account/sessions/{ids[worker.id]}/revoke").location == f"/accounts/{worker.id}"
    assert session.get_one(LoginSession, ids[worker.id]).revoked_at is not None
    assert session.get_one(LoginSession, ids[stranger.id]).revoked_at is None


def test_show_account_hides_what_is_out_of_hand(client: FlaskClient, officer: Account):
    administrator = people.account(Role.SYSTEM_ADMINISTRATOR, officer.organisation)
    page = people.sign_in(client, officer).get(f"/accounts/{administrator.id}").text
    assert "不归您管理" in page
    assert "密码条</button>" not in page and "停用账号" not in page


def test_names_with_html_are_shown_as_text(client: FlaskClient, officer: Account, worker: Account):
    worker.display_name = "<script>alert(1)</script>"
    page = people.sign_in(client, officer).get("/accounts").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
