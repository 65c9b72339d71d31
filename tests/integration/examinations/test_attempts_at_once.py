"""Many things at the same moment, on both databases: turns, answers and handing in."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from competitions.quizzes.models import Quiz, QuizTaker
from competitions.quizzes.operations import begin_quiz
from examinations.attempts import operations
from examinations.attempts.models import Attempt, AttemptItem
from examinations.attempts.rules import AttemptState
from foundation import clock as clocks
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from tests.at_once import refused_at_once
from tests.factories import examinations, people

AT_ONCE = 20


def begin(quiz_id: int, account_id: int) -> None:
    begin_quiz(session.get_one(Quiz, quiz_id), by=session.get_one(Account, account_id))


def begin_and_hand_in(quiz_id: int, account_id: int) -> None:
    account = session.get_one(Account, account_id)
    operations.submit_attempt(begin_quiz(session.get_one(Quiz, quiz_id), by=account), by=account)


def save(attempt_id: int, letter: str, account_id: int) -> None:
    attempt = session.get_one(Attempt, attempt_id)
    operations.save_answer(attempt, 1, [letter], revision=0, by=session.get_one(Account, account_id))


def submit(attempt_id: int, account_id: int) -> None:
    operations.submit_attempt(session.get_one(Attempt, attempt_id), by=session.get_one(Account, account_id))


@pytest.fixture
def quiz_id(app: Flask, clock: Callable[[str], object]) -> int:
    clock("2026-11-21 09:00")
    return examinations.quiz(examinations.bank(people.organisation(), single=8), draws=(3, 0, 0)).id


@pytest.fixture
def account_id(quiz_id: int) -> int:
    found = examinations.worker(session.get_one(Quiz, quiz_id).organisation).id
    session.rollback()  # the test itself holds no old view of the database
    return found


def attempts() -> list[tuple[str, int, AttemptState]]:
    session.rollback()
    query = select(Attempt.period, Attempt.number, Attempt.state).order_by(Attempt.number)
    return [(period, number, state) for period, number, state in session.execute(query)]


def test_begin_quiz_opens_one_attempt_for_many_taps(app: Flask, quiz_id: int, account_id: int):
    assert refused_at_once(app, *[partial(begin, quiz_id, account_id)] * AT_ONCE) == []
    assert attempts() == [("2026-11-21", 1, AttemptState.OPEN)]
    assert session.scalar(select(func.count()).select_from(AttemptItem)) == 3
    assert session.scalar(select(func.count()).select_from(QuizTaker)) == 1


def test_the_daily_limit_holds_under_many_at_once(app: Flask, quiz_id: int, account_id: int):
    refusals = refused_at_once(app, *[partial(begin_and_hand_in, quiz_id, account_id)] * AT_ONCE)
    assert refusals == ["今天的 3 次机会已经用完，明天可以再来。"] * (AT_ONCE - 3)
    assert attempts() == [("2026-11-21", number, AttemptState.SUBMITTED) for number in (1, 2, 3)]


def test_two_different_answers_at_once_leave_one_and_say_so(app: Flask, quiz_id: int, account_id: int):
    with transaction():
        begin(quiz_id, account_id)
    attempt_id = session.scalars(select(Attempt.id)).one()
    session.rollback()
    refusals = refused_at_once(app, *[partial(save, attempt_id, letter, account_id) for letter in "ABCD"])
    assert len(refusals) == 3
    session.rollback()
    item = session.scalars(select(AttemptItem).where(AttemptItem.position == 1)).one()
    assert (len(item.answer), item.revision) == (1, 1)


def test_answers_and_handing_in_at_once_lose_nothing_that_was_confirmed(app: Flask, quiz_id: int, account_id: int):
    with transaction():
        begin(quiz_id, account_id)
    attempt_id = session.scalars(select(Attempt.id)).one()
    session.rollback()
    refusals = refused_at_once(app, partial(save, attempt_id, "A", account_id), partial(submit, attempt_id, account_id))
    session.rollback()
    item = session.scalars(select(AttemptItem).where(AttemptItem.position == 1)).one()
    assert (item.answer == "") is (len(refusals) == 1)
    attempt = session.get_one(Attempt, attempt_id)
    assert attempt.points == sum(one.score or 0 for one in session.scalars(select(AttemptItem)))
    with pytest.raises(Refused, match="已经交了"):
        save(attempt_id, "B", account_id)


def test_the_database_refuses_what_no_operation_does(quiz_id: int, account_id: int):
    with transaction():
        begin(quiz_id, account_id)
    first = session.scalars(select(Attempt)).one()
    facts = {"paper_id": first.paper_id, "account_id": account_id, "reference": "x", "label": "x", "seed": "x"}
    times = {"started_at": clocks.now(), "due_at": clocks.now()}
    for wrong in (
        {"number": 2, "period": "2026-11-21", "active": True},  # a second open one
        {"number": 2, "period": "2026-11-21", "active": None},  # open, yet not active
    ):
        session.add(Attempt(**facts, **times, **wrong))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
