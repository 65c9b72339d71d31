"""A browser cannot know the key: with another key everything that it receives is the same, byte by byte.

One candidate walks through a whole paper twice; in between every key and every explanation of the bank is replaced,
and after handing in the points that were given too. Whatever told a right option from a wrong one would differ.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examinations.attempts.models import Attempt
from examinations.banks.models import Question
from foundation.database import session
from scoring.answers import QuestionKind
from tests.factories import people, sittings
from tests.factories.examinations import RIGHT, items
from tests.factories.sittings import Theory, begin

OTHER = {QuestionKind.SINGLE: "D", QuestionKind.MULTIPLE: "AC", QuestionKind.TRUE_FALSE: "B"}
POSITIONS = range(1, 6)
TOKEN = re.compile(rb'(?<=name="csrf_token" value=")[^"]+')  # new with every page
Received = list[tuple[str, int, list[tuple[str, str]], bytes]]

Asked = tuple[str, str, dict[str, Any]]  # method, address, what is sent


@pytest.fixture
def made(app: Flask, clock) -> Theory:
    clock("2026-11-28 09:00")
    made = sittings.theory_sitting(1)
    for question in session.scalars(select(Question)):  # whose texts tell nothing either
        question.options = [
            option.replace(RIGHT, "一种说法").replace("错误的说法", "一种说法") for option in question.options
        ]
    return made


def received(client: FlaskClient, made: Theory, attempt: Attempt) -> Received:
    """Everything that an open paper sends: pages, answers to saving, refusals, and where they lead."""
    own, paper = f"/assessments/my-sittings/{made.sitting.id}", f"/attempts/{attempt.id}"
    asked: list[Asked] = [
        ("get", "/assessments/my-sittings", {}),
        ("get", own, {}),
        ("post", f"{own}/begin", {}),
    ]
    asked += [("get", paper, {}), ("get", f"{paper}/go-on", {})]
    for place in POSITIONS:
        question = f"{paper}/questions/{place}"
        asked.append(("get", question, {}))
        asked += [("post", question, {"json": {"shown": [letter], "revision": 1}}) for letter in "AZ"]
        asked.append(("post", question, {"json": {"shown": ["B"], "revision": 0}}))  # of an old page
    return list(_answers(client, asked))


def _answers(client: FlaskClient, asked: list) -> Iterator[tuple[str, int, list[tuple[str, str]], bytes]]:
    for method, address, body in asked:
        answer = getattr(client, method)(address, **body)
        kept = [(name, value) for name, value in answer.headers if name not in {"Set-Cookie", "Date"}]
        yield f"{method} {address}", answer.status_code, kept, TOKEN.sub(b"", answer.data)


def other_keys() -> None:
    """Another right answer and another explanation for every question."""
    for question in session.scalars(select(Question)):
        question.answer, question.explanation = OTHER[question.kind], f"换过的解析 {question.code}"


def test_with_another_key_a_candidate_receives_the_same_bytes(app: Flask, made: Theory):
    client = people.sign_in(app.test_client(), made.candidates[0])
    attempt = begin(client, made)
    for place in POSITIONS:
        client.post(f"/attempts/{attempt.id}/questions/{place}", json={"shown": ["A"], "revision": 0})
    first = received(client, made, attempt)
    assert {code for _, code, _, _ in first} == {200, 302, 409}
    assert not any("解析".encode() in body for *_, body in first)
    other_keys()
    for before, after in zip(first, received(client, made, attempt), strict=True):
        assert after == before


def test_after_handing_in_neither_key_nor_points_are_told(app: Flask, made: Theory):
    client = people.sign_in(app.test_client(), made.candidates[0])
    attempt = begin(client, made)
    client.post(f"/attempts/{attempt.id}/submit", follow_redirects=True)
    pages: list[Asked] = [
        ("get", f"/attempts/{attempt.id}", {}),
        ("get", f"/assessments/my-sittings/{made.sitting.id}", {}),
    ]
    pages += [("get", f"/attempts/{attempt.id}/questions/1", {})]
    first = list(_answers(client, pages))
    other_keys()
    attempt.points = Decimal(93)
    for item in items(attempt):
        item.score = item.points
    assert list(_answers(client, pages)) == first
