"""Deciding a tie where no places are shared: one person decides on a stated ground, another confirms."""

from collections.abc import Sequence

from competitions.judging.models import TieDecision
from competitions.judging.queries import panels_of
from competitions.judging.ties import ties_of
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from marking.panels.queries import is_chief
from people.accounts.models import Account


def decide_tie(stage: Stage, order: Sequence[int], *, basis: str, by: Account) -> TieDecision:
    """Put entries that tie in order, best first (裁定). By a chief judge; it counts once another person confirms it.

    Raises `Refused` unless just these entries tie now, and if their tie has been decided already.
    """
    if not any(is_chief(by, one.panel) for one in panels_of(stage)):
        raise NotAllowed
    if lock(stage).state is not StageState.JUDGED:
        raise Refused("评分结束之后才能裁定并列。")
    tie = next((one for one in ties_of(stage) if one.entry_ids == frozenset(order)), None)
    if tie is None or len(set(order)) < len(order):
        raise Refused("这些选手现在并不并列，或次序没有填全、有重复。请刷新页面后重新填写。")
    if tie.decision is not None:
        raise Refused("这组并列已有裁定。如需改变，请先撤回原裁定并写明原因。")
    if not basis.strip():
        raise Refused("请写明裁定的依据，例如竞赛文件的条款和裁定的办法。", field="basis")
    decision = TieDecision(stage=stage, category_id=tie.category_id, order=list(order))
    decision.basis, decision.decided_by = basis.strip(), by.id
    session.add(decision)
    audit.record("decide_tie", decision, by=by, reason=decision.basis)
    return decision


def confirm_tie(decision: TieDecision, *, by: Account) -> None:
    """Confirm a decision (确认). Never by the person who decided: the database refuses that too."""
    if lock(decision).withdrawn_at is not None or decision.confirmed_by is not None:
        raise Refused("这项裁定已确认或已撤回。请刷新页面查看最新状态。")
    if decision.decided_by == by.id:
        raise Refused("裁定须由另一人确认，不能由裁定人自己确认。")
    decision.confirmed_by, decision.confirmed_at = by.id, clock.now()
    audit.record("confirm_tie", decision, by=by)


def withdraw_tie(decision: TieDecision, *, reason: str, by: Account) -> None:
    """Take a decision back, with a reason: it no longer counts, and the tie may be decided again."""
    if lock(decision).withdrawn_at is not None:
        raise Refused("这项裁定已经撤回。")
    if not reason.strip():
        raise Refused("请写明撤回的原因。", field="reason")
    decision.withdrawn_by, decision.withdrawn_at = by.id, clock.now()
    decision.withdrawal_reason = reason.strip()
    audit.record("withdraw_tie", decision, by=by, reason=reason)
