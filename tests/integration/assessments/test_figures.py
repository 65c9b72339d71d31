"""The figures of certification: what is counted, in whose scope, and official figures kept apart."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from assessments.bodies.models import AssessmentBody
from assessments.figures.queries import lines_of, stock_on, total_of
from assessments.grants.rules import Ground
from assessments.ladder.models import Recognition
from assessments.ladder.rules import RecognitionState
from assessments.results.models import Outcome, PartScore
from assessments.results.rules import OutcomeState, ScoreSource, ScoreState
from assessments.standards.rules import Part
from foundation.database import session
from foundation.files import store
from notices.models import PublicNotice
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level
from tests.factories import assessments, people
from tests.factories.assessments import BREWER


@pytest.fixture
def body(app: Flask) -> AssessmentBody:
    return assessments.body()


@pytest.fixture
def officer(body: AssessmentBody) -> Account:
    district = body.organisation.parent
    assert district is not None
    return people.account(Role.DISTRICT_OFFICER, district)


def held(person: Person, level: Level, awarded: date | None) -> None:
    session.add(SkillLevel(person=person, occupation_code=BREWER, level=level, awarded=awarded))
    session.commit()


def test_lines_count_who_came_and_who_passed(body: AssessmentBody, officer: Account):
    item = assessments.batch(body).items[0]
    passed, failed, absent = (assessments.application(item) for _ in range(3))
    notice = PublicNotice(
        reference="assessment-batch:1",
        title="成绩公示",
        facts={},
        organisation=body.organisation,
        opens_at=datetime(2026, 12, 1, tzinfo=UTC),
        closes_at=datetime(2026, 12, 8, tzinfo=UTC),
    )
    final: dict[str, Any] = {"notice": notice, "state": OutcomeState.FINAL, "final_on": date(2026, 12, 8)}
    for application, score in ((passed, 80), (failed, 50), (absent, None)):
        session.add(
            PartScore(
                application=application,
                part=Part.THEORY,
                source=ScoreSource.ENTERED,
                score=None if score is None else Decimal(score),
                absent=score is None,
                state=ScoreState.REVIEWED,
                reviewed_by=officer.id,
            )
        )
        session.add(Outcome(application=application, passed=score == 80, working=[], **final))
    session.commit()
    lines = lines_of(officer, 2026)
    assert [(one.occupation_code, one.level, one.attended, one.passed) for one in lines] == [(BREWER, Level.FOUR, 2, 1)]
    assert total_of(lines) == (2, 1, 0)
    assert lines_of(officer, 2025) == []
    elsewhere = people.account(Role.DISTRICT_OFFICER, people.organisation("别处区总工会"))
    assert lines_of(elsewhere, 2026) == []


def test_stock_counts_each_person_once_by_the_highest_level_on_the_day(body: AssessmentBody, officer: Account):
    both, one, unskilled = (people.person("周示例", body.organisation) for _ in range(3))
    held(both, Level.FOUR, date(2024, 1, 1))
    held(both, Level.THREE, date(2026, 6, 1))
    held(one, Level.FIVE, None)
    held(unskilled, Level.APPRENTICE, date(2024, 1, 1))
    before, after = stock_on(officer, date(2026, 5, 31)), stock_on(officer, date(2026, 6, 1))
    assert (before.skilled, before.highly_skilled) == (2, 0)
    assert (after.skilled, after.highly_skilled) == (2, 1)
    assert after.by_level == {Level.APPRENTICE: 1, Level.FIVE: 1, Level.THREE: 1}


def test_stock_counts_who_is_appointed_while_the_term_runs(body: AssessmentBody, officer: Account):
    master = people.person("周示例", body.organisation)
    held(master, Level.ONE, date(2020, 1, 1))
    clerk, reviewer = (people.account(role, body.organisation) for role in (Role.ASSESSMENT_OFFICER, Role.WORKER))
    session.add(
        Recognition(
            person=master,
            employer=body.organisation,
            ground=Ground.APPOINTMENT,
            level=Level.SPECIAL,
            occupation_code=BREWER,
            grounds="示例业绩",
            document="示酒人〔2026〕3 号",
            evidence=store(b"%PDF-1.7", name="材料.pdf", media_type="application/pdf"),
            post="示例岗位",
            begins=date(2026, 11, 21),
            ends=date(2028, 11, 20),
            ended_on=date(2027, 1, 31),
            state=RecognitionState.OVER,
            proposed_by=clerk,
            decided_by=reviewer,
            site=body.sites[0],
        )
    )
    session.commit()
    days = [date(2026, 11, 20), date(2026, 11, 21), date(2027, 1, 31), date(2027, 2, 1)]
    assert [stock_on(officer, day).by_level for day in days] == [
        {level: 1} for level in (Level.ONE, Level.SPECIAL, Level.SPECIAL, Level.ONE)
    ]


def test_figures_page_and_workbook_say_the_same_and_keep_official_ones_apart(
    body: AssessmentBody, officer: Account, client: FlaskClient
):
    held(people.person("周示例", body.organisation), Level.THREE, date(2026, 6, 1))
    people.sign_in(client, officer)
    unit = body.organisation.parent.id
    typed = {"organisation": unit, "measure": "skilled", "as_of": "2025-12-31", "value": 56000, "source": ""}
    assert "请填写出处" in client.post("/assessments/figures/official", data=typed).text
    noted = typed | {"source": "示例区统计公报 2025 年第 12 页"}
    assert client.post("/assessments/figures/official", data=noted).status_code == 302
    page = client.get("/assessments/figures?day=2026-11-20").text
    assert "技能人才 1 人，其中高技能人才 1 人" in page
    assert "56000" in page and "示例区统计公报 2025 年第 12 页" in page
    content = client.get("/assessments/figures.xlsx?day=2026-11-20").data
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("技能人才").to_python()
    assert rows[-2:] == [["技能人才", 1.0], ["高技能人才", 1.0]]
    assert client.get("/assessments/figures?year=abc&day=昨天").status_code == 200
    worker = people.account(Role.WORKER, body.organisation)
    assert people.sign_in(client, worker).get("/assessments/figures").status_code == 403
