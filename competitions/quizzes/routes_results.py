"""The results of a quiz for its officers: rankings, export, taking an attempt out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from competitions.quizzes.models import Quiz
from competitions.quizzes.organisation_rules import ORGANISATION_RULES
from competitions.quizzes.queries import quizzes_planned_by
from competitions.quizzes.rankings import rank_people, rank_units, two_places
from competitions.quizzes.routes import bp
from competitions.quizzes.routes_taking import settle_overdue
from competitions.quizzes.workbooks import PEOPLE_COLUMNS, UNIT_COLUMNS, people_rows, unit_rows
from examinations.attempts import operations as attempts
from examinations.attempts.models import Attempt
from foundation import audit
from foundation.database import fetch, page_by_key, transaction
from foundation.workbook_pages import workbook_answer
from foundation.workbook_writing import export_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

SHOWN = 200


@bp.get("/quizzes/<int:quiz_id>/results")
@requires(Permission.COMPETITION_PLAN)
def show_quiz_results(quiz_id: int) -> ResponseReturnValue:
    """Both rankings, as they are now."""
    quiz = _quiz(quiz_id)
    settle_overdue(quiz)
    people = rank_people(quiz)
    return render_template(
        "competitions/quizzes/show_quiz_results.html",
        quiz=quiz,
        people=people[:SHOWN],
        count=len(people),
        passed=sum(line.passed for line in people),
        units=rank_units(quiz, people),
        rule=ORGANISATION_RULES[quiz.organisation_rule],
        plainly=str,
        two_places=two_places,
    )


@bp.post("/quizzes/<int:quiz_id>/results/export")
@requires(Permission.COMPETITION_PLAN)
def export_quiz_results(quiz_id: int) -> ResponseReturnValue:
    """One of the rankings as a workbook, with names in full; taking it out is in the log."""
    quiz, of_units = _quiz(quiz_id), request.form.get("of") == "units"
    settle_overdue(quiz)
    people = rank_people(quiz)
    if of_units:
        content = export_workbook("单位排名", UNIT_COLUMNS, unit_rows(rank_units(quiz, people)))
    else:
        content = export_workbook("个人排名", PEOPLE_COLUMNS, people_rows(people))
    with transaction():
        audit.record("export_quiz_results", quiz, by=acting())
    name = f"{quiz.title}-{'单位' if of_units else '个人'}排名.xlsx"
    return workbook_answer(content, name)


@bp.get("/quizzes/<int:quiz_id>/attempts")
@requires(Permission.COMPETITION_PLAN)
def list_quiz_attempts(quiz_id: int) -> ResponseReturnValue:
    """Every attempt, newest first; which questions somebody had and how he answered is nobody's business here."""
    quiz = _quiz(quiz_id)
    settle_overdue(quiz)
    query = _attempts(quiz)
    if name := request.args.get("text", "").strip():
        query = query.where(Attempt.label.contains(name, autoescape=True))
    page = page_by_key(query, Attempt, after=request.args.get("after", type=int))
    return render_template("competitions/quizzes/list_quiz_attempts.html", quiz=quiz, page=page)


@bp.post("/quizzes/<int:quiz_id>/attempts/<int:attempt_id>/void")
@requires(Permission.COMPETITION_PLAN)
def void_attempt(quiz_id: int, attempt_id: int) -> ResponseReturnValue:
    """Take one attempt out of the ranking."""
    attempt = fetch(_attempts(_quiz(quiz_id)).where(Attempt.id == attempt_id))
    with transaction():
        attempts.void_attempt(attempt, reason=request.form.get("reason", ""), by=acting())
    flash("这份答卷已作废，排名已重新计算。", "success")
    return redirect(url_for(".list_quiz_attempts", quiz_id=quiz_id))


@bp.post("/quizzes/<int:quiz_id>/attempts/<int:attempt_id>/restore")
@requires(Permission.COMPETITION_PLAN)
def restore_attempt(quiz_id: int, attempt_id: int) -> ResponseReturnValue:
    """Count it again."""
    attempt = fetch(_attempts(_quiz(quiz_id)).where(Attempt.id == attempt_id))
    with transaction():
        attempts.restore_attempt(attempt, reason=request.form.get("reason", ""), by=acting())
    flash("这份答卷已恢复，排名已重新计算。", "success")
    return redirect(url_for(".list_quiz_attempts", quiz_id=quiz_id))


def _quiz(quiz_id: int) -> Quiz:
    return fetch(quizzes_planned_by(acting()).where(Quiz.id == quiz_id))


def _attempts(quiz: Quiz) -> Select[Attempt]:
    return select(Attempt).where(Attempt.paper_id == quiz.paper_id)
