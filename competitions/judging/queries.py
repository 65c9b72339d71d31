"""Reading about judging: whose stages, who has not finished, and the marks that results are made of."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import CompoundSelect, Select, and_, or_, select, union_all
from sqlalchemy.orm import joinedload

from competitions.draw.models import Draw, Place
from competitions.draw.queries import current_draw
from competitions.draw.queries import places_of as places_of_draw
from competitions.draw.rules import number_text
from competitions.judging.floor_records import absences_in, decided_orders, floor_records
from competitions.judging.models import Appearance, MatchPanel, ModulePanel
from competitions.judging.rules import NEEDS_NO_SHEETS, AppearanceStatus
from competitions.planning.models import Competition, Event, Module, Stage
from competitions.registration.models import Entry
from competitions.registration.rules import EntryState
from foundation.database import fetch, session
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.queries import panels_with
from marking.panels.rules import Duty
from marking.schemes.models import Criterion
from marking.sheets.models import Mark, Sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Permission, Role
from people.accounts.rules_roles import PERMISSIONS
from people.organisations.models import Organisation
from people.organisations.queries import within
from scoring.marks import EntryMarks, EntryStatus

Marks = dict[str, dict[str, Decimal] | None]

_STATUS = {
    AppearanceStatus.PRESENT: EntryStatus.COMPETING,
    AppearanceStatus.ABSENT: EntryStatus.ABSENT,
    AppearanceStatus.DISQUALIFIED: EntryStatus.DISQUALIFIED,
}


def stages_overseen_by(account: Account) -> Select[Stage]:
    """The stages whose judging `account` oversees: in scope as officer or supervisor; as chief judge, only his own.

    The grant of a chief judge opens nothing by itself: the panel says of which event he is the chief.
    A rehearsal is for those who plan it and sit on its panels, not for the supervisors.
    """
    watched = [
        grant.organisation.path
        for grant in account.grants
        if grant.role is not Role.CHIEF_JUDGE and Permission.JUDGING_OVERSEE in PERMISSIONS[grant.role]
    ]
    return _stages_at(account.scope(Permission.PANEL_EDIT), account, Duty.CHIEF, watched=watched)


def stages_arranged_by(account: Account) -> Select[Stage]:
    """The stages for which `account` forms panels."""
    return _stages_at(account.scope(Permission.PANEL_EDIT), account)


def stages_run_by(account: Account) -> Select[Stage]:
    """The stages that `account` may close and correct: in scope as officer, or as chief judge of a panel."""
    return _stages_at(account.scope(Permission.PANEL_EDIT), account, Duty.CHIEF)


def stages_checked_in_by(account: Account) -> Select[Stage]:
    """The stages at which `account` says who appeared: officers in scope, the chief and the check-in judges."""
    return _stages_at(account.scope(Permission.PANEL_EDIT), account, Duty.CHIEF, Duty.CHECK_IN)


def stages_on_the_floor_of(account: Account) -> Select[Stage]:
    """The stages at which `account` states absences and times by module: officers in scope, chief, floor, check-in."""
    return _stages_at(account.scope(Permission.PANEL_EDIT), account, Duty.CHIEF, Duty.FLOOR, Duty.CHECK_IN)


def stages_transcribed_by(account: Account) -> Select[Stage]:
    """The stages whose paper sheets `account` types."""
    return _stages_at(account.scope(Permission.SHEET_TRANSCRIBE), account)


def _stages_at(paths: Sequence[str], account: Account, *duties: Duty, watched: Sequence[str] = ()) -> Select[Stage]:
    own = (
        select(Module.stage_id)
        .join(ModulePanel, ModulePanel.module_id == Module.id)
        .where(ModulePanel.panel_id.in_(panels_with(account, *duties)))
    )
    under_watch = within(watched, Organisation.path) & Competition.rehearsal_of_id.is_(None)
    return (
        select(Stage)
        .join(Stage.event)
        .join(Event.competition)
        .join(Competition.organisation)
        .where(or_(within(paths, Organisation.path), under_watch, Stage.id.in_(own)))
        .options(joinedload(Stage.event).joinedload(Event.competition).joinedload(Competition.organisation))
        .order_by(Stage.id.desc())
    )


def knows_names(account: Account, stage: Stage) -> bool:
    """Whether `account` may see who works where: officers and check-in judges, or anybody where nothing is blind."""
    if account.may_at(Permission.PANEL_EDIT, stage.organisation_path):
        return True
    blind = any(module.blind for module in stage.modules)
    return not blind or _sits_on(stage, account, Duty.CHECK_IN)


def judges_available_to(account: Account) -> Select[Account]:
    """The judges and chief judges whom `account` may seat: those appointed inside its scope."""
    return (
        select(Account)
        .where(
            Account.active,
            Account.grants.any(
                (RoleGrant.role.in_((Role.JUDGE, Role.CHIEF_JUDGE)))
                & RoleGrant.organisation.has(within(account.scope(Permission.PANEL_EDIT)))
            ),
        )
        .options(joinedload(Account.person))
        .order_by(Account.display_name, Account.id)
    )


def _sits_on(stage: Stage, account: Account, duty: Duty) -> bool:
    return any(
        member.account_id == account.id and member.duty is duty
        for one in panels_of(stage)
        for member in one.panel.members
    )


def places_of(stage: Stage) -> Sequence[Place]:
    """The places of the draw in force, by contest number; none before the draw."""
    draw = current_draw(stage)
    return places_of_draw(draw) if draw else []


def places_by_workstation(stage: Stage) -> list[Place]:
    """The places by heat and workstation: the order for blind judging.

    Contest numbers are public together with names, so a list in their order would tell who works where.
    """
    return sorted(places_of(stage), key=lambda place: (place.heat.number, place.workstation))


def place_of(stage: Stage, entry_id: int) -> Place:
    """The place of one entry in the draw in force. Raises `NotFound` if it has none."""
    query = select(Place).join(Place.draw).where(Draw.current_stage_id == stage.id, Place.entry_id == entry_id)
    return fetch(query)


def appearances_of(stage: Stage) -> dict[int, Appearance]:
    """What was stated about each entry, by entry id."""
    query = select(Appearance).where(Appearance.stage_id == stage.id)
    return {appearance.entry_id: appearance for appearance in session.scalars(query)}


def panels_of(stage: Stage) -> list[ModulePanel]:
    """The panels of the stage's modules, in the order of the modules."""
    query = (
        select(ModulePanel)
        .join(ModulePanel.module)
        .where(Module.stage_id == stage.id)
        .options(
            joinedload(ModulePanel.module),
            joinedload(ModulePanel.panel)
            .selectinload(Panel.members)
            .joinedload(PanelMember.account)
            .joinedload(Account.person),
        )
        .order_by(Module.position)
    )
    return list(session.scalars(query))


