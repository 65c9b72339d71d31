"""Heartbeats of tablets, and the sheets they keep to work without the network."""

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.planning.rules import Anonymity
from foundation.database import session
from foundation.outbox import Device
from marking.panels.models import Panel
from marking.panels.rules import MarkSource
from marking.sheets.marks import apply_marks
from tests.factories import judging, marking, people
from tests.factories.judging import Contest

SHEETS = "/judging/sheets.json"
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"


@pytest.fixture
def contest(app: Flask) -> Contest:
    return judging.opened(entries=2, modules=judging.full_scheme())


@pytest.fixture
def browser(app: Flask, contest: Contest) -> FlaskClient:
    return people.sign_in(app.test_client(), contest.judges[0])


def beat(browser: FlaskClient, device: str = "tablet-0001", **facts: Any) -> Any:
    return browser.post("/judging/device", json={"device": device, "waiting": 0} | facts, headers={"User-Agent": IPAD})


def test_note_heartbeat_keeps_one_row_for_a_device(contest: Contest, browser: FlaskClient, clock):
    began = clock("2026-11-21 09:00")
    beat(browser, waiting=7)
    now = clock("2026-11-21 09:05")
    answer = beat(browser, waiting=3)
    device = session.scalars(select(Device)).one()
    assert (device.actor_id, device.first_seen, device.last_seen, device.waiting) == (
        contest.judges[0].id,
        began,
        now,
        3,
    )
    assert device.title == "苹果平板 · Safari 浏览器"
    assert answer.json["server_time"] == now.isoformat()
    assert answer.json["account"] == contest.judges[0].id and answer.json["csrf_token"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_note_heartbeat_tells_of_the_other_devices_of_the_same_judge(app: Flask, contest: Contest, browser, clock):
    clock("2026-11-21 09:00")
    beat(people.sign_in(app.test_client(), contest.judges[1]), "another-judges")
    beat(browser, "left-at-home")
    clock("2026-11-21 09:01")
    seen = clock("2026-11-21 09:02:30")
    beat(browser, "tablet-0002")
    assert beat(browser).json["other_devices"] == [{"title": "苹果平板 · Safari 浏览器", "last_seen": seen.isoformat()}]


@pytest.mark.parametrize(
    ("now", "off", "misleads"),
    [
        ("2026-11-21T09:00:30+08:00", 30, False),
        ("2025-11-21T09:00:00+08:00", -365 * 86400, True),
        (None, None, False),
    ],
)
def test_note_heartbeat_notes_a_clock_that_is_off(browser: FlaskClient, clock, now, off: int | None, misleads: bool):
    clock("2026-11-21 09:00")
    beat(browser, now=now)
    device = session.scalars(select(Device)).one()
    assert (device.clock_off, device.clock_is_off) == (off, misleads)


@pytest.mark.parametrize(
    "facts",
    [{"device": "<b>"}, {"device": None}, {"waiting": -1}, {"waiting": True}, {"waiting": "1"}, {"now": "jetzt"}],
)
def test_note_heartbeat_declines_a_message_that_is_none(browser: FlaskClient, facts: dict[str, Any]):
    answer = browser.post("/judging/device", json={"device": "tablet-0001", "waiting": 0} | facts)
    assert (answer.status_code, answer.json["code"]) == (400, "made-at" if "now" in facts else "malformed")
    assert session.scalars(select(Device)).all() == []


def test_list_own_sheets_describes_all_that_a_judge_needs(contest: Contest, browser: FlaskClient):
    (panel,) = browser.get(SHEETS).json["panels"]
    assert {key: panel[key] for key in ("event", "stage", "module", "state", "blind", "spread")} == {
        "event": contest.stage.event.title,
        "stage": "决赛",
        "module": "实际操作",
        "state": "open",
        "blind": True,
        "spread": None,
    }
    first, second, third = panel["criteria"]
    assert (first["kind"], first["full_mark"], first["step"], first["rule"]) == ("measurement", "10", "0.5", "")
    assert (second["choices"], second["descriptors"][3]) == (["0", "1", "2", "3"], "优秀")
    assert third["choices"] == []
    sheet = panel["sheets"][0]
    assert (sheet["heat"], sheet["workstation"], sheet["work"], sheet["position"]) == (1, 11, None, 1)


def test_list_own_sheets_of_a_conferring_panel_says_where_it_is_apart(contest: Contest, browser: FlaskClient):
    panel = session.scalars(select(Panel)).one()
    panel.spread = Decimal(1)
    graded = panel.scheme.criteria[1]
    graded.scale = 3
    session.commit()
    for judge, grade in zip(contest.judges, ("0", "3"), strict=True):
        marking.mark(marking.sheets_of(judge)[0], "8", grade, by=judge)
    (facts,) = browser.get(SHEETS).json["panels"]
    assert facts["spread"] == "1"
    assert [sheet["spread_alerts"] for sheet in facts["sheets"]] == [[graded.id], []]


def test_list_own_sheets_gives_no_workstation_with_a_work_number(contest: Contest, browser: FlaskClient):
    contest.stage.modules[0].anonymity = Anonymity.WORK
    session.commit()
    sheet = browser.get(SHEETS).json["panels"][0]["sheets"][0]
    assert (sheet["heat"], sheet["workstation"], sheet["work"]) == (None, None, sheet["label"])


def test_list_own_sheets_leaves_out_what_is_not_marked_on_tablets(contest: Contest, browser: FlaskClient):
    panel = session.scalars(select(Panel)).one()
    panel.source = MarkSource.PAPER
    session.commit()
    assert browser.get(SHEETS).json["panels"] == []
    sheet = marking.sheets_of(contest.judges[0])[0]
    assert marking.mark(sheet, "8", by=contest.judges[0])[0]["code"] == "not-by-tablet"


def test_list_own_sheets_answers_304_until_something_changes(contest: Contest, browser: FlaskClient):
    first = browser.get(SHEETS)
    again = browser.get(SHEETS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert beat(browser).json["sheets_version"] == first.json["version"]
    marking.mark(marking.sheets_of(contest.judges[0])[0], "8", by=contest.judges[0])
    changed = browser.get(SHEETS, headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.json["version"] == first.json["version"]) == (200, False)


def test_list_own_sheets_asks_as_much_for_three_contestants_as_for_thirty(app: Flask, query_count):
    asked = []
    for entries in (3, 30):
        contest = judging.opened(entries=entries, judges=1)
        judge = contest.judges[0]
        sheets = marking.sheets_of(judge)
        for sheet in sheets[:-1]:
            marking.mark(sheet, "8", "3", by=judge)
        marking.sealed(sheets[-1], "8", "3", by=judge)
        browser = people.sign_in(app.test_client(), judge)
        with query_count() as statements:
            assert len(browser.get(SHEETS).json["panels"][0]["sheets"]) == entries
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_apply_marks_asks_as_much_for_fifty_marks_as_for_five(contest: Contest, query_count):
    """But for the log, which takes three statements a mark."""
    judge = contest.judges[0]
    asked = {}
    for count in (1, 5):
        sheet = marking.sheets_of(judge)[count > 1]
        operations = [marking.operation(sheet, 1 + at % 3, "1", base_rev=at // 3) for at in range(count)]
        with query_count() as statements:
            apply_marks(operations, by=judge)
        asked[count] = len([one for one in statements if not re.search("chain", one)])
    assert asked[5] - asked[1] <= 1  # the second round changes what the first has written


def test_a_device_that_nobody_named_is_not_kept(browser: FlaskClient):
    beat(browser, str(uuid4()))
    assert len(session.scalars(select(Device)).all()) == 1
