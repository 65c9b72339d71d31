"""The steps of a result: compute, freeze, publish, finalise, certify; and correct."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from certificates.issuing.papers import settings_of
from certificates.issuing.preflight import grouped, preflight
from certificates.kinds import sentence_of
from competitions.judging.queries import stages_arranged_by
from competitions.planning.models import Stage
from competitions.results import operations
from competitions.results.announcing import announcement, announcement_title
from competitions.results.awarding import (
    KIND,
    certificate_design,
    certificate_designs,
    certificate_requests,
    certificate_series,
)
from competitions.results.forms import PublishForm
from competitions.results.models import ResultVersion
from competitions.results.queries import result_stages_published_by, results_certified_by, results_published_by
from competitions.results.routes import bp
from foundation.database import fetch, transaction
from foundation.forms import ConfirmForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.post("/results/<int:stage_id>/compute")
@requires(Permission.RESULT_PUBLISH)
def compute_result(stage_id: int) -> ResponseReturnValue:
    """Compute a new version from the sealed sheets."""
    stage = fetch(result_stages_published_by(acting()).where(Stage.id == stage_id))
    with transaction():
        version = operations.compute_result(stage, by=acting())
        flash(f"第 {version.number} 版成绩已算出。请核对名次和奖项，无误后锁定。", "success")
    return redirect(url_for(".show_result", stage_id=stage_id))


@bp.post("/results/versions/<int:version_id>/freeze")
@requires(Permission.RESULT_PUBLISH)
def freeze_result(version_id: int) -> ResponseReturnValue:
    """Freeze a computed version."""
    version = _version(version_id)
    with transaction():
        operations.freeze_result(version, by=acting())
        flash("成绩已锁定，内容不会再变。下一步：公示。", "success")
    return _back(version)


@bp.route("/results/versions/<int:version_id>/publish", methods=["GET", "POST"])
@requires(Permission.RESULT_PUBLISH)
def publish_result(version_id: int) -> ResponseReturnValue:
    """Put a frozen version up for public notice: shows the notice as the public will see it, and asks for how long."""
    version = _version(version_id)
    form = PublishForm(days=version.stage.event.competition.notice_days)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.publish_result(version, days=form.days.data or 0, by=acting())
            flash("成绩已公示。公示期满且异议全部答复后，可以转为正式成绩。", "success")
            return _back(version)
    page = render_template(
        "competitions/results/publish_result.html",
        form=form,
        version=version,
        title=announcement_title(version),
        facts=announcement(version),
    )
    return page, 422 if form.errors else 200


@bp.post("/results/versions/<int:version_id>/finalise")
@requires(Permission.RESULT_PUBLISH)
def finalise_result(version_id: int) -> ResponseReturnValue:
    """Make a published version final."""
    version = _version(version_id)
    with transaction():
        operations.finalise_result(version, by=acting())
        flash("已转为正式成绩。下一步：制作证书。", "success")
    return _back(version)


@bp.post("/results/versions/<int:version_id>/withdraw")
@requires(Permission.RESULT_PUBLISH)
def withdraw_result(version_id: int) -> ResponseReturnValue:
    """Take a version back as a whole, for a reason that the public notice then shows."""
    version = _version(version_id)
    with transaction():
        operations.withdraw_result(version, reason=request.form.get("reason", ""), by=acting())
        flash("这一版成绩已撤回，公示已注明作废。可以重新开放评分，之后重新计算。", "success")
    return _back(version)


@bp.post("/results/<int:stage_id>/judging/reopen")
@requires(Permission.PANEL_EDIT)
def reopen_judging(stage_id: int) -> ResponseReturnValue:
    """Open the judging again, with a reason; not while a result stands."""
    stage = fetch(stages_arranged_by(acting()).where(Stage.id == stage_id))
    with transaction():
        operations.reopen_judging(stage, reason=request.form.get("reason"), by=acting())
        flash("评分已重新开放。", "success")
    return redirect(url_for("competitions.judging.show_judging_progress", stage_id=stage_id))


@bp.route("/results/versions/<int:version_id>/certificates", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def issue_certificates(version_id: int) -> ResponseReturnValue:
    """Have the award certificates made: first shows whom they are for, in which design, and what stands against it."""
    version = _certified(version_id)
    form = ConfirmForm()
    chosen = request.args.get("design", type=int)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            batch = operations.issue_certificates(
                version, by=acting(), address=verification_address(), design=request.form.get("design", type=int)
            )
            flash("证书已编号，正在后台制作。", "success")
            return redirect(url_for("certificates.issuing.show_batch", batch_id=batch.id))
    design = certificate_design(version, chosen)
    requests = certificate_requests(version)
    body = settings_of(KIND, design).body
    page = render_template(
        "competitions/results/issue_certificates.html",
        form=form,
        version=version,
        requests=[(one, sentence_of(KIND, one.facts, body)) for one in requests],
        design=design,
        designs=certificate_designs(version),
        problems=grouped(preflight(KIND, requests, design=design, series=certificate_series(version))),
    )
    return page, 422 if form.errors else 200


@bp.post("/results/versions/<int:version_id>/certificates/design")
@requires(Permission.CERTIFICATE_DESIGN)
def design_certificates(version_id: int) -> ResponseReturnValue:
    """To the editor of the design for this competition; it begins here if there is none."""
    version = _certified(version_id)
    with transaction():
        design = operations.design_certificates(version, by=acting())
        return redirect(url_for("certificates.designs.save_design", design_id=design.id))


def _certified(version_id: int) -> ResultVersion:
    return fetch(results_certified_by(acting()).where(ResultVersion.id == version_id))


def _version(version_id: int) -> ResultVersion:
    return fetch(results_published_by(acting()).where(ResultVersion.id == version_id))


def _back(version: ResultVersion) -> ResponseReturnValue:
    return redirect(url_for(".show_result", stage_id=version.stage_id))
