"""The home page: what waits for whom, and what visitors see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.judging.models import Appearance, ModulePanel
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Event, Stage
from competitions.planning.rules import CompetitionState, StageState
from competitions.registration.rules import EntryState
from competitions.results.models import ResultVersion
from competitions.results.rules import ResultState
from foundation import clock
from foundation.database import session
from foundation.jobs import Job, JobFailure, JobState
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.rules import Duty, PanelState
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from notices.models import Objection, PublicNotice
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import competitions, people
from website.waiting import waiting_for

NOW = "2026-10-15 09:00"


class World:
    """Two districts, each with an enterprise, a competition and an event; officers of the first."""

    def __init__(self) -> None:
        self.district, self.other = people.organisation("甲区总工会"), people.organisation("乙区总工会")
        self.plant = people.organisation("示例机械厂", self.district)
        self.far_plant = people.organisation("别处的工厂", self.other)
        self.officer = people.account(Role.DISTRICT_OFFICER, self.district)
        self.enterprise = people.account(Role.ENTERPRISE_OFFICER, self.plant)
        self.event = competitions.event(competitions.competition(self.district))
        self.far_event = competitions.event(competitions.competition(self.other))


@pytest.fixture
def world(app: Flask, clock: Callable[[str], datetime]) -> World:
    clock(NOW)
    return World()


def waiting(app: Flask, account: Account) -> dict[str, int]:
    with app.test_request_context():
        return {item.title: item.count for item in waiting_for(account)}


def notice(organisation: Organisation, days: int) -> PublicNotice:
    closes = clock.now() + timedelta(days=days)
    made = PublicNotice(
        reference="test:1",
        title=f"{organisation.name}成绩公示",
        facts={},
        organisation=organisation,
        opens_at=closes - timedelta(days=5),
        closes_at=closes,
    )
    session.add(made)
    session.commit()
    return made


def test_nothing_waits_at_first(app: Flask, world: World, client: FlaskClient):
    assert waiting(app, world.officer) == waiting(app, world.enterprise) == {}
    assert "没有等您处理的事项" in people.sign_in(client, world.officer).get("/").text


def test_entries_wait_for_their_officers(app: Flask, world: World):
    for event, unit in ((world.event, world.plant), (world.far_event, world.far_plant)):
        for state in (EntryState.SUBMITTED, EntryState.SUBMITTED, EntryState.RETURNED, EntryState.DRAFT):
            competitions.entry(event, unit, people.person(employer=unit), state=state)
    assert waiting(app, world.officer) == {"项报名等您审核": 2}
    assert waiting(app, world.enterprise) == {"项报名被退回，等您修改": 1, "项报名还没有提交": 1}


def test_drafts_stop_waiting_when_registration_closes(app: Flask, world: World, clock: Callable[[str], datetime]):
    competitions.entry(world.event, world.plant, people.person(employer=world.plant), state=EntryState.DRAFT)
    assert waiting(app, world.enterprise) == {"项报名还没有提交": 1}
    clock("2026-12-01 09:00")
    assert waiting(app, world.enterprise) == {}


def test_draws_wait_once_registration_is_closed(app: Flask, world: World, clock: Callable[[str], datetime]):
    clock("2026-12-01 09:00")
    assert waiting(app, world.officer) == {"个赛项报名截止，等您抽签": 1}
    world.event.stages[0].state = StageState.DRAWN
    session.commit()
    assert waiting(app, world.officer) == {}


def test_results_wait_until_they_are_put_up(app: Flask, world: World):
    stage = world.event.stages[0]
    stage.state = StageState.JUDGED
    session.commit()
    assert waiting(app, world.officer) == {"个赛项评分结束，等您公示成绩": 1}
    session.add(
        ResultVersion(
            stage=stage,
            number=1,
            plan_version=1,
            facts={},
            state=ResultState.NOTICED,
            digest="x",
            computed_by=world.officer.id,
            frozen_at=clock.now(),
            notice=notice(world.district, 3),
        )
    )
    session.commit()
    assert waiting(app, world.officer) == {}


def test_notices_and_objections_wait_for_those_who_answer(app: Flask, world: World):
    running = notice(world.district, 3)
    over = notice(world.district, -1)
    far = notice(world.other, -1)
    session.add_all(Objection(notice=one, name="甲", contact="1", content="有异议") for one in (running, over, far))
    session.commit()
    assert waiting(app, world.officer) == {"条异议等您答复": 2, "个公示已到期，等您结束": 1}
    assert waiting(app, world.enterprise) == {}


def test_failed_jobs_wait_for_whoever_asked(app: Flask, world: World):
    for by, state in ((world.enterprise, JobState.DONE), (world.enterprise, JobState.RUNNING)):
        job = Job(kind="k", title="t", subject_id=1, state=state, created_by=by.id, organisation_path=world.plant.path)
        job.failures.append(JobFailure(item_id=1, label="王示例", message="缺字"))
        session.add(job)
    facts = {"kind": "k", "title": "t", "subject_id": 1, "created_by": world.enterprise.id}
    for note in ("", "系统错误"):  # paused by a person, paused by itself
        session.add(Job(state=JobState.CANCELLED, note=note, organisation_path=world.plant.path, **facts))
    session.commit()
    assert waiting(app, world.enterprise) == {"个后台任务有没办成的": 2}
    assert waiting(app, world.officer) == {"个后台任务有没办成的": 2}


def panel(stage: Stage, *judges: Account) -> Panel:
    module = stage.modules[0]
    made = Panel(title="裁判组", scheme=module.scheme, organisation=stage.event.competition.organisation)
    made.members = [PanelMember(account=judge, duty=Duty.MARKING) for judge in judges]
    session.add(ModulePanel(module=module, panel=made))
    session.commit()
    return made


def sheets(made: Panel, event: Event, unit: Organisation, number: int) -> list[Subject]:
    for position in range(number):
        entry = competitions.entry(event, unit, people.person(employer=unit))
        made.subjects.append(Subject(reference=str(entry.id), label=f"{position}号工位", position=position))
    session.flush()
    session.add_all(Sheet(subject=subject, member=member) for subject in made.subjects for member in made.members)
    session.commit()
    return made.subjects


def test_sheets_wait_for_their_judge_only(app: Flask, world: World):
    first, second = (people.account(Role.JUDGE, world.district) for _ in range(2))
    stage = world.event.stages[0]
    made = panel(stage, first, second)
    subjects = sheets(made, world.event, world.plant, 3)
    assert waiting(app, first) == waiting(app, second) == {"张评分表等您评分封存": 3}

    sealed = next(one for one in session.query(Sheet) if one.subject is subjects[0] and one.member.account is first)
    sealed.state, sealed.sealed_at = SheetState.SEALED, clock.now()
    absent = AppearanceStatus.ABSENT
    session.add(Appearance(stage=stage, entry_id=int(subjects[1].reference), status=absent))
    session.commit()
    assert waiting(app, first) == {"张评分表等您评分封存": 1}
    assert waiting(app, second) == {"张评分表等您评分封存": 2}

    made.state = PanelState.CLOSED
    session.commit()
    assert waiting(app, first) == waiting(app, second) == {}


def test_show_home_counts_all_kinds_of_work_at_once(
    world: World, client: FlaskClient, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    people.sign_in(client, world.officer)
    with query_count() as before:
        client.get("/")
    for _ in range(20):
        unit = people.organisation(f"示例厂{_}", world.district)
        competitions.entry(world.event, unit, people.person(employer=unit), state=EntryState.SUBMITTED)
    with query_count() as after:
        page = client.get("/").text
    assert len(after) == len(before) < 15
    assert "项报名等您审核" in page and "/entries?state=submitted" in page


def test_visitors_see_verification_published_competitions_and_open_notices(world: World, client: FlaskClient):
    competitions.competition(world.district, title="筹备中的竞赛", state=CompetitionState.DRAFT)
    notice(world.district, 3)
    page = client.get("/").text
    assert "证书查验" in page and 'href="/verify"' in page
    assert world.event.competition.title in page and "筹备中的竞赛" not in page
    assert "甲区总工会成绩公示" in page
    assert "等您处理" not in page
    open_pages = ("/innovation-studios", "/studios/contests/calls", "/booklets", "/studios/library")
    assert [address for address in open_pages if f'href="{address}"' not in page] == []


@pytest.mark.parametrize("role", Role)
def test_show_home_opens_for_every_role(world: World, client: FlaskClient, role: Role):
    page = people.sign_in(client, people.account(role, world.district)).get("/")
    assert page.status_code == 200
    assert "等您处理" in page.text and page.text.count('class="tile" href="/studios/contests/calls"') == 1


def test_show_health_says_that_the_database_answers(client: FlaskClient):
    health = client.get("/health").json
    assert health and health["database"] == "ok"
