"""Pages of promotion by award: the files, one's own, and the officer's decision. Rule sets are in routes_rules."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.grants.queries import grant_from
from assessments.grants.ways import ways_to_grant
from assessments.promotions import operations
from assessments.promotions.forms import ConfirmPromotionForm
from assessments.promotions.models import Promotion
from assessments.promotions.queries import (
    award_certificate,
    decision_on,
    due_promotions,
    promotions_confirmed_by,
    promotions_to_confirm,
    promotions_visible_to,
)
from assessments.promotions.rules import PROMOTION_STATE_TITLES, Decision, PromotionState
from assessments.promotions.wording import sentence
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.rules import Level

bp = Blueprint("promotions", __name__)


@bp.get("/assessments/promotions")
@requires(Permission.GRANT_READ, Permission.PROMOTION_CONFIRM)
def list_promotions() -> ResponseReturnValue:
    """The files, those that wait first to hand; looking at them opens those that are due."""
    open_what_is_due()
    wanted = request.args.get("state", "")
    query = promotions_visible_to(acting())
    if wanted == "waiting":
        query = promotions_to_confirm(acting())
    elif wanted in set(PromotionState):
        query = query.where(Promotion.state == PromotionState(wanted))
    page = page_by_key(query, Promotion, after=request.args.get("after", type=int))
    states = {state.value: title for state, title in PROMOTION_STATE_TITLES.items()}
    return render_template("assessments/promotions/list_promotions.html", page=page, wanted=wanted, states=states)


@bp.get("/assessments/my/promotions")
@requires(Permission.OWN_READ)
def list_my_promotions() -> ResponseReturnValue:
    """What my places in contests entitled me to, and what became of it."""
    open_what_is_due()
    own = promotions_visible_to(acting()).where(Promotion.person_id == acting().person_id)
    page = page_by_key(own, Promotion, after=request.args.get("after", type=int))
    return render_template("assessments/promotions/list_my_promotions.html", page=page)


@bp.get("/assessments/promotions/<int:promotion_id>")
@requires(Permission.OWN_READ)
def show_promotion(promotion_id: int) -> ResponseReturnValue:
    """One file: the place, the clause, the evidence, what was decided."""
    promotion = fetch(promotions_visible_to(acting()).where(Promotion.id == promotion_id))
    waiting = promotion.state is PromotionState.OPENED
    decides = session.scalar(promotions_confirmed_by(acting()).where(Promotion.id == promotion_id)) is not None
    return render_template(
        "assessments/promotions/show_promotion.html",
        promotion=promotion,
        clause=sentence(promotion.line.clause),
        decision=decision_on(promotion) if waiting else None,
        actions=Promotion.workflow.actions(promotion.state) if decides else [],
        certificate=award_certificate(promotion),
        grant=grant_from(promotion.source),
    )


@bp.route("/assessments/promotions/<int:promotion_id>/confirm", methods=["GET", "POST"])
@requires(Permission.PROMOTION_CONFIRM)
def confirm_promotion(promotion_id: int) -> ResponseReturnValue:
    """Choose who grants the level, and confirm the conditions one by one."""
    promotion, form = _confirmed(promotion_id), ConfirmPromotionForm()
    decision = _offer(form, promotion)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.confirm_promotion(
                promotion,
                level=Level(form.level.data),
                way=form.way.data,
                confirmed=form.conditions.data or [],
                by=acting(),
            )
            flash(f"已确认{promotion.person.name}晋升，等级等待编号、制证。", "success")
            return redirect(url_for(".show_promotion", promotion_id=promotion_id))
    form.level.data = decision.level.value if decision.level else ""  # what is seen now, also after a change
    page = render_template(
        "assessments/promotions/confirm_promotion.html",
        form=form,
        promotion=promotion,
        decision=decision,
        clause=sentence(promotion.line.clause),
        certificate=award_certificate(promotion),
    )
    return page, 422 if form.errors else 200


@bp.post("/assessments/promotions/<int:promotion_id>/decline")
@requires(Permission.PROMOTION_CONFIRM)
def decline_promotion(promotion_id: int) -> ResponseReturnValue:
    """Decide against it, with the reason."""
    promotion = _confirmed(promotion_id)
    with transaction():
        operations.decline_promotion(promotion, reason=request.form.get("reason", ""), by=acting())
    return _back(promotion_id, "已记录不予晋升，本人可以看到原因。")


@bp.post("/assessments/promotions/<int:promotion_id>/withdraw")
@requires(Permission.PROMOTION_CONFIRM)
def withdraw_promotion(promotion_id: int) -> ResponseReturnValue:
    """Take it back, with the level."""
    promotion = _confirmed(promotion_id)
    with transaction():
        operations.withdraw_promotion(promotion, reason=request.form.get("reason", ""), by=acting())
    return _back(promotion_id, "晋升已撤回，授予的等级随之撤回。")


@bp.post("/assessments/promotions/<int:promotion_id>/reopen")
@requires(Permission.PROMOTION_CONFIRM)
def reopen_promotion(promotion_id: int) -> ResponseReturnValue:
    """Take it up again."""
    promotion = _confirmed(promotion_id)
    with transaction():
        operations.reopen_promotion(promotion, reason=request.form.get("reason", ""), by=acting())
    return _back(promotion_id, "已重新办理，请核对后确认。")


def open_what_is_due() -> None:
    """Open the files that are due. Nothing is written, and nobody waits for a lock, while there are none."""
    if due_promotions():
        with transaction():
            operations.open_due_promotions()


def _offer(form: ConfirmPromotionForm, promotion: Promotion) -> Decision:
    decision = decision_on(promotion)
    scope = acting().scope(Permission.PROMOTION_CONFIRM)
    code, employer = promotion.placing.occupation_code, promotion.person.employer
    ways = ways_to_grant(scope, employer, code, decision.level, clock.today()) if decision.level else []
    form.offer(ways, decision.to_confirm)
    return decision


def _confirmed(promotion_id: int) -> Promotion:
    return fetch(promotions_confirmed_by(acting()).where(Promotion.id == promotion_id))


def _back(promotion_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_promotion", promotion_id=promotion_id))
