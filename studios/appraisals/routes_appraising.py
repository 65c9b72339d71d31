"""Pages about the assessment of one studio: report, grade, improvement, re-check, and taking a name away."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import JiangxinForm, ReasonForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.appraisals import appraising, namings, queries
from studios.appraisals.appraising import Report
from studios.appraisals.forms import (
    DecisionForm,
    GradeForm,
    OrderForm,
    RecheckForm,
    ReportForm,
    ReturnImprovementForm,
    WithdrawalForm,
)
from studios.appraisals.models import Appraisal, NamingWithdrawal
from studios.appraisals.routes import SEE, bp
from studios.appraisals.rules import Grade, WithdrawalGround, consequences_of, grade_of
from studios.registry.models import StudioNaming
from studios.registry.operations import keeps
from studios.reviews.queries import may_read_materials

KEEP = (Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)


@bp.get("/studios/appraisals/<int:appraisal_id>")
@requires(*SEE)
def show_appraisal(appraisal_id: int) -> ResponseReturnValue:
    """One studio's assessment: what it said, how it scored, its grade, what it has to put right."""
    appraisal = _visible(appraisal_id)
    return render_template(
        "studios/appraisals/show_appraisal.html",
        appraisal=appraisal,
        runs=acting().may_at(Permission.DESIGNATION_RUN, appraisal.round.organisation_path),
        keeps=keeps(appraisal.studio, acting()),
        today=clock.today(),
    )


@bp.get("/studios/appraisals/<int:appraisal_id>/materials")
@requires(Permission.SHEET_MARK, *SEE)
def show_materials(appraisal_id: int) -> ResponseReturnValue:
    """What an expert reads before he scores a studio: its report and its file's figures."""
    appraisal = session.get(Appraisal, appraisal_id)
    if appraisal is None or not _may_read(appraisal):
        raise NotFound
    return render_template("studios/appraisals/show_materials.html", appraisal=appraisal)


@bp.get("/studios/appraisals/<int:appraisal_id>/report-file")
@requires(Permission.SHEET_MARK, *SEE)
def show_report_file(appraisal_id: int) -> ResponseReturnValue:
    """The file of a report, to be saved; never kept by the browser."""
    appraisal = session.get(Appraisal, appraisal_id)
    if appraisal is None or appraisal.report_file is None or not _may_read(appraisal):
        raise NotFound
    file = appraisal.report_file
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


@bp.route("/studios/appraisals/<int:appraisal_id>/report", methods=["GET", "POST"])
@requires(*KEEP)
def report_appraisal(appraisal_id: int) -> ResponseReturnValue:
    """The studio's own report."""
    appraisal = _own(appraisal_id)
    form = ReportForm(report=appraisal.report)

    def act() -> None:
        appraising.report_appraisal(appraisal, _report(form), by=acting())

    return _acted("report_appraisal", appraisal, form, act, "自查报告已交。")


