"""What a paper may draw."""

from sqlalchemy import select

from examinations.banks.models import Question
from examinations.papers.models import Paper
from examinations.papers.rules import Candidate, Drawn, draw_questions, paper_faults
from foundation.database import session
from foundation.errors import Refused


def pool_of(paper: Paper) -> list[Candidate]:
    """The questions in use of the banks that the paper draws from."""
    banks = {row.bank_id for row in paper.sections}
    columns = (Question.id, Question.bank_id, Question.kind, Question.topic, Question.difficulty, Question.options)
    query = select(*columns).where(Question.bank_id.in_(banks), Question.in_use.is_(True))
    return [
        Candidate(key, bank, kind, topic, difficulty, len(options))
        for key, bank, kind, topic, difficulty, options in session.execute(query)
    ]


def drawn_paper(paper: Paper, seed: str) -> list[tuple[Drawn, Question]]:
    """The paper that `seed` draws, for those who set it. Raises `Refused` where the banks hold too little."""
    sections, pool = paper.specification, pool_of(paper)
    if faults := paper_faults(sections, pool):
        raise Refused("题库里的题目还不够，暂时组不成试卷。", reasons=faults)
    drawn = draw_questions(sections, pool, seed=seed, shuffles_options=paper.shuffles_options)
    ids = [one.question_id for one in drawn]
    questions = {one.id: one for one in session.scalars(select(Question).where(Question.id.in_(ids)))}
    return [(one, questions[one.question_id]) for one in drawn]
