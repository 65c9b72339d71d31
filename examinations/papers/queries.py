"""What a paper may draw."""

from sqlalchemy import select

from examinations.banks.models import Question
from examinations.papers.models import Paper
from examinations.papers.rules import Candidate
from foundation.database import session


def pool_of(paper: Paper) -> list[Candidate]:
    """The questions in use of the banks that the paper draws from."""
    banks = {row.bank_id for row in paper.sections}
    columns = (Question.id, Question.bank_id, Question.kind, Question.topic, Question.difficulty, Question.options)
    query = select(*columns).where(Question.bank_id.in_(banks), Question.in_use.is_(True))
    return [
        Candidate(key, bank, kind, topic, difficulty, len(options))
        for key, bank, kind, topic, difficulty, options in session.execute(query)
    ]


def questions_by_id(ids: list[int]) -> dict[int, Question]:
    """These questions, by id."""
    return {question.id: question for question in session.scalars(select(Question).where(Question.id.in_(ids)))}
