"""Medals by score in place of prizes by place: page, working, notice, workbook, certificate."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from certificates.issuing.models import Certificate
from competitions.results.operations import issue_certificates
from foundation import clock, job_queue
from foundation.database import session, transaction
from tests.factories import people, results
from tests.factories.judging import Contest

FIVE = [["90"], ["89.5"], ["80"], ["70"], ["60"]]
MEDALS = {"distance": "2", "medallion_from": "700", "bronze_behind_silvers": True, "small_fields": False}


@pytest.fixture
def contest(app: Flask) -> Iterator[Contest]:
    job_queue.prepare_jobs(app)
    with clock.frozen(datetime(2026, 11, 20, 4, tzinfo=UTC)):
        contest = results.judged(FIVE)
        event = contest.stage.event
        event.awards, event.medals, event.scale = [], MEDALS, "scale_700"
        session.commit()
        yield contest


def test_show_result_gives_medals_with_the_scale_and_the_reason(app: Flask, contest: Contest):
    results.computed(contest)
    page = people.sign_in(app.test_client(), contest.officer).get(f"/results/{contest.stage.id}").text
    winner = page.split("选手1</a>")[1].split("</tr>")[0]
    assert 'data-label="折算分">720<' in winner and "金牌" in winner
    assert "奖牌怎样得出" in page and "金牌 2 枚：最高 720 分，相差不超过 2 的共 2 人并列" in page
    assert "银牌 0 枚：金牌有 2 枚，不设银牌" in page
    assert "优胜奖 0 枚：未获奖牌，分数不低于 700" in page


def test_show_working_explains_the_medal(app: Flask, contest: Contest):
    version = results.computed(contest)
    line = results.line_of(version, "选手2")
    page = people.sign_in(app.test_client(), contest.officer).get(f"/results/lines/{line.id}").text
    assert '<span class="score-word">折算分</span><span class="score-number">719</span>' in page
    assert "金牌：最高 720 分，相差不超过 2 的共 2 人并列。" in page


def test_notice_and_workbook_have_the_scale_beside_the_total(app: Flask, contest: Contest):
    version = results.noticed(contest)
    (table,) = results.notice_of(version).facts["tables"]
    assert list(table["columns"][5:]) == ["总分", "折算分", "奖项"] and list(table["rows"][0][5:]) == [
        "90.00",
        "720",
        "金牌",
    ]
    officer = people.sign_in(app.test_client(), contest.officer)
    assert officer.get(f"/results/versions/{version.id}/notice.pdf").data.startswith(b"%PDF")
    content = io.BytesIO(officer.get(f"/results/versions/{version.id}/result.xlsx").data)
    header, first, *_ = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert first[header.index("折算分")] == "720"


def test_certificates_say_the_title_of_the_medal(contest: Contest):
    version = results.final(contest)
    with transaction():
        issue_certificates(version, by=contest.officer, address="https://jiangxin.example")
    made = session.scalars(select(Certificate).order_by(Certificate.number)).all()
    assert [(one.holder_name, one.facts["award"]) for one in made] == [
        ("选手1", "金牌"),
        ("选手2", "金牌"),
        ("选手3", "铜牌"),
    ]
