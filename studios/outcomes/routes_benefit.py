"""Pages about the benefit of an outcome: declared by the studio, verified by the verifying unit."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.rules import lineage
from studios.outcomes import operations_benefit as operations
from studios.outcomes.forms import BenefitForm, VerifyingForm
from studios.outcomes.formulas import read_quantities, work_out
from studios.outcomes.models import Outcome
from studios.outcomes.models_benefit import Benefit
from studios.outcomes.queries import (
    BenefitFilter,
    benefits_matching,
    benefits_verified_by,
    benefits_visible_to,
    benefits_waiting_for,
    outcomes_edited_by,
    percents_of,
)
from studios.outcomes.routes import KEEP, READ, bp, edited
from studios.outcomes.routes_steps import saved
from studios.outcomes.rules_benefit import (
    BENEFIT_KIND_TITLES,
    BENEFIT_STATE_TITLES,
    BenefitKind,
    BenefitPart,
    BenefitState,
)
from studios.registry.models import Studio
from studios.registry.queries import studios_visible_to

_LINES = (
    joinedload(Benefit.outcome).joinedload(Outcome.studio).joinedload(Studio.leader),
    joinedload(Benefit.verifier),
)
"""What a line of a list says beside the benefit itself."""


@bp.get("/studios/benefits")
@requires(*READ)
def list_benefits() -> ResponseReturnValue:
    """The benefit that one may see, by kind, year and state: what the figures count."""
    asked = request.args
    wanted = BenefitFilter(
        kind=BenefitKind(asked["kind"]) if asked.get("kind") in set(BenefitKind) else None,
        year=asked.get("year", type=int),
        state=BenefitState(asked["state"]) if asked.get("state") in set(BenefitState) else None,
    )
    query = benefits_matching(benefits_visible_to(acting()), wanted)
    page = page_by_key(query.options(*_LINES), Benefit, after=asked.get("after", type=int))
    percents = percents_of({one.outcome_id for one in page.rows}, studios_visible_to(acting()))
    return render_template(
        "studios/outcomes/list_benefits.html",
        page=page,
        parts={one.id: BenefitPart(one.state, one.amount, percents[one.outcome_id]) for one in page.rows},
        wanted=wanted,
        kinds=BENEFIT_KIND_TITLES,
        states=BENEFIT_STATE_TITLES,
        years=range(clock.today().year, 2009, -1),
    )


@bp.get("/studios/benefits/waiting")
@requires(Permission.BENEFIT_VERIFY)
def list_waiting_benefits() -> ResponseReturnValue:
    """The benefit that waits to be verified here."""
    query = benefits_waiting_for(acting()).options(*_LINES)
    page = page_by_key(query, Benefit, after=request.args.get("after", type=int))
    return render_template("studios/outcomes/list_waiting_benefits.html", page=page)


@bp.get("/studios/benefits/<int:benefit_id>")
@requires(*READ)
def show_benefit(benefit_id: int) -> ResponseReturnValue:
    """One benefit with its working, its proof and who verified it."""
    return _page(_visible(benefit_id), VerifyingForm())


@bp.route("/studios/outcomes/<int:outcome_id>/benefits/new", methods=["GET", "POST"])
@requires(*KEEP)
def declare_benefit(outcome_id: int) -> ResponseReturnValue:
    """Declare what an outcome earned; asks where the unit of the amount seems wrong."""
    outcome = edited(outcome_id)
    form = _offered(BenefitForm(), outcome)
    if form.validate_on_submit():
        stated, content = form.stated(), form.content()
        with answering(form), transaction():
            form.claim()
            verifier = session.get_one(Organisation, form.verifier.data)
            benefit = operations.declare_benefit(outcome, stated, verifier, content, by=acting())
            flash(f"效益已申报，等待{verifier.name}核实。", "success")
            return redirect(url_for(".show_benefit", benefit_id=benefit.id))
    asked = form.ask()
    form.ask_for_file_again()
    page = render_template("studios/outcomes/declare_benefit.html", form=form, outcome=outcome, asked=asked)
    return page, 422 if form.errors else 200


@bp.route("/studios/benefits/<int:benefit_id>/edit", methods=["GET", "POST"])
@requires(*KEEP)
def edit_benefit(benefit_id: int) -> ResponseReturnValue:
    """Mend what was declared; what was rejected is declared anew by it."""
    writes = outcomes_edited_by(acting()).with_only_columns(Outcome.id)
    benefit = fetch(select(Benefit).where(Benefit.id == benefit_id, Benefit.outcome_id.in_(writes)))
    form = _offered(BenefitForm.opened_on(benefit), benefit.outcome)
    if form.validate_on_submit():
        stated, content = form.stated(), form.content()
        with answering(form), transaction():
            form.claim()
            verifier = session.get_one(Organisation, form.verifier.data)
            operations.edit_benefit(benefit, stated, verifier, content, version=form.version, by=acting())
            return _done(benefit_id, "已保存，等待核实。")
    asked = form.ask()
    form.ask_for_file_again()
    page = render_template("studios/outcomes/edit_benefit.html", form=form, benefit=benefit, asked=asked)
    return page, 422 if form.errors else 200


@bp.post("/studios/benefits/<int:benefit_id>/verify")
@requires(Permission.BENEFIT_VERIFY)
def verify_benefit(benefit_id: int) -> ResponseReturnValue:
    """The verifying unit has checked and sealed it."""
    benefit = _verified(benefit_id)
    form = VerifyingForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            opinion = (form.opinion.data or "").strip()
            operations.verify_benefit(benefit, opinion, form.sealed_on.data, by=acting())
            return _done(benefit_id, "已核实，计入核实效益。")
    return _page(benefit, form)


@bp.post("/studios/benefits/<int:benefit_id>/reject")
@requires(Permission.BENEFIT_VERIFY)
def reject_benefit(benefit_id: int) -> ResponseReturnValue:
    """The verifying unit does not find it proved."""
    benefit = _verified(benefit_id)
    with transaction():
        operations.reject_benefit(benefit, reason=request.form.get("reason", ""), by=acting())
    return _done(benefit_id, "已驳回，申报人可以修改后重新申报。")


@bp.post("/studios/benefits/<int:benefit_id>/reopen")
@requires(Permission.BENEFIT_VERIFY)
def reopen_benefit(benefit_id: int) -> ResponseReturnValue:
    """Take a verification back."""
    benefit = _verified(benefit_id)
    with transaction():
        operations.reopen_benefit(benefit, reason=request.form.get("reason", ""), by=acting())
    return _done(benefit_id, "已撤回核实，回到待核实。")


@bp.get("/studios/benefits/<int:benefit_id>/file")
@requires(*READ)
def show_benefit_file(benefit_id: int) -> ResponseReturnValue:
    """The proof, to be saved."""
    file = _visible(benefit_id).file
    if file is None:
        raise NotFound
    return saved(file)


def _page(benefit: Benefit, form: VerifyingForm) -> ResponseReturnValue:
    page = render_template(
        "studios/outcomes/show_benefit.html",
        benefit=benefit,
        quantities=read_quantities(benefit.quantities),
        working=work_out(benefit.formula, read_quantities(benefit.quantities)),
        edits=session.scalar(outcomes_edited_by(acting()).where(Outcome.id == benefit.outcome_id)) is not None,
        verifies=session.scalar(benefits_verified_by(acting()).where(Benefit.id == benefit.id)) is not None,
        form=form,
    )
    return page, 422 if form.errors else 200


def _offered(form: BenefitForm, outcome: Outcome) -> BenefitForm:
    """The form with the units that may verify: the studio's own, and those above it."""
    line = lineage(outcome.organisation_path)
    query = select(Organisation).where(Organisation.id.in_(line)).order_by(Organisation.path.desc())
    form.verifier.choices = {one.id: one.name for one in session.scalars(query)}
    return form


def _visible(benefit_id: int) -> Benefit:
    return fetch(benefits_visible_to(acting()).where(Benefit.id == benefit_id))


def _verified(benefit_id: int) -> Benefit:
    return fetch(benefits_verified_by(acting()).where(Benefit.id == benefit_id))


def _done(benefit_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_benefit", benefit_id=benefit_id))
