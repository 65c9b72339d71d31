"""What arbitrators do with an appeal, in order: take it or not, hear it, rule once and finally, close it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from competitions.appeals.models import Appeal, Hearing, Ruling
from competitions.appeals.queries import mergeable_into
from competitions.appeals.rules import (
    RulingOutcome,
    reasons_against_closing,
    reasons_against_deciding,
    reasons_against_ruling,
)
from competitions.judging.models import ModulePanel
from competitions.planning.models import Module, Stage
from competitions.results.holding import release_hold
from competitions.results.queries import standing_version
from competitions.results.queries_corrections import corrections_by_reference
from competitions.results.recusal import recused_from_entry
from competitions.results.rules_corrections import CorrectionState
from foundation import chain
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from marking.panels.models import PanelMember
from people.accounts.models import Account
from people.accounts.rules import Permission


def accept_appeal(appeal: Appeal, *, by: Account) -> None:
    """Take it after the check of form (受理)."""
    _hold(appeal, by)
    advance(appeal, "accept_appeal", by=by)


def reject_appeal(appeal: Appeal, *, reason: str, by: Account) -> None:
    """Do not take it, for a reason of form (不予受理). It does not count against the limit."""
    _hold(appeal, by)
    appeal.note = reason.strip()
    advance(appeal, "reject_appeal", by=by, reason=reason)
    release_hold(appeal.reference)


def merge_appeal(appeal: Appeal, into: Appeal, *, by: Account) -> None:
    """Decide it together with a like one of the same stage, which is heard and ruled on for both."""
    _hold(appeal, by)
    _hold(into, by)
    if into not in mergeable_into(appeal):
        raise Refused("只能并入同一阶段、已受理而还没有裁决的申诉。请重新选择。", field="into")
    appeal.merged_into = into
    appeal.note = f"与申诉 {into.id} 合并办理"
    advance(appeal, "merge_appeal", by=by, reason=appeal.note)
    for taken in list(appeal.merged):
        taken.merged_into = into
    release_hold(appeal.reference)


def call_hearing(appeal: Appeal, at: datetime, place: str, *, by: Account) -> None:
    """Say when and where the hearing is; may be changed until it is recorded."""
    _hold(appeal, by)
    if at < appeal.submitted_at:
        raise Refused("听证不能早于提出申诉的时间，请检查日期。", field="at")
    hearing = appeal.hearing or Hearing(appeal=appeal)
    hearing.at, hearing.place = at, place.strip()
    session.add(hearing)
    advance(appeal, "call_hearing", by=by)


def record_hearing(appeal: Appeal, *, participants: str, minutes: str, by: Account) -> None:
    """Who took part and what was said; may be completed until the ruling."""
    _hold(appeal, by)
    if appeal.hearing is None:
        raise Refused("还没有安排听证，请先写明时间和地点。")
    if not participants.strip() or not minutes.strip():
        raise Refused("请写明到场人员和听证内容。", field="minutes" if participants.strip() else "participants")
    appeal.hearing.participants, appeal.hearing.minutes = participants.strip(), minutes.strip()
    appeal.hearing.recorded_by = by
    advance(appeal, "record_hearing", by=by)


def rule_appeal(
    appeal: Appeal, outcome: RulingOutcome, *, reasons: str, panel: str, needs_correction: bool, by: Account
) -> Ruling:
    """Write the ruling: once, final, for all that were merged into it. What it changes goes through a correction."""
    _hold(appeal, by)
    if faults := reasons_against_ruling(minutes=appeal.hearing.minutes if appeal.hearing else ""):
        raise Refused(faults[0])
    if not reasons.strip() or not panel.strip():
        raise Refused("请写明裁决理由和参加裁决的仲裁员。", field="panel" if reasons.strip() else "reasons")
    ruling = Ruling(
        appeal=appeal,
        outcome=outcome,
        reasons=reasons.strip(),
        panel=panel.strip(),
        needs_correction=needs_correction and outcome is not RulingOutcome.DISMISSED,
        ruled_by=by,
    )
    session.add(ruling)
    advance(appeal, "rule_appeal", by=by, reason=ruling.reasons)
    facts = {"appeal": appeal.id, "outcome": outcome.value, "needs_correction": ruling.needs_correction}
    chain.append(f"stage:{appeal.stage_id}", "ruling", facts | {"merged": [one.id for one in appeal.merged]})
    return ruling


def close_appeal(appeal: Appeal, *, note: str = "", by: Account) -> None:
    """The ruling has been carried out. Raises `Refused` while the correction that it asks for is not applied."""
    _hold(appeal, by)
    states = [correction.state for correction in corrections_by_reference(appeal.reference)]
    faults = reasons_against_closing(
        needs_correction=appeal.ruling is not None and appeal.ruling.needs_correction,
        standing=standing_version(appeal.stage) is not None,
        applied=CorrectionState.APPLIED in states,
        waiting=CorrectionState.PROPOSED in states,
    )
    if faults:
        raise Refused(faults[0])
    appeal.note = note.strip()
    advance(appeal, "close_appeal", by=by, reason=note)
    release_hold(appeal.reference)


def reasons_to_step_aside(appeal: Appeal, account: Account) -> list[str]:
    """Why `account` may not decide this appeal, or any that was merged into it."""
    recused = any(recused_from_entry(account, one.entry) for one in (appeal, *appeal.merged))
    return reasons_against_deciding(recused=recused, judged_here=_judged(account, appeal.stage))


def _hold(appeal: Appeal, by: Account) -> None:
    """The appeal as it is now. Raises `NotAllowed` for others than arbitrators of its scope, `Refused` for a recused
    one."""
    if not by.may_at(Permission.APPEAL_RULE, appeal.stage.organisation_path):
        raise NotAllowed
    lock(appeal)
    if reasons := reasons_to_step_aside(appeal, by):
        raise Refused(reasons[0], reasons=reasons)


def _judged(account: Account, stage: Stage) -> bool:
    seats: Sequence[int] = session.scalars(
        select(PanelMember.id)
        .join(ModulePanel, ModulePanel.panel_id == PanelMember.panel_id)
        .join(ModulePanel.module)
        .where(Module.stage_id == stage.id, PanelMember.account_id == account.id)
        .limit(1)
    ).all()
    return bool(seats)
