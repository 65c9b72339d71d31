"""Recusal on a stage's panels: who must step aside from whom, which contestants lack judges, and who could replace."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from competitions.draw.models import Place
from competitions.draw.queries import in_marking_order, marking_label
from competitions.draw.queries_mappings import mapping_keepers
from competitions.judging.models import ModulePanel
from competitions.judging.queries import excused_references, judges_available_to, panels_of, places_of
from competitions.judging.rules import duty_fault, reasons_of_gap
from competitions.planning.models import Module, Stage
from competitions.planning.rules import StageState
from competitions.registration.models import Entry, EntryMember
from foundation.database import session
from marking.panels.models import Panel, PanelMember
from marking.panels.queries import ties_of
from marking.panels.rules import Concerned, Duty, MarkSource, PanelState, Ties, must_recuse
from marking.sheets.models import Sheet
from marking.sheets.queries import sheets_of_panels
from marking.sheets.rules import SheetState
from people.accounts.models import Account

REPLACEMENTS_SHOWN = 5


@dataclass(frozen=True)
class Gap:
    """The contestants of a module whom recusal leaves with too few judges: label and how many there are."""

    module: Module
    panel: Panel
    short: Mapping[str, tuple[str, int]]  # by reference

    @property
    def reasons(self) -> list[str]:
        """What is lacking, in words."""
        raters = sum(member.duty is Duty.MARKING for member in self.panel.members)
        short = list(self.short.values())
        return reasons_of_gap(self.module.title, self.module.minimum_panel, raters=raters, short=short)


@dataclass(frozen=True)
class Replacement:
    """A judge who could fill a gap: free of conflicts with everybody in it. `load`: the sheets he has in hand."""

    account: Account
    load: int
    seated: bool


def concerned_of(places: Iterable[Place]) -> dict[int, Concerned]:
    """Whose each place is, by entry id."""
    entry_ids = [place.entry_id for place in places]
    query = select(Entry).where(Entry.id.in_(entry_ids))
    members = selectinload(Entry.members).joinedload(EntryMember.person)
    entries = session.scalars(query.options(selectinload(Entry.organisation), members))
    return {
        entry.id: Concerned(
            entry.organisation_id,
            entry.organisation.name,
            {member.person_id: member.person.name for member in entry.members},
        )
        for entry in entries
    }


def recusals(stage: Stage, accounts: Sequence[Account]) -> dict[int, int]:
    """How many drawn entries each account must step aside from, by account id."""
    concerned, ties = concerned_of(places_of(stage)), ties_of(accounts)
    return {account.id: sum(must_recuse(ties[account.id], one) for one in concerned.values()) for account in accounts}


def gaps_of(stage: Stage) -> list[Gap]:
    """The gaps of every module that judges mark, in the order of the modules: as seated, or as the sheets say."""
    seated = [one for one in panels_of(stage) if one.module.source is not MarkSource.IMPORT and not one.module.timed]
    judged = stage.state in (StageState.JUDGING, StageState.JUDGED)
    found = [_gap_by_sheets(one) if judged else _gap_by_seats(one, stage) for one in seated]
    return [gap for gap in found if gap.short]


def replacements(gap: Gap, *, by: Account) -> list[Replacement]:
    """Judges whom `by` may seat for `gap`, least load first: no conflict with anybody in it, no barred duty."""
    stage = gap.module.stage
    places = [place for place in places_of(stage) if str(place.entry_id) in gap.short]
    concerned = list(concerned_of(places).values())
    keepers = mapping_keepers(stage)
    available = session.scalars(judges_available_to(by)).all()
    ties, loads = ties_of(available), _loads([account.id for account in available])
    found = [
        Replacement(account, loads[account.id], _is_substitute(gap.panel, account))
        for account in available
        if _may_join(gap, account, keepers) and not any(must_recuse(ties[account.id], one) for one in concerned)
    ]
    return sorted(found, key=lambda one: (not one.seated, one.load, one.account.display_name))[:REPLACEMENTS_SHOWN]


def _may_join(gap: Gap, account: Account, keepers: Collection[int]) -> bool:
    held = {member.duty for member in gap.panel.members if member.account_id == account.id}
    if Duty.MARKING in held:
        return _is_substitute(gap.panel, account)
    return duty_fault(Duty.MARKING, held, blind=gap.module.blind, keeps_mapping=account.id in keepers) is None


def _is_substitute(panel: Panel, account: Account) -> bool:
    return any(member.account_id == account.id and member.substitute for member in panel.members)


def _gap_by_seats(one: ModulePanel, stage: Stage) -> Gap:
    """Before the sheets are opened. Substitutes count: they will be given these contestants."""
    anonymity, minimum = one.module.anonymity, one.module.minimum_panel
    raters = [member for member in one.panel.members if member.duty is Duty.MARKING]
    ties = list(ties_of(member.account for member in raters).values())
    places = in_marking_order(places_of(stage), anonymity=anonymity)
    concerned = concerned_of(places)
    counts = {place.entry_id: _free(ties, concerned[place.entry_id]) for place in places}
    short = {
        str(place.entry_id): (marking_label(place, anonymity=anonymity), counts[place.entry_id])
        for place in places
        if counts[place.entry_id] < minimum
    }
    return Gap(one.module, one.panel, short)


def _gap_by_sheets(one: ModulePanel) -> Gap:
    excused = excused_references(one.module.stage, one.module)
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for sheet in session.scalars(sheets_of_panels([one.panel_id])):
        labels[sheet.subject.reference] = sheet.subject.label
        counts[sheet.subject.reference] += sheet.state is not SheetState.RECUSED
    short = {
        reference: (label, counts[reference])
        for reference, label in labels.items()
        if reference not in excused and counts[reference] < one.module.minimum_panel
    }
    return Gap(one.module, one.panel, short)


def _free(ties: Iterable[Ties], concerned: Concerned) -> int:
    return sum(not must_recuse(one, concerned) for one in ties)


def _loads(account_ids: Sequence[int]) -> Counter[int]:
    """How many open sheets each account has on panels that are marking."""
    query = (
        select(PanelMember.account_id, func.count())
        .join(Sheet, Sheet.member_id == PanelMember.id)
        .join(PanelMember.panel)
        .where(PanelMember.account_id.in_(account_ids), Sheet.state == SheetState.OPEN, Panel.state == PanelState.OPEN)
        .group_by(PanelMember.account_id)
    )
    loads: Counter[int] = Counter()
    for account_id, number in session.execute(query):
        loads[account_id] = number
    return loads
