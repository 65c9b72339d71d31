"""What people see when something goes wrong: a sentence, what was typed, and nothing half-done."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg.errors import DeadlockDetected
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.forms import JiangxinForm, SubmittedForm
from people.accounts.access import public
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import people

JSON = {"Accept": "application/json"}


@pytest.fixture
def worker(app: Flask) -> Account:
    return people.account(Role.WORKER, people.organisation())


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation("甲区总工会"))


def test_a_missing_page_says_so(client: FlaskClient):
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "没有找到" in answer.text and "回到首页" in answer.text


@pytest.mark.parametrize("number", [2**31, 10**30])
def test_a_number_that_no_record_has_finds_nothing(client: FlaskClient, officer: Account, number: int):
    visitor = people.sign_in(client, officer)
    assert visitor.get(f"/assessments/batches/{number}").status_code == 404
    assert visitor.get(f"/assessments/batches?body={number}&after={number}").status_code == 200


def test_a_page_without_permission_says_whom_to_ask(client: FlaskClient, worker: Account):
    answer = people.sign_in(client, worker).get("/accounts")
    assert answer.status_code == 403
    assert "您没有这项权限" in answer.text and "经办人" in answer.text


def test_scripts_get_json(client: FlaskClient, worker: Account):
    assert client.get("/no/such/page", headers=JSON).json == {"code": "not-found", "error": "没有找到。"}
    refusal = people.sign_in(client, worker).get("/accounts", headers=JSON).json
    assert refusal == {"code": "not-allowed", "error": "您没有这项权限。"}


def test_too_large_an_upload_is_refused_with_advice(app: Flask, client: FlaskClient):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = client.post("/sign-in", data={"name": "x" * 2000})
    assert answer.status_code == 413
    assert "系统没有接收" in answer.text


def test_an_expired_form_hands_back_what_was_typed(app: Flask, client: FlaskClient, officer: Account):
    app.config["WTF_CSRF_ENABLED"] = True
    people.sign_in(client, officer)
    typed = {"display_name": "陈<b>示例", "username": "chen.shili", "csrf_token": "old"}
    answer = client.post("/accounts/new", data=typed)
    assert answer.status_code == 400
    assert "内容还没有提交" in answer.text
    assert 'name="display_name" value="陈&lt;b&gt;示例"' in answer.text
    assert 'name="username" value="chen.shili"' in answer.text
    assert 'value="old"' not in answer.text


def test_a_log_in_that_ended_hands_back_what_was_typed(client: FlaskClient, officer: Account):
    answer = client.post("/accounts/new", data={"display_name": "陈示例", "csrf_token": "t", "submission_key": "k"})
    assert answer.status_code == 400
    assert 'name="display_name" value="陈示例"' in answer.text and "先在新窗口登录" in answer.text


def test_an_expired_form_never_shows_a_password(app: Flask, client: FlaskClient, worker: Account):
    app.config["WTF_CSRF_ENABLED"] = True
    people.sign_in(client, worker)
    secrets = {"old_password": "secret-one", "new_password": "secret-two", "password_again": "secret-three"}
    assert "secret" not in client.post("/account/password", data=secrets).text
    assert "secret" not in client.post("/sign-in", data={"name": "a", "password": "secret-four"}).text


def test_a_refused_button_says_why_on_the_page_it_was_on(client: FlaskClient, officer: Account):
    people.sign_in(client, officer)
    page = f"http://localhost/accounts/{officer.id}"
    answer = client.post(f"/accounts/{officer.id}/deactivate", data={"reason": "试"}, headers={"Referer": page})
    assert answer.location == f"/accounts/{officer.id}"
    assert "不能在这里更改自己的账号" in client.get(answer.location).text


@pytest.mark.own_app("adds a page")
def test_a_refused_button_says_its_first_reasons_in_one_message(app: Flask, client: FlaskClient):
    @app.post("/refusing")
    @public
    def refuse():
        raise Refused("还不能结束。", reasons=[f"评分表未封存：{number:03} 号" for number in range(1, 301)])

    answer = client.post("/refusing", headers={"Referer": "http://localhost/"})
    assert len(answer.headers["Set-Cookie"]) < 4000  # browsers drop a longer cookie, and the message with it
    page = client.get(answer.location).text
    assert page.count('role="alert"') == 1
    assert [text in page for text in ("还不能结束。", "001 号", "010 号", "011 号", "另有 290 条没有列出")] == [
        True,
        True,
        True,
        False,
        True,
    ]


def test_a_refused_button_without_a_page_gets_one(client: FlaskClient, officer: Account):
    people.sign_in(client, officer)
    for referrer in ({}, {"Referer": "https://elsewhere.example/page"}):
        answer = client.post(f"/accounts/{officer.id}/slip", headers=referrer)
        assert answer.status_code == 409
        assert "不能在这里更改自己的账号" in answer.text and "数据没有变化" in answer.text


@pytest.mark.own_app("adds a page")
def test_a_bug_gets_an_incident_number_and_tells_nothing_else(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/broken")
    @public
    def break_down() -> str:
        raise RuntimeError("500118199003070012")

    answer = client.get("/broken")
    assert answer.status_code == 500
    incident = answer.text.partition("编号 ")[2][:8]
    assert f"incident {incident}" in caplog.text
    assert "500118199003070012" not in answer.text


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (Exception("database is locked"), 503, "稍等几秒"),
        (DeadlockDetected(), 503, "稍等几秒"),
        (Exception("disk I/O error"), 500, "编号"),
    ],
)
def test_a_locked_database_asks_for_patience(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, said: str
):
    def locked() -> None:
        raise OperationalError("UPDATE ballots", {}, fault)

    monkeypatch.setitem(app.view_functions, "certificates.verification.verify_certificate", locked)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get("/verify")
    assert (answer.status_code, said in answer.text) == (status, True)


def test_a_database_error_names_nobody(app: Flask):
    with pytest.raises(DatabaseError) as error:
        session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "张示例"})
    assert ("nowhere" in str(error.value), "张示例" in str(error.value)) == (True, False)


def test_every_answer_carries_the_strict_policy(client: FlaskClient, worker: Account):
    for path in ("/", "/no/such/page", "/sign-in"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert people.sign_in(client, worker).get("/").headers["Cache-Control"] == "no-store"


class TestClaim:
    """A form counts once: a double click or the back button changes nothing more."""

    def form(self, app: Flask, key: str) -> JiangxinForm:
        with app.test_request_context(method="POST", data={"submission_key": key}):
            return JiangxinForm()

    def test_claim_counts_once(self, app: Flask):
        with transaction():
            self.form(app, "one").claim()
        with pytest.raises(Refused, match="没有重复提交"), transaction():
            self.form(app, "one").claim()
        with transaction():
            self.form(app, "two").claim()
        assert session.scalar(select(func.count()).select_from(SubmittedForm)) == 2

    def test_claim_is_given_back_when_the_work_is_refused(self, app: Flask):
        with pytest.raises(Refused, match="名额已满"), transaction():
            self.form(app, "one").claim()
            raise Refused("名额已满")
        with transaction():
            self.form(app, "one").claim()
        assert session.scalar(select(func.count()).select_from(SubmittedForm)) == 1

    def test_claim_leaves_the_rest_of_the_transaction_alive(self, app: Flask, worker: Account):
        with transaction():
            self.form(app, "one").claim()
        with transaction():
            worker.display_name = "改了名"
            with pytest.raises(Refused):
                self.form(app, "one").claim()
        assert worker.display_name == "改了名"
