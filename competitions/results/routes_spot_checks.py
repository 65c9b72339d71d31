"""抽检复核: one page for the check as a whole, one for each sheet beside its paper."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from competitions.results import operations_spot_checks as operations
from competitions.results.dossiers import dossiers
from competitions.results.forms import CheckSheetForm, SpotCheckForm
from competitions.results.models import ResultVersion
from competitions.results.models_spot_checks import SpotCheck, SpotCheckItem
from competitions.results.queries import results_published_by, results_visible_to
from competitions.results.queries_spot_checks import (
    check_of,
    items_checked_by,
    items_of,
    results_checked_by,
    spot_checks_visible_to,
    uncorrected,
)
from competitions.results.routes import bp
from competitions.results.rules import ResultState
from competitions.results.rules_spot_checks import CheckOutcome, spot_check_required
from competitions.results.spot_check_rules import SPOT_CHECK_RULES
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission


@bp.get("/results/versions/<int:version_id>/spot-check")
@requires(Permission.RESULT_READ)
def show_spot_check(version_id: int) -> ResponseReturnValue:
    """How far the check is, and every sheet of it; or how to begin, or to do without."""
    version = fetch(results_visible_to(acting()).where(ResultVersion.id == version_id))
    return _show(version, SpotCheckForm())


@bp.post("/results/versions/<int:version_id>/spot-check")
@requires(Permission.RESULT_CHECK)
def begin_spot_check(version_id: int) -> ResponseReturnValue:
    """Draw the contestants whose sheets are checked."""
    version = fetch(results_checked_by(acting()).where(ResultVersion.id == version_id))
    form = SpotCheckForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            rules, seed = form.rules.data or "", form.seed.data or ""
            check = operations.begin_spot_check(version, rules, seed=seed, by=acting())
            flash(f"已抽出 {len(check.drawn)} 名选手，请逐份与纸质评分表核对。", "success")
            return redirect(url_for(".show_spot_check", version_id=version_id))
    return _show(version, form)


@bp.post("/results/versions/<int:version_id>/spot-check/waive")
@requires(Permission.RESULT_PUBLISH)
def waive_spot_check(version_id: int) -> ResponseReturnValue:
    """Do without, for a reason."""
    version = fetch(results_published_by(acting()).where(ResultVersion.id == version_id))
    with transaction():
        operations.waive_spot_check(version, reason=request.form.get("reason", ""), by=acting())
        flash("已登记免于抽检，原因会显示在成绩页面上。", "success")
    return redirect(url_for(".show_spot_check", version_id=version_id))


@bp.route("/results/spot-checks/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.RESULT_CHECK)
def check_sheet(item_id: int) -> ResponseReturnValue:
    """One sheet as it was sealed, to be held against the paper; the answer leads to the next one."""
    item = fetch(items_checked_by(acting()).where(SpotCheckItem.id == item_id))
    form = CheckSheetForm(outcome=item.outcome, note=item.note)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.check_sheet(item, CheckOutcome(form.outcome.data), note=form.note.data or "", by=acting())
            following = next((one for one in items_of(item.check) if one.outcome is None), None)
            if following:
                return redirect(url_for(".check_sheet", item_id=following.id))
            flash("应复核的评分表已全部核对，可以作结论。", "success")
            return redirect(url_for(".show_spot_check", version_id=item.check.version_id))
    (dossier,) = dossiers(item.check.version, [item.entry_id])
    page = render_template(
        "competitions/results/check_sheet.html",
        form=form,
        item=item,
        items=items_of(item.check),
        dossier=dossier,
        sheet_page=next(one for one in dossier.sheets if one.sheet.id == item.sheet_id),
    )
    return page, 422 if form.errors else 200


@bp.post("/results/spot-checks/<int:check_id>/finish")
@requires(Permission.RESULT_CHECK)
def finish_spot_check(check_id: int) -> ResponseReturnValue:
    """Draw the conclusion."""
    versions = results_checked_by(acting()).with_only_columns(ResultVersion.id)
    query = spot_checks_visible_to(acting()).where(SpotCheck.id == check_id, SpotCheck.version_id.in_(versions))
    check = fetch(query)
    with transaction():
        operations.finish_spot_check(check, by=acting())
        extended = check.finished_at is None
        flash("错误率超过规定，须全部复核。其余评分表已列出。" if extended else "抽检复核完成。", "success")
    return redirect(url_for(".show_spot_check", version_id=check.version_id))


def _show(version: ResultVersion, form: SpotCheckForm) -> ResponseReturnValue:
    check = check_of(version)
    items = items_of(check) if check else []
    page = render_template(
        "competitions/results/show_spot_check.html",
        version=version,
        form=form,
        check=check,
        rules=SPOT_CHECK_RULES.get(check.rules) if check else None,
        items=items,
        done=sum(item.outcome is not None for item in items),
        wrong=len({item.entry_id for item in items if item.outcome is CheckOutcome.WRONG}),
        checked=len({item.entry_id for item in items if item.outcome is not None}),
        uncorrected=sorted({item.entry_id for item in uncorrected(check)}) if check else [],
        required=spot_check_required(version.stage.event.competition.level),
        frozen=version.state is ResultState.FROZEN,
        may_check=_among(results_checked_by, version),
        may_waive=_among(results_published_by, version),
    )
    return page, 422 if form.errors else 200


def _among(scope: Callable[[Account], Select[ResultVersion]], version: ResultVersion) -> bool:
    return session.scalar(scope(acting()).where(ResultVersion.id == version.id)) is not None
