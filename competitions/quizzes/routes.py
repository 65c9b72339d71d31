"""The officers' pages about quizzes."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from competitions.planning.models import Competition
from competitions.quizzes import operations
from competitions.quizzes.forms import QuizForm, RescheduleForm
from competitions.quizzes.models import Quiz
from competitions.quizzes.organisation_rules import ORGANISATION_RULES
from competitions.quizzes.queries import competitions_for_quiz, quiz_organisers_for, quizzes_planned_by
from competitions.quizzes.rules import COUNTING_TITLES
from examinations.attempts.queries import has_attempts
from examinations.banks.models import QuestionBank
from examinations.banks.queries import banks_visible_to
from examinations.papers.models import Paper, PaperSection
from examinations.papers.queries import drawn_paper, pool_of
from examinations.papers.rules import PARTIAL_TITLES, REVEAL_TITLES, paper_faults
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from foundation.secrets import new_token
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("quizzes", __name__)


@bp.get("/quizzes")
@requires(Permission.COMPETITION_PLAN)
def list_quizzes() -> ResponseReturnValue:
    """The quizzes of one's organisations, newest first."""
    page = page_by_key(quizzes_planned_by(acting()), Quiz, after=request.args.get("after", type=int))
    return render_template("competitions/quizzes/list_quizzes.html", page=page)


@bp.route("/quizzes/new", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def create_quiz() -> ResponseReturnValue:
    """A new draft."""
    form = QuizForm(sections=[{}])
    organisers = {one.id: one for one in session.scalars(quiz_organisers_for(acting()))}
    form.organisation_id.choices = {key: one.name for key, one in organisers.items()}
    _offer(form)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            competition = session.get(Competition, form.competition_id.data) if form.competition_id.data else None
            organiser = organisers[form.organisation_id.data]
            quiz = operations.create_quiz(organiser, competition, form.facts(), by=acting())
            flash("已建立。请预览试卷，核对后发布。", "success")
            return redirect(url_for(".show_quiz", quiz_id=quiz.id))
    return _page("create_quiz", form)


@bp.route("/quizzes/<int:quiz_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_quiz(quiz_id: int) -> ResponseReturnValue:
    """Change a draft."""
    quiz = _quiz(quiz_id)
    form = QuizForm.opened_on(quiz)
    form.organisation_id.choices = {quiz.organisation_id: quiz.organisation.name}
    _offer(form, keep=quiz.competition)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_quiz(quiz, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_quiz", quiz_id=quiz_id))
    return _page("edit_quiz", form, quiz=quiz)


@bp.get("/quizzes/<int:quiz_id>")
@requires(Permission.COMPETITION_PLAN)
def show_quiz(quiz_id: int) -> ResponseReturnValue:
    """What it says, what is still missing, and its steps."""
    whole = selectinload(Quiz.paper).selectinload(Paper.sections).selectinload(PaperSection.bank)
    quiz = fetch(quizzes_planned_by(acting()).where(Quiz.id == quiz_id).options(whole))
    return render_template(
        "competitions/quizzes/show_quiz.html",
        quiz=quiz,
        faults=paper_faults(quiz.paper.specification, pool_of(quiz.paper)),
        taken=has_attempts(quiz.paper),
        form=RescheduleForm(closes_at=quiz.paper.closes_at),
        counting=COUNTING_TITLES[quiz.counting],
        partial=PARTIAL_TITLES[quiz.paper.partial],
        reveal=REVEAL_TITLES[quiz.paper.reveal],
        organisation_rule=ORGANISATION_RULES[quiz.organisation_rule],
    )


@bp.get("/quizzes/<int:quiz_id>/paper")
@requires(Permission.QUESTION_EDIT)
def preview_paper(quiz_id: int) -> ResponseReturnValue:
    """A paper as chance would make it, with its answers; the same seed shows the same paper again."""
    quiz = _quiz(quiz_id)
    seed = request.args.get("seed", "")[:64] or new_token()
    drawn = drawn_paper(quiz.paper, seed)
    return render_template("competitions/quizzes/preview_paper.html", quiz=quiz, seed=seed, drawn=drawn)


@bp.post("/quizzes/<int:quiz_id>/publish")
@requires(Permission.COMPETITION_PLAN)
def publish_quiz(quiz_id: int) -> ResponseReturnValue:
    """Open it at its time."""
    quiz = _quiz(quiz_id)
    with transaction():
        operations.publish_quiz(quiz, by=acting())
    flash("已发布，到开始时间职工就可以答题。", "success")
    return redirect(url_for(".show_quiz", quiz_id=quiz_id))


@bp.post("/quizzes/<int:quiz_id>/withdraw")
@requires(Permission.COMPETITION_PLAN)
def withdraw_quiz(quiz_id: int) -> ResponseReturnValue:
    """Back to a draft, while nobody has answered."""
    quiz = _quiz(quiz_id)
    with transaction():
        operations.withdraw_quiz(quiz, reason=request.form.get("reason", ""), by=acting())
    flash("已撤回，可以修改后再发布。", "success")
    return redirect(url_for(".show_quiz", quiz_id=quiz_id))


@bp.post("/quizzes/<int:quiz_id>/reschedule")
@requires(Permission.COMPETITION_PLAN)
def reschedule_quiz(quiz_id: int) -> ResponseReturnValue:
    """Another closing time."""
    quiz, form = _quiz(quiz_id), RescheduleForm()
    if not form.validate_on_submit():
        raise Refused("没有改成结束时间。", reasons=[one for field in form.errors.values() for one in field])
    with transaction():
        form.claim()
        operations.reschedule_quiz(quiz, form.closes_at.data, reason=form.reason.data, by=acting())
    flash("结束时间已改。", "success")
    return redirect(url_for(".show_quiz", quiz_id=quiz_id))


@bp.post("/quizzes/<int:quiz_id>/close")
@requires(Permission.COMPETITION_PLAN)
def close_quiz(quiz_id: int) -> ResponseReturnValue:
    """End it for good."""
    quiz = _quiz(quiz_id)
    with transaction():
        operations.close_quiz(quiz, by=acting())
    flash("已结束，排名不再变化。", "success")
    return redirect(url_for(".show_quiz", quiz_id=quiz_id))


@bp.post("/quizzes/<int:quiz_id>/reopen")
@requires(Permission.COMPETITION_PLAN)
def reopen_quiz(quiz_id: int) -> ResponseReturnValue:
    """Undo the closing."""
    quiz = _quiz(quiz_id)
    with transaction():
        operations.reopen_quiz(quiz, reason=request.form.get("reason", ""), by=acting())
    flash("已重新打开。要让职工继续答题，还需要改结束时间。", "success")
    return redirect(url_for(".show_quiz", quiz_id=quiz_id))


def _quiz(quiz_id: int) -> Quiz:
    return fetch(quizzes_planned_by(acting()).where(Quiz.id == quiz_id))


def _offer(form: QuizForm, keep: Competition | None = None) -> None:
    """What the form's lists offer."""
    competitions = [keep] if keep else session.scalars(competitions_for_quiz(acting()).limit(50)).all()
    form.competition_id.choices = {0: "不属于竞赛，单独举办", **{one.id: one.audit_label for one in competitions}}
    banks = session.scalars(banks_visible_to(acting()).order_by(QuestionBank.id.desc()))
    form.offer_banks({bank.id: bank.title for bank in banks})


def _page(verb: str, form: QuizForm, **facts: Any) -> ResponseReturnValue:
    return render_template(f"competitions/quizzes/{verb}.html", form=form, **facts), 422 if form.errors else 200
