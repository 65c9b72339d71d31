"""Pages of who runs a selection: reviews, short list, grades, notice, certificates, library."""

from collections.abc import Callable
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from foundation.database import fetch, session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from notices.models import Objection
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.proposals import announcing, certifying, grading, library, reviewing
from studios.proposals.forms_achievements import GradeForm, ReviewAchievementsForm, ShortlistForm
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import Selection
from studios.proposals.offers import tie_form
from studios.proposals.queries_achievements import achievements_run_by, in_order, selections_run_by
from studios.proposals.routes import bp
from studios.proposals.routes_recommending import reasoned, stepped
from studios.proposals.rules_achievements import GRADED_POOL
from studios.reviews.queries import experts_for, reviews_of
from studios.reviews.rules import ReviewKind

EXPERTS_SHOWN = 200


@bp.get("/studios/selections/<int:selection_id>/grades")
@requires(Permission.PROPOSAL_RUN)
def list_grades(selection_id: int) -> ResponseReturnValue:
    """Rounds of review, ranks with their working, and the next steps down to the library."""
    selection = _run(selection_id)
    return _grades_page(selection, ShortlistForm(formdata=None), GradeForm(formdata=None))


@bp.route("/studios/selections/<int:selection_id>/reviews/new", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_RUN)
def review_achievements(selection_id: int) -> ResponseReturnValue:
    """Ask experts to score."""
    selection, form = _run(selection_id), ReviewAchievementsForm()
    offered = session.scalars(experts_for(selection.organisation).limit(EXPERTS_SHOWN)).unique().all()
    form.offer({one.id: f"{one.display_name}（{one.organisation.name}）" for one in offered})
    if form.validate_on_submit():
        experts = [one for one in offered if one.id in set(form.experts.data or ())]
        plan = reviewing.ReviewPlan(
            kind=ReviewKind(form.kind.data),
            rubric=form.rubric.data,
            method=form.chosen_method,
            least_raters=form.least_raters.data,
            due_on=form.due_on.data,
        )
        with answering(form), transaction():
            form.claim()
            reviewing.review_achievements(selection, plan, experts, by=acting())
            flash("评审已开始，专家可以打分了。", "success")
            return redirect(url_for(".list_grades", selection_id=selection_id))
    page = render_template("studios/proposals/review_achievements.html", form=form, selection=selection)
    return page, 422 if form.errors else 200


@bp.post("/studios/selections/<int:selection_id>/shortlist")
@requires(Permission.PROPOSAL_RUN)
def shortlist_achievements(selection_id: int) -> ResponseReturnValue:
    """The best of the paper review go on to the pitch."""
    selection, form = _run(selection_id), ShortlistForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            chosen = grading.shortlist_achievements(selection, form.number.data, by=acting())
            flash(f"{len(chosen)} 项入围路演。", "success")
            return redirect(url_for(".list_grades", selection_id=selection_id))
    return _grades_page(selection, form, GradeForm(formdata=None)), 422


@bp.post("/studios/selections/<int:selection_id>/grade")
@requires(Permission.PROPOSAL_RUN)
def grade_achievements(selection_id: int) -> ResponseReturnValue:
    """Rank and grade."""
    selection, form = _run(selection_id), GradeForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            lines = grading.grade_achievements(selection, paper_weight=Decimal(form.paper_weight.data), by=acting())
            open_ties = sum(1 for line in lines if line.options)
            flash(f"已评定。{f'有 {open_ties} 项并列跨等级，请评委会裁定。' if open_ties else ''}", "success")
            return redirect(url_for(".list_grades", selection_id=selection_id))
    return _grades_page(selection, ShortlistForm(formdata=None), form), 422


@bp.post("/studios/selections/<int:selection_id>/notice")
@requires(Permission.PROPOSAL_RUN)
def notice_achievements(selection_id: int) -> ResponseReturnValue:
    """Put the grades up."""
    selection = _run(selection_id)
    with transaction():
        notice = announcing.notice_achievements(selection, by=acting())
    flash(f"已公示，{notice.period}。对一项成果的异议只影响这一项。", "success")
    return redirect(url_for(".list_grades", selection_id=selection_id))


@bp.post("/studios/selections/<int:selection_id>/finalise")
@requires(Permission.PROPOSAL_RUN)
def finalise_achievements(selection_id: int) -> ResponseReturnValue:
    """What was put up long enough becomes final."""
    return _pressed(selection_id, announcing.finalise_achievements, "项成果的等级生效。")


@bp.post("/studios/selections/<int:selection_id>/shelve")
@requires(Permission.PROPOSAL_RUN)
def shelve_achievements(selection_id: int) -> ResponseReturnValue:
    """Put what is final into the library."""
    return _pressed(selection_id, library.shelve_achievements, "项成果已入库。")


