"""抽检复核: begun by a recorded seed, held against the paper sheet by sheet, finished by a verdict; or waived."""

import secrets
from collections.abc import Collection

from competitions.results.dossiers import dossiers
from competitions.results.models import ResultVersion
from competitions.results.models_spot_checks import SpotCheck, SpotCheckItem
from competitions.results.queries import lines_of
from competitions.results.queries_spot_checks import check_of, items_of, sits_on_panel_of
from competitions.results.recusal import recused_from_entry
from competitions.results.rules import ResultState
from competitions.results.rules_spot_checks import (
    CheckOutcome,
    SpotCheckState,
    drawn_for_check,
    exceeds_tolerance,
    reasons_against_checking,
    reasons_against_finishing,
)
from competitions.results.spot_check_rules import SPOT_CHECK_RULES
from foundation import audit, chain, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account

SEED_BYTES = 16


def begin_spot_check(version: ResultVersion, rules: str, *, seed: str = "", by: Account) -> SpotCheck:
    """Draw what is to be checked of a frozen version. Without a `seed` (such as a lottery number) a random one."""
    _require_unchecked(version)
    chosen = SPOT_CHECK_RULES.get(rules)
    if chosen is None:
        raise Refused("没有这套抽检规则，请重新选择。", field="rules")
    seed = seed.strip() or secrets.token_hex(SEED_BYTES)
    ranked = [(line.contest_number, line.score_rank) for line in lines_of(version) if line.score_rank is not None]
    if not ranked:
        raise Refused("这一版成绩没有排出名次的选手，不需要抽检。")
    check = SpotCheck(version=version, rules=rules, seed=seed, begun_by=by)
    check.drawn = drawn_for_check(ranked, chosen, seed=seed)
    session.add(check)
    session.flush()
    _lay_out(check, check.drawn)
    audit.record("begin_spot_check", check, by=by, changes={"drawn": (None, len(check.drawn))})
    facts = {"version": version.number, "rules": rules, "seed": seed, "drawn": check.drawn}
    chain.append(f"stage:{version.stage_id}", "spot-check", facts)
    return check


def waive_spot_check(version: ResultVersion, *, reason: str, by: Account) -> SpotCheck:
    """Do without a spot check, for a reason that stands beside the result."""
    _require_unchecked(version)
    if not reason.strip():
        raise Refused("免于抽检须写明原因。", field="reason")
    check = SpotCheck(version=version, rules="", state=SpotCheckState.WAIVED, reason=reason.strip(), begun_by=by)
    session.add(check)
    audit.record("waive_spot_check", check, by=by, reason=check.reason)
    chain.append(f"stage:{version.stage_id}", "spot-check-waived", {"version": version.number})
    return check


def check_sheet(item: SpotCheckItem, outcome: CheckOutcome, *, note: str = "", by: Account) -> None:
    """State whether a sheet agrees with the paper; if not, what is wrong. May be restated until the check is finished.

    Raises `Refused` for a member of the sheet's panel, or of the contestant's own unit.
    """
    check = lock(item.check)
    lock(item)
    reasons = reasons_against_checking(
        sits_on_panel=sits_on_panel_of(by, item.sheet),
        recused=recused_from_entry(by, item.entry),
        finished=check.state not in (SpotCheckState.OPEN, SpotCheckState.EXTENDED),
    )
    if reasons:
        raise Refused(reasons[0], reasons=reasons)
    if outcome is CheckOutcome.WRONG and not note.strip():
        raise Refused("请写明哪里与纸质评分表不一致。", field="note")
    item.outcome, item.note = outcome, note.strip()
    item.checked_by, item.checked_at = by, clock.now()
    audit.record("check_sheet", item, by=by, changes=audit.pending_changes(item))


def finish_spot_check(check: SpotCheck, *, by: Account) -> None:
    """Draw the conclusion: too many errors extend the check to everybody; otherwise it is finished.

    What was found wrong has to be corrected before the result is published.
    """
    lock(check)
    items = items_of(check)
    if reasons := reasons_against_finishing(sum(item.outcome is None for item in items)):
        raise Refused(reasons[0])
    checked = {item.entry_id for item in items}
    wrong = {item.entry_id for item in items if item.outcome is CheckOutcome.WRONG}
    ranked = {line.contest_number for line in lines_of(check.version) if line.score_rank is not None}
    rest = sorted(ranked - set(check.drawn))
    over = exceeds_tolerance(len(wrong), len(checked), SPOT_CHECK_RULES[check.rules])
    if check.state is SpotCheckState.OPEN and over and rest:
        _lay_out(check, rest)
        advance(check, "extend_spot_check", by=by)
    else:
        check.finished_at = clock.now()
        advance(check, "finish_spot_check", by=by)
    facts = {"version": check.version.number, "checked": len(checked), "wrong": len(wrong), "state": check.state.value}
    chain.append(f"stage:{check.version.stage_id}", "spot-check-verdict", facts)


def _require_unchecked(version: ResultVersion) -> None:
    lock(version.stage)
    if lock(version).state is not ResultState.FROZEN:
        raise Refused("抽检复核在成绩锁定之后、公示之前进行。请刷新页面查看最新状态。")
    if check_of(version) is not None:
        raise Refused("这一版成绩已经抽检或免于抽检，不用再开始一次。")


def _lay_out(check: SpotCheck, numbers: Collection[int]) -> None:
    """The sealed sheets of these contest numbers, contestant by contestant."""
    entries = [line.entry_id for line in lines_of(check.version) if line.contest_number in set(numbers)]
    for dossier in dossiers(check.version, entries):
        for page in dossier.sheets:
            item = SpotCheckItem(check_id=check.id, sheet_id=page.sheet.id, entry_id=dossier.line.entry_id)
            session.add(item)
    session.flush()
