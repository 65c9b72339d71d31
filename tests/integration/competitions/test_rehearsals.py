"""A rehearsal: begun from a competition, made ready in one go, marked by simulated judges."""

from collections import Counter
from dataclasses import fields
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from competitions.archives.operations import make_archive
from competitions.draw.queries import current_draw
from competitions.judging.operations import add_judge
from competitions.judging.queries import judges_available_to, panels_of
from competitions.planning.models import Competition
from competitions.planning.operations import CompetitionFacts, edit_competition, publish_competition
from competitions.planning.queries import competitions_visible_to
from competitions.planning.rules import CompetitionState, StageState
from competitions.registration.models import Entry, EntryMember
from competitions.rehearsals.models import Rehearsal
from competitions.rehearsals.operations import begin_rehearsal, simulate_judging
from competitions.rehearsals.preparing import prepare_rehearsal
from competitions.rehearsals.queries import progress_of, stages_of
from competitions.results.operations import publish_result
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.job_queue import prepare_jobs
from foundation.jobs import JobState
from foundation.outbox import DeviceOperation
from marking.panels.rules import Duty
from marking.sheets.models import Mark, Seal, Sheet
from marking.sheets.rules import SheetState
from people.accounts.rules import Role
from tests.factories import people, rehearsals
from tests.factories.marking import judge
from website.waiting import stages_to_publish


@pytest.fixture(autouse=True)
def _jobs(app: Flask) -> None:
    prepare_jobs(app)


def test_begin_rehearsal_copies_the_plan_with_contestants_of_nobody(app: Flask):
    rehearsal, officer = rehearsals.begun(5)
    copy = rehearsal.competition
    assert copy.title == "【演练】示例区职工技能大赛" and copy.state is CompetitionState.DRAFT
    entries = session.scalars(select(Entry).where(Entry.event_id == copy.events[0].id).order_by(Entry.id)).all()
    assert [entry.title for entry in entries] == [f"演练选手00{place}" for place in range(1, 6)]
    assert session.scalar(select(func.count()).select_from(EntryMember)) == 0
    assert {entry.organisation.active for entry in entries} == {False}
    assert session.scalars(competitions_visible_to(None)).all() == [session.get(Competition, copy.rehearsal_of_id)]
    other = people.account(Role.DISTRICT_OFFICER, people.organisation("另一示例区总工会"))
    assert copy not in session.scalars(competitions_visible_to(other)).all()
    assert copy in session.scalars(competitions_visible_to(officer)).all()


def test_begin_rehearsal_once_and_never_of_a_rehearsal(app: Flask):
    rehearsal, officer = rehearsals.begun()
    for competition in (session.get_one(Competition, rehearsal.competition.rehearsal_of_id), rehearsal.competition):
        with pytest.raises(Refused, match="已有一场演练"), transaction():
            begin_rehearsal(competition, contestants=3, by=officer)


def test_begin_rehearsal_needs_a_complete_plan(app: Flask):
    source, officer = rehearsals.planned()
    source.events[0].awards = []
    session.commit()
    with pytest.raises(Refused) as refusal, transaction():
        begin_rehearsal(source, contestants=3, by=officer)
    assert any("焊工" in reason and "设奖方案" in reason for reason in refusal.value.reasons)


def test_prepare_rehearsal_brings_every_stage_to_judging(app: Flask):
    rehearsal, officer = rehearsals.prepared()
    stages = stages_of(rehearsal)
    assert [stage.state for stage in stages] == [StageState.JUDGING] * 3
    assert {account.active for account in rehearsal.accounts} == {False}
    assert {account.demo for account in rehearsal.accounts} == {True}
    assert {account.password_hash for account in rehearsal.accounts} == {None}
    assert session.scalars(judges_available_to(officer)).all() == []
    sealed = [mapping.sealed_at for stage in stages for mapping in current_draw(stage).mappings]
    assert len(sealed) == 5 and None not in sealed  # one at each blind stage by workstation, two by work number
    with pytest.raises(Refused, match="不用再备赛"), transaction():
        prepare_rehearsal(rehearsal, by=officer)


