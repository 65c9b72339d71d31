"""What was stated on the floor and in the judges' room: deductions, absences and times by module, decided ties."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from competitions.judging.models import ModuleAbsence, ModuleTime, Penalty, TieDecision
from competitions.planning.models import Module, Stage
from foundation.database import session
from scoring.marks import Deduction


@dataclass
class FloorRecord:
    """What was stated about one entry, by module code."""

    deductions: dict[str, list[Deduction]] = field(default_factory=lambda: defaultdict(list))
    absent: set[str] = field(default_factory=set)
    seconds: dict[str, Decimal] = field(default_factory=dict)


def floor_records(stage: Stage) -> dict[int, FloorRecord]:
    """What stands about each entry of `stage`, by entry id; an entry of which nothing was said has an empty record."""
    records: dict[int, FloorRecord] = defaultdict(FloorRecord)
    codes = {module.id: module.code for module in stage.modules}
    standing = select(Penalty).where(Penalty.module_id.in_(codes), Penalty.withdrawn_at.is_(None)).order_by(Penalty.id)
    for penalty in session.scalars(standing):
        deduction = Deduction(penalty.points, penalty.reason)
        records[penalty.entry_id].deductions[codes[penalty.module_id]].append(deduction)
    for absence in session.scalars(select(ModuleAbsence).where(ModuleAbsence.module_id.in_(codes))):
        records[absence.entry_id].absent.add(codes[absence.module_id])
    for time in session.scalars(select(ModuleTime).where(ModuleTime.module_id.in_(codes))):
        records[time.entry_id].seconds[codes[time.module_id]] = time.seconds
    return records


def penalties_in(module: Module) -> Sequence[Penalty]:
    """The penalties of a module, withdrawn ones too, newest first."""
    query = select(Penalty).where(Penalty.module_id == module.id).order_by(Penalty.id.desc())
    return session.scalars(query).all()


def absences_in(module: Module) -> dict[int, ModuleAbsence]:
    """Who did not sit this module, by entry id."""
    query = select(ModuleAbsence).where(ModuleAbsence.module_id == module.id)
    return {absence.entry_id: absence for absence in session.scalars(query)}


def times_in(module: Module) -> dict[int, ModuleTime]:
    """The times of this module, by entry id."""
    query = select(ModuleTime).where(ModuleTime.module_id == module.id)
    return {time.entry_id: time for time in session.scalars(query)}


def tie_decisions_of(stage: Stage) -> Select[TieDecision]:
    """The decisions about ties of `stage` that were not withdrawn, oldest first."""
    return (
        select(TieDecision)
        .where(TieDecision.stage_id == stage.id, TieDecision.withdrawn_at.is_(None))
        .options(joinedload(TieDecision.decider), joinedload(TieDecision.confirmer), joinedload(TieDecision.category))
        .order_by(TieDecision.id)
    )


def decided_orders(stage: Stage) -> dict[int, tuple[int, str]]:
    """Entry id -> its place among those it tied with, and who decided so on what ground; confirmed decisions only."""
    decided: dict[int, tuple[int, str]] = {}
    for decision in session.scalars(tie_decisions_of(stage)):
        if decision.confirmer is not None:
            people = f"裁定人 {decision.decider.display_name}，确认人 {decision.confirmer.display_name}"
            for place, entry_id in enumerate(decision.order, start=1):
                decided[int(entry_id)] = (place, f"{decision.basis}；{people}")
    return decided
