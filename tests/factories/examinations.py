"""Question banks, quizzes and their takers, complete as the rules want them. Each is stored at once."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.quizzes.models import Quiz
from competitions.quizzes.rules import Counting, QuizState
from examinations.attempts.models import Attempt, AttemptItem
from examinations.attempts.rules import shown_letters
from examinations.banks.models import Question, QuestionBank
from examinations.banks.rules import TRUE_FALSE
from examinations.papers.models import Paper, PaperSection
from examinations.papers.rules import Reveal
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from scoring.answers import QuestionKind
from tests.factories import people
from tests.factories.numbers import Numbers

numbers = Numbers()
KEYS = {QuestionKind.SINGLE: "B", QuestionKind.MULTIPLE: "ABD", QuestionKind.TRUE_FALSE: "A"}
RIGHT = "正确的说法"  # stands in every right option of a single or multiple question, and in no other
OPENS, CLOSES = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)


def bank(organisation: Organisation, *, single: int = 0, multiple: int = 0, true_false: int = 0) -> QuestionBank:
    """A bank with so many questions of each kind."""
    made = QuestionBank(title=f"工会知识题库{next(numbers)}", organisation=organisation)
    session.add(made)
    kinds = {QuestionKind.SINGLE: single, QuestionKind.MULTIPLE: multiple, QuestionKind.TRUE_FALSE: true_false}
    for kind, wanted in kinds.items():
        for number in range(1, wanted + 1):
            session.add(question(made, f"{kind.value[0].upper()}{number:03}", kind))
    session.commit()
    return made


def question(bank: QuestionBank, code: str, kind: QuestionKind = QuestionKind.SINGLE, **facts: Any) -> Question:
    """A question of four options (two for true or false); not stored."""
    key = KEYS[kind]
    options = [f"{code} {RIGHT if letter in key else '错误的说法'}{letter}" for letter in "ABCD"]
    usual: dict[str, Any] = {
        "stem": f"关于工会知识的第 {code} 题，下列说法哪些正确？",
        "options": list(TRUE_FALSE) if kind is QuestionKind.TRUE_FALSE else options,
        "answer": key,
        "topic": "工会知识",
        "explanation": f"{code} 的解析",
    }
    return Question(bank=bank, code=code, kind=kind, **(usual | facts))


def quiz(bank: QuestionBank, *, draws: tuple[int, int, int] = (2, 2, 1), paper: Any = None, **facts: Any) -> Quiz:
    """A published quiz, open all November 2026 for ten minutes an attempt; `draws` single, multiple, true or false."""
    made_paper = Paper(
        **(
            {
                "title": f"工会知识答题{next(numbers)}",
                "opens_at": OPENS,
                "closes_at": CLOSES,
                "seconds": 600,
                "reveal": Reveal.SCORE,
                "locked": True,
                "endpoint": "competitions.quizzes.show_my_quiz",
            }
            | (paper or {})
        )
    )
    for position, (kind, wanted) in enumerate(zip(QuestionKind, draws, strict=True), start=1):
        if wanted:
            section = PaperSection(position=position, bank_id=bank.id, kind=kind, count=wanted, points=Decimal(10))
            made_paper.sections.append(section)
    usual: dict[str, Any] = {
        "title": made_paper.title,
        "organisation": bank.organisation,
        "organisation_rule": "total_then_coverage",
        "counting": Counting.BEST,
        "pass_mark": Decimal(30),
        "high_mark": Decimal(45),
        "state": QuizState.PUBLISHED,
    }
    made = Quiz(paper=made_paper, **(usual | facts))
    session.add(made)
    session.flush()
    made_paper.context = {"quiz_id": made.id}
    session.commit()
    return made


def worker(unit: Organisation, name: str = "张示例") -> Account:
    """A worker of `unit` with an account."""
    return people.account(Role.WORKER, unit, people.person(name, unit))


def begin(client: FlaskClient, quiz: Quiz) -> Attempt:
    """The attempt that the button on the page of a quiz begins or goes on with."""
    answer = client.post(f"/my-quizzes/{quiz.id}/begin")
    assert answer.status_code == 302, answer.text
    return session.get_one(Attempt, int(answer.location.split("/")[2]))


def save(client: FlaskClient, attempt: Attempt, position: int, shown: str, revision: int = 0) -> Any:
    """Send an answer as the page's script does; the letters as they stand on the screen."""
    address = f"/attempts/{attempt.id}/questions/{position}"
    return client.post(address, json={"shown": list(shown), "revision": revision})


def items(attempt: Attempt) -> list[AttemptItem]:
    """The questions of an attempt as they are stored now."""
    session.expire_all()
    query = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)
    return list(session.scalars(query.order_by(AttemptItem.position)))


def right(item: AttemptItem) -> str:
    """The right letters as they stand on the screen."""
    return shown_letters(item.option_order, item.question.answer)
