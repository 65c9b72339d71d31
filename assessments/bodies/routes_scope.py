"""Pages about what a body may certify and which questions it uses; the scope also as a workbook."""

from flask.typing import ResponseReturnValue

from assessments.bodies import operations_scope as operations
from assessments.bodies.forms import BankReferenceForm, ScopeForm
from assessments.bodies.models import AssessmentBody, BankReference, ScopeItem
from assessments.bodies.queries import kept_by
from assessments.bodies.routes import bp, form_page, kept_body, saved
from assessments.bodies.workbooks import COLUMNS, SCOPE
from assessments.standards.queries import standards_in_use
from examinations.banks.models import QuestionBank
from examinations.banks.queries import banks_visible_to
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.occupations import occupations


@bp.route("/assessments/bodies/<int:body_id>/scope/new", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def add_scope_item(body_id: int) -> ResponseReturnValue:
    """Add a line of a filing."""
    body, form = kept_body(body_id), ScopeForm()
    form.offer(body, standards_in_use())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_scope_item(body, form.facts(), by=acting())
            return saved(body_id)
    return _scope_page(form, "登记认定范围", body)


@bp.route("/assessments/bodies/scope/<int:item_id>/edit", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def edit_scope_item(item_id: int) -> ResponseReturnValue:
    """Change a line of the scope."""
    item = fetch(kept_by(acting(), ScopeItem).where(ScopeItem.id == item_id))
    form = ScopeForm(obj=item)
    form.offer(item.body, standards_in_use())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_scope_item(item, form.facts(), by=acting(), version=form.version)
            return saved(item.body_id)
    return _scope_page(form, "修改认定范围", item.body)


@bp.post("/assessments/bodies/scope/<int:item_id>/remove")
@requires(Permission.BODY_EDIT)
def remove_scope_item(item_id: int) -> ResponseReturnValue:
    """Take out a line that no plan rests on."""
    item = fetch(kept_by(acting(), ScopeItem).where(ScopeItem.id == item_id))
    body_id = item.body_id
    with transaction():
        operations.remove_scope_item(item, by=acting())
    return saved(body_id)


@bp.route("/assessments/bodies/<int:body_id>/scope/import", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def import_scope(body_id: int) -> ResponseReturnValue:
    """Upload the occupations, trades and levels of the latest filing."""
    body = kept_body(body_id)
    page = "assessments/bodies/import_scope.html"
    return upload_page(SCOPE, page, by=acting(), context={"body_id": body_id}, body=body)


@bp.get("/assessments/bodies/scope/template.xlsx")
@requires(Permission.BODY_EDIT)
def download_scope_template() -> ResponseReturnValue:
    """An empty sheet to fill in."""
    content = template_workbook(COLUMNS, "认定范围")
    return workbook_answer(content, "认定范围模板.xlsx")


@bp.route("/assessments/bodies/<int:body_id>/banks/new", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def add_bank_reference(body_id: int) -> ResponseReturnValue:
    """Say which questions are used."""
    body, form = kept_body(body_id), BankReferenceForm()
    form.offer(session.scalars(banks_visible_to(acting()).order_by(QuestionBank.title)))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_bank_reference(body, form.facts(), by=acting())
            return saved(body_id)
    return form_page(form, "登记试题来源", body, occupations=occupations())


@bp.post("/assessments/bodies/banks/<int:reference_id>/remove")
@requires(Permission.BODY_EDIT)
def remove_bank_reference(reference_id: int) -> ResponseReturnValue:
    """Take a reference out again."""
    reference = fetch(kept_by(acting(), BankReference).where(BankReference.id == reference_id))
    body_id = reference.body_id
    with transaction():
        operations.remove_bank_reference(reference, by=acting())
    return saved(body_id)


def _scope_page(form: ScopeForm, title: str, body: AssessmentBody) -> ResponseReturnValue:
    missing = "" if form.filing_id.choices else "请先登记备案，再登记认定范围。"
    return form_page(form, title, body, missing=missing)
