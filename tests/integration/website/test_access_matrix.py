"""Every route against every role: visitors are turned away from what is not public, and wrong roles get 403."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from people.accounts.rules import Role
from people.accounts.rules_roles import PERMISSIONS
from tests.factories import people

LIBRARIES = {"static", "bootstrap.static"}
BRIEFLY = {"Accept": "application/json"}
"""Asks as a script does: the answer is the same sentence without a page around it, in a third of the time."""

pytestmark = pytest.mark.sqlite_only("who may open what is decided before any query of a page")


def guarded(app: Flask) -> Iterator[tuple[Rule, str, frozenset]]:
    """Every rule that is not public, with each method it takes, the address made of dummies, and its permissions."""
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "__access__", None)
        if rule.endpoint not in LIBRARIES and access != "public":
            assert access, f"{rule.endpoint} is neither public nor does it need a permission"
            for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
                yield rule, method, frozenset(access)


def address(app: Flask, rule: Rule) -> str:
    """The address of `rule` with a number that no record has, or a word, for every argument."""
    values = {name: 999999 if f"<int:{name}>" in rule.rule else "x" for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def test_visitors_are_sent_to_the_log_in_page(app: Flask, client: FlaskClient):
    let_in = []
    routes = list(guarded(app))
    for rule, method, _ in routes:
        answer = client.open(address(app, rule), method=method)
        if answer.status_code != 302 or not answer.location.startswith("/sign-in"):
            let_in.append(f"{method} {rule.rule} -> {answer.status_code}")
    assert len(routes) > 40
    assert let_in == []


def test_scripts_without_a_log_in_are_told_so(app: Flask, client: FlaskClient):
    let_in = []
    for rule, method, _ in guarded(app):
        answer = client.open(address(app, rule), method=method, headers=BRIEFLY)
        if answer.status_code != 401 or not answer.is_json:
            let_in.append(f"{method} {rule.rule} -> {answer.status_code}")
    assert let_in == []


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_permission_gets_403(app: Flask, client: FlaskClient, role: Role):
    people.sign_in(client, people.account(role, people.organisation()))
    closed = [(rule, method) for rule, method, needed in guarded(app) if not needed & PERMISSIONS[role]]
    let_in = []
    for rule, method in closed:
        answer = client.open(address(app, rule), method=method, headers=BRIEFLY)
        if answer.status_code != 403:
            let_in.append(f"{method} {rule.rule} -> {answer.status_code}")
    assert closed, "this role would be allowed everything"
    assert let_in == []


def test_an_account_without_roles_gets_403_everywhere(app: Flask, client: FlaskClient):
    account = people.account(Role.WORKER, people.organisation())
    account.grants.clear()
    people.sign_in(client, account)
    let_in = []
    for rule, method, _ in guarded(app):
        if (status := client.open(address(app, rule), method=method, headers=BRIEFLY).status_code) != 403:
            let_in.append(f"{method} {rule.rule} -> {status}")
    assert let_in == []


@pytest.mark.parametrize("role", Role)
def test_records_that_do_not_exist_are_not_found_rather_than_broken(app: Flask, client: FlaskClient, role: Role):
    """With the permission and nothing stored, every page of a record answers 404, and no route answers 500."""
    account = people.account(role, people.organisation())
    people.sign_in(client, account)
    broken = []
    for rule, method, needed in guarded(app):
        if needed & PERMISSIONS[role] and "sign_out" not in rule.endpoint:
            status = client.open(address(app, rule), method=method).status_code
            if status >= 500 or (rule.arguments and method == "GET" and status != 404):
                broken.append(f"{method} {rule.rule} -> {status}")
    assert broken == []
