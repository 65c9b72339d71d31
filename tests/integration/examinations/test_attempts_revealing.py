"""What the browser of a taker is told: never an answer before the end, and after it only what the paper says."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examinations.attempts.queries import reviewed
from examinations.banks.models import Question
from examinations.papers.rules import Reveal
from foundation.database import session
from people.organisations.models import Organisation
from scoring.answers import QuestionKind
from tests.factories import examinations, people
from tests.factories.examinations import begin, save

BEGUN = "2026-11-21 09:00"


@pytest.fixture
def unit(app: Flask) -> Organisation:
    return people.organisation("示例机械厂工会", people.organisation())


@pytest.fixture
def bank(unit: Organisation):
    assert unit.parent
    return examinations.bank(unit.parent, single=6, multiple=6, true_false=6)


@pytest.fixture
def worker(client: FlaskClient, unit: Organisation, clock: Callable[[str], object]) -> FlaskClient:
    clock(BEGUN)
    return people.sign_in(client, examinations.worker(unit))


def without_token(page: str) -> str:
    """A page without the token against forged forms, which is another every second."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


@pytest.mark.parametrize("reveal", [Reveal.NOTHING, Reveal.SCORE, Reveal.ANSWERS_AFTER])
def test_no_answer_ever_reaches_a_browser_before_the_end(worker: FlaskClient, bank, reveal: Reveal):
    """Every page and message of an attempt is the same, whatever the key is: it cannot tell the key.

    The key is changed between two looks, which no page of the platform could do; a page that used it would differ.
    """
    attempt = begin(worker, examinations.quiz(bank, paper={"reveal": reveal}))
    pages = ["", *(f"/questions/{position}" for position in range(1, 6))]

    def seen() -> list[str]:
        return [without_token(worker.get(f"/attempts/{attempt.id}{page}").text) for page in pages] + [
            str(save(worker, attempt, position, "A", revision=1).json) for position in range(1, 6)
        ]

    for position in range(1, 6):
        save(worker, attempt, position, "A")
    before = seen()
    for question in session.scalars(select(Question)):
        question.answer, question.explanation = "AB" if question.kind is QuestionKind.MULTIPLE else "A", "另一个解析"
    session.commit()
    assert seen() == before
    assert "的解析" not in "".join(before)
    worker.post(f"/attempts/{attempt.id}/submit")
    after = worker.get(f"/attempts/{attempt.id}").text
    assert "正确答案" not in after and "另一个解析" not in after
    assert ("满分" in after) is (reveal is not Reveal.NOTHING)


def test_an_open_attempt_reveals_nothing_whatever_the_paper_says(worker: FlaskClient, bank):
    attempt = begin(worker, examinations.quiz(bank, paper={"reveal": Reveal.ANSWERS_AT_ONCE}))
    assert list(reviewed(attempt)) == []
    worker.post(f"/attempts/{attempt.id}/submit")
    session.expire_all()
    assert len(reviewed(attempt)) == 5


def test_answers_are_shown_afterwards_where_the_paper_says_so(worker: FlaskClient, bank, clock):
    closes_at = clock(BEGUN) + timedelta(hours=3)
    attempt = begin(worker, examinations.quiz(bank, paper={"reveal": Reveal.ANSWERS_AFTER, "closes_at": closes_at}))
    worker.post(f"/attempts/{attempt.id}/submit")
    assert "标准答案在 2026年11月21日 12:00 全部结束后显示" in worker.get(f"/attempts/{attempt.id}").text
    clock("2026-11-21 12:01")
    page = worker.get(f"/attempts/{attempt.id}").text
    assert page.count("的解析") == 5


def test_texts_of_questions_are_escaped(worker: FlaskClient, bank):
    quiz = examinations.quiz(bank, draws=(6, 0, 0))
    for question in session.scalars(select(Question)):
        question.stem, question.options = "<img src=x onerror=alert(1)>", ["<b>甲</b>", "乙", "丙", "丁"]
    session.commit()
    page = worker.get(f"/attempts/{begin(worker, quiz).id}/questions/1").text
    assert "&lt;img src=x" in page and "&lt;b&gt;甲" in page
    assert "<img src=x" not in page and "<b>甲" not in page
