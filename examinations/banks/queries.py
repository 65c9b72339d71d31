"""Reading question banks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from examinations.banks.models import Question, QuestionBank
from examinations.banks.rules import Difficulty
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, ids_in
from scoring.answers import QuestionKind


def banks_visible_to(user: Account) -> Select[QuestionBank]:
    """The banks of the organisations for which `user` sets questions."""
    own = ids_in(user.scope(Permission.QUESTION_EDIT))
    return select(QuestionBank).where(QuestionBank.organisation_id.in_(own))


def bank_owners_for(user: Account) -> Select[Organisation]:
    """The organisations for which `user` may open a bank."""
    return active_in(user.scope(Permission.QUESTION_EDIT))


def questions_visible_to(user: Account) -> Select[Question]:
    """The questions of those banks, in every version."""
    return select(Question).where(Question.bank_id.in_(banks_visible_to(user).with_only_columns(QuestionBank.id)))


def found_questions(query: Select[Question], *, text: str, kind: QuestionKind | None, topic: str) -> Select[Question]:
    """Those of `query` with `text` in code or stem, of this kind and topic."""
    if text:
        query = query.where(
            Question.code.contains(text, autoescape=True) | Question.stem.contains(text, autoescape=True)
        )
    if topic:
        query = query.where(Question.topic == topic)
    return query if kind is None else query.where(Question.kind == kind)


def current_by_code(bank_id: int) -> dict[str, Question]:
    """The questions that papers draw from a bank now, by code."""
    query = select(Question).where(Question.bank_id == bank_id, Question.in_use.is_(True))
    return {question.code: question for question in session.scalars(query)}


def latest_versions(bank_id: int) -> dict[str, int]:
    """The highest version of every code of a bank, withdrawn ones too."""
    query = select(Question.code, func.max(Question.version)).where(Question.bank_id == bank_id).group_by(Question.code)
    return {row[0]: row[1] for row in session.execute(query)}


@dataclass(frozen=True)
class Stock:
    """How many questions of one sort a bank holds now."""

    bank_id: int
    topic: str
    kind: QuestionKind
    difficulty: Difficulty
    count: int


def stock_of(bank_ids: Sequence[int]) -> list[Stock]:
    """What these banks hold now, by topic, kind and difficulty."""
    columns = (Question.bank_id, Question.topic, Question.kind, Question.difficulty)
    query = select(*columns, func.count()).where(Question.bank_id.in_(bank_ids), Question.in_use.is_(True))
    return [Stock(*row) for row in session.execute(query.group_by(*columns).order_by(*columns))]
