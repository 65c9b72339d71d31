"""Every route of lectures against those whom it is nothing to, and against nonsense."""

from collections.abc import Iterator
from uuid import uuid4

import lxml.html
import pytest
from flask import Flask
from werkzeug.routing import Rule

from foundation import clock
from people.accounts.models import Account
from people.accounts.rules import Role
from people.accounts.rules_roles import PERMISSIONS
from tests.factories import lectures, lectures_safety, people
from tests.factories.lectures_safety import World

pytestmark = pytest.mark.sqlite_only("numbers and years are refused before any database sees them")

LONG = "长" * 5000
DAYS = (
    "first_day", "last_day", "opens_on", "closes_on", "enrols_from", "enrols_to", "begins", "ends", "held_on",
    "day", "due_on", "first", "second", "third", "until", "week",
)  # fmt: skip
NUMBERS = (
    "after", "tour", "year", "point", "place", "item", "rank", "unit", "lecturer",
    "least", "share", "said", "page", "estate", "host", "list", "under", "pool",
    "wish", "capacity", "people", "minutes", "months", "times", "planned",
)  # fmt: skip
EARLY = {**dict.fromkeys(DAYS, "0001-01-01"), "month": "0001-01"}
LOW = {**EARLY, **dict.fromkeys(NUMBERS, "-1"), "text": "\0"}
HIGH = {**dict.fromkeys(DAYS, "9999-12-31"), **dict.fromkeys(NUMBERS, "9" * 30), "month": "9999-12", "text": LONG}
OF_A_TIME = ("/schedule", "/day", "/calendar", "/review")
ASKED = (*OF_A_TIME, "/new", "/assign", "/answer", "/wall", "/enrol", "/register-persons", "gallery", "/past")
"""Pages of one record that read more from their address."""
SENSIBLE = {
    "latitude": "29.5",
    "longitude": "106.5",
    "contact_phone": "13800000000",
    "starts_at": "09:00",
    "ends_at": "10:00",
    "insists": "y",
    "despite": "确有需要",
}
OWN = ("feeds/<kind>", "/check-in", "/feedback")
"""What opens the own feed of whoever asks, and pages that say only that one was not there."""


@pytest.fixture
def world(app: Flask) -> World:
    return lectures_safety.world()


def rules(app: Flask, account: Account) -> Iterator[tuple[Rule, str]]:
    """The routes that the account's roles may call, with each of their methods."""
    held = set().union(*(PERMISSIONS[role] for role in account.roles))
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "__access__", ())
        if rule.rule.startswith(("/lectures", "/messages")) and (access == "public" or held & set(access)):
            yield from ((rule, method) for method in sorted(rule.methods & {"GET", "POST"}))


def address(app: Flask, rule: Rule, world: World) -> str:
    values = {name: world.ids.get(name, {"kind": "host"}.get(name, "x")) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def filled(page: str) -> dict[str, list[str]]:
    """What a browser would send of the forms of a page, every box ticked and every choice made."""
    sent: dict[str, list[str]] = {}
    for field in (field for form in lxml.html.fromstring(page).forms for field in form.inputs if field.name):
        if field.get("type") in {"file", "submit"} or field.name in {"rows", "row_version"}:
            continue
        value = field.get("value") if field.get("type") in {"checkbox", "radio"} else field.value
        if field.tag == "select":
            value = next((one for one in reversed(field.value_options) if one not in {"", "0"}), "")
        sent.setdefault(field.name, []).append(SENSIBLE.get(field.name) or str(value or "1").strip())
    return sent


def test_nobody_opens_or_changes_what_is_anothers(app: Flask, world: World):
    """A neighbour's officer, unit, lecturer and worker, with every id of ours in every address."""
    there = people.organisation("邻示区总工会", world.town.district.parent, world.town.district.kind)
    unit = people.organisation("邻示公司工会", there)
    neighbours = [
        people.account(Role.DISTRICT_OFFICER, there),
        people.account(Role.ENTERPRISE_OFFICER, unit),
        lectures.lecturer_account(lectures.lecturer(there)),
        people.account(Role.WORKER, unit, people.person("邻示工", unit)),
    ]
    lectures_safety.hide()
    opened, tried = [], 0
    for account in neighbours:
        client = people.sign_in(app.test_client(), account)
        for rule, method in rules(app, account):
            if rule.arguments and not rule.rule.endswith(OWN) and "feeds/<kind>" not in rule.rule:
                tried += 1
                status = client.open(address(app, rule, world), method=method).status_code
                if status not in {403, 404}:
                    opened.append(f"{method} {rule.rule} -> {status}")
    assert tried > 300
    assert opened == []


def test_no_query_breaks_a_page(app: Flask, world: World):
    """Each page that reads its address once, by the first who may open it; at a time also with the end of all days."""
    broken, seen = [], set()
    for account in (world.town.officer, world.lecturer, world.worker):
        client = people.sign_in(app.test_client(), account)
        for rule, method in rules(app, account):
            reads = not rule.arguments or rule.rule.endswith(ASKED)
            if method == "GET" and reads and rule.rule not in seen and not rule.rule.endswith(".xlsx"):
                seen.add(rule.rule)
                for sent in (HIGH | EARLY, HIGH) if rule.rule.endswith(OF_A_TIME) else (HIGH | EARLY,):
                    status = client.get(address(app, rule, world), query_string=sent).status_code
                    broken += [f"{rule.rule} {sent['month']} -> {status}"] if status >= 500 else []
    assert len(seen) > 60
    assert broken == []


def test_no_form_breaks_a_page(app: Flask, world: World):
    """Every form as a browser sends it, then with the days and numbers that nobody means."""
    client, broken, saved = people.sign_in(app.test_client(), world.town.officer), [], 0
    for rule, method in rules(app, world.town.officer):
        page = client.get(address(app, rule, world)) if method == "POST" and "GET" in rule.methods else None
        if page is None or page.status_code != 200 or page.mimetype != "text/html":
            continue
        fields = filled(page.text)
        wrongs = [{name: bad[name] for name in fields if name in bad} for bad in (LOW, HIGH)]
        for wrong in ({}, *filter(None, wrongs)):
            sent = fields | wrong | {"submission_key": [uuid4().hex]}
            status = client.post(address(app, rule, world), data=sent).status_code
            saved += status == 302
            broken += [f"{rule.rule} {wrong} -> {status}"] if status >= 500 else []
    assert saved > 5
    assert broken == []


def test_no_message_of_a_device_breaks_the_door(app: Flask, world: World):
    client, sender = people.sign_in(app.test_client(), world.town.orderer), world.town.orderer.id
    said = {"kind": "check_in", "lecture": world.ids["lecture_id"], "point": 0, "person": world.worker.person_id}
    sound = {"device": "device-of-the-door", "seq": 1, "made_at": clock.now().isoformat(), "payload": said}

    def status(**wrong: object) -> int:
        operation = sound | {"op_id": str(uuid4())} | wrong
        return client.post("/lectures/door/operations", json={"account": sender, "operations": [operation]}).status_code

    values = [None, "", LONG, "\0", -1, 10**30, 1.5, True, [], {}, "0001-01-01T00:00:00+00:00"]
    fields = [{name: value} for name in ("op_id", "device", "seq", "made_at", "payload") for value in values]
    inside = ("kind", "lecture", "point", "person", "ticket", "heads", "reason")
    fields += [{"payload": said | {name: value}} for name in inside for value in values]
    assert [wrong for wrong in fields if status(**wrong) >= 500] == []
    assert status() == 200
