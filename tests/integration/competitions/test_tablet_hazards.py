"""What a tablet must never be able to do, each answered with its own code and a Chinese sentence, nothing changed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.chain import ChainedEntry
from foundation.database import session
from foundation.outbox import DeviceOperation
from marking.sheets.models import LateMark, Mark, Seal, Sheet
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import judging, marking, people

SENTENCE = re.compile(r"[“一-鿿].*[。]")
DEVICE = "tablet-0001"
STROKES = [[[100 + 10 * step, 200 + step] for step in range(12)]]


@dataclass
class Scene:
    """A judge with an open sheet of two criteria, somebody else's sheet, and a criterion of another scheme."""

    judge: Account
    browser: FlaskClient
    sheet: Sheet
    criteria: list[int]
    foreign_sheet: int
    foreign_criterion: int

    def one(self, op_id: str = "", **changes: Any) -> dict[str, Any]:
        """A good operation, but for `changes` of its payload."""
        payload = {"sheet": self.sheet.id, "criterion": self.criteria[0], "value": "8", "base_rev": 0, "after": ""}
        payload = {key: value for key, value in (payload | changes).items() if value is not ...}
        made_at = "2026-11-21T08:00:00+08:00"
        return {"op_id": op_id or str(uuid4()), "seq": 1, "device": DEVICE, "made_at": made_at, "payload": payload}

    def post(self, *operations: Any, **more: Any) -> Any:
        return self.browser.post(
            "/judging/operations", json={"account": self.judge.id, "operations": list(operations)} | more
        )

    def seal(self, **changes: Any) -> dict[str, Any]:
        marks = {str(key): value for key, value in zip(self.criteria, ["8", "30"], strict=True)}
        sealing = {"kind": "seal", "sheet": self.sheet.id, "marks": marks, "signature": STROKES}
        return self.one() | {"payload": sealing | changes}

    def mark_all(self) -> None:
        answer = self.post(self.one(), self.one(criterion=self.criteria[1], value="30"))
        assert [one["status"] for one in answer.json["outcomes"]] == ["saved", "saved"]


@pytest.fixture
def scene(app: Flask) -> Scene:
    contest = judging.opened(entries=2)
    judge, other = contest.judges
    sheet = marking.sheets_of(judge)[0]
    criteria = [criterion.id for criterion in sheet.subject.panel.scheme.criteria]
    foreign = marking.scheme("别的赛项").criteria[0].id
    browser = people.sign_in(app.test_client(), judge)
    return Scene(judge, browser, sheet, criteria, marking.sheets_of(other)[0].id, foreign)


def stored() -> dict[str, int]:
    """How much there is of all that an operation could change."""
    session.rollback()
    tables = (Mark, Seal, LateMark, ChainedEntry)
    return {kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in tables}


