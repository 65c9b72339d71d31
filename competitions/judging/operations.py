"""Panels of a stage, its judging from opening to closing, and who appeared."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from competitions.draw.models import Place
from competitions.draw.queries import called, in_marking_order, marking_label, stations_told
from competitions.draw.queries_mappings import mapping_keepers, reasons_unsealed
from competitions.draw.rules import station_label
from competitions.judging.models import Appearance, ModulePanel
from competitions.judging.queries import (
    appearances_of,
    excused_references,
    panel_of,
    panels_of,
    place_of,
    places_of,
)
from competitions.judging.recusal import gaps_of
from competitions.judging.rules import (
    AppearanceStatus,
    duty_fault,
    reasons_against_closing,
    reasons_against_opening,
)
from competitions.planning.models import Module, Stage
from competitions.planning.rules import MATCHES_ELSEWHERE, StageState
from competitions.registration.models import EntryMember
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from marking.panels.models import Panel, PanelMember
from marking.panels.rules import DUTY_TITLES, Duty
from marking.sheets import panels
from marking.sheets.late_marks import waiting_late_marks
from marking.sheets.panels import NewSubject
from marking.sheets.queries import sheets_of_panels, unsealed_sheets
from marking.sheets.recusal import conflicting_sheets
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.models import Person
from scoring.methods import aspects


def add_judge(module: Module, account: Account, duty: Duty, *, substitute: bool = False, by: Account) -> PanelMember:
    """Seat a judge on the module's panel, which is opened with its first judge.

    Raises `Refused` if the account is no judge, may not hold this duty beside those it has, or judging has ended.
    """
    stage = lock(module.stage)
    if stage.state is StageState.JUDGED:
        raise Refused("评分已经结束，裁判组不能再改动。如需更正，请先重新开放评分并写明原因。")
    needed = {Role.CHIEF_JUDGE} if duty is Duty.CHIEF else {Role.JUDGE, Role.CHIEF_JUDGE}
    if not account.roles & needed:
        raise Refused(
            f"{account.display_name}没有“{DUTY_TITLES[duty]}”所需的裁判身份，请先在账号页面授予。", field="account"
        )
    if module.timed and duty is Duty.MARKING:
        raise Refused(f"模块“{module.title}”按用时计分，不用评分裁判。用时由检录或现场裁判登记。", field="duty")
    panel = panel_of(module) or _open_panel(module, by)
    held = {member.duty for member in panel.members if member.account_id == account.id}
    keeps = account.id in mapping_keepers(stage)
    if fault := duty_fault(duty, held, blind=module.blind, keeps_mapping=keeps):
        raise Refused(f"模块“{module.title}”：{account.display_name}{fault}", field="duty")
    return panels.add_member(panel, account, duty, substitute=substitute, by=by)


def seat_substitute(module: Module, account: Account, *, by: Account) -> int:
    """Let `account` mark those whom recusal leaves with too few judges, and nobody else (替补裁判).

    All contestants so have the same number of judges, and those already marked keep theirs. How many sheets he got
    now; before judging opens none, they come with the opening. Raises `Refused` for a member who marks everybody.
    """
    panel = panel_of(module)
    members = panel.members if panel else []
    seat = next((one for one in members if one.account_id == account.id and one.duty is Duty.MARKING), None)
    if seat is None:
        seat = add_judge(module, account, Duty.MARKING, substitute=True, by=by)
    elif not seat.substitute:
        raise Refused(f"{account.display_name}已是“{module.title}”的评分裁判，请另选一名替补裁判。")
    excused = excused_references(module.stage, module)
    return panels.fill_gaps(seat.panel, module.minimum_panel, excused=excused, by=by)


def remove_judge(member: PanelMember, *, by: Account) -> None:
    """Take a judge off a panel, as long as he has sealed nothing."""
    panels.remove_member(member, by=by)


def open_judging(stage: Stage, *, by: Account) -> None:
    """Begin the judging of a drawn stage: every panel gets the contestants, by workstation only where it is blind.

    Raises `Refused`, with every reason, while a mapping is unsealed or recusal leaves somebody too few judges.
    """
    if stage.event.side_against_side:
        raise Refused(MATCHES_ELSEWHERE)
    advance(lock(stage), "open_judging", by=by)
    if unsealed := reasons_unsealed(stage):
        raise Refused("现在还不能开始评分。", reasons=unsealed)
    judged = panels_of(stage)
    seated = {one.module_id: {member.duty for member in one.panel.members} for one in judged}
    drawn = places_of(stage)
    persons = _persons_of(drawn)
    for one in judged:
        one.panel.source = one.module.source
        places = in_marking_order(drawn, anonymity=one.module.anonymity)
        one.panel.spread = Decimal(one.module.widest_spread) if one.module.method == aspects.CODE else None
        panels.add_subjects(one.panel, [_subject(one.module, place, persons) for place in places], by=by)
        panels.fill_gaps(one.panel, one.module.minimum_panel, by=by)
    modules = [(module.title, seated.get(module.id, set())) for module in stage.modules if not module.timed]
    reasons = reasons_against_opening(modules, [reason for gap in gaps_of(stage) for reason in gap.reasons])
    if reasons:
        raise Refused("现在还不能开始评分。", reasons=reasons)


def close_judging(stage: Stage, *, by: Account) -> None:
    """End the judging. Raises `Refused`, naming every unsealed sheet, entry not checked in and undecided late mark."""
    if stage.event.side_against_side:
        raise Refused(MATCHES_ELSEWHERE)
    lock(stage)
    excused = excused_references(stage)
    judged = panels_of(stage)
    spared = {one.panel_id: excused_references(stage, one.module) for one in judged}
    unsealed = [
        sheet.audit_label
        for one in judged
        for sheet in session.scalars(unsealed_sheets(one.panel, spared[one.panel_id]))
    ]
    stated = appearances_of(stage)
    unstated = [
        called(place)
        for place in places_of(stage)
        if place.entry_id not in stated and str(place.entry_id) not in excused
    ]
    late = [mark.audit_label for mark in session.scalars(waiting_late_marks([one.panel_id for one in judged]))]
    sealed = session.scalars(sheets_of_panels([one.panel_id for one in judged])).all()
    conflicting = [sheet.audit_label for sheet in conflicting_sheets(sealed)]
    if reasons := reasons_against_closing(unsealed, unstated, late, conflicting):
        raise Refused("现在还不能结束评分。", reasons=reasons)
    for one in judged:
        panels.close_panel(one.panel, excused=spared[one.panel_id], by=by)
    advance(stage, "close_judging", by=by)


def reopen_judging(stage: Stage, *, reason: str | None, by: Account) -> None:
    """Open the judging again. Sealed sheets stay sealed until the chief judge reopens them."""
    lock(stage)
    advance(stage, "reopen_judging", by=by, reason=reason)
    for one in panels_of(stage):
        panels.reopen_panel(one.panel, reason=reason, by=by)


def check_in_entry(stage: Stage, entry_id: int, status: AppearanceStatus, *, by: Account) -> Appearance:
    """State that an entry came, or did not (检录). A disqualification is another matter."""
    appearance = _appearance(stage, entry_id)
    if appearance.status is AppearanceStatus.DISQUALIFIED:
        raise Refused("该选手已被取消资格，不能改登检录结果。如属误判，请使用“恢复资格”并写明原因。")
    return _state("check_in_entry", appearance, status, "", by=by)


def disqualify_entry(stage: Stage, entry_id: int, *, reason: str, by: Account) -> Appearance:
    """Take an entry out of the contest for a reason that stands beside its name in the result (取消资格)."""
    appearance = _appearance(stage, entry_id)
    return _state("disqualify_entry", appearance, AppearanceStatus.DISQUALIFIED, _required(reason), by=by)


def restore_entry(stage: Stage, entry_id: int, *, reason: str, by: Account) -> Appearance:
    """Take a disqualification back."""
    appearance = _appearance(stage, entry_id)
    if appearance.status is not AppearanceStatus.DISQUALIFIED:
        raise Refused("该选手没有被取消资格，不用恢复。请刷新页面查看最新状态。")
    return _state("restore_entry", appearance, AppearanceStatus.PRESENT, "", by=by, because=_required(reason))


def record_time(stage: Stage, entry_id: int, seconds: Decimal, *, by: Account) -> Appearance:
    """Write down the time that a present entry used, in seconds."""
    appearance = _appearance(stage, entry_id)
    if appearance.id is None or appearance.status is not AppearanceStatus.PRESENT:
        raise Refused("只有已检录的选手才登记用时。请先检录。")
    before, appearance.seconds = appearance.seconds, seconds
    if stations_told(stage):
        audit.record("record_time", appearance, by=by, changes={"seconds": (before, seconds)})
    else:  # a time is read off at a workstation: the log must not tell whose it is
        place = place_of(stage, entry_id)
        label = station_label(place.heat.number, place.workstation)
        audit.record("record_time", stage, by=by, changes={label: (before, seconds)})
    return appearance


def _open_panel(module: Module, by: Account) -> Panel:
    event = module.stage.event
    panel = panels.open_panel(module.scheme, f"{event.title} · {module.title}", event.competition.organisation, by=by)
    session.add(ModulePanel(module=module, panel=panel))
    session.flush()
    return panel


def _subject(module: Module, place: Place, persons: Mapping[int, list[Person]]) -> NewSubject:
    label = marking_label(place, anonymity=module.anonymity)
    return NewSubject(str(place.entry_id), label, place.entry.organisation_id, persons[place.entry_id])


def _persons_of(places: Sequence[Place]) -> Mapping[int, list[Person]]:
    """The members of the entries, by entry id."""
    entry_ids = [place.entry_id for place in places]
    query = select(EntryMember).where(EntryMember.entry_id.in_(entry_ids)).options(joinedload(EntryMember.person))
    persons: dict[int, list[Person]] = defaultdict(list)
    for member in session.scalars(query.order_by(EntryMember.id)):
        persons[member.entry_id].append(member.person)
    return persons


def _appearance(stage: Stage, entry_id: int) -> Appearance:
    """What is known of the entry so far; a new row if nothing is. Raises `NotFound` for an entry not drawn here."""
    if lock(stage).state not in (StageState.DRAWN, StageState.JUDGING):
        raise Refused("只有抽签之后、评分结束之前才能登记检录。如需更正，请先重新开放评分并写明原因。")
    place = place_of(stage, entry_id)
    known = appearances_of(stage).get(entry_id)
    return known or Appearance(stage=stage, entry=place.entry, status=AppearanceStatus.PRESENT)


def _state(
    action: str, appearance: Appearance, status: AppearanceStatus, reason: str, *, by: Account, because: str = ""
) -> Appearance:
    before = appearance.status if appearance.id else None
    appearance.status, appearance.reason, appearance.stated_at = status, reason, clock.now()
    session.add(appearance)
    audit.record(action, appearance, by=by, reason=reason or because, changes={"status": (before, status)})
    return appearance


def _required(reason: str | None) -> str:
    if not (reason or "").strip():
        raise Refused("这项操作需要写明原因。", field="reason")
    return str(reason).strip()
