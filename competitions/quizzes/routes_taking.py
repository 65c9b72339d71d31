"""The workers' pages: which quizzes are open to me, beginning to answer; and the public ranking."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competitions.quizzes import operations
from competitions.quizzes.models import Quiz
from competitions.quizzes.organisation_rules import ORGANISATION_RULES
from competitions.quizzes.queries import own_attempts, public_rankings, quizzes_open_to
from competitions.quizzes.rankings import rank_people, rank_units, two_places
from competitions.quizzes.routes import bp
from competitions.quizzes.rules import COUNTING_TITLES, QuizState, mask_name
from examinations.attempts.operations import expire_overdue
from examinations.attempts.queries import overdue_attempts
from examinations.attempts.routes import limit_by_account
from examinations.attempts.rules import AttemptState
from examinations.papers.rules import score_revealed
from foundation import clock
from foundation.database import fetch, session, transaction
from people.accounts.access import acting, public, requires
from people.accounts.lockout import limiter
from people.accounts.rules import Permission

SHOWN = 100


@bp.get("/my-quizzes")
@requires(Permission.OWN_READ)
def list_my_quizzes() -> ResponseReturnValue:
    """The quizzes that one may answer, newest first."""
    quizzes = session.scalars(quizzes_open_to(acting()).order_by(Quiz.id.desc()).limit(50)).all()
    return render_template("competitions/quizzes/list_my_quizzes.html", quizzes=quizzes, now=clock.now())


@bp.get("/my-quizzes/<int:quiz_id>")
@requires(Permission.OWN_READ)
def show_my_quiz(quiz_id: int) -> ResponseReturnValue:
    """The rules, the turns left today, what one has answered, and one's place."""
    quiz = fetch(quizzes_open_to(acting()).where(Quiz.id == quiz_id))
    settle_overdue(quiz)
    attempts = own_attempts(quiz, acting())
    today = clock.today().isoformat()
    revealed = score_revealed(quiz.paper.reveal)
    own = [line for line in rank_people(quiz) if line.account_id == acting().id] if attempts and revealed else []
    return render_template(
        "competitions/quizzes/show_my_quiz.html",
        quiz=quiz,
        attempts=attempts,
        begun=next((one for one in attempts if one.state is AttemptState.OPEN), None),
        left=quiz.daily_attempts - sum(one.period == today for one in attempts),
        is_open=quiz.state is QuizState.PUBLISHED and quiz.paper.opens_at <= clock.now() < quiz.paper.closes_at,
        now=clock.now(),
        revealed=revealed,
        own=own[0] if own else None,
        counting=COUNTING_TITLES[quiz.counting],
    )


@bp.post("/my-quizzes/<int:quiz_id>/begin")
@requires(Permission.OWN_READ)
@limiter.limit("30 per minute", key_func=limit_by_account)
def begin_quiz(quiz_id: int) -> ResponseReturnValue:
    """Draw a paper, or go on with the one that is open."""
    quiz = fetch(quizzes_open_to(acting()).where(Quiz.id == quiz_id))
    with transaction():
        attempt = operations.begin_quiz(quiz, by=acting())
    if attempt.state is not AttemptState.OPEN:
        flash("上一次答题的时间已到，已自动交卷。", "success")
    return redirect(url_for("examinations.attempts.resume_attempt", attempt_id=attempt.id))


@bp.get("/quizzes/<int:quiz_id>/ranking")
@public
def show_ranking(quiz_id: int) -> ResponseReturnValue:
    """The ranking for everybody, names masked."""
    quiz = fetch(public_rankings().where(Quiz.id == quiz_id))
    settle_overdue(quiz)
    people = rank_people(quiz)
    return render_template(
        "competitions/quizzes/show_ranking.html",
        quiz=quiz,
        people=people[:SHOWN],
        count=len(people),
        units=rank_units(quiz, people)[:SHOWN],
        rule=ORGANISATION_RULES[quiz.organisation_rule],
        mask_name=mask_name,
        two_places=two_places,
    )


def settle_overdue(quiz: Quiz) -> None:
    """End the attempts whose takers went away, before anything is counted."""
    if session.scalars(overdue_attempts(quiz.paper).limit(1)).first() is not None:
        with transaction():
            expire_overdue(quiz.paper)
