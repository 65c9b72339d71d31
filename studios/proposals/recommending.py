"""Recommending achievements within the quota, and the formal check."""

from sqlalchemy import or_, update

from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import AchievementQuota
from studios.proposals.operations_achievements import require_other, scheme_reasons
from studios.proposals.operations_selections import find_quota
from studios.proposals.queries_achievements import candidates_of
from studios.proposals.reviewing import excuse_from_reviews
from studios.proposals.rules_achievements import TAKES_A_PLACE, AchievementState, SelectionState, Verdict


def recommend_achievement(achievement: Achievement, opinion: str, *, by: Account) -> None:
    """The recommender puts it forward; it takes a place of his, in all and in its category.

    Raises `Refused` when a quota is full: the place is taken by one conditional update, so that two officers who
    press the button at once never get the same last place.
    """
    lock(achievement)
    recommender = _recommender(achievement)
    require_other(achievement, by, Permission.PROPOSAL_EDIT, recommender.path)
    if achievement.selection.state is not SelectionState.OPEN:
        raise Refused("申报已经结束，不能再推荐。")
    if not opinion.strip():
        raise Refused("请写推荐意见。", field="opinion")
    for quota in _quotas(achievement):
        _take(quota)
    achievement.recommendation = opinion.strip()
    advance(achievement, "recommend_achievement", by=by)


def recall_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """The recommender takes his recommendation back; the place is free again."""
    lock(achievement)
    require_other(achievement, by, Permission.PROPOSAL_EDIT, _recommender(achievement).path)
    _free(achievement)
    achievement.compared_at = None
    advance(achievement, "recall_achievement", by=by, reason=reason)


def refuse_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """Say no, and why: the unit, the recommender or the organiser, whoever has it. A place it took is free again."""
    lock(achievement)
    if achievement.state is AchievementState.SUBMITTED:
        require_other(achievement, by, Permission.PROPOSAL_EDIT, achievement.organisation_path)
    elif achievement.state is AchievementState.ENDORSED:
        require_other(achievement, by, Permission.PROPOSAL_EDIT, _recommender(achievement).path)
    else:
        _require_runner(achievement, by)
    _free(achievement)
    if achievement.state is AchievementState.CHECKED:
        excuse_from_reviews(achievement, reason, by=by)
    achievement.state_reason = reason.strip()
    advance(achievement, "refuse_achievement", by=by, reason=reason)


def reconsider_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """It was refused by mistake: back to where it waits for a recommendation."""
    lock(achievement)
    _require_runner(achievement, by)
    achievement.state_reason = ""
    advance(achievement, "reconsider_achievement", by=by, reason=reason)


def pass_achievement(achievement: Achievement, *, by: Account) -> None:
    """The formal check finds nothing against it.

    Raises `Refused` before it was compared with the others, while a candidate waits for a judgement, and if one was
    judged to be the same: refusing it is then for a person to do, with the reason.
    """
    lock(achievement)
    _require_runner(achievement, by)
    if reasons := check_reasons(achievement):
        raise Refused("形审还不能通过。", reasons=reasons)
    advance(achievement, "pass_achievement", by=by)


def check_reasons(achievement: Achievement) -> list[str]:
    """What stands against passing the formal check; empty: nothing."""
    reasons = scheme_reasons(achievement)
    if not achievement.heads_confirmed:
        reasons.append("单位还没有确认完成人中有没有单位负责人。")
    if achievement.compared_at is None:
        reasons.append("还没有查重。")
    candidates = candidates_of(achievement)
    if waiting := [one for one in candidates if one.verdict is None]:
        reasons.append(f"还有 {len(waiting)} 项疑似重复等人判断。")
    reasons += [
        f"已判断与“{one.other.title}”（{one.other.selection.title}）是同一项成果。"
        for one in candidates
        if one.verdict is Verdict.SAME
    ]
    return reasons


def _quotas(achievement: Achievement) -> list[AchievementQuota]:
    recommender = _recommender(achievement)
    categories = ["", achievement.category] if achievement.category else [""]
    return [find_quota(achievement.selection, recommender, category) for category in categories]


def _take(quota: AchievementQuota) -> None:
    free = or_(AchievementQuota.places.is_(None), AchievementQuota.taken < AchievementQuota.places)
    taking = update(AchievementQuota).where(AchievementQuota.id == quota.id, free)
    if session.scalar(taking.values(taken=AchievementQuota.taken + 1).returning(AchievementQuota.id)) is None:
        where = f"专题“{quota.category}”" if quota.category else ""
        raise Refused(
            f"“{quota.organisation.name}”{where}的推荐名额 {quota.places} 项已经用完。可以先撤回另一项的推荐。"
        )


def _free(achievement: Achievement) -> None:
    if achievement.state in TAKES_A_PLACE:
        for quota in _quotas(achievement):
            freeing = update(AchievementQuota).where(AchievementQuota.id == quota.id, AchievementQuota.taken > 0)
            session.execute(freeing.values(taken=AchievementQuota.taken - 1))


def _recommender(achievement: Achievement) -> Organisation:
    if achievement.recommender is None:
        raise Refused("这项成果还没有申报，没有推荐单位。")
    return achievement.recommender


def _require_runner(achievement: Achievement, by: Account) -> None:
    require_other(achievement, by, Permission.PROPOSAL_RUN, achievement.selection.organisation_path)