def panel_ids_of(stage: Stage) -> CompoundSelect[int]:
    """The ids of all panels of a stage: those of its modules, and those of its matches."""
    own = [
        select(kind.panel_id).join(kind.module).where(Module.stage_id == stage.id) for kind in (ModulePanel, MatchPanel)
    ]
    return union_all(*own)


def panel_of(module: Module) -> Panel | None:
    """The module's panel, once it has one."""
    query = select(Panel).join(ModulePanel, ModulePanel.panel_id == Panel.id)
    return session.scalars(query.where(ModulePanel.module_id == module.id)).one_or_none()


def excused_references(stage: Stage, module: Module | None = None) -> set[str]:
    """The entries that need no sheets: withdrawn, absent or disqualified; with `module`, also who did not sit it.

    As references of panel subjects.
    """
    appearances = appearances_of(stage)
    absent = {str(entry_id) for entry_id in absences_in(module)} if module is not None else set()
    return absent | {
        str(place.entry_id)
        for place in places_of(stage)
        if place.entry.state is EntryState.WITHDRAWN
        or (place.entry_id in appearances and appearances[place.entry_id].status in NEEDS_NO_SHEETS)
    }


def judge_labels(panel: Panel) -> dict[int, str]:
    """What each marking member is called where his name is not shown, by member id: 1号裁判, in order of seating."""
    raters = [member for member in panel.members if member.duty is Duty.MARKING]
    return {member.id: f"{number} 号裁判" for number, member in enumerate(raters, start=1)}


def entry_marks(stage: Stage) -> list[EntryMarks]:
    """Every drawn entry with what scoring needs; nobody vanishes.

    Only sealed sheets count: a judge whose sheet is still open stands there with None, a recused judge not at all.
    """
    appearances, records, decided = appearances_of(stage), floor_records(stage), decided_orders(stage)
    sheets = _marks_by_entry(panels_of(stage))
    marks = []
    for place in places_of(stage):
        appearance, record = appearances.get(place.entry_id), records[place.entry_id]
        status, reason = _status(place.entry, appearance)
        order, basis = decided.get(place.entry_id, (None, ""))
        own = sheets.get(str(place.entry_id), {})
        marks.append(
            EntryMarks(
                key=str(place.entry_id),
                label=f"{number_text(place.contest_number)} 号",
                sheets={code: judges for code, judges in own.items() if code not in record.absent},
                seconds=appearance.seconds if appearance else None,
                deductions={code: tuple(points) for code, points in record.deductions.items()},
                absent_modules=frozenset(record.absent),
                status=status,
                status_reason=reason,
                award_barred=place.entry.award_barred,
                module_seconds=record.seconds,
                decided_order=order,
                decided_basis=basis,
            )
        )
    return marks


def _status(entry: Entry, appearance: Appearance | None) -> tuple[EntryStatus, str]:
    if entry.state is EntryState.WITHDRAWN:
        return EntryStatus.WITHDRAWN, ""
    if appearance is None:
        return EntryStatus.COMPETING, ""
    return _STATUS[appearance.status], appearance.reason


def _marks_by_entry(panels: Sequence[ModulePanel]) -> dict[str, dict[str, Marks]]:
    """Entry -> module code -> judge -> criterion code -> mark; None for a judge who has not sealed.

    Rows, not records: an event of ten thousand contestants has some hundred thousand marks.
    """
    codes = {one.panel_id: one.module.code for one in panels}
    labels = {member: label for one in panels for member, label in judge_labels(one.panel).items()}
    sealed = and_(Mark.sheet_id == Sheet.id, Sheet.state == SheetState.SEALED)
    query = (
        select(Subject.reference, Subject.panel_id, Sheet.member_id, Sheet.state, Criterion.code, Mark.value)
        .join(Sheet, Sheet.subject_id == Subject.id)
        .outerjoin(Mark, sealed)
        .outerjoin(Criterion, Criterion.id == Mark.criterion_id)
        .where(Subject.panel_id.in_(codes), Sheet.state != SheetState.RECUSED)
        .order_by(Subject.position, Sheet.member_id, Criterion.position)
    )
    entries: dict[str, dict[str, Marks]] = {}
    for reference, panel_id, member_id, state, criterion, value in session.execute(query):
        judges = entries.setdefault(reference, {}).setdefault(codes[panel_id], {})
        marks = judges.setdefault(labels[member_id], {} if state is SheetState.SEALED else None)
        if marks is not None and criterion is not None and value is not None:
            marks[criterion] = value
    return entries
