"""Marks as judges' tablets send them, against bare inserts of as many rows, a transaction each, on the same database.

In this process; benchmarks/tablets.py sends them through the real server.

python -m benchmarks.marks [MARKS] [--postgresql URL]
"""

import time
from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import text

from benchmarks.databases import asked_count, empty_database
from benchmarks.timing import print_phases, timed
from foundation import clock
from foundation.database import db, session, transaction
from foundation.outbox import Operation
from marking.panels.rules import Duty
from marking.schemes.models import Criterion, Scheme
from marking.sheets.marks import apply_marks
from marking.sheets.models import Sheet
from marking.sheets.operations import seal_sheet
from marking.sheets.panels import NewSubject, open_panel
from marking.sheets.queries import sheets_visible_to
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from scoring.marks import MarkingType

RUNS = 3
CRITERIA = 5


def main() -> None:
    count = asked_count(1000) // CRITERIA * CRITERIA
    with empty_database() as kind:
        measured = [measure(run, count) for run in range(RUNS)]
    print(f"{count:,} marks on {kind}: CPU seconds of this process")
    print_phases([(name, [cpu[name] for cpu, _ in measured]) for name in measured[0][0]])
    for name in measured[0][1]:
        seconds = sorted(wall[name] for _, wall in measured)[RUNS // 2]
        print(f"  {count / seconds:9.0f}  marks a second by the clock, {name}")


def measure(run: int, count: int) -> tuple[dict[str, float], dict[str, float]]:
    """The CPU seconds and the seconds by the clock of each phase, for two judges with sheets of their own."""
    judges = make_sheets(run, count // CRITERIA, judges=2)
    operations = [[one for sheet in sheets_of(judge) for one in operations_of(sheet)] for judge in judges]
    sheet_ids = [sheet.id for sheet in sheets_of(judges[0])]
    wall: dict[str, float] = {}

    def phase(name: str, action: Callable[[], object]) -> tuple[str, float]:
        began = time.perf_counter()
        cpu = timed(action)
        wall[name] = time.perf_counter() - began
        return name, cpu

    seconds = dict(
        [
            phase("bare inserts of an operation and a mark", lambda: bare_inserts(operations[0])),
            phase("apply_marks, one mark a message", lambda: send(operations[0], judges[0], 1)),
            phase("apply_marks, 50 marks a message", lambda: send(operations[1], judges[1], 50)),
            phase("seal_sheet, one for five marks", lambda: seal(sheet_ids, judges[0])),
        ]
    )
    session.remove()
    return seconds, wall


def sheets_of(judge: Account) -> list[Sheet]:
    """The judge's own sheets."""
    return list(session.scalars(sheets_visible_to(judge)))


def make_sheets(run: int, subjects: int, judges: int) -> list[Account]:
    """A panel of so many judges with this many subjects; the judges."""
    with transaction():
        city = Organisation(name=f"示例市总工会{run}", kind=OrganisationKind.CITY_FEDERATION, path="//")
        session.add(city)
        session.flush()
        city.path = f"/{city.id}/"
        raters = [
            Account(username=f"judge{run}-{number}", display_name="示例裁判", organisation=city)
            for number in range(judges)
        ]
        for judge in raters:
            judge.grants.append(RoleGrant(role=Role.JUDGE, organisation=city))
        officer = Account(username=f"officer{run}", display_name="示例经办人", organisation=city)
        officer.grants.append(RoleGrant(role=Role.DISTRICT_OFFICER, organisation=city))
        scheme = Scheme(title="示例评分细则")
        for position in range(1, CRITERIA + 1):
            criterion = Criterion(position=position, code=str(position), title=f"评分项{position}")
            criterion.kind, criterion.full_mark = MarkingType.MEASUREMENT, Decimal(20)
            scheme.criteria.append(criterion)
        session.add_all([*raters, officer, scheme])
        session.flush()
        new = [NewSubject(str(number), f"{number} 号工位", None) for number in range(1, subjects + 1)]
        seats = [(judge, Duty.MARKING) for judge in raters]
        open_panel(scheme, "示例裁判组", city, raters=seats, subjects=new, by=officer)
    return raters


def operations_of(sheet: Sheet) -> list[Operation]:
    """One operation for each criterion."""
    return [
        Operation(
            str(uuid4()),
            seq,
            "tablet",
            clock.now(),
            {"sheet": sheet.id, "criterion": criterion.id, "value": "18.5", "base_rev": 0},
        )
        for seq, criterion in enumerate(sheet.subject.panel.scheme.criteria, start=1)
    ]


def bare_inserts(operations: list[Operation]) -> None:
    """The same rows into tables without constraints, two statements and a commit for each mark."""
    session.remove()
    first = text("INSERT INTO bare_operations VALUES (:op_id, :device, :seq, :at)")
    second = text("INSERT INTO bare_marks VALUES (:sheet, :criterion, :value, :op_id)")
    with db.engine.connect() as connection:
        connection.execute(text("CREATE TABLE bare_operations (op_id TEXT, device TEXT, seq INTEGER, at TEXT)"))
        connection.execute(text("CREATE TABLE bare_marks (sheet INTEGER, criterion INTEGER, value TEXT, op_id TEXT)"))
        connection.commit()
        for one in operations:
            made = {"op_id": one.op_id, "device": one.device, "seq": one.seq, "at": one.made_at.isoformat()}
            connection.execute(first, made)
            connection.execute(second, one.payload | {"op_id": one.op_id})
            connection.commit()
        connection.execute(text("DROP TABLE bare_operations"))
        connection.execute(text("DROP TABLE bare_marks"))
        connection.commit()


def send(operations: list[Operation], judge: Account, at_once: int) -> None:
    """Every operation as the tablet's page hands it in, so many a message."""
    session.add(judge)
    for first in range(0, len(operations), at_once):
        outcomes = apply_marks(operations[first : first + at_once], by=judge)
        assert all(outcome["status"] == "saved" for outcome in outcomes)


def seal(sheet_ids: list[int], judge: Account) -> None:
    """Every sheet signed, each in a transaction of its own."""
    for sheet_id in sheet_ids:
        with transaction():
            seal_sheet(session.get_one(Sheet, sheet_id), by=judge)


if __name__ == "__main__":
    main()
