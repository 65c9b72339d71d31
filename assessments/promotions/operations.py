"""Promotion files: they open by themselves, an officer decides them, and a corrected result takes them back."""

from collections.abc import Collection

from sqlalchemy.exc import IntegrityError

from assessments.grants.operations import GrantFacts, open_grant, withdraw_grant
from assessments.grants.queries import grant_from
from assessments.grants.rules import GrantState, Ground
from assessments.grants.ways import chosen_way, ways_to_grant
from assessments.promotions.models import Promotion, RuleLine, RuleSet
from assessments.promotions.queries import Due, decision_on, due_promotions
from assessments.promotions.rules import Decision, PromotionState
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.rules import LEVEL_TITLES, Level

CHANGED = "档案生成之后，竞赛成绩、已有等级或规则发生了变化，没有确认。请刷新页面，核对最新情况后再办理。"


def open_due_promotions() -> int:
    """Open the files that are due, and settle those that a corrected result left behind; how many.

    It may be called at any time and by several at once: a place has one file for each rule set.
    """
    due = due_promotions()
    for one in due:
        if one.file is None:
            _open(one)
        else:
            _settle(one.file, one.decision)
    return len(due)


def confirm_promotion(promotion: Promotion, *, level: Level, way: str, confirmed: Collection[str], by: Account) -> None:
    """Grant the level for which the officer has confirmed every condition, by the site he chose (`way`, `Way.key`).

    `level` is what he saw. Raises `Refused` if the place entitles to it no more, a condition is not confirmed, or the
    person has risen by award this year already (where the rules say once a year).
    """
    lock(promotion)
    person = lock(promotion.person)  # two files of one person are decided one after the other
    decision = decision_on(promotion)
    if promotion.outdated or (decision.level and decision.level is not level):
        raise Refused(CHANGED)
    if decision.level is None:
        raise Refused("不能确认晋升。", reasons=list(decision.reasons))
    if open_conditions := [text for text in decision.to_confirm if text not in confirmed]:
        raise Refused("下列条件还没有逐条确认，核实后请勾选。", reasons=[f"未确认：{text}" for text in open_conditions])
    today, code = clock.today(), promotion.placing.occupation_code
    ways = ways_to_grant(by.scope(Permission.PROMOTION_CONFIRM), person.employer, code, level, today)
    chosen = chosen_way(ways, way)
    _note(promotion, decision)
    promotion.conditions = list(decision.to_confirm)
    promotion.site, promotion.trade = chosen.site, chosen.trade
    promotion.capped_year = promotion.placing.decided_on.year if promotion.rule_set.once_a_year else None
    _decide(promotion, "confirm_promotion", by=by)
    facts = GrantFacts(
        source=promotion.source,
        ground=Ground.AWARD,
        site=chosen.site,
        person=person,
        employer=person.employer,
        occupation_code=code,
        trade=chosen.trade,
        level=level,
        granted_on=today,
        photo=person.photo,
    )
    open_grant(facts, by=by)


def decline_promotion(promotion: Promotion, *, reason: str, by: Account) -> None:
    """Decide against a promotion, with the reason that the person reads."""
    _decide(lock(promotion), "decline_promotion", reason=reason, by=by)


def withdraw_promotion(promotion: Promotion, *, reason: str, by: Account) -> None:
    """Take a promotion back with the level that was granted.

    Raises `Refused` while the skill-level certificate is valid: it is revoked first.
    """
    lock(promotion)
    grant = grant_from(promotion.source)
    if grant is not None and grant.state is not GrantState.WITHDRAWN:
        withdraw_grant(grant, reason=reason, by=by)
    promotion.capped_year = None
    _decide(promotion, "withdraw_promotion", reason=reason, by=by)


def reopen_promotion(promotion: Promotion, *, reason: str, by: Account) -> None:
    """Take up again what was declined or withdrawn. Raises `Refused` if the place entitles to nothing now."""
    lock(promotion)
    decision = decision_on(promotion)
    if promotion.placing.withdrawn_on is not None:
        raise Refused("竞赛成绩已经更正或撤回，这个名次不再有效，不能重新办理。")
    if decision.level is None:
        raise Refused("按现在的情况不能晋升。", reasons=list(decision.reasons))
    advance(promotion, "reopen_promotion", by=by, reason=reason)
    _renew(promotion, decision)


def _open(due: Due) -> None:
    placing, decision = due.placing, due.decision
    promotion = Promotion(placing=placing, rule_set=due.rule_set, person=placing.person)
    _note(promotion, decision)
    try:
        with session.begin_nested():
            session.add(promotion)
            told = {"level": (None, LEVEL_TITLES[promotion.level])}
            audit.record("open_promotion", promotion, by=None, changes=told)
    except IntegrityError:  # somebody else has looked at the list at the same moment
        return


def _settle(promotion: Promotion, decision: Decision) -> None:
    lock(promotion)
    if promotion.state is PromotionState.WITHDRAWN and decision.level is not None:
        advance(promotion, "reopen_promotion", by=None, reason="竞赛成绩重新生效。")
        _renew(promotion, decision)
    elif promotion.state is PromotionState.OPENED and decision.level is None:
        promotion.reason = "".join(decision.reasons)
        advance(promotion, "withdraw_promotion", by=None, reason=promotion.reason)
    elif promotion.state is PromotionState.OPENED:
        _note(promotion, decision)
        audit.record("update_promotion", promotion, by=None, changes=audit.pending_changes(promotion))


def _renew(promotion: Promotion, decision: Decision) -> None:
    promotion.opening += 1
    promotion.opened_at = clock.now()
    promotion.site, promotion.trade, promotion.reason = None, "", ""
    promotion.decided_by, promotion.decided_at = None, None
    _note(promotion, decision)


def _note(promotion: Promotion, decision: Decision) -> None:
    """Write down what the place entitles to, and the place as it is."""
    if decision.level is None or decision.clause is None:
        raise ValueError("nothing to be promoted to")
    placing = promotion.placing
    promotion.line, promotion.level = _line(promotion.rule_set, decision.clause.number), decision.level
    promotion.conditions = list(decision.to_confirm)
    promotion.place, promotion.entrants, promotion.prize = placing.place, placing.entrants, placing.prize
    promotion.reference = placing.reference


def _line(rule_set: RuleSet, number: int) -> RuleLine:
    return next(line for line in rule_set.lines if line.number == number)


def _decide(promotion: Promotion, action: str, *, by: Account, reason: str = "") -> None:
    if promotion.person_id == by.person_id:
        raise Refused("这是您本人的晋升，请由其他经办人办理。")
    promotion.decided_by, promotion.decided_at, promotion.reason = by, clock.now(), reason.strip()
    advance(promotion, action, by=by, reason=reason)
