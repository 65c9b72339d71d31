"""Pages about results: computed with their working, put up for notice, final, certified, corrected."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from certificates.address import verification_address
from foundation.database import fetch, session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from notices.models import Objection
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.contests import announcing, awarding, certifying
from studios.contests.forms_steps import AwardTiesForm
from studios.contests.models import Contest
from studios.contests.models_results import Award, ContestResult
from studios.contests.queries import awards_of, contests_run_by, contests_watched_by, lines_of, standing_result
from studios.contests.routes import bp, given_reason, run_contest
from studios.contests.routes_steps import WATCHERS
from studios.contests.rules import StepState


@bp.get("/studios/contests/<int:contest_id>/result")
@requires(*WATCHERS)
def show_result(contest_id: int) -> ResponseReturnValue:
    """The result with its full working; before it is computed, what it would be and who ties."""
    contest = fetch(contests_watched_by(acting()).where(Contest.id == contest_id))
    return _page(contest, AwardTiesForm())


@bp.post("/studios/contests/<int:contest_id>/result/compute")
@requires(Permission.CONTEST_RUN)
def compute_result(contest_id: int) -> ResponseReturnValue:
    """Write it down; equals take the awards that were chosen."""
    contest, form = run_contest(contest_id), AwardTiesForm()
    chosen = {key.removeprefix("award-"): title for key, title in request.form.items() if key.startswith("award-")}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            awarding.compute_result(contest, chosen, reason=form.reason.data or "", by=acting())
            flash("结果已计算。核对后公示。", "success")
            return _to_result(contest_id)
    return _page(contest, form)


@bp.post("/studios/contests/results/<int:result_id>/notice")
@requires(Permission.CONTEST_RUN)
def notice_result(result_id: int) -> ResponseReturnValue:
    """Put it up for public notice."""
    result = _run_result(result_id)
    with transaction():
        announcing.notice_result(result, by=acting())
    flash("结果已公示。", "success")
    return _to_result(result.contest_id)


@bp.post("/studios/contests/results/<int:result_id>/finalise")
@requires(Permission.CONTEST_RUN)
def finalise_result(result_id: int) -> ResponseReturnValue:
    """The notice has run its time."""
    result = _run_result(result_id)
    with transaction():
        count = awarding.finalise_result(result, by=acting())
    flash(f"{count} 项奖已生效。", "success")
    return _to_result(result.contest_id)


@bp.post("/studios/contests/results/<int:result_id>/supersede")
@requires(Permission.CONTEST_RUN)
def supersede_result(result_id: int) -> ResponseReturnValue:
    """It is corrected: another one will be computed."""
    result = _run_result(result_id)
    with transaction():
        awarding.supersede_result(result, reason=given_reason(), by=acting())
    flash("原结果已注明被更正取代。需要改动评审的，请重新打开最后的环节，再重新计算。", "success")
    return _to_result(result.contest_id)


@bp.post("/studios/contests/results/<int:result_id>/certify")
@requires(Permission.CERTIFICATE_ISSUE)
def certify_awards(result_id: int) -> ResponseReturnValue:
    """Have the certificates made."""
    result = _run_result(result_id)
    with transaction():
        batch = certifying.certify_awards(result, address=verification_address(), by=acting())
        return redirect(url_for("certificates.issuing.show_batch", batch_id=batch.id))


@bp.post("/studios/contests/awards/<int:award_id>/hold")
@requires(Permission.CONTEST_RUN)
def hold_award(award_id: int) -> ResponseReturnValue:
    """An objection concerns this award."""
    award = _run_award(award_id)
    number = request.form.get("objection", type=int)
    with transaction():
        objection = session.get(Objection, number) if number else None
        if objection is None:
            raise Refused("没有这条异议，请核对公示页面上的异议编号。")
        awarding.hold_award(award, objection, by=acting())
    flash("这一项已暂停，其余照常。", "success")
    return _to_result(award.result.contest_id)


@bp.post("/studios/contests/awards/<int:award_id>/release")
@requires(Permission.CONTEST_RUN)
def release_award(award_id: int) -> ResponseReturnValue:
    """The objection is not right."""
    award = _run_award(award_id)
    with transaction():
        awarding.release_award(award, reason=given_reason(), by=acting())
    flash("已恢复。", "success")
    return _to_result(award.result.contest_id)


@bp.post("/studios/contests/awards/<int:award_id>/void")
@requires(Permission.CONTEST_RUN)
def void_award(award_id: int) -> ResponseReturnValue:
    """The award is taken away."""
    award = _run_award(award_id)
    with transaction():
        awarding.void_award(award, reason=given_reason(), by=acting())
    flash("奖项已取消。已发证书的，请在证书页面撤销。", "success")
    return _to_result(award.result.contest_id)


def _page(contest: Contest, form: AwardTiesForm) -> ResponseReturnValue:
    result = standing_result(contest)
    done = all(step.state is StepState.CLOSED for step in contest.steps)
    past = select(ContestResult).where(ContestResult.contest_id == contest.id).order_by(ContestResult.version)
    page = render_template(
        "studios/contests/show_result.html",
        contest=contest,
        result=result,
        lines=session.scalars(lines_of(result)).all() if result else [],
        awards=_by_submission(result) if result else {},
        ended=awarding.standings_at_end(contest) if done and result is None else None,
        past=[one for one in session.scalars(past) if result is None or one.id != result.id],
        uncertified=len(certifying.certificate_requests(result)) if result else 0,
        may_run=acting().may_at(Permission.CONTEST_RUN, contest.organisation_path),
        may_certify=acting().may_at(Permission.CERTIFICATE_ISSUE, contest.organisation_path),
        form=form,
        typed=request.form,
    )
    return page, 422 if form.errors else 200


def _by_submission(result: ContestResult) -> dict[int, list[Award]]:
    awards: dict[int, list[Award]] = {}
    for award in session.scalars(awards_of(result)):
        awards.setdefault(award.submission_id, []).append(award)
    return awards


def _run_result(result_id: int) -> ContestResult:
    run = contests_run_by(acting()).with_only_columns(Contest.id)
    return fetch(select(ContestResult).where(ContestResult.id == result_id, ContestResult.contest_id.in_(run)))


def _run_award(award_id: int) -> Award:
    run = contests_run_by(acting()).with_only_columns(Contest.id)
    query = select(Award).join(Award.result).where(ContestResult.contest_id.in_(run))
    return fetch(query.where(Award.id == award_id))


def _to_result(contest_id: int) -> ResponseReturnValue:
    return redirect(url_for("studios.contests.show_result", contest_id=contest_id))
