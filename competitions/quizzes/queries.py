"""Reading quizzes: who may see and take them."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from competitions.planning.models import Competition
from competitions.planning.queries import competitions_planned_by
from competitions.quizzes.models import Quiz
from competitions.quizzes.rules import QuizState
from examinations.attempts.models import Attempt
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, within


def quizzes_planned_by(user: Account) -> Select[Quiz]:
    """The quizzes of the organisations for which `user` plans competitions."""
    reach = within(user.scope(Permission.COMPETITION_PLAN))
    return select(Quiz).join(Quiz.organisation).options(contains_eager(Quiz.organisation)).where(reach)


def quizzes_open_to(user: Account) -> Select[Quiz]:
    """The published quizzes of the employer of `user` and of every organisation above it; ended ones too."""
    line_up = [int(part) for part in employer_path(user).split("/") if part]
    return (
        select(Quiz)
        .options(joinedload(Quiz.organisation))
        .where(Quiz.organisation_id.in_(line_up), Quiz.state != QuizState.DRAFT)
    )


def public_rankings() -> Select[Quiz]:
    """The quizzes whose ranking everybody may see."""
    shown = (Quiz.ranking_public, Quiz.state != QuizState.DRAFT)
    return select(Quiz).options(joinedload(Quiz.organisation)).where(*shown)


def employer_path(user: Account) -> str:
    """Where the person of an account works; nowhere for an account without a person or employer."""
    return (user.person.organisation_path if user.person else None) or ""


def quiz_organisers_for(user: Account) -> Select[Organisation]:
    """The organisations in whose name `user` may hold a quiz."""
    return active_in(user.scope(Permission.COMPETITION_PLAN))


def competitions_for_quiz(user: Account) -> Select[Competition]:
    """The competitions that a quiz of `user` may belong to."""
    return competitions_planned_by(user).order_by(Competition.id.desc())


def own_attempts(quiz: Quiz, user: Account) -> Sequence[Attempt]:
    """What `user` has answered in a quiz so far, newest first."""
    query = select(Attempt).where(Attempt.paper_id == quiz.paper_id, Attempt.account_id == user.id)
    return session.scalars(query.order_by(Attempt.id.desc())).all()
