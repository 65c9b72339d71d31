"""The demo's quiz: a bank of questions taken in from its workbook, and a quiz that is open now."""

from datetime import timedelta
from decimal import Decimal

from competitions.planning.models import Competition
from competitions.quizzes.models import Quiz
from competitions.quizzes.operations import QuizFacts, create_quiz, publish_quiz
from competitions.quizzes.rules import Counting
from demo.people import FILES, apply_workbook
from examinations.banks.operations import create_bank
from examinations.banks.workbooks import QUESTIONS
from examinations.papers.operations import PaperFacts
from examinations.papers.rules import Reveal, Section
from foundation import clock
from people.accounts.models import Account
from scoring.answers import QuestionKind

OPEN_FOR = timedelta(days=60)
DRAWS = {QuestionKind.SINGLE: (5, 8), QuestionKind.MULTIPLE: (3, 10), QuestionKind.TRUE_FALSE: (5, 6)}


def hold_quiz(competition: Competition, *, by: Account) -> Quiz:
    """Thirteen questions for a hundred marks, three times a day, the best one counts; open from now on."""
    organiser = competition.organisation
    bank = create_bank(organiser, "工会知识、劳动法律和安全生产", by=by)
    apply_workbook(QUESTIONS, FILES / "questions.xlsx", by=by, bank_id=bank.id)
    paper = PaperFacts(
        title="工会知识天天答",
        opens_at=clock.now(),
        closes_at=clock.now() + OPEN_FOR,
        seconds=600,
        sections=[Section(bank.id, kind, count, Decimal(points)) for kind, (count, points) in DRAWS.items()],
        reveal=Reveal.ANSWERS_AT_ONCE,
    )
    facts = QuizFacts(
        paper=paper,
        about="每人每天三次，取最好的一次；同分的，用时少者列前。",
        daily_attempts=3,
        counting=Counting.BEST,
        pass_mark=Decimal(60),
        organisation_rule="total_then_coverage",
        high_mark=Decimal(90),
        high_bonus=Decimal(1),
        ranking_public=True,
    )
    quiz = create_quiz(organiser, competition, facts, by=by)
    publish_quiz(quiz, by=by)
    return quiz
