"""Logging in: by password, phone or slip; counted failures that lock nobody else out; sessions that end."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from people.accounts import operations
from people.accounts.lockout import STRANGER_FAILURES_ALLOWED
from people.accounts.models import Account, LoginFailure, LoginSession
from people.accounts.rules import Role
from tests.factories import people

HALL = "10.1.1.1"
WRONG = "用户名或密码不对"
LOCKED = "密码错误次数过多"


@pytest.fixture
def judge(app: Flask) -> Account:
    return people.account(Role.JUDGE, people.organisation(), username="zhang.shili")


def attempt(client: FlaskClient, name: str, password: str, address: str = HALL, **values: str):
    data = {"name": name, "password": password, "submission_key": "k", **values}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address})


def fail(client: FlaskClient, name: str, times: int, address: str = HALL) -> None:
    for _ in range(times):
        assert attempt(client, name, "wrong", address).status_code == 422


def signed_in(client: FlaskClient) -> bool:
    return client.get("/account/sessions").status_code == 200


def slip_for(account: Account) -> str:
    boss = people.account(Role.DISTRICT_OFFICER, account.organisation)
    with transaction():
        return operations.issue_slip(account, by=boss)


def test_sign_in_opens_a_session_and_leads_back(client: FlaskClient, judge: Account):
    answer = attempt(client, " Zhang.Shili ", people.PASSWORD, back="/account/sessions?x=1")
    assert (answer.status_code, answer.location) == (302, "/account/sessions?x=1")
    assert signed_in(client)
    opened = session.scalars(select(LoginSession)).one()
    assert (opened.account_id, opened.address) == (judge.id, HALL)
    assert session.scalars(select(AuditEntry.action)).all() == ["sign_in"]


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "evil", "javascript:x"]
)
def test_sign_in_never_leads_to_another_site(client: FlaskClient, judge: Account, back: str):
    assert attempt(client, judge.username, people.PASSWORD, back=back).location == "/"


def test_sign_in_by_phone_works_when_one_person_has_it(client: FlaskClient, app: Flask):
    place = people.organisation()
    worker = people.person("李示例", place, phone="13800000001")
    people.account(Role.WORKER, place, worker)
    assert attempt(client, "13800000001", people.PASSWORD).status_code == 302
    twin = people.person("李示例二", place, phone="13800000001")
    people.account(Role.WORKER, place, twin)
    assert attempt(app.test_client(), "13800000001", people.PASSWORD).status_code == 422


def test_sign_in_answers_alike_for_wrong_password_and_unknown_name(client: FlaskClient, judge: Account):
    wrong = attempt(client, judge.username, "wrong").text
    unknown = attempt(client, "nobody.here", "wrong").text
    assert WRONG in wrong
    assert wrong.replace(judge.username, "nobody.here") == unknown


def test_sign_in_takes_as_long_for_an_unknown_name(client: FlaskClient, judge: Account):
    judge.password_hash = PasswordHasher().hash(people.PASSWORD)  # as slow as in use

    def fastest(name: str, address: str) -> float:
        durations = []
        for _ in range(3):
            begun = time.perf_counter()
            attempt(client, name, "wrong", address)
            durations.append(time.perf_counter() - begun)
        return min(durations)

    known, unknown = fastest(judge.username, "10.2.2.1"), fastest("nobody.here", "10.2.2.2")
    assert 0.5 < known / unknown < 2


def test_sign_in_stops_guessing_after_five_failures(client: FlaskClient, judge: Account, clock):
    clock("2026-05-01 09:00")
    fail(client, judge.username, 5)
    assert LOCKED in attempt(client, judge.username, people.PASSWORD).text
    clock("2026-05-01 09:16")
    assert attempt(client, judge.username, people.PASSWORD).status_code == 302


def test_failures_by_user_name_and_by_phone_count_together(client: FlaskClient, app: Flask):
    place = people.organisation()
    worker = people.person("李示例", place, phone="13800000001")
    account = people.account(Role.WORKER, place, worker)
    fail(client, account.username, 3)
    fail(client, "13800000001", 2)
    assert LOCKED in attempt(client, "13800000001", people.PASSWORD).text


def test_failures_in_the_same_hall_never_lock_the_owners_own_browser(app: Flask, client: FlaskClient, judge: Account):
    attempt(client, judge.username, people.PASSWORD)
    client.post("/sign-out")
    fail(app.test_client(), judge.username, 5)
    assert LOCKED in attempt(app.test_client(), judge.username, people.PASSWORD).text
    assert attempt(client, judge.username, people.PASSWORD).status_code == 302


def test_failures_from_everywhere_leave_familiar_places_open(app: Flask, client: FlaskClient, judge: Account):
    attempt(client, judge.username, people.PASSWORD)
    client.post("/sign-out")
    name_hash = _name_hash(app, judge)
    origins = [f"10.9.{number}.1" for number in range(STRANGER_FAILURES_ALLOWED)]
    session.add_all(LoginFailure(name_hash=name_hash, origin=origin) for origin in origins)
    session.commit()
    stranger = attempt(app.test_client(), judge.username, people.PASSWORD, "10.8.8.8")
    assert "只能在以前登录过的设备或网络登录" in stranger.text
    assert attempt(app.test_client(), judge.username, people.PASSWORD, HALL).status_code == 302
    assert attempt(client, judge.username, people.PASSWORD, "10.7.7.7").status_code == 302


def test_slip_is_a_way_in_that_no_failures_close(app: Flask, client: FlaskClient, judge: Account):
    fail(app.test_client(), judge.username, 5)
    code = slip_for(judge)
    assert attempt(client, judge.username, code.lower()).location == "/account/new-password"


def test_slip_signs_in_once_however_many_try_at_the_same_time(app: Flask, judge: Account):
    code, name = slip_for(judge), judge.username
    session.remove()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: attempt(app.test_client(), name, code).status_code, range(8)))
    assert sorted(answers) == [302] + [422] * 7
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_a_known_browser_is_not_counted_with_its_neighbours(app: Flask, client: FlaskClient, judge: Account):
    attempt(client, judge.username, people.PASSWORD)
    client.post("/sign-out")
    stranger = app.test_client()
    for number in range(30):
        attempt(stranger, f"guess{number}", "wrong")
    assert attempt(stranger, "guess30", "wrong").status_code == 429
    assert attempt(client, judge.username, people.PASSWORD).status_code == 302


def test_old_failures_are_forgotten(client: FlaskClient, judge: Account, clock):
    clock("2026-05-01 09:00")
    fail(client, judge.username, 3)
    clock("2026-05-01 10:00")
    fail(client, "nobody.here", 1)
    assert session.scalar(select(func.count()).select_from(LoginFailure)) == 1


def test_sign_in_keeps_nothing_that_was_planted_before(client: FlaskClient, judge: Account):
    with client.session_transaction() as cookie:
        cookie["planted"], cookie["csrf_token"] = "yes", "known to the attacker"
    attempt(client, judge.username, people.PASSWORD)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "known to the attacker"


def test_sign_out_ends_the_session_on_the_server_too(app: Flask, client: FlaskClient, judge: Account):
    attempt(client, judge.username, people.PASSWORD)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    client.post("/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(kept)
    assert not signed_in(thief)


def test_a_session_ends_after_its_days(client: FlaskClient, judge: Account, clock):
    clock("2026-05-01 09:00")
    attempt(client, judge.username, people.PASSWORD)
    clock("2026-05-15 08:59")
    assert signed_in(client)
    clock("2026-05-15 09:01")
    assert not signed_in(client)


def test_demo_accounts_open_nothing_in_production(app: Flask, client: FlaskClient, judge: Account):
    judge.demo = True
    app.config["PRODUCTION"] = True
    answer = attempt(client, judge.username, people.PASSWORD)
    assert (answer.status_code, "演示账号" in answer.text) == (422, True)
    people.sign_in(client, judge)
    assert not signed_in(client)


def test_the_device_cookie_is_out_of_reach_of_scripts(client: FlaskClient, judge: Account):
    answer = attempt(client, judge.username, people.PASSWORD)
    device = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("device="))
    assert "HttpOnly" in device and "Path=/sign-in" in device and "SameSite=Lax" in device


def _name_hash(app: Flask, account: Account) -> str:
    fail(app.test_client(), account.username, 1, "10.3.3.3")
    return session.scalars(select(LoginFailure.name_hash)).one()
