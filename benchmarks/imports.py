"""A workbook of 10,000 entries taken in, against calamine's bare read of the same file.

python -m benchmarks.imports [ROWS] [--postgresql URL]
"""

import io
from datetime import date, timedelta

from python_calamine import CalamineWorkbook
from stdnum.cn import ric

from benchmarks.databases import asked_count, empty_database
from benchmarks.timing import print_phases, timed
from competitions.planning.models import Category, Competition, Event, Stage
from competitions.planning.rules import CompetitionLevel, CompetitionState
from competitions.registration.workbooks import COLUMNS, ENTRIES
from foundation import clock
from foundation.database import session, transaction
from foundation.imports import Effect, ImportBatch, apply_import, preview_import
from foundation.workbook_writing import export_workbook
from foundation.workbooks import read_workbook
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind

RUNS = 3
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "安例示样宁和平明远航"


def main() -> None:
    rows = asked_count(10_000)
    with empty_database() as kind:
        measured = [measure(run, rows) for run in range(RUNS)]
    print(f"{rows:,} new entries of {rows:,} new persons on {kind}")
    print_phases([(name, [seconds[name] for seconds in measured]) for name in measured[0]])


def measure(run: int, rows: int) -> dict[str, float]:
    """The seconds of each phase, for a unit and persons that no other run has."""
    competition_id, officer_id = make_unit(run)
    content = make_workbook(rows, first=run * rows)
    batch_ids: list[int] = []
    seconds = {
        "bare read by calamine": timed(lambda: bare_read(content)),
        "read_workbook: unpacked, checked, judged by cell": timed(lambda: read_workbook(content, COLUMNS)),
        "preview_import": timed(lambda: batch_ids.append(preview(content, competition_id, officer_id))),
        "apply_import": timed(lambda: take_in(batch_ids[0], officer_id)),
    }
    counts = session.get_one(ImportBatch, batch_ids[0]).counts()
    assert counts[Effect.NEW] == rows, counts
    session.remove()
    return seconds


def make_unit(run: int) -> tuple[int, int]:
    """A competition with one event open for registration, and an officer to hand entries in; their ids."""
    with transaction():
        unit = Organisation(name=f"示例公司{run}工会", kind=OrganisationKind.PRIMARY_UNION, path="//")
        session.add(unit)
        session.flush()
        unit.path = f"/{unit.id}/"
        officer = Account(username=f"officer{run}", display_name="示例经办人", organisation=unit)
        officer.grants.append(RoleGrant(role=Role.ENTERPRISE_OFFICER, organisation=unit))
        competition = Competition(
            organisation=unit,
            title=f"示例竞赛{run}",
            edition="",
            level=CompetitionLevel.DISTRICT,
            registration_opens=clock.now() - timedelta(days=1),
            registration_closes=clock.now() + timedelta(days=1),
            contest_begins=clock.today() + timedelta(days=9),
            contest_ends=clock.today() + timedelta(days=9),
            state=CompetitionState.PUBLISHED,
        )
        event = Event(competition=competition, title="焊工", occupation_code="6-18-02-04", position=1, awards=[])
        event.categories.append(Category(title="职工组"))
        event.stages.append(Stage(position=1, title="决赛"))
        session.add_all([officer, event])
        session.flush()
        return competition.id, officer.id


def make_workbook(rows: int, *, first: int) -> bytes:
    """Entries of as many persons, numbered from `first`, none of whom is on record."""
    return export_workbook("报名表", COLUMNS, (contestant(first + row) for row in range(rows)))


def contestant(number: int) -> dict[str, str]:
    """The row of one contestant: another document for each number."""
    born = date(1970, 1, 1) + timedelta(days=number // 1000)
    front = f"500118{born:%Y%m%d}{number % 1000:03}"
    return {
        "event": "焊工",
        "name": SURNAMES[number % 10] + GIVEN[number // 10 % 10] + GIVEN[number // 100 % 10],
        "document_number": front + str(ric.calc_check_digit(front + "0")),
        "phone": f"138{number:08}",
        "occupation": "6-18-02-04",
        "post": "焊接班组长",
    }


def bare_read(content: bytes) -> object:
    """The cells, and nothing made of them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def preview(content: bytes, competition_id: int, officer_id: int) -> int:
    """The upload as the page does it; the batch's id."""
    with transaction():
        officer = session.get_one(Account, officer_id)
        context = {"competition_id": competition_id}
        return preview_import(ENTRIES, content, name="报名表.xlsx", by=officer, context=context).id


def take_in(batch_id: int, officer_id: int) -> None:
    """The confirmation as the page does it."""
    with transaction():
        apply_import(session.get_one(ImportBatch, batch_id), by=session.get_one(Account, officer_id))


if __name__ == "__main__":
    main()
