"""Pages of the blank stock: what there is, the ledger, and whether each plan is accounted for."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.bodies.models import AssessmentBody
from assessments.certification import queries_stock, stock
from assessments.certification.forms import MovementForm
from assessments.certification.models import StockMovement
from assessments.certification.queries import bodies_certified_by
from assessments.certification.queries_stock import movements_kept_by
from assessments.certification.routes import bp
from assessments.certification.rules_stock import LOW_STOCK, MOST_PERCENT
from assessments.certification.workbooks import STOCK_COLUMNS, stock_rows
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import workbook_answer
from foundation.workbook_writing import export_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/assessments/stocks")
@requires(Permission.GRANT_CERTIFY)
def list_stocks() -> ResponseReturnValue:
    """The blank papers of each body in one's care."""
    bodies = session.scalars(bodies_certified_by(acting())).all()
    return render_template(
        "assessments/certification/list_stocks.html",
        bodies=bodies,
        levels=queries_stock.levels_of(bodies),
        low=LOW_STOCK,
    )


@bp.route("/assessments/stocks/<int:body_id>", methods=["GET", "POST"])
@requires(Permission.GRANT_CERTIFY)
def record_movement(body_id: int) -> ResponseReturnValue:
    """One body's papers, plan by plan and movement by movement; a movement is written down here."""
    body, form = _body(body_id), MovementForm()
    plans = queries_stock.plans_of(body)
    form.offer(plans)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            stock.record_movement(body, form.facts(plans), by=acting())
            flash("已登记。", "success")
            return redirect(url_for(".record_movement", body_id=body_id))
    movements = movements_kept_by(acting()).where(StockMovement.body_id == body_id)
    page = render_template(
        "assessments/certification/record_movement.html",
        form=form,
        body=body,
        levels=queries_stock.levels_of([body])[body.id],
        plan_titles={plan.id: plan.title for plan in plans},
        accounts=queries_stock.reconciliations_of(body),
        certified=queries_stock.certified_by_plan(body),
        page=page_by_key(movements, StockMovement, after=request.args.get("after", type=int)),
        taken_back=queries_stock.reversed_movements(body),
        low=LOW_STOCK,
        most=MOST_PERCENT,
    )
    return page, 422 if form.errors else 200


@bp.post("/assessments/stocks/movements/<int:movement_id>/reverse")
@requires(Permission.GRANT_CERTIFY)
def reverse_movement(movement_id: int) -> ResponseReturnValue:
    """Take a wrong movement back."""
    movement = fetch(movements_kept_by(acting()).where(StockMovement.id == movement_id))
    with transaction():
        stock.reverse_movement(movement, reason=request.form.get("reason", ""), by=acting())
    flash("已冲销。", "success")
    return redirect(url_for(".record_movement", body_id=movement.body_id))


@bp.get("/assessments/stocks/<int:body_id>/ledger.xlsx")
@requires(Permission.GRANT_CERTIFY)
def export_stock(body_id: int) -> ResponseReturnValue:
    """The ledger as a workbook, the first movement first."""
    body = _body(body_id)
    movements = movements_kept_by(acting()).where(StockMovement.body_id == body_id).order_by(StockMovement.id)
    content = export_workbook("空白证书台账", STOCK_COLUMNS, stock_rows(session.scalars(movements)))
    return workbook_answer(content, f"空白证书台账_{body.title}.xlsx")


def _body(body_id: int) -> AssessmentBody:
    return fetch(bodies_certified_by(acting()).where(AssessmentBody.id == body_id))