HAZARDS: dict[str, tuple[str, Callable[[Scene], dict[str, Any]]]] = {
    "too high": ("out-of-range", lambda at: at.one(value="60.5")),
    "not a multiple of the step": ("step", lambda at: at.one(value="8.3")),
    "letters": ("not-a-number", lambda at: at.one(value="八")),
    "not a number": ("not-a-number", lambda at: at.one(value="NaN")),
    "infinite": ("not-a-number", lambda at: at.one(value="Infinity")),
    "negative": ("not-a-number", lambda at: at.one(value="-1")),
    "empty": ("not-a-number", lambda at: at.one(value="")),
    "exponent": ("exponent", lambda at: at.one(value="1e3")),
    "full-width digits": ("full-width", lambda at: at.one(value="８．５")),
    "a sheet of another judge": ("not-yours", lambda at: at.one(sheet=at.foreign_sheet)),
    "a contestant not on the panel": ("not-yours", lambda at: at.one(sheet=999_999)),
    "a criterion of another event": ("unknown-criterion", lambda at: at.one(criterion=at.foreign_criterion)),
    "a number as a number": ("malformed", lambda at: at.one(value=8)),
    "no value": ("malformed", lambda at: at.one(value=...)),
    "a value of a megabyte": ("malformed", lambda at: at.one(value="8" * 41)),
    "half a surrogate": ("malformed", lambda at: at.one(value="\ud83d")),
    "a null byte": ("malformed", lambda at: at.one(value="8\0")),
    "true for a sheet": ("malformed", lambda at: at.one(sheet=True)),
    "a fraction for a sheet": ("malformed", lambda at: at.one(sheet=1.5)),
    "a negative criterion": ("malformed", lambda at: at.one(criterion=-1)),
    "a revision beyond all counting": ("malformed", lambda at: at.one(base_rev=2**63)),
    "a list for the operation before": ("malformed", lambda at: at.one(after=[])),
    "no payload": ("malformed", lambda at: at.one() | {"payload": None}),
    "a list for a payload": ("malformed", lambda at: at.one() | {"payload": [[[[]]]]}),
    "an unknown kind": ("unknown-kind", lambda at: at.one(kind="delete")),
    "a list for a kind": ("unknown-kind", lambda at: at.one(kind=["mark"])),
    "no number of its own": ("malformed", lambda at: at.one() | {"seq": "1"}),
    "no device": ("malformed", lambda at: at.one() | {"device": None}),
    "a device with markup": ("malformed", lambda at: at.one() | {"device": "<script>alert(1)"}),
    "a time that is none": ("made-at", lambda at: at.one() | {"made_at": "昨天"}),
    "a time without a zone": ("made-at", lambda at: at.one() | {"made_at": "2026-11-21T08:00:00"}),
    "the end of time": ("made-at", lambda at: at.one() | {"made_at": "9999-12-31T23:59:59-12:00"}),
    "an op_id that is no UUID": ("op-id", lambda at: at.one("1")),
    "an op_id with markup": ("op-id", lambda at: at.one("<b>")),
    "a seal without marks": ("incomplete", lambda at: at.seal(marks={str(one): None for one in at.criteria})),
    "a seal over other marks": ("changed", lambda at: at.seal()),
    "a seal of another judge's sheet": ("not-yours", lambda at: at.seal(sheet=at.foreign_sheet)),
    "a seal over a list": ("malformed", lambda at: at.seal(marks=[])),
    "a seal with a number": ("malformed", lambda at: at.seal(marks={"1": 8})),
    "a seal for a name": ("malformed", lambda at: at.seal(marks={"焊缝": "8"})),
    "no signature": ("signature", lambda at: at.seal(signature=None)),
    "a dot for a signature": ("signature", lambda at: at.seal(signature=[[[1, 1]]])),
    "a signature beside the glass": ("signature", lambda at: at.seal(signature=[[[1001, 1]] * 12])),
    "a signature in fractions": ("signature", lambda at: at.seal(signature=[[[1.5, 1]] * 12])),
    "a signature of text": ("signature", lambda at: at.seal(signature=[["张示例"] * 12])),
    "a signature without end": ("signature", lambda at: at.seal(signature=[[[1, 1]] * 3001])),
    "a scribble of strokes": ("signature", lambda at: at.seal(signature=[[[1, 1]]] * 61)),
    "stepping aside without a reason": ("no-reason", lambda at: at.one(kind="declare", reason=" ")),
    "stepping aside for another": (
        "not-yours",
        lambda at: at.one(kind="declare", reason="亲属", sheet=at.foreign_sheet),
    ),
}


@pytest.mark.parametrize("hazard", HAZARDS)
def test_apply_marks_refuses_with_a_code_and_a_sentence(scene: Scene, hazard: str):
    code, spoil = HAZARDS[hazard]
    before = stored()
    answer = scene.post(spoil(scene))
    assert answer.status_code == 200
    (outcome,) = answer.json["outcomes"]
    assert (outcome["status"], outcome["code"]) == ("refused", code)
    assert SENTENCE.search(outcome["message"]), outcome["message"]
    assert stored() == before


def test_apply_marks_keeps_the_good_ones_beside_what_cannot_be_read(scene: Scene):
    bad, good = scene.one(value=8), scene.one()
    outcomes = scene.post(bad, good).json["outcomes"]
    assert [(one["op_id"], one["status"]) for one in outcomes] == [(bad["op_id"], "refused"), (good["op_id"], "saved")]


MESSAGES: dict[str, tuple[int, str, Callable[[Scene], Any]]] = {
    "10,000 operations": (413, "too-many", lambda at: {"operations": [at.one()] * 10_000}),
    "51 operations": (413, "too-many", lambda at: {"operations": [at.one() for _ in range(51)]}),
    "another judge's marks": (409, "other-account", lambda at: {"account": at.judge.id + 1, "operations": [at.one()]}),
    "nobody's marks": (409, "other-account", lambda at: {"account": None, "operations": [at.one()]}),
    "no operations": (400, "malformed", lambda at: {"operations": None}),
    "an operation that is none": (400, "malformed", lambda at: {"operations": [None]}),
    "an operation without an id": (400, "malformed", lambda at: {"operations": [at.one() | {"op_id": 5}]}),
}


