"""Pages of those who endorse, recommend and check achievements."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, transaction
from foundation.forms import JiangxinForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.proposals import operations_achievements, recommending
from studios.proposals.comparing import compare_achievement as write_candidates
from studios.proposals.comparing import find_duplicates
from studios.proposals.comparing import judge_duplicate as judge
from studios.proposals.forms_achievements import JudgeForm, RecommendForm
from studios.proposals.models_achievements import Achievement, DuplicateCandidate
from studios.proposals.offers import endorse_form
from studios.proposals.queries_achievements import achievements_run_by, achievements_visible_to
from studios.proposals.routes import bp
from studios.proposals.routes_achievements import achievement_page
from studios.proposals.rules_likeness import grams


@bp.post("/studios/achievements/<int:achievement_id>/endorse")
@requires(Permission.PROPOSAL_EDIT)
def endorse_achievement(achievement_id: int) -> ResponseReturnValue:
    """The unit says that it is so."""
    achievement = _visible(achievement_id)
    form = endorse_form(achievement)

    def step() -> None:
        operations_achievements.endorse_achievement(achievement, set(form.heads.data or ()), by=acting())

    return stepped(achievement, form, step, "已认可，等待推荐单位推荐。")


@bp.post("/studios/achievements/<int:achievement_id>/recommend")
@requires(Permission.PROPOSAL_EDIT)
def recommend_achievement(achievement_id: int) -> ResponseReturnValue:
    """Put it forward within the quota."""
    achievement, form = _visible(achievement_id), RecommendForm()

    def step() -> None:
        recommending.recommend_achievement(achievement, form.opinion.data, by=acting())

    return stepped(achievement, form, step, "已推荐。")


@bp.post("/studios/achievements/<int:achievement_id>/return")
@requires(Permission.PROPOSAL_EDIT)
def return_achievement(achievement_id: int) -> ResponseReturnValue:
    """Back to the entrant."""
    return reasoned(_visible(achievement_id), operations_achievements.return_achievement, "已退回修改。")


@bp.post("/studios/achievements/<int:achievement_id>/recall")
@requires(Permission.PROPOSAL_EDIT)
def recall_achievement(achievement_id: int) -> ResponseReturnValue:
    """Take a recommendation back."""
    return reasoned(_visible(achievement_id), recommending.recall_achievement, "推荐已撤回，名额空出。")


@bp.post("/studios/achievements/<int:achievement_id>/refuse")
@requires(Permission.PROPOSAL_EDIT, Permission.PROPOSAL_RUN)
def refuse_achievement(achievement_id: int) -> ResponseReturnValue:
    """Say no, and why."""
    return reasoned(_visible(achievement_id), recommending.refuse_achievement, "已登记未通过和原因。")


@bp.post("/studios/achievements/<int:achievement_id>/reconsider")
@requires(Permission.PROPOSAL_RUN)
def reconsider_achievement(achievement_id: int) -> ResponseReturnValue:
    """It was refused by mistake."""
    return reasoned(_run(achievement_id), recommending.reconsider_achievement, "已恢复，等待推荐。")


@bp.post("/studios/achievements/<int:achievement_id>/compare")
@requires(Permission.PROPOSAL_RUN)
def compare_achievement(achievement_id: int) -> ResponseReturnValue:
    """Look for the same achievement among all that were entered; only then write what was found."""
    achievement = _run(achievement_id)
    found = find_duplicates(achievement)
    with transaction():
        count = write_candidates(achievement, found, by=acting())
    flash(f"查重完成，找到 {count} 项疑似重复，请逐项判断。" if count else "查重完成，没有疑似重复。", "success")
    return redirect(url_for(".show_achievement", achievement_id=achievement_id))


@bp.route("/studios/achievements/<int:achievement_id>/duplicates/<int:candidate_id>", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_RUN)
def judge_duplicate(achievement_id: int, candidate_id: int) -> ResponseReturnValue:
    """Two achievements side by side; a person says whether they are the same."""
    achievement = _run(achievement_id)
    of_this = select(DuplicateCandidate).where(DuplicateCandidate.achievement_id == achievement.id)
    candidate = fetch(of_this.where(DuplicateCandidate.id == candidate_id))
    form = JudgeForm(verdict=candidate.verdict and candidate.verdict.value, note=candidate.note)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            judge(candidate, form.chosen, form.note.data, by=acting())
            flash("已记下判断。", "success")
            return redirect(url_for(".show_achievement", achievement_id=achievement_id))
    shared = grams(achievement.content) & grams(candidate.other.content)
    page = render_template(
        "studios/proposals/judge_duplicate.html",
        form=form,
        candidate=candidate,
        pair=[(one, marked(one.content, shared)) for one in (achievement, candidate.other)],
    )
    return page, 422 if form.errors else 200


@bp.post("/studios/achievements/<int:achievement_id>/pass")
@requires(Permission.PROPOSAL_RUN)
def pass_achievement(achievement_id: int) -> ResponseReturnValue:
    """The formal check finds nothing against it."""
    achievement = _run(achievement_id)
    with transaction():
        recommending.pass_achievement(achievement, by=acting())
    flash("形审通过。", "success")
    return redirect(url_for(".show_achievement", achievement_id=achievement_id))


def marked(text: str, shared: frozenset[str]) -> list[tuple[bool, str]]:
    """The text in pieces, each with whether the other one says it too (three signs running, spaces and stops apart)."""
    inside = [False] * len(text)
    for start in range(len(text) - 2):
        if grams(text[start : start + 3]) & shared:
            inside[start : start + 3] = [True] * 3
    pieces: list[tuple[bool, str]] = []
    for same, sign in zip(inside, text, strict=True):
        if pieces and pieces[-1][0] == same:
            pieces[-1] = (same, pieces[-1][1] + sign)
        else:
            pieces.append((same, sign))
    return pieces


def stepped(achievement: Achievement, form: JiangxinForm, step: Callable[[], None], done: str) -> ResponseReturnValue:
    """Act on the form and go back to the page; what is refused stands on the page with what was typed."""
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            step()
            flash(done, "success")
            return redirect(url_for(".show_achievement", achievement_id=achievement.id))
    return achievement_page(achievement, form)


def reasoned(achievement: Achievement, operation: Callable[..., None], done: str) -> ResponseReturnValue:
    """A step that needs a reason and nothing else."""
    key = achievement.id
    with transaction():
        operation(achievement, reason=request.form.get("reason", ""), by=acting())
    flash(done, "success")
    return redirect(url_for(".show_achievement", achievement_id=key))


def _visible(achievement_id: int) -> Achievement:
    return fetch(achievements_visible_to(acting()).where(Achievement.id == achievement_id))


def _run(achievement_id: int) -> Achievement:
    return fetch(achievements_run_by(acting()).where(Achievement.id == achievement_id))
