"""Conflicts of interest: declared by a rater or recorded by an officer, and what follows for his sheets at once."""

from collections.abc import Iterable

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from marking.panels.models import Conflict, PanelMember
from marking.panels.queries import recused_from
from marking.panels.rules import ConflictGround, PanelState
from marking.sheets.journal import log
from marking.sheets.models import Sheet
from marking.sheets.panels import BY_RULE
from marking.sheets.queries import hold_sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person


def declare_conflict(
    account: Account, ground: ConflictGround, *, person_name: str = "", unit_name: str = "", note: str = ""
) -> Conflict:
    """A rater states by himself from whom he must step aside. He is not told whether any such person competes."""
    conflict = _conflict(account, ground, person_name, unit_name, note, by=account)
    audit.record("declare_conflict", conflict, by=account, changes={"ground": (None, ground)})
    _step_aside(account, by=account)
    return conflict


def record_conflict(
    account: Account,
    ground: ConflictGround,
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
    person_name: str = "",
    unit_name: str = "",
    note: str = "",
    by: Account,
) -> Conflict:
    """An officer states from whom `account` must step aside: somebody on record, or a name.

    Open sheets are recused at once. Sealed ones stay, and `conflicting_sheets` finds them for the chief judge.
    """
    conflict = _conflict(account, ground, person_name, unit_name, note, person=person, organisation=organisation, by=by)
    audit.record("record_conflict", conflict, by=by, changes={"ground": (None, ground)})
    _step_aside(account, by=by)
    return conflict


def withdraw_conflict(conflict: Conflict, *, reason: str, by: Account) -> None:
    """Take a conflict back that was recorded by mistake. Sheets already recused stay recused."""
    if not reason.strip():
        raise Refused("这项操作需要写明原因。", field="reason")
    if lock(conflict).withdrawn_at is not None:
        raise Refused("这条回避登记已经撤回，不用再撤。")
    conflict.withdrawn_at, conflict.withdrawal_reason = clock.now(), reason.strip()
    audit.record("withdraw_conflict", conflict, by=by, reason=reason, changes={"ground": (conflict.ground, None)})


def conflicting_sheets(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Of these sheets those that were sealed before it came out that their rater must step aside."""
    sealed = [sheet for sheet in sheets if sheet.state is SheetState.SEALED]
    return [sheet for sheet in sealed if recused_from(sheet.member, sheet.subject)]


def _conflict(
    account: Account,
    ground: ConflictGround,
    person_name: str,
    unit_name: str,
    note: str,
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
    by: Account,
) -> Conflict:
    """Raises `Refused` if it names nobody."""
    if not (person or organisation or person_name.strip() or unit_name.strip()):
        raise Refused("请填写选手姓名或单位名称，至少一项。", field="person_name")
    conflict = Conflict(
        account=account,
        ground=ground,
        person=person,
        organisation=organisation,
        person_name=person_name.strip(),
        unit_name=unit_name.strip(),
        note=note.strip(),
        declarer=by,
    )
    session.add(conflict)
    return conflict


def _step_aside(account: Account, *, by: Account) -> None:
    """Recuse the open sheets that `account` must not fill any more."""
    session.flush()
    own = (
        select(Sheet.id)
        .join(Sheet.member)
        .where(PanelMember.account_id == account.id, Sheet.state == SheetState.OPEN)
        .order_by(Sheet.id)
    )
    recused = []
    for sheet_id in session.scalars(own).all():
        sheet = hold_sheet(select(Sheet).where(Sheet.id == sheet_id))
        if sheet is None or sheet.state is not SheetState.OPEN or sheet.subject.panel.state is not PanelState.OPEN:
            continue
        session.expire(sheet.member, ["conflicts"])
        if recused_from(sheet.member, sheet.subject):
            advance(sheet, "recuse_judge", by=by, reason=BY_RULE)
            recused.append(sheet)
    for sheet in sorted(recused, key=lambda one: one.subject.panel_id):
        log(sheet, "recuse")
