"""Reading attempts. What a taker's browser gets is made here, and never holds the answer to an open paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from examinations.attempts.models import Attempt, AttemptItem
from examinations.attempts.rules import AttemptState, shown_letters
from examinations.banks.models import Question
from examinations.banks.rules import LETTERS
from examinations.papers.models import Paper
from examinations.papers.rules import answers_revealed
from foundation import clock
from foundation.database import fetch, session
from people.accounts.models import Account
from scoring.answers import QuestionKind


@dataclass(frozen=True)
class Asked:
    """A question as its taker sees it: nothing here says which option is right."""

    position: int
    kind: QuestionKind
    stem: str
    options: tuple[tuple[str, str], ...]  # letter on the screen, text
    chosen: str  # letters on the screen
    points: Decimal
    revision: int


@dataclass(frozen=True)
class Reviewed:
    """A question after the end, where answers are revealed."""

    asked: Asked
    answer: str  # letters on the screen
    score: Decimal
    explanation: str


def attempts_visible_to(user: Account) -> Select[Attempt]:
    """One's own attempts, and nobody else's."""
    own = Attempt.account_id == user.id
    return select(Attempt).join(Attempt.paper).options(contains_eager(Attempt.paper)).where(own)


def open_attempt_on(paper: Paper, taker: Account) -> Attempt | None:
    """The attempt that `taker` has not ended yet."""
    own = select(Attempt).where(Attempt.paper_id == paper.id, Attempt.account_id == taker.id, Attempt.active.is_(True))
    return session.scalars(own).one_or_none()


def attempts_in(paper: Paper, taker: Account, period: str) -> int:
    """How many attempts `taker` has begun on the paper in this period."""
    own = (Attempt.paper_id == paper.id, Attempt.account_id == taker.id, Attempt.period == period)
    return session.scalar(select(func.count()).select_from(Attempt).where(*own)) or 0


def has_attempts(paper: Paper) -> bool:
    """Whether anybody has taken the paper."""
    return session.scalar(select(Attempt.id).where(Attempt.paper_id == paper.id).limit(1)) is not None


def overdue_attempts(paper: Paper) -> Select[Attempt]:
    """Open attempts whose time began to be over before now; those within their grace too."""
    late = (Attempt.paper_id == paper.id, Attempt.state == AttemptState.OPEN, Attempt.due_at < clock.now())
    return select(Attempt).where(*late).order_by(Attempt.id)


def asked(attempt: Attempt, position: int) -> Asked:
    """One question of an attempt as its taker sees it. Raises `NotFound` for a place that the paper does not have."""
    query = _items(attempt).where(AttemptItem.position == position)
    return _as_asked(fetch(query))


def answered_positions(attempt: Attempt) -> list[tuple[int, bool]]:
    """Every place on the paper, and whether it has an answer."""
    query = select(AttemptItem.position, AttemptItem.answer != "").where(AttemptItem.attempt_id == attempt.id)
    return [(position, bool(answered)) for position, answered in session.execute(query.order_by(AttemptItem.position))]


def reviewed(attempt: Attempt) -> Sequence[Reviewed]:
    """The questions with their answers; none before the end, and none where the paper does not reveal them."""
    ended = attempt.state is not AttemptState.OPEN
    paper = attempt.paper
    if not ended or not answers_revealed(paper.reveal, closes_at=paper.closes_at, now=clock.now()):
        return []
    return [
        Reviewed(
            _as_asked(item),
            shown_letters(item.option_order, item.question.answer),
            item.score or Decimal(0),
            item.question.explanation,
        )
        for item in session.scalars(_items(attempt).order_by(AttemptItem.position))
    ]


def _as_asked(item: AttemptItem) -> Asked:
    question = item.question
    texts = [question.options[LETTERS.index(letter)] for letter in item.option_order]
    return Asked(
        position=item.position,
        kind=question.kind,
        stem=question.stem,
        options=tuple(zip(LETTERS, texts, strict=False)),
        chosen=shown_letters(item.option_order, item.answer),
        points=item.points,
        revision=item.revision,
    )


def _items(attempt: Attempt) -> Select[AttemptItem]:
    whole = joinedload(AttemptItem.question).load_only(
        Question.kind, Question.stem, Question.options, Question.answer, Question.explanation
    )
    return select(AttemptItem).where(AttemptItem.attempt_id == attempt.id).options(whole)
