"""On-line theory: who may begin and when, whose clock counts, more time for a reason, what it comes to."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.batches.models import BatchNode
from assessments.batches.rules import Node
from assessments.sittings.answers import online_scores
from assessments.sittings.models import Seat
from assessments.sittings.rules import Attendance, SittingState
from examinations.attempts.models import Attempt
from examinations.attempts.rules import AttemptState
from foundation.audit import AuditEntry
from foundation.database import session
from people.accounts.rules import Role
from tests.factories import assessments, people, sittings
from tests.factories.examinations import items, right, save
from tests.factories.sittings import Theory, begin

MORNING = "2026-11-28 09:00"


@pytest.fixture
def made(app: Flask, clock) -> Theory:
    clock(MORNING)
    return sittings.theory_sitting()


@pytest.fixture
def officer(app: Flask, made: Theory):
    return people.sign_in(app.test_client(), made.officer)


@pytest.fixture
def first(app: Flask, made: Theory):
    return people.sign_in(app.test_client(), made.candidates[0])


def test_set_theory_paper_wants_a_hundred_points_and_is_locked_by_opening(app: Flask, officer, made: Theory):
    address = f"/assessments/sittings/{made.sitting.id}/paper"
    section = {
        "sections-0-kind": "single",
        "sections-0-difficulty": "",
        "sections-0-count": "4",
        "sections-0-bank_id": str(made.bank.id),
    }
    typed = {"minutes": "90", "partial": "fixed", "partial_points": "0.5", **section, "sections-0-points": "25"}
    assert "试卷已锁定" in officer.post(address, data=typed).text
    hour = sittings.sitting(made.sitting.item, "一小时的场次", ends_at=sittings.BEGINS + timedelta(hours=1))
    assert 'value="60"' in officer.get(f"/assessments/sittings/{hour.id}/paper").text
    made.sitting.state = SittingState.PLANNED
    made.sitting.paper.locked = False
    assert "现在是 80 分" in officer.post(address, data=typed | {"sections-0-points": "20"}).text
    assert "答题时间比整场考试还长" in officer.post(address, data=typed | {"minutes": "121"}).text
    assert officer.post(address, data=typed | {"sections-0-count": "5", "sections-0-points": "20"}).status_code == 302
    assert "要抽 5 题，题库里有 4 题，不够" in officer.get(f"/assessments/sittings/{made.sitting.id}").text
    refused = officer.post(f"/assessments/sittings/{made.sitting.id}/open", follow_redirects=True)
    assert "要抽 5 题，题库里有 4 题，不够" in refused.text
    assert officer.post(address, data=typed).status_code == 302
    linked = f"/question-banks/{made.bank.id}"
    assert linked in officer.get(f"/assessments/sittings/{made.sitting.id}").text
    watcher = people.account(Role.QUALITY_INSPECTOR, made.sitting.batch.body.organisation)
    watched = people.sign_in(app.test_client(), watcher).get(f"/assessments/sittings/{made.sitting.id}").text
    assert (made.bank.title in watched, linked in watched) == (True, False)
    officer.post(f"/assessments/sittings/{made.sitting.id}/open")
    session.expire_all()
    assert (made.sitting.state, made.sitting.paper.locked) == (SittingState.OPEN, True)
    assert made.sitting.paper.full_mark == 100
    assert "正确答案" in officer.get(f"{address}/preview").text


def test_begin_theory_only_after_check_in_within_the_time_and_once(app: Flask, officer, first, made: Theory, clock):
    page = f"/assessments/my-sittings/{made.sitting.id}"
    seat = made.seat(1)
    seat.attendance = Attendance.EXPECTED
    assert "请先到监考人员处核对身份" in first.get(page).text
    assert "您还没有检录" in first.post(f"{page}/begin", follow_redirects=True).text
    officer.post(f"/assessments/seats/{seat.id}/check-in", data={"attendance": "present"})
    clock("2026-11-28 08:59")
    assert "到时刷新这一页" in first.get(page).text
    assert "答题还没有开始" in first.post(f"{page}/begin", follow_redirects=True).text
    clock("2026-11-28 10:00")
    assert "开始答题" in first.get(page).text
    attempt = begin(first, made)
    assert attempt.due_at == made.sitting.ends_at  # 90 minutes would be later
    again = people.sign_in(app.test_client(), made.candidates[0])  # another machine after a crash
    assert begin(again, made).id == attempt.id
    first.post(f"/attempts/{attempt.id}/submit")
    assert "您的答卷已经交了" in first.post(f"{page}/begin", follow_redirects=True).text
    finished = first.get(f"/attempts/{attempt.id}").text
    assert "已收到您的答卷" in finished and "正确答案" not in finished and "满分" not in finished
    stranger = people.sign_in(app.test_client(), made.officer)
    assert stranger.post(f"{page}/begin").status_code == 404


def test_the_servers_clock_ends_it_and_more_time_is_given_for_a_reason(officer, first, made: Theory, clock):
    attempt = begin(first, made)
    save(first, attempt, 1, right(items(attempt)[0]))
    clock("2026-11-28 10:30:11")  # ninety minutes and ten seconds of grace are over
    late = save(first, attempt, 2, "A")
    assert (late.status_code, late.json["code"]) == (409, "time-over")
    session.expire_all()
    assert (attempt.state, attempt.points) == (AttemptState.EXPIRED, 20)
    address = f"/assessments/seats/{made.seat(1).id}/extend"
    assert "请写明原因" in officer.post(address, data={"minutes": "10"}).text
    assert officer.post(address, data={"minutes": "10", "reason": "考试机故障，换机"}).status_code == 302
    session.expire_all()
    assert (attempt.state, attempt.points, attempt.active) == (AttemptState.OPEN, None, True)
    assert save(first, attempt, 2, right(items(attempt)[1])).json == {"revision": 1, "seconds_left": 600}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "extend_attempt")).one()
    assert (entry.reason, entry.changes["state"]) == ("考试机故障，换机", ["expired", "open"])
    assert entry.changes["due_at"][1] == "2026-11-28T02:40:11+00:00"
    first.post(f"/attempts/{attempt.id}/submit")
    refused = officer.post(address, data={"minutes": "10", "reason": "再给一点"})
    assert "答卷目前是“已交卷”" in refused.text


def test_close_sitting_ends_what_was_left_behind_and_scores_by_seat(app: Flask, officer, first, made: Theory, clock):
    second = people.sign_in(app.test_client(), made.candidates[1])
    mine, left = begin(first, made), begin(second, made)
    for item in items(mine):
        letters = right(item)
        save(first, mine, item.position, letters[:2] if item.position == 3 else letters)
    save(second, left, 1, right(items(left)[0]))
    first.post(f"/attempts/{mine.id}/submit")
    close = f"/assessments/sittings/{made.sitting.id}/close"
    assert "还有考生没有答完" in officer.post(close, follow_redirects=True).text
    clock("2026-11-28 11:00:11")
    assert "到时自动交卷" in officer.get(f"/assessments/sittings/{made.sitting.id}/attendance").text
    officer.post(close)
    session.expire_all()
    assert made.sitting.state is SittingState.CLOSED
    scores = {made.seat(1).id: Decimal("80.5"), made.seat(2).id: Decimal(20)}
    assert online_scores(made.sitting) == scores
    assert session.scalars(select(BatchNode.node)).all() == []  # nobody has a seat for the practical part yet
    more = officer.post(f"/assessments/seats/{made.seat(1).id}/extend", data={"minutes": "5", "reason": "断电"})
    assert "已经结束" in more.text
    expel = officer.post(f"/assessments/seats/{made.seat(2).id}/expel", data={"reason": "替考"}, follow_redirects=True)
    assert "只有考试中的场次" in expel.text
    officer.post(f"/assessments/sittings/{made.sitting.id}/reopen", data={"reason": "补登记违纪"})
    officer.post(f"/assessments/seats/{made.seat(2).id}/expel", data={"reason": "替考"})
    assert online_scores(made.sitting) == {made.seat(1).id: Decimal("80.5")}
    officer.post(f"/assessments/seats/{made.seat(2).id}/restore", data={"reason": "查明是误会"})
    assert online_scores(made.sitting) == scores


def test_close_sitting_wants_everybodys_attendance(officer, first, made: Theory, clock):
    begin(first, made)
    one, two = made.seat(1), made.seat(2)
    two.attendance = Attendance.EXPECTED
    clock("2026-11-28 12:00")
    close = f"/assessments/sittings/{made.sitting.id}/close"
    assert f"2 号 {two.application.person.name}" in officer.post(close, follow_redirects=True).text
    began = officer.post(f"/assessments/seats/{one.id}/check-in", data={"attendance": "absent"}, follow_redirects=True)
    assert "已经开始答题，不能登记缺考" in began.text
    officer.post(f"/assessments/sittings/{made.sitting.id}/check-in-rest", data={"attendance": "absent"})
    for seat in session.scalars(select(Seat)):
        seat.application.parts = ["theory"]  # then nobody waits for another part
    assessments.worked_off(made.sitting.batch, Node.PREPARATION)
    officer.post(close)
    session.expire_all()
    assert (two.attendance, made.sitting.state) == (Attendance.ABSENT, SittingState.CLOSED)
    assert Node.EXAMINATION in session.scalars(select(BatchNode.node)).all()


def test_pages_ask_no_more_for_many_candidates(app: Flask, clock, query_count):
    clock(MORNING)
    asked, body = [], assessments.body()
    for number in (3, 12):
        made = sittings.theory_sitting(number, body=body)
        officer = people.sign_in(app.test_client(), made.officer)
        for account in made.candidates:
            begin(people.sign_in(app.test_client(), account), made)
        with query_count() as statements:
            for page in ("", "/attendance"):
                assert officer.get(f"/assessments/sittings/{made.sitting.id}{page}").status_code == 200
            assert officer.get(f"/assessments/batches/{made.sitting.batch_id}/sittings").status_code == 200
        asked.append(len(statements))
        assert session.query(Attempt).filter_by(paper_id=made.sitting.paper_id).count() == number
    assert asked[0] == asked[1]