@pytest.mark.parametrize("hazard", MESSAGES)
def test_apply_marks_declines_a_whole_message(scene: Scene, hazard: str):
    status, code, body = MESSAGES[hazard]
    before = stored()
    answer = scene.browser.post("/judging/operations", json={"account": scene.judge.id} | body(scene))
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert SENTENCE.search(answer.json["error"])
    assert stored() == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not-json"),
        (b"{", 400, "not-json"),
        (b"\xff\xfe", 400, "not-json"),
        (b"[" * 100_000, 400, "not-json"),
        (b'{"a":' * 100_000, 400, "not-json"),
        (b"[]", 400, "malformed"),
        (b'{"account": 1, "operations": "' + b"x" * (2 * 1024 * 1024) + b'"}', 413, "too-large"),
    ],
)
def test_apply_marks_declines_a_body_that_is_no_message(scene: Scene, body: bytes, status: int, code: str):
    answer = scene.browser.post("/judging/operations", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert SENTENCE.search(answer.json["error"])


def test_apply_marks_answers_yesterdays_request_as_yesterday(scene: Scene, clock):
    clock("2026-11-20 09:00")
    first = scene.one()
    answered = scene.post(first).json
    clock("2026-11-21 09:00")
    scene.post(scene.one(value="9", base_rev=1))
    assert scene.post(first).json == answered
    assert [mark.value for mark in marking.sheets_of(scene.judge)[0].marks] == [9]


@pytest.mark.parametrize(
    "reuse",
    [
        lambda at, first: first | {"payload": first["payload"] | {"value": "9"}},
        lambda at, first: at.seal() | {"op_id": first["op_id"]},
    ],
)
def test_apply_marks_refuses_an_operation_id_for_something_else(scene: Scene, reuse):
    first = scene.one()
    scene.post(first)
    before = stored()
    (outcome,) = scene.post(reuse(scene, first)).json["outcomes"]
    assert (outcome["status"], outcome["code"]) == ("refused", "operation-reused")
    assert SENTENCE.search(outcome["message"])
    assert stored() == before


def test_apply_marks_refuses_the_operation_id_of_another_judge(app: Flask, scene: Scene):
    first = scene.one()
    scene.post(first)
    other = session.get_one(Sheet, scene.foreign_sheet).member.account
    body = {"account": other.id, "operations": [first]}
    answer = people.sign_in(app.test_client(), other).post("/judging/operations", json=body)
    assert answer.json["outcomes"][0]["code"] == "operation-reused"


@pytest.mark.parametrize("made_at", ["2025-11-21T09:00:00+08:00", "2027-11-21T09:00:00+08:00"])
def test_apply_marks_takes_a_clock_that_is_a_year_off_as_evidence_only(scene: Scene, clock, made_at: str):
    clock("2026-11-21 09:00")
    wrong = scene.one() | {"made_at": made_at}
    assert scene.post(wrong).json["outcomes"][0]["status"] == "saved"
    kept = session.get_one(DeviceOperation, wrong["op_id"])
    assert (kept.made_at.isoformat()[:4], kept.clock_misleads) == (made_at[:4], True)


def test_apply_marks_does_not_hold_an_hour_without_network_against_a_clock(scene: Scene, clock):
    clock("2026-11-21 09:00")
    late = scene.one()
    scene.post(late)
    assert session.get_one(DeviceOperation, late["op_id"]).clock_misleads is False


def test_apply_marks_sends_a_judge_without_a_password_of_his_own_no_redirect(scene: Scene):
    scene.judge.must_change_password = True
    answer = scene.post(scene.one())
    assert (answer.status_code, answer.json["code"]) == (403, "password")


def test_apply_marks_tells_scripts_by_code_why_they_may_not(app: Flask, scene: Scene):
    officer = people.account(Role.DISTRICT_OFFICER, people.organisation("另一个区总工会"))
    strangers = (app.test_client(), people.sign_in(app.test_client(), officer))
    answers = [one.post("/judging/operations", json={"account": 1, "operations": []}) for one in strangers]
    assert [(one.status_code, one.json["code"]) for one in answers] == [(401, "sign-in"), (403, "not-allowed")]
