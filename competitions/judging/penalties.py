"""Deductions, absences and times of one module, stated on the floor; each can be taken back with a reason."""

from decimal import Decimal

from sqlalchemy import select

from competitions.judging.floor_records import absences_in, times_in
from competitions.judging.models import ModuleAbsence, ModulePanel, ModuleTime, Penalty
from competitions.judging.queries import appearances_of, place_of
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Module
from competitions.planning.rules import StageState
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from marking.panels.models import PanelMember, Subject
from marking.panels.rules import Duty
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account


def add_penalty(module: Module, entry_id: int, points: Decimal, *, reason: str, by: Account) -> Penalty:
    """Take points from an entry's score of `module` (扣分). By the chief judge or a floor judge of its panel.

    Raises `Refused` if the entry was not there, and for points above the module's full mark.
    """
    _require_duty(module, by, Duty.CHIEF, Duty.FLOOR)
    _require_running(module)
    if not 0 < points <= module.full_mark:
        raise Refused(f"扣分应大于 0，不超过模块满分 {module.full_mark:f}。", field="points")
    _require_present(module, entry_id)
    if entry_id in absences_in(module):
        raise Refused(f"该选手已登记为模块“{module.title}”缺考，不用扣分。")
    penalty = Penalty(module=module, entry=place_of(module.stage, entry_id).entry, points=points)
    penalty.reason, penalty.stated_by = _required(reason), by.id
    session.add(penalty)
    audit.record("add_penalty", penalty, by=by, reason=penalty.reason, changes={"points": (None, points)})
    return penalty


def withdraw_penalty(penalty: Penalty, *, reason: str, by: Account) -> None:
    """Take a penalty back: by the chief judge alone, with a reason. It stays readable."""
    _require_duty(penalty.module, by, Duty.CHIEF)
    _require_running(penalty.module)
    if lock(penalty).withdrawn_at is not None:
        raise Refused("这笔扣分已经撤回，不用再撤。")
    penalty.withdrawal_reason = _required(reason)
    penalty.withdrawn_by, penalty.withdrawn_at = by.id, clock.now()
    audit.record("withdraw_penalty", penalty, by=by, reason=reason, changes={"points": (penalty.points, None)})


def state_absence(module: Module, entry_id: int, *, reason: str, by: Account) -> ModuleAbsence:
    """State that an entry did not sit this module. Raises `Refused` if a sheet of it is sealed: then it did."""
    _require_running(module)
    _require_present(module, entry_id)
    if entry_id in absences_in(module):
        raise Refused(f"该选手已登记为模块“{module.title}”缺考，不用再登记。")
    if _sealed_sheets(module, entry_id):
        raise Refused("该选手在这个模块已有封存的评分表，不能登记缺考。如评错了选手，请由裁判长说明原因后解封。")
    absence = ModuleAbsence(module=module, entry=place_of(module.stage, entry_id).entry, stated_by=by.id)
    absence.reason = _required(reason)
    session.add(absence)
    audit.record("state_absence", absence, by=by, reason=absence.reason)
    return absence


def withdraw_absence(absence: ModuleAbsence, *, reason: str, by: Account) -> None:
    """Take an absence back, with a reason: the entry's sheets of this module are needed again."""
    _require_running(absence.module)
    audit.record("withdraw_absence", absence, by=by, reason=_required(reason))
    session.delete(absence)
    session.flush()


def record_module_time(module: Module, entry_id: int, seconds: Decimal, *, by: Account) -> ModuleTime:
    """Write down the time, in seconds, that a present entry used in this module."""
    _require_running(module)
    _require_present(module, entry_id)
    if entry_id in absences_in(module):
        raise Refused(f"该选手已登记为模块“{module.title}”缺考，不登记用时。")
    time = times_in(module).get(entry_id) or ModuleTime(module=module, entry=place_of(module.stage, entry_id).entry)
    before, time.seconds = time.seconds, seconds
    time.stated_by, time.stated_at = by.id, clock.now()
    session.add(time)
    audit.record("record_module_time", time, by=by, changes={"seconds": (before, seconds)})
    return time


def has_duty(module: Module, account: Account, *duties: Duty) -> bool:
    """Whether `account` sits on the module's panel in one of `duties`."""
    query = (
        select(PanelMember.id)
        .join(ModulePanel, ModulePanel.panel_id == PanelMember.panel_id)
        .where(ModulePanel.module_id == module.id, PanelMember.account_id == account.id, PanelMember.duty.in_(duties))
    )
    return session.scalars(query.limit(1)).one_or_none() is not None


def _require_duty(module: Module, by: Account, *duties: Duty) -> None:
    if not has_duty(module, by, *duties):
        raise NotAllowed


def _require_running(module: Module) -> None:
    if lock(module.stage).state not in (StageState.DRAWN, StageState.JUDGING):
        raise Refused("只有抽签之后、评分结束之前才能登记。如需更正，请先重新开放评分并写明原因。")


def _require_present(module: Module, entry_id: int) -> None:
    place_of(module.stage, entry_id)  # or NotFound
    appearance = appearances_of(module.stage).get(entry_id)
    if appearance is None or appearance.status is not AppearanceStatus.PRESENT:
        raise Refused("只对已检录到场的选手登记。请先在检录页登记到场情况。")


def _sealed_sheets(module: Module, entry_id: int) -> bool:
    query = (
        select(Sheet.id)
        .join(Sheet.subject)
        .join(ModulePanel, ModulePanel.panel_id == Subject.panel_id)
        .where(
            ModulePanel.module_id == module.id,
            Subject.reference == str(entry_id),
            Sheet.state == SheetState.SEALED,
        )
    )
    return session.scalars(query.limit(1)).one_or_none() is not None


def _required(reason: str | None) -> str:
    if not (reason or "").strip():
        raise Refused("请写明原因。", field="reason")
    return str(reason).strip()