def test_prepare_rehearsal_keeps_real_judges_and_leaves_their_sheets_to_them(app: Flask):
    rehearsal, officer = rehearsals.begun(3)
    stage = rehearsals.stage_called(rehearsal, "焊工")
    real = judge(rehearsal.competition.organisation)
    with transaction():
        add_judge(stage.modules[1], real, Duty.MARKING, by=officer)
    with transaction():
        prepare_rehearsal(rehearsal, by=officer)
    rehearsals.simulated(rehearsal, officer)
    own = select(Sheet).join(Sheet.member).where(Sheet.member.has(account_id=real.id))
    assert [sheet.state for sheet in session.scalars(own)] == [SheetState.OPEN] * 3
    module = panels_of(stage)[1]
    assert [member.account_id for member in module.panel.members if member.duty is Duty.MARKING] == [real.id]


def test_simulate_judging_fills_and_seals_every_sheet_as_tablets_do(app: Flask):
    rehearsal, officer = rehearsals.prepared()
    job = rehearsals.simulated(rehearsal, officer)
    assert (job.state, job.done, job.failures) == (JobState.DONE, job.total, [])
    progress = progress_of(rehearsal)
    assert [(one.sealed, one.total) for one in progress] == [(24, 24), (12, 12), (12, 12)]
    assert session.scalar(select(func.count()).select_from(Seal)) == 48
    streams = session.scalars(select(DeviceOperation.stream).where(DeviceOperation.device == "rehearsal-tablet"))
    assert Counter(streams) == {"marks": 48 + session.scalar(select(func.count()).select_from(Mark))}


def test_simulate_judging_of_a_share_goes_on_from_there(app: Flask):
    rehearsal, officer = rehearsals.prepared()
    assert rehearsals.simulated(rehearsal, officer, share=60).done == 29
    with pytest.raises(Refused, match="已填满 60%"), transaction():
        simulate_judging(rehearsal, share=60, by=officer)
    assert rehearsals.simulated(rehearsal, officer, share=100).done == 19


def test_simulate_judging_by_the_same_seed_writes_the_same(app: Flask):
    rehearsal, officer = rehearsals.prepared()
    rehearsals.simulated(rehearsal, officer)
    first = _written(rehearsal)
    assert len(set(first.values())) > 12  # plausible: not everybody gets the same
    session.execute(update(Mark).values(value=None))
    for sheet in session.scalars(select(Sheet)):
        sheet.state, sheet.sealed_at = SheetState.OPEN, None
    session.commit()
    rehearsals.simulated(rehearsal, officer)
    assert _written(rehearsal) == first


def test_simulate_judging_needs_a_rehearsal_made_ready(app: Flask):
    rehearsal, officer = rehearsals.begun()
    with pytest.raises(Refused, match="还没有备赛"), transaction():
        simulate_judging(rehearsal, share=100, by=officer)


def test_results_of_a_rehearsal_are_frozen_and_go_no_further(app: Flask):
    rehearsal, officer = rehearsals.prepared()
    rehearsals.simulated(rehearsal, officer)
    version = rehearsals.frozen(rehearsal, officer)
    assert [line.score_rank for line in version.lines] == [1, 2, 3, 4]
    for forbidden in (
        lambda: publish_result(version, days=5, by=officer),
        lambda: publish_competition(rehearsal.competition, by=officer),
        lambda: make_archive(rehearsal.competition, by=officer),
    ):
        with pytest.raises(Refused, match="演练不发布、不公示、不发证、不归档"), transaction():
            forbidden()
    assert version.stage_id not in [one.id for one in session.scalars(stages_to_publish(officer))]


def test_edit_competition_keeps_the_name_of_a_rehearsal(app: Flask):
    rehearsal, officer = rehearsals.begun()
    copy = rehearsal.competition
    facts = {field.name: getattr(copy, field.name) for field in fields(CompetitionFacts) if field.name != "partners"}
    with transaction():
        edit_competition(copy, CompetitionFacts(**facts | {"partners": [], "theme": "练兵"}), version=None, by=officer)
    assert copy.theme == "练兵"
    with pytest.raises(Refused, match="演练的名称不能改"), transaction():
        changed = CompetitionFacts(**facts | {"partners": [], "title": "技能大赛"})
        edit_competition(copy, changed, version=None, by=officer)


def test_a_rehearsal_cannot_be_stored_as_published(app: Flask):
    rehearsal, _officer = rehearsals.begun()
    rehearsal.competition.state = CompetitionState.PUBLISHED
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def _written(rehearsal: Rehearsal) -> dict[tuple[int, int], Decimal]:
    query = select(Mark.sheet_id, Mark.criterion_id, Mark.value)
    return {(row.sheet_id, row.criterion_id): row.value for row in session.execute(query)}
