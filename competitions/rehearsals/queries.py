"""Reading rehearsals: whose they are, how far each stage is, and which sheets simulated judges still have to fill."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, or_, select
from sqlalchemy.orm import joinedload

from competitions.judging.models import Appearance, ModuleAbsence, ModulePanel
from competitions.judging.rules import NEEDS_NO_SHEETS
from competitions.planning.models import Competition, Event, Module, Stage
from competitions.planning.queries import competitions_planned_by
from competitions.planning.rules import StageState
from competitions.registration.models import Entry
from competitions.registration.rules import EntryState
from competitions.rehearsals.models import Rehearsal, rehearsal_accounts
from foundation.database import session
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.rules import MarkSource, PanelState
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account


@dataclass(frozen=True)
class StageProgress:
    """How far the simulated judges are in one stage, in sheets; `typed`: modules whose paper sheets people type."""

    stage: Stage
    sealed: int
    total: int
    typed: Sequence[str]


def rehearsals_planned_by(user: Account) -> Select[Rehearsal]:
    """The rehearsals of the competitions that `user` may plan, newest first."""
    planned = competitions_planned_by(user).with_only_columns(Competition.id)
    return select(Rehearsal).where(Rehearsal.competition_id.in_(planned)).order_by(Rehearsal.id.desc())


def rehearsal_of(competition: Competition) -> Rehearsal | None:
    """The rehearsal that `competition` is, or else the one that there is of it."""
    query = select(Rehearsal).join(Rehearsal.competition)
    mine = or_(Competition.id == competition.id, Competition.rehearsal_of_id == competition.id)
    return session.scalars(query.where(mine)).one_or_none()


def stages_of(rehearsal: Rehearsal) -> Sequence[Stage]:
    """Its stages, in the order of the plan."""
    query = (
        select(Stage)
        .join(Stage.event)
        .where(Event.competition_id == rehearsal.competition_id)
        .options(joinedload(Stage.event).joinedload(Event.competition))
    )
    return session.scalars(query.order_by(Event.position, Stage.position)).all()


def progress_of(rehearsal: Rehearsal) -> list[StageProgress]:
    """How far each stage is."""
    counted = simulated_sheets(rehearsal).with_only_columns(Module.stage_id, Sheet.state, func.count())
    numbers = {(row[0], row[1]): row[2] for row in session.execute(counted.group_by(Module.stage_id, Sheet.state))}
    typed: dict[int, list[str]] = {}
    papers = (
        select(Module.stage_id, Module.title)
        .join(Module.stage)
        .join(Stage.event)
        .where(Event.competition_id == rehearsal.competition_id, Module.source != MarkSource.TABLET)
    )
    for stage_id, title in session.execute(papers.order_by(Module.position)):
        typed.setdefault(stage_id, []).append(title)
    return [
        StageProgress(
            stage,
            numbers.get((stage.id, SheetState.SEALED), 0),
            sum(numbers.get((stage.id, state), 0) for state in (SheetState.SEALED, SheetState.OPEN)),
            typed.get(stage.id, []),
        )
        for stage in stages_of(rehearsal)
    ]


def simulated_sheets(rehearsal: Rehearsal) -> Select[Sheet]:
    """The sheets that its simulated judges fill on tablets; not those of contestants who need none."""
    hired = select(rehearsal_accounts.c.account_id).where(rehearsal_accounts.c.rehearsal_id == rehearsal.id)
    return (
        select(Sheet)
        .join(Sheet.member)
        .join(Sheet.subject)
        .join(Subject.panel)
        .join(ModulePanel, ModulePanel.panel_id == Panel.id)
        .join(ModulePanel.module)
        .where(
            PanelMember.account_id.in_(hired),
            Panel.source == MarkSource.TABLET,
            Sheet.state != SheetState.RECUSED,
            ~_needs_none(),
        )
    )


def waiting_sheets(rehearsal: Rehearsal) -> Select[int]:
    """The ids of the sheets still to be filled, contestant by contestant, until the share asked for is sealed."""
    own = simulated_sheets(rehearsal).join(Module.stage)
    running = own.where(Stage.state == StageState.JUDGING, Panel.state == PanelState.OPEN)
    sealed = _count(running.where(Sheet.state == SheetState.SEALED))
    wanted = -(-_count(running) * rehearsal.share // 100)
    following = running.where(Sheet.state == SheetState.OPEN).with_only_columns(Sheet.id)
    following = following.order_by(Subject.position, Sheet.id).limit(max(wanted - sealed, 0))
    return select(Sheet.id).where(Sheet.id.in_(following)).order_by(Sheet.id)


def rehearsal_with(sheet: Sheet) -> tuple[Rehearsal, Module]:
    """The rehearsal in which a sheet is filled, and its module."""
    query = (
        select(Rehearsal, Module)
        .join(Event, Event.competition_id == Rehearsal.competition_id)
        .join(Stage, Stage.event_id == Event.id)
        .join(Module, Module.stage_id == Stage.id)
        .join(ModulePanel, ModulePanel.module_id == Module.id)
    )
    rehearsal, module = session.execute(query.where(ModulePanel.panel_id == sheet.subject.panel_id)).one()
    return rehearsal, module


def _needs_none() -> ColumnElement[bool]:
    absent = exists().where(
        Appearance.stage_id == Module.stage_id,
        Appearance.status.in_(NEEDS_NO_SHEETS),
        cast(Appearance.entry_id, String) == Subject.reference,
    )
    missing = exists().where(
        ModuleAbsence.module_id == Module.id, cast(ModuleAbsence.entry_id, String) == Subject.reference
    )
    withdrawn = exists().where(Entry.state == EntryState.WITHDRAWN, cast(Entry.id, String) == Subject.reference)
    return or_(absent, missing, withdrawn)


def _count(sheets: Select[Sheet]) -> int:
    return session.scalar(sheets.with_only_columns(func.count())) or 0
