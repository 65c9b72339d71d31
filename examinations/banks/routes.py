"""Pages about question banks, for those who set questions only."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from examinations.banks import operations
from examinations.banks.forms import BankForm
from examinations.banks.models import Question, QuestionBank
from examinations.banks.queries import (
    bank_owners_for,
    banks_visible_to,
    found_questions,
    questions_visible_to,
    stock_of,
)
from examinations.banks.rules import QUESTION_KIND_TITLES
from examinations.banks.workbooks import COLUMNS, QUESTIONS, export_rows
from foundation import audit
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import export_workbook, template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from scoring.answers import QuestionKind

bp = Blueprint("banks", __name__)


@bp.get("/question-banks")
@requires(Permission.QUESTION_EDIT)
def list_banks() -> ResponseReturnValue:
    """The banks, newest first, with how many questions each holds."""
    page = page_by_key(banks_visible_to(acting()), QuestionBank, after=request.args.get("after", type=int))
    ids = [bank.id for bank in page.rows]
    held = select(Question.bank_id, func.count()).where(Question.bank_id.in_(ids), Question.in_use.is_(True))
    counts = {row[0]: row[1] for row in session.execute(held.group_by(Question.bank_id))}
    return render_template("examinations/banks/list_banks.html", page=page, counts=counts)


@bp.route("/question-banks/new", methods=["GET", "POST"])
@requires(Permission.QUESTION_EDIT)
def create_bank() -> ResponseReturnValue:
    """A new, empty bank."""
    form = BankForm()
    owners = {owner.id: owner for owner in session.scalars(bank_owners_for(acting()))}
    form.organisation_id.choices = {key: owner.name for key, owner in owners.items()}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            bank = operations.create_bank(owners[form.organisation_id.data], form.title.data.strip(), by=acting())
            flash("题库已建立。下一步：下载模板，填写题目后导入。", "success")
            return redirect(url_for(".import_questions", bank_id=bank.id))
    return render_template("examinations/banks/create_bank.html", form=form), 422 if form.errors else 200


@bp.get("/question-banks/<int:bank_id>")
@requires(Permission.QUESTION_EDIT)
def show_bank(bank_id: int) -> ResponseReturnValue:
    """The questions in use with their answers, and how many there are of each sort."""
    bank = _bank(bank_id)
    kind = request.args.get("kind", "")
    query = found_questions(
        questions_visible_to(acting()).where(Question.bank_id == bank_id, Question.in_use.is_(True)),
        text=request.args.get("text", "").strip(),
        kind=QuestionKind(kind) if kind in set(QuestionKind) else None,
        topic=request.args.get("topic", "").strip(),
    )
    stock = stock_of([bank_id])
    return render_template(
        "examinations/banks/show_bank.html",
        bank=bank,
        page=page_by_key(query, Question, after=request.args.get("after", type=int)),
        stock=stock,
        topics=sorted({one.topic for one in stock if one.topic}),
        kinds=QUESTION_KIND_TITLES,
    )


@bp.route("/question-banks/<int:bank_id>/import", methods=["GET", "POST"])
@requires(Permission.QUESTION_EDIT)
def import_questions(bank_id: int) -> ResponseReturnValue:
    """Upload a workbook; the preview follows."""
    bank = _bank(bank_id)
    page = "examinations/banks/import_questions.html"
    return upload_page(QUESTIONS, page, by=acting(), context={"bank_id": bank_id}, bank=bank)


@bp.get("/question-banks/template")
@requires(Permission.QUESTION_EDIT)
def download_question_template() -> ResponseReturnValue:
    """The empty sheet to fill in."""
    content = template_workbook(COLUMNS, "题库")
    return workbook_answer(content, "题库模板.xlsx")


@bp.post("/question-banks/<int:bank_id>/export")
@requires(Permission.QUESTION_EDIT)
def export_questions(bank_id: int) -> ResponseReturnValue:
    """The questions in use with their answers as a workbook; taking them out is in the log."""
    bank = _bank(bank_id)
    with transaction():
        audit.record("export_questions", bank, by=acting())
        query = select(Question).where(Question.bank_id == bank_id, Question.in_use.is_(True)).order_by(Question.code)
        content = export_workbook("题库", COLUMNS, export_rows(session.scalars(query)))
    return workbook_answer(content, f"{bank.title}.xlsx")


@bp.post("/questions/<int:question_id>/withdraw")
@requires(Permission.QUESTION_EDIT)
def withdraw_question(question_id: int) -> ResponseReturnValue:
    """Take a question out of use."""
    question = fetch(questions_visible_to(acting()).where(Question.id == question_id))
    with transaction():
        operations.withdraw_question(question, reason=request.form.get("reason", ""), by=acting())
    flash("题目已停用，以后组卷不会再抽到；已经抽到它的答卷不受影响。", "success")
    return redirect(url_for(".show_bank", bank_id=question.bank_id))


def _bank(bank_id: int) -> QuestionBank:
    return fetch(banks_visible_to(acting()).where(QuestionBank.id == bank_id))
