"""From scores to a short list and to grades; ties across a boundary are settled by people, with the reason."""

from decimal import Decimal

from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance, advance_all
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import Selection
from studios.proposals.operations_achievements import require_other
from studios.proposals.queries_achievements import in_order
from studios.proposals.reviewing import HUNDRED, Reached, latest_review, reference_of, scores_reached
from studios.proposals.rules_achievements import GRADED_POOL, REVIEWED, AchievementState, SelectionState
from studios.proposals.rules_grades import GradeLine, assign_grades
from studios.reviews.operations import hold_reviews
from studios.reviews.queries import reviews_of
from studios.reviews.rules import ReviewKind
from studios.reviews.scores import scores_of


def shortlist_achievements(selection: Selection, number: int, *, by: Account) -> list[Achievement]:
    """入围路演：网评得分前 `number` 名，末位并列的一并入围；一票否决的不入围。

    Raises `Refused` if no paper review has ended.
    """
    _require_runner(selection, by)
    lock(selection)
    hold_reviews(session.scalars(reviews_of(reference_of(selection))))
    paper = latest_review(selection, ReviewKind.PAPER)
    if paper is None:
        raise Refused("网评还没有结束，不能确定入围。")
    scores = {ref: one.score for ref, one in scores_of(paper).items() if not one.vetoed_by}
    ranked = [one for one in in_order(selection, AchievementState.CHECKED) if one.reference in scores]
    ordered = sorted(ranked, key=lambda one: -scores[one.reference])
    if number < 1 or not ordered:
        raise Refused("请填写入围几项；已经打完分的成果才能入围。", field="number")
    least = scores[ordered[min(number, len(ordered)) - 1].reference]
    chosen = [one for one in ordered if scores[one.reference] >= least]
    for one in chosen:
        one.shortlisted = True
    advance_all(chosen, "shortlist_achievement", by=by)
    return chosen


def unshortlist_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """It was put on the short list by mistake."""
    _decide(achievement, by)
    achievement.shortlisted = False
    advance(achievement, "unshortlist_achievement", by=by, reason=reason)


def grade_achievements(selection: Selection, *, paper_weight: Decimal = HUNDRED, by: Account) -> list[GradeLine]:
    """Rank everything that was scored and give what waits for it its grade, with the working.

    What is tied across a boundary waits for `settle_tie`; whoever has no place is passed over with that reason. Those
    graded before keep their grade: raises `Refused`, naming them, where the ranking now says otherwise.
    """
    _require_runner(selection, by)
    lock(selection)
    if selection.state is not SelectionState.CLOSED:
        raise Refused("评选不在评审阶段，不能评定等级。")
    hold_reviews(session.scalars(reviews_of(reference_of(selection))))
    reached = scores_reached(selection, paper_weight)
    pool = [one for one in in_order(selection, *GRADED_POOL) if not one.stripped]
    ranked = {str(one.id): reached[one.id].score for one in pool if one.id in reached and not reached[one.id].vetoed}
    lines = assign_grades(ranked, selection.grade_rules)
    of_key = {line.key: line for line in lines}
    if moved := [one for one in pool if one.state not in REVIEWED and _moved(one, of_key.get(str(one.id)))]:
        listed = [
            f"“{one.title}”原为{one.grade or '未评上'}，现在排出来不同，请先写明原因重新评定这一项。" for one in moved
        ]
        raise Refused("已经评定的成果与现在的得分不符。", reasons=listed)
    for achievement in pool:
        if achievement.state in REVIEWED:
            _grade(achievement, reached.get(achievement.id), of_key.get(str(achievement.id)), by)
    return lines


def settle_tie(achievement: Achievement, grade: str, *, reason: str, by: Account) -> None:
    """A person decides which of the open grades a tied achievement gets (empty: none). Raises `Refused` for others."""
    lock(achievement.selection)  # two who decide at once never give the same last place
    _decide(achievement, by)
    if grade not in achievement.grade_options:
        raise Refused("这项成果不在待裁定的并列里，或没有这个等级可选。请刷新页面查看。", field="grade")
    if not reason.strip():
        raise Refused("请写明评委会裁定的依据。", field="reason")
    places = next((one.places for one in achievement.selection.grade_rules if one.title == grade), None)
    graded = session.query(Achievement).filter_by(selection_id=achievement.selection_id, grade=grade).count()
    if places is not None and graded >= places:
        raise Refused(f"“{grade}”的 {places} 个名额已经定满。", field="grade")
    achievement.working = f"{achievement.working}；裁定：{grade or '未评上'}，{reason.strip()}"
    audit.record("settle_tie", achievement, by=by, reason=reason, changes={"grade": (None, grade or "未评上")})
    _give(achievement, grade, by)


def regrade_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """Its grade, or that it has none, was wrong: back to where it is graded."""
    require_other(achievement, by, Permission.PROPOSAL_RUN, achievement.selection.organisation_path)
    lock(achievement)
    achievement.grade, achievement.grade_options, achievement.notice = "", [], None
    achievement.state_reason, achievement.stripped, achievement.certificate = "", False, None
    advance(achievement, "regrade_achievement", by=by, reason=reason)


def _grade(achievement: Achievement, reached: Reached | None, line: GradeLine | None, by: Account) -> None:
    achievement.grade_options = []
    if line is None:
        achievement.working = reached.working if reached else _unscored(achievement)
        achievement.score = achievement.rank = achievement.tied = None
        _give(achievement, "", by)
        return
    assert reached
    achievement.score, achievement.rank, achievement.tied = line.score, line.rank, line.tied
    achievement.working = f"{reached.working}；{line.working}"
    if line.options:
        achievement.grade_options = list(line.options)
        return
    _give(achievement, line.grade, by)


def _unscored(achievement: Achievement) -> str:
    return "入围路演，但没有足够的得分" if achievement.shortlisted else "没有入围路演，或没有足够的得分"


def _give(achievement: Achievement, grade: str, by: Account) -> None:
    achievement.grade, achievement.grade_options = grade, []
    if grade:
        advance(achievement, "grade_achievement", by=by, changes={"grade": (None, grade)})
        return
    achievement.state_reason = achievement.working
    advance(achievement, "pass_over_achievement", by=by, reason=achievement.working)


def _moved(achievement: Achievement, line: GradeLine | None) -> bool:
    if line is None:
        return bool(achievement.grade)
    return achievement.grade not in (line.options or (line.grade,))


def _decide(achievement: Achievement, by: Account) -> None:
    require_other(achievement, by, Permission.PROPOSAL_RUN, achievement.selection.organisation_path)
    lock(achievement)


def _require_runner(selection: Selection, by: Account) -> None:
    if not by.may_at(Permission.PROPOSAL_RUN, selection.organisation_path):
        raise NotAllowed
