"""From the closed list to the honours: closing, public notice, objections, the result; and how the shares came out."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import transaction
from foundation.errors import NotFound
from foundation.forms import ReasonForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.nominations import operations_results as operations
from studios.nominations.forms import AwardForm, HoldForm, SubmitNominationForm
from studios.nominations.models import Nominee
from studios.nominations.queries import lines_of, obstacles, share_figures, unplaced_in
from studios.nominations.routes import bp, done, nominee_in_sight, run


@bp.route("/honours/nominations/<int:nomination_id>/submit", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def submit_nomination(nomination_id: int) -> ResponseReturnValue:
    """Close the list, once every share is reached or the reason is stated."""
    nomination = run(nomination_id)
    form = SubmitNominationForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.submit_nomination(nomination, exception=form.exception.data or "", by=acting())
            return done(nomination_id, "人选已定稿，可以公示。")
    page = render_template(
        "studios/nominations/submit_nomination.html",
        form=form,
        nomination=nomination,
        lines=lines_of(nomination),
        obstacles=obstacles(nomination),
    )
    return page, 422 if form.errors else 200


@bp.post("/honours/nominations/<int:nomination_id>/reopen")
@requires(Permission.HONOUR_EDIT)
def reopen_nomination(nomination_id: int) -> ResponseReturnValue:
    """Open a closed list again."""
    nomination, reason = run(nomination_id), ReasonForm().reason.data or ""
    with transaction():
        operations.reopen_nomination(nomination, reason=reason, by=acting())
    return done(nomination_id, "已重新打开推荐。")


@bp.post("/honours/nominations/<int:nomination_id>/notice")
@requires(Permission.HONOUR_EDIT)
def notice_nomination(nomination_id: int) -> ResponseReturnValue:
    """Put the nominees up for public notice."""
    nomination = run(nomination_id)
    with transaction():
        operations.notice_nomination(nomination, by=acting())
    return done(nomination_id, "公示已发布，任何人都可以看到并提出异议。")


@bp.route("/honours/nominees/<int:nominee_id>/hold", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def hold_nominee(nominee_id: int) -> ResponseReturnValue:
    """Say which objection concerns this nominee."""
    nominee = _run_nominee(nominee_id)
    notice = nominee.nomination.notice
    waiting = unplaced_in(notice) if notice else []
    form = HoldForm()
    form.objection.choices = [(str(one.id), f"异议 {one.id}：{one.content[:40]}") for one in waiting]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            objection = next(one for one in waiting if str(one.id) == form.objection.data)
            operations.hold_nominee(nominee, objection, by=acting())
            return done(nominee.nomination_id, f"{nominee.called}等待异议核查，其他人选不受影响。")
    page = render_template("studios/nominations/hold_nominee.html", form=form, nominee=nominee, waiting=waiting)
    return page, 422 if form.errors else 200


@bp.post("/honours/nominees/<int:nominee_id>/release")
@requires(Permission.HONOUR_EDIT)
def release_nominee(nominee_id: int) -> ResponseReturnValue:
    """The objection was not right: he is a nominee again."""
    nominee, reason = _run_nominee(nominee_id), ReasonForm().reason.data or ""
    with transaction():
        operations.release_nominee(nominee, reason=reason, by=acting())
    return done(nominee.nomination_id, f"{nominee.called}已恢复为人选。")


@bp.post("/honours/nominees/<int:nominee_id>/strike")
@requires(Permission.HONOUR_EDIT)
def strike_nominee(nominee_id: int) -> ResponseReturnValue:
    """Strike a nominee off."""
    nominee, reason = _run_nominee(nominee_id), ReasonForm().reason.data or ""
    with transaction():
        operations.strike_nominee(nominee, reason=reason, by=acting())
    return done(nominee.nomination_id, f"{nominee.called}已取消资格。")


@bp.route("/honours/nominations/<int:nomination_id>/award", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def award_nomination(nomination_id: int) -> ResponseReturnValue:
    """Grant the honours; they stand in the register with the selection as their basis."""
    nomination = run(nomination_id)
    form = AwardForm()
    if request.method == "GET":
        form.awarded_on.data = clock.today()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            honours = operations.award_nomination(nomination, form.decision(), by=acting())
            return done(nomination_id, f"已授予 {len(honours)} 项荣誉，登记在荣誉名册里。")
    page = render_template("studios/nominations/award_nomination.html", form=form, nomination=nomination)
    return page, 422 if form.errors else 200


@bp.get("/honours/nominations/figures")
@requires(Permission.HONOUR_READ)
def show_shares() -> ResponseReturnValue:
    """H06: the shares that selections came out with, against what was laid down."""
    this_year = clock.today().year
    first_day = request.args.get("first_day", type=date.fromisoformat) or date(this_year, 1, 1)
    last_day = request.args.get("last_day", type=date.fromisoformat) or date(this_year, 12, 31)
    figures = share_figures(acting(), first_day, last_day)
    shown = {"first_day": first_day, "last_day": last_day, "figures": figures}
    return render_template("studios/nominations/show_shares.html", **shown)


def _run_nominee(nominee_id: int) -> Nominee:
    nominee = nominee_in_sight(nominee_id)
    if not acting().may_at(Permission.HONOUR_EDIT, nominee.nomination.organisation_path):
        raise NotFound
    return nominee