@bp.post("/studios/selections/<int:selection_id>/certify")
@requires(Permission.CERTIFICATE_ISSUE)
def certify_achievements(selection_id: int) -> ResponseReturnValue:
    """Have the certificates made."""
    selection = _run(selection_id)
    with transaction():
        certifying.certify_achievements(selection, address=verification_address(), by=acting())
    flash("证书正在制作，做好后完成人在“我的证书”里能看到。", "success")
    return redirect(url_for(".list_grades", selection_id=selection_id))


@bp.post("/studios/achievements/<int:achievement_id>/settle")
@requires(Permission.PROPOSAL_RUN)
def settle_tie(achievement_id: int) -> ResponseReturnValue:
    """People decide a tie."""
    achievement = _achievement(achievement_id)
    form = tie_form(achievement)

    def step() -> None:
        grading.settle_tie(achievement, form.grade.data, reason=form.reason.data, by=acting())

    return stepped(achievement, form, step, "已裁定。")


@bp.post("/studios/achievements/<int:achievement_id>/unshortlist")
@requires(Permission.PROPOSAL_RUN)
def unshortlist_achievement(achievement_id: int) -> ResponseReturnValue:
    """Off the short list."""
    return reasoned(_achievement(achievement_id), grading.unshortlist_achievement, "已取消入围。")


@bp.post("/studios/achievements/<int:achievement_id>/regrade")
@requires(Permission.PROPOSAL_RUN)
def regrade_achievement(achievement_id: int) -> ResponseReturnValue:
    """The grade was wrong."""
    return reasoned(_achievement(achievement_id), grading.regrade_achievement, "已退回，请在等级页重新评定。")


@bp.post("/studios/achievements/<int:achievement_id>/hold")
@requires(Permission.PROPOSAL_RUN)
def hold_achievement(achievement_id: int) -> ResponseReturnValue:
    """An objection concerns this one."""
    achievement = _achievement(achievement_id)
    objection_id = request.form.get("objection", type=int)
    with transaction():
        objection = session.get(Objection, objection_id) if objection_id else None
        if objection is None:
            raise Refused("请选择是哪一条异议。")
        announcing.hold_achievement(achievement, objection, by=acting())
    flash("已暂停这一项，其他成果不受影响。请在公示页面答复异议。", "success")
    return redirect(url_for(".show_achievement", achievement_id=achievement_id))


@bp.post("/studios/achievements/<int:achievement_id>/release")
@requires(Permission.PROPOSAL_RUN)
def release_achievement(achievement_id: int) -> ResponseReturnValue:
    """The objection is not right."""
    return reasoned(_achievement(achievement_id), announcing.release_achievement, "已恢复公示。")


@bp.post("/studios/achievements/<int:achievement_id>/strip")
@requires(Permission.PROPOSAL_RUN)
def strip_achievement(achievement_id: int) -> ResponseReturnValue:
    """Take the grade away."""
    return reasoned(_achievement(achievement_id), announcing.strip_achievement, "等级已取消。")


@bp.post("/studios/achievements/<int:achievement_id>/unshelve")
@requires(Permission.PROPOSAL_RUN)
def unshelve_achievement(achievement_id: int) -> ResponseReturnValue:
    """Out of the library."""
    return reasoned(_achievement(achievement_id), library.unshelve_achievement, "已从成果库取出。")


def _grades_page(selection: Selection, shortlist: ShortlistForm, grade: GradeForm) -> str:
    rounds = session.scalars(reviews_of(reviewing.reference_of(selection))).unique().all()
    return render_template(
        "studios/proposals/list_grades.html",
        selection=selection,
        rounds=rounds,
        open_round=any(one.is_open for one in rounds),
        achievements=in_order(selection, *GRADED_POOL),
        awaiting=announcing.awaiting_notice(selection),
        uncertified=certifying.uncertified(selection),
        shortlist=shortlist,
        grade=grade,
    )


def _pressed(selection_id: int, operation: Callable[..., list[Achievement]], done: str) -> ResponseReturnValue:
    selection = _run(selection_id)
    with transaction():
        count = len(operation(selection, by=acting()))
    flash(f"{count} {done}", "success")
    return redirect(url_for(".list_grades", selection_id=selection_id))


def _run(selection_id: int) -> Selection:
    return fetch(selections_run_by(acting()).where(Selection.id == selection_id))


def _achievement(achievement_id: int) -> Achievement:
    return fetch(achievements_run_by(acting()).where(Achievement.id == achievement_id))