@bp.route("/studios/appraisals/<int:appraisal_id>/return", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def return_appraisal(appraisal_id: int) -> ResponseReturnValue:
    """Send a report back."""
    appraisal, form = _run(appraisal_id), ReasonForm()

    def act() -> None:
        appraising.return_appraisal(appraisal, reason=form.reason.data or "", by=acting())

    return _acted("return_appraisal", appraisal, form, act, "自查报告已退回，请工作室补充。")


@bp.route("/studios/appraisals/<int:appraisal_id>/grade", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def grade_appraisal(appraisal_id: int) -> ResponseReturnValue:
    """Settle the grade; the one that the score says is chosen already."""
    appraisal = _run(appraisal_id)
    due = grade_of(appraisal.score, appraisal.round.lines, vetoed=appraisal.vetoed)
    form = GradeForm(grade=due.value)

    def act() -> None:
        appraising.grade_appraisal(appraisal, form.chosen, note=form.note.data or "", by=acting())

    return _acted("grade_appraisal", appraisal, form, act, "等次已定。", due=due)


@bp.route("/studios/appraisals/<int:appraisal_id>/regrade", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def regrade_appraisal(appraisal_id: int) -> ResponseReturnValue:
    """Take a grade back."""
    appraisal, form = _run(appraisal_id), ReasonForm()

    def act() -> None:
        appraising.regrade_appraisal(appraisal, reason=form.reason.data or "", by=acting())

    return _acted("regrade_appraisal", appraisal, form, act, "等次已收回，请重新定等次。")


@bp.route("/studios/appraisals/<int:appraisal_id>/improvement/order", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def order_improvement(appraisal_id: int) -> ResponseReturnValue:
    """Say what has to be put right."""
    appraisal, form = _run(appraisal_id), OrderForm()

    def act() -> None:
        appraising.order_improvement(appraisal, form.demands.data or "", form.due_on.data, by=acting())

    return _acted("order_improvement", appraisal, form, act, "整改通知已下达，工作室在自己的考核页看到。")


@bp.route("/studios/appraisals/<int:appraisal_id>/improvement/report", methods=["GET", "POST"])
@requires(*KEEP)
def report_improvement(appraisal_id: int) -> ResponseReturnValue:
    """The studio says what it has put right."""
    appraisal = _own(appraisal_id)
    form = ReportForm(report=appraisal.orders[-1].report if appraisal.orders else "")

    def act() -> None:
        appraising.report_improvement(appraisal, _report(form), by=acting())

    return _acted("report_improvement", appraisal, form, act, "整改情况已报，等待复查。")


@bp.route("/studios/appraisals/<int:appraisal_id>/improvement/return", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def return_improvement(appraisal_id: int) -> ResponseReturnValue:
    """What was put right is not enough."""
    appraisal, form = _run(appraisal_id), ReturnImprovementForm()

    def act() -> None:
        appraising.return_improvement(appraisal, form.due_on.data, reason=form.reason.data or "", by=acting())

    return _acted("return_improvement", appraisal, form, act, "已退回，请工作室继续整改。")


@bp.route("/studios/appraisals/<int:appraisal_id>/recheck", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def recheck_appraisal(appraisal_id: int) -> ResponseReturnValue:
    """What the re-check found, and what becomes of the name."""
    appraisal = _run(appraisal_id)
    form = RecheckForm()
    level, kind = appraisal.naming.level, appraisal.round.kind
    form.offer([*consequences_of(kind, Grade.QUALIFIED, level), *consequences_of(kind, Grade.FAILED, level)])

    def act() -> None:
        passed, decision = form.passed.data == "yes", form.decision()
        appraising.recheck_appraisal(appraisal, decision, passed=passed, note=decision.note, by=acting())

    return _acted("recheck_appraisal", appraisal, form, act, "复查结果已记入。")


@bp.route("/studios/appraisals/<int:appraisal_id>/settle", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def settle_appraisal(appraisal_id: int) -> ResponseReturnValue:
    """End the assessment with what its grade brings."""
    appraisal, form = _run(appraisal_id), DecisionForm()
    if appraisal.grade is None:
        raise NotFound
    form.offer(consequences_of(appraisal.round.kind, appraisal.grade, appraisal.naming.level))

    def act() -> None:
        appraising.settle_appraisal(appraisal, form.decision(), by=acting())

    return _acted("settle_appraisal", appraisal, form, act, "考核已了结。")


@bp.route("/studios/appraisals/<int:appraisal_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def reopen_appraisal(appraisal_id: int) -> ResponseReturnValue:
    """Take up a settled assessment again."""
    appraisal, form = _run(appraisal_id), ReasonForm()

    def act() -> None:
        appraising.reopen_appraisal(appraisal, reason=form.reason.data or "", by=acting())

    return _acted("reopen_appraisal", appraisal, form, act, "考核已恢复。")


@bp.route("/studios/namings/<int:naming_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def withdraw_naming(naming_id: int) -> ResponseReturnValue:
    """Take a name away outside an assessment."""
    naming = session.get(StudioNaming, naming_id)
    if naming is None or not acting().may_at(Permission.DESIGNATION_RUN, naming.organisation_path):
        raise NotFound
    form = WithdrawalForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            ground, years = WithdrawalGround(form.ground.data), form.bar_years.data or 0
            namings.withdraw_naming(naming, ground, bar_years=years, decision=form.decision(), by=acting())
            flash("已摘牌。", "success")
            return redirect(url_for(".list_appraisals", studio_id=naming.studio_id))
    page = render_template("studios/appraisals/withdraw_naming.html", form=form, naming=naming)
    return page, 422 if form.errors else 200


@bp.post("/studios/naming-withdrawals/<int:withdrawal_id>/undo")
@requires(Permission.DESIGNATION_RUN)
def undo_withdrawal(withdrawal_id: int) -> ResponseReturnValue:
    """A withdrawal was wrong."""
    found = queries.withdrawals_visible_to(acting()).where(NamingWithdrawal.id == withdrawal_id)
    withdrawal = fetch(found)
    with transaction():
        namings.undo_withdrawal(withdrawal, reason=request.form.get("reason", ""), by=acting())
    flash("摘牌已撤销，命名恢复。", "success")
    return redirect(url_for(".list_appraisals", studio_id=withdrawal.naming.studio_id))


def _acted(
    name: str, appraisal: Appraisal, form: JiangxinForm, act: Callable[[], object], done: str, **facts: object
) -> ResponseReturnValue:
    """Every step on one assessment: show its form, do it, go back to the assessment."""
    key = appraisal.id
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            act()
            flash(done, "success")
            return redirect(url_for(".show_appraisal", appraisal_id=key))
    page = render_template(f"studios/appraisals/{name}.html", form=form, appraisal=appraisal, **facts)
    return page, 422 if form.errors else 200


def _report(form: ReportForm) -> Report:
    return Report(form.report.data or "", form.file.data.read() if form.file.data else None)


def _visible(appraisal_id: int) -> Appraisal:
    return fetch(queries.appraisals_visible_to(acting()).where(Appraisal.id == appraisal_id))


def _run(appraisal_id: int) -> Appraisal:
    return fetch(queries.appraisals_run_by(acting()).where(Appraisal.id == appraisal_id))


def _own(appraisal_id: int) -> Appraisal:
    appraisal = _visible(appraisal_id)
    if not keeps(appraisal.studio, acting()):
        raise NotFound
    return appraisal


def _may_read(appraisal: Appraisal) -> bool:
    seen = queries.appraisals_visible_to(acting()).where(Appraisal.id == appraisal.id)
    return may_read_materials(acting(), appraisal.reference) or session.scalar(seen) is not None
