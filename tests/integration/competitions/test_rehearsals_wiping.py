"""Wiping a rehearsal: all of it goes, and nothing else."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from competitions.boards.operations import set_board
from competitions.boards.rules import PublicContent
from competitions.judging.penalties import state_absence
from competitions.planning.models import Competition, Stage
from competitions.planning.plan import plan_facts
from competitions.registration.models import Entry
from competitions.rehearsals.models import Rehearsal
from competitions.rehearsals.operations import begin_rehearsal, simulate_judging, wipe_rehearsal
from competitions.rehearsals.preparing import prepare_rehearsal
from competitions.rehearsals.queries import stages_of
from competitions.rehearsals.wiping import OWNED, tables_wiped
from competitions.results.holding import place_hold
from foundation.audit import AuditEntry
from foundation.database import Base, session, transaction
from foundation.errors import Refused
from foundation.job_queue import prepare_jobs
from foundation.jobs import Job, JobState, cancel_job
from marking.panels.models import Conflict, Panel
from marking.panels.rules import ConflictGround
from people.accounts.models import Account
from people.organisations.models import Organisation
from tests.factories import judging, rehearsals

STAYS = {"audit_entries", "chain_heads", "chained_entries", "device_operations"}


@pytest.fixture(autouse=True)
def _jobs(app: Flask) -> None:
    prepare_jobs(app)


def test_wipe_rehearsal_leaves_every_table_as_it_was(app: Flask):
    judging.opened()  # another contest that is running
    source, officer = rehearsals.planned()
    before, plans = _counts(), [plan_facts(event) for event in source.events]
    with transaction():
        rehearsal = begin_rehearsal(source, contestants=4, seed="2026", by=officer)
    _play(rehearsal, officer)
    assert all(_counts()[table] > before[table] for table in ("marking_seals", "result_lines", "spot_check_items"))
    removed = _wipe(rehearsal, officer)
    changed = {table for table, count in _counts().items() if count != before[table]}
    assert changed == STAYS | {"accounts", "role_grants"}  # the supervisor who came for the result
    assert removed > 300
    session.refresh(source)
    assert [plan_facts(event) for event in source.events] == plans
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "wipe_rehearsal")).one()
    assert entry.changes == {"records": [removed, 0]} and entry.subject_label.startswith("【演练】")


def test_wipe_rehearsal_frees_no_number_for_the_next(app: Flask):
    """Logs name stages, panels, entries and accounts by number: the next contest must not continue a wiped one's log.

    Teeth: without `sqlite_autoincrement` on those tables SQLite gives the same numbers again.
    """
    rehearsal, officer = rehearsals.prepared()
    source_id, first = rehearsal.competition.rehearsal_of_id, _numbers()
    _wipe(rehearsal, officer)
    source = session.get_one(Competition, source_id)
    with transaction():
        prepare_rehearsal(begin_rehearsal(source, contestants=4, seed="2", by=officer), by=officer)
    real: set[tuple[type, int]] = {(Stage, stage.id) for event in source.events for stage in event.stages}
    real |= {(Account, officer.id), (Organisation, source.organisation_id)}
    assert first & _numbers() == real


def test_wipe_rehearsal_asks_for_its_name(app: Flask):
    rehearsal, officer = rehearsals.begun()
    with pytest.raises(Refused, match="名称不一致"), transaction():
        wipe_rehearsal(rehearsal, title="示例区职工技能大赛", by=officer)
    assert session.scalar(select(func.count()).select_from(Rehearsal)) == 1


def test_wipe_rehearsal_not_while_simulated_judges_mark(app: Flask):
    rehearsal, officer = rehearsals.prepared()
    with transaction():
        job = simulate_judging(rehearsal, share=100, by=officer)
    with pytest.raises(Refused, match="正在评分"):
        _wipe(rehearsal, officer)
    with transaction():
        cancel_job(session.get_one(Job, job.id), by=officer)
    assert session.get_one(Job, job.id).state is JobState.CANCELLED
    assert _wipe(rehearsal, officer) > 100
    assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_scheme_that_a_real_module_uses_too_is_not_taken_from_it(app: Flask):
    """The wipe never goes from what is owned up to another owner: the database refuses, and nothing is lost."""
    rehearsal, officer = rehearsals.begun()
    own = rehearsals.stage_called(rehearsal, "焊工").modules[0].scheme
    real = next(event for event in _source(rehearsal).events if event.title == "焊工").stages[0].modules[0]
    real.scheme = own
    session.commit()
    assert "modules.scheme_id" in OWNED and "modules" in tables_wiped()
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        _wipe(rehearsal, officer)
    assert session.get_one(Rehearsal, rehearsal.id).competition.events


def _play(rehearsal: Rehearsal, officer: Account) -> None:
    """All that one can do in a rehearsal, so that there is much to wipe."""
    with transaction():
        prepare_rehearsal(rehearsal, by=officer)
    last = stages_of(rehearsal)[-1]
    with transaction():
        state_absence(last.modules[0], _entry(last).id, reason="演练缺考", by=officer)
        set_board(last, PublicContent.PROGRESS, by=officer)
        place_hold(last, "rehearsal", "演练中的事项")
        session.add(_conflict(rehearsal, officer))
    rehearsals.simulated(rehearsal, officer)
    rehearsals.frozen(rehearsal, officer)


def _conflict(rehearsal: Rehearsal, officer: Account) -> Conflict:
    return Conflict(
        account=officer,
        ground=ConflictGround.SELF_DECLARED,
        organisation=rehearsal.units[0],
        declarer=officer,
    )


def _entry(stage: Stage) -> Entry:
    return session.scalars(select(Entry).where(Entry.event_id == stage.event_id).order_by(Entry.id).limit(1)).one()


def _source(rehearsal: Rehearsal):
    return session.get_one(Competition, rehearsal.competition.rehearsal_of_id)


def _wipe(rehearsal: Rehearsal, officer: Account) -> int:
    with transaction():
        return wipe_rehearsal(rehearsal, title=rehearsal.competition.title, by=officer)


def _counts() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def _numbers() -> set[tuple[type, int]]:
    kinds = (Stage, Panel, Entry, Account, Organisation)
    return {(kind, number) for kind in kinds for number in session.scalars(select(kind.id))}
