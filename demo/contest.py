"""The demo's contest from the draw to the certificates, played by simulated judges with a fixed chance."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, select

from competitions.draw.operations import make_draw
from competitions.draw.queries_mappings import sealed_mappings
from competitions.draw.sealing import appoint_anonymiser, open_mapping, seal_mapping
from competitions.judging import operations as judging
from competitions.judging.queries import excused_references, panels_of
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Competition, Stage
from competitions.registration.models import Entry
from competitions.registration.reviewing import accept_entry
from competitions.registration.rules import EntryState
from competitions.results.models import ResultVersion
from competitions.results.operations import compute_result, freeze_result, publish_result
from competitions.results.operations_spot_checks import begin_spot_check, check_sheet, finish_spot_check
from competitions.results.queries_spot_checks import items_of
from competitions.results.rules_spot_checks import CheckOutcome
from demo.people import account_named, load_judges
from foundation import clock
from foundation.database import session, transaction
from foundation.outbox import Operation
from marking.panels.models import Subject
from marking.panels.rules import Duty
from marking.sheets.marks import write_marks
from marking.sheets.models import Sheet
from marking.sheets.operations import seal_sheet
from marking.sheets.queries import sheets_of_panels
from marking.sheets.rules import SheetState
from people.accounts.models import Account

WORKSTATIONS = 15
TWO_HOURS = timedelta(hours=2)
ABSENT_EVERY = 29
CHANCE = random.Random(20261121)


def review_entries(*, keep_waiting: int = 0) -> None:
    """The city accepts what was submitted, but for some that still wait."""
    city = account_named("city")
    waiting = select(Entry).where(Entry.state == EntryState.SUBMITTED).order_by(Entry.id)
    for entry in session.scalars(waiting).all()[keep_waiting:]:
        accept_entry(entry, by=city)


def draw_events(competition: Competition) -> None:
    """Every event is drawn, its panels are formed and its judging is opened."""
    city = account_named("city")
    judges: dict[str, list[tuple[Account, bool]]] = defaultdict(list)
    for title, account, chief in load_judges():
        judges[title].append((account, chief))
    for number, event in enumerate(competition.events, start=1):
        stage = event.stages[0]
        made = make_draw(
            stage,
            workstations=WORKSTATIONS,
            seed=f"demo-{number}",
            begins_at=clock.now(),
            every=TWO_HOURS,
            by=city,
        )
        for mapping in made.mappings:
            appoint_anonymiser(mapping, account_named("jiami"), by=city)
            seal_mapping(mapping, by=account_named("jiami"))
        for module in stage.modules:
            panel = judges[event.title]
            marking = panel if module.code == "B" else panel[:1]
            for account, chief in panel:
                if chief:
                    judging.add_judge(module, account, Duty.CHIEF, by=city)
            for account, _chief in marking:
                judging.add_judge(module, account, Duty.MARKING, by=city)
        judging.open_judging(stage, by=city)


def judge_events(competition: Competition, *, unfinished: Iterable[str] = ()) -> None:
    """Everybody is checked in and marked. Of the events `unfinished` only the first sheets are filled."""
    for event in competition.events:
        stage = event.stages[0]
        with transaction():
            _check_in(stage)
        sheets = session.scalars(_sheets(stage)).all()
        if event.title in unfinished:
            sheets = sheets[: len(sheets) // 3]
        talent = {sheet.subject.reference: CHANCE.uniform(0.62, 0.97) for sheet in sheets}
        by_judge: dict[int, list[int]] = defaultdict(list)
        for sheet in sheets:
            by_judge[sheet.member.account_id].append(sheet.id)
        for own in by_judge.values():
            with transaction():
                for sheet_id in own:
                    sheet = session.get_one(Sheet, sheet_id)
                    fill_sheet(sheet, talent[sheet.subject.reference], CHANCE)
        if event.title not in unfinished:
            with transaction():
                judging.close_judging(stage, by=account_named("city"))
                for mapping in sealed_mappings(stage):
                    open_mapping(mapping, witness=account_named("jiandu"), by=account_named("jiami"))


def _check_in(stage: Stage) -> None:
    """All appear but a few; the time used is written down."""
    city = account_named("city")
    entries = session.scalars(select(Entry).where(Entry.event_id == stage.event_id, Entry.state == EntryState.ACCEPTED))
    for number, entry in enumerate(entries.all(), start=1):
        absent = number % ABSENT_EVERY == 0
        status = AppearanceStatus.ABSENT if absent else AppearanceStatus.PRESENT
        judging.check_in_entry(stage, entry.id, status, by=city)
        if not absent:
            judging.record_time(stage, entry.id, Decimal(CHANCE.randrange(3600, 7200)), by=city)


def _sheets(stage: Stage) -> Select[Sheet]:
    """The sheets that judges have to fill: not those they are recused from, not those of the absent."""
    absent = excused_references(stage)
    return (
        sheets_of_panels([one.panel_id for one in panels_of(stage)])
        .where(Sheet.state == SheetState.OPEN, Subject.reference.not_in(absent))
        .order_by(Sheet.id)
    )


def fill_sheet(sheet: Sheet, talent: float, chance: random.Random) -> None:
    """A judge or assessor marks every criterion near somebody's talent and seals."""
    judge = sheet.member.account
    operations = []
    for seq, criterion in enumerate(sheet.member.panel.scheme.criteria, start=1):
        share = min(max(chance.gauss(talent, 0.04), 0.2), 1.0)
        steps = int(share * float(criterion.full_mark / criterion.step))
        payload = {
            "sheet": sheet.id,
            "criterion": criterion.id,
            "value": str(steps * criterion.step),
            "base_rev": 0,
        }
        op_id = str(UUID(int=chance.getrandbits(128), version=4))
        operations.append(Operation(op_id, seq, "演示平板", clock.now(), payload))
    outcomes = write_marks(operations, by=judge.id)
    if any(outcome["status"] != "saved" for outcome in outcomes):
        raise RuntimeError(str(outcomes))
    seal_sheet(sheet, by=judge)


def publish_results(competition: Competition) -> None:
    """The results are computed, frozen, checked against the paper and put up for public notice."""
    city = account_named("city")
    for event in competition.events:
        version = compute_result(event.stages[0], by=city)
        freeze_result(version, by=city)
        check_results(version)
        publish_result(version, days=competition.notice_days, by=city)


def check_results(version: ResultVersion) -> None:
    """The supervisor draws the sheets by a known seed and finds them all right."""
    supervisor = account_named("jiandu")
    check = begin_spot_check(version, "top_ten_2026", seed="20261121", by=supervisor)
    for item in items_of(check):
        check_sheet(item, CheckOutcome.RIGHT, by=supervisor)
    finish_spot_check(check, by=supervisor)
