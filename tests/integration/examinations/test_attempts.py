"""Taking a paper: what is stored when, whose clock counts, what an old page may do, and what a browser is told."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examinations.attempts.rules import AttemptState, shown_letters
from examinations.papers.rules import Reveal
from foundation.audit import AuditEntry
from foundation.database import session
from people.organisations.models import Organisation
from scoring.answers import QuestionKind
from tests.factories import examinations, people
from tests.factories.examinations import begin, items, right, save

BEGUN = "2026-11-21 09:00"


@pytest.fixture
def unit(app: Flask) -> Organisation:
    return people.organisation("示例机械厂工会", people.organisation())


@pytest.fixture
def bank(unit: Organisation):
    assert unit.parent
    return examinations.bank(unit.parent, single=6, multiple=6, true_false=6)


@pytest.fixture
def worker(client: FlaskClient, unit: Organisation, clock: Callable[[str], object]) -> FlaskClient:
    clock(BEGUN)
    return people.sign_in(client, examinations.worker(unit))


def test_save_answer_stores_each_answer_at_once(worker: FlaskClient, bank):
    attempt = begin(worker, examinations.quiz(bank))
    first = items(attempt)[0]
    told = save(worker, attempt, 1, right(first)).json
    assert told == {"revision": 1, "seconds_left": 600}
    assert (items(attempt)[0].answer, items(attempt)[0].revision) == (first.question.answer, 1)
    assert items(attempt)[0].score is None


def test_submit_attempt_marks_by_the_rule_of_the_paper(worker: FlaskClient, bank, clock):
    attempt = begin(worker, examinations.quiz(bank))
    for item in items(attempt):
        letters = right(item)
        multiple = item.question.kind is QuestionKind.MULTIPLE
        save(worker, attempt, item.position, letters[:2] if multiple and item.position == 3 else letters)
    clock("2026-11-21 09:04")
    worker.post(f"/attempts/{attempt.id}/submit")
    assert [item.score for item in items(attempt)] == [10, 10, Decimal("0.5"), 10, 10]
    assert (attempt.points, attempt.seconds_used, attempt.state) == (Decimal("40.5"), 240, AttemptState.SUBMITTED)
    page = worker.get(f"/attempts/{attempt.id}").text
    assert "<strong>40.5</strong> 分" in page


def test_submit_attempt_counts_once(worker: FlaskClient, bank, clock):
    attempt = begin(worker, examinations.quiz(bank))
    for _ in range(2):
        assert worker.post(f"/attempts/{attempt.id}/submit").status_code == 302
        clock("2026-11-21 09:05")
    logged = select(AuditEntry.action).where(AuditEntry.subject_kind == "attempts").order_by(AuditEntry.id)
    assert list(session.scalars(logged)) == ["open_attempt", "submit_attempt"]


def test_begin_quiz_goes_on_with_the_open_attempt_on_any_device(app: Flask, worker: FlaskClient, unit, bank, clock):
    quiz = examinations.quiz(bank)
    account = examinations.worker(unit, "李示例")
    phone, tablet = (people.sign_in(app.test_client(), account) for _ in range(2))
    attempt = begin(phone, quiz)
    save(phone, attempt, 1, "A")
    clock("2026-11-21 09:03")
    assert begin(tablet, quiz).id == attempt.id
    answer = tablet.get(f"/attempts/{attempt.id}/go-on")
    assert answer.location == f"/attempts/{attempt.id}/questions/2"
    assert 'value="A" checked' in tablet.get(f"/attempts/{attempt.id}/questions/1").text
    assert 'data-seconds-left="420"' in tablet.get(f"/attempts/{attempt.id}/questions/2").text


def test_an_old_page_never_overwrites_a_newer_answer(worker: FlaskClient, bank):
    attempt = begin(worker, examinations.quiz(bank))
    assert save(worker, attempt, 1, "A", revision=0).json["revision"] == 1
    assert save(worker, attempt, 1, "B", revision=1).json["revision"] == 2
    replay = save(worker, attempt, 1, "A", revision=0)
    assert (replay.status_code, replay.json["code"]) == (409, "stale")
    assert "在另一个页面或设备上改成了“B”" in replay.json["error"]
    assert save(worker, attempt, 1, "B", revision=0).json["revision"] == 2  # the same answer again is no quarrel
    assert shown_letters(items(attempt)[0].option_order, items(attempt)[0].answer) == "B"


def test_an_answer_can_be_taken_back(worker: FlaskClient, bank):
    attempt = begin(worker, examinations.quiz(bank))
    save(worker, attempt, 3, "AB")
    assert save(worker, attempt, 3, "", revision=1).json["revision"] == 2
    assert items(attempt)[2].answer == ""


@pytest.mark.parametrize(("late", "taken"), [(600, True), (610, True), (611, False), (80000, False)])
def test_the_clock_of_the_server_ends_an_attempt(worker: FlaskClient, bank, clock, late: int, taken: bool):
    attempt = begin(worker, examinations.quiz(bank))
    save(worker, attempt, 1, right(items(attempt)[0]))
    at = attempt.started_at + timedelta(seconds=late, hours=8)
    clock(f"{at:%Y-%m-%d %H:%M:%S}")
    answer = save(worker, attempt, 2, "A")
    kept = items(attempt)
    assert bool(kept[1].answer) is taken
    if not taken:
        assert (answer.status_code, answer.json["code"]) == (409, "time-over")
        assert "到时之前保存的答案都已计入" in answer.json["error"]
        assert (attempt.state, attempt.points, attempt.seconds_used) == (AttemptState.EXPIRED, 10, 600)


def test_an_attempt_left_behind_is_closed_when_anybody_looks(worker: FlaskClient, bank, clock):
    quiz = examinations.quiz(bank)
    attempt = begin(worker, quiz)
    save(worker, attempt, 1, right(items(attempt)[0]))
    clock("2026-11-21 12:00")
    assert "10" in worker.application.test_client().get(f"/quizzes/{quiz.id}/ranking").text
    session.refresh(attempt)
    assert (attempt.state, attempt.points, attempt.seconds_used) == (AttemptState.EXPIRED, 10, 600)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "expire_attempt")).one()
    assert (entry.actor_name, entry.actor_id) == ("系统", None)


def test_an_attempt_ends_with_the_quiz(worker: FlaskClient, bank, clock):
    closes_at = clock(BEGUN) + timedelta(minutes=5)
    assert begin(worker, examinations.quiz(bank, paper={"closes_at": closes_at})).due_at == closes_at


def test_save_answer_after_handing_in_changes_nothing(worker: FlaskClient, bank):
    attempt = begin(worker, examinations.quiz(bank))
    worker.post(f"/attempts/{attempt.id}/submit")
    answer = save(worker, attempt, 1, "A")
    assert (answer.status_code, answer.json["code"]) == (409, "ended")
    assert "已经交了" in answer.json["error"]
    assert items(attempt)[0].answer == ""
    assert (
        "已经交了"
        in worker.post(
            f"/attempts/{attempt.id}/questions/1", data={"shown": "A", "revision": "0"}, follow_redirects=True
        ).text
    )


@pytest.mark.parametrize("body", [{"shown": ["E"], "revision": 0}, {"shown": ["A", "B"], "revision": 0}])
def test_options_that_the_question_does_not_have_are_refused(worker: FlaskClient, bank, body):
    attempt = begin(worker, examinations.quiz(bank))
    answer = worker.post(f"/attempts/{attempt.id}/questions/1", json=body)
    assert answer.status_code == 409
    assert "不在这道题里" in answer.json["error"]


@pytest.mark.parametrize(
    "body", [{}, [], {"shown": "A", "revision": 0}, {"shown": ["A"]}, {"shown": ["A"], "revision": True}]
)
def test_messages_that_cannot_be_read_are_refused(worker: FlaskClient, bank, body):
    attempt = begin(worker, examinations.quiz(bank))
    answer = worker.post(f"/attempts/{attempt.id}/questions/1", json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "refused")
    assert items(attempt)[0].revision == 0


@pytest.mark.parametrize("position", [0, 6, 999])
def test_questions_that_are_not_on_the_paper_are_not_found(worker: FlaskClient, bank, position: int):
    attempt = begin(worker, examinations.quiz(bank))
    assert save(worker, attempt, position, "A").status_code == 404
    assert worker.get(f"/attempts/{attempt.id}/questions/{position}").status_code == 404


def test_nobody_sees_or_changes_another_ones_attempt(app: Flask, worker: FlaskClient, unit, bank):
    attempt = begin(worker, examinations.quiz(bank))
    other = people.sign_in(app.test_client(), examinations.worker(unit, "李示例"))
    address = f"/attempts/{attempt.id}"
    for page in ("", "/go-on", "/questions/1"):
        assert other.get(address + page).status_code == 404
    assert other.post(f"{address}/submit").status_code == 404
    assert save(other, attempt, 1, "A").status_code == 404
    assert (items(attempt)[0].answer, attempt.state) == ("", AttemptState.OPEN)


def test_without_a_script_the_form_saves_and_goes_on(worker: FlaskClient, bank):
    attempt = begin(worker, examinations.quiz(bank))
    address = f"/attempts/{attempt.id}/questions"
    steps = [("1", "next", "2"), ("2", "previous", "1")]
    for at, go, to in steps:
        answer = worker.post(f"{address}/{at}", data={"shown": "A", "revision": "0", "go": go})
        assert answer.location == f"{address}/{to}"
    last = worker.post(f"{address}/5", data={"revision": "0", "go": "sheet"})
    assert last.location == f"/attempts/{attempt.id}"
    assert [bool(item.answer) for item in items(attempt)] == [True, True, False, False, False]
    stale = worker.post(f"{address}/1", data={"shown": "B", "revision": "0"})
    assert stale.status_code == 409
    assert "这次没有覆盖它" in stale.text


def test_two_takers_get_papers_of_their_own(app: Flask, worker: FlaskClient, unit, bank):
    quiz = examinations.quiz(bank, draws=(3, 3, 3))
    other = people.sign_in(app.test_client(), examinations.worker(unit, "李示例"))
    papers = [[(item.question_id, item.option_order) for item in items(begin(one, quiz))] for one in (worker, other)]
    assert papers[0] != papers[1]


def test_a_version_that_was_drawn_stays_on_the_paper(worker: FlaskClient, bank):
    attempt = begin(worker, examinations.quiz(bank, draws=(6, 0, 0)))
    old = items(attempt)[0].question
    old.in_use = None
    session.flush()
    session.add(examinations.question(bank, old.code, version=2, stem="换了题干"))
    session.commit()
    assert old.stem in worker.get(f"/attempts/{attempt.id}/questions/1").text


def test_saving_too_often_is_slowed_down(worker: FlaskClient, bank):
    attempt = begin(worker, examinations.quiz(bank))
    codes = [save(worker, attempt, 1, "A").status_code for _ in range(121)]
    assert codes[-1] == 429
    assert set(codes[:-1]) == {200}


def test_a_long_paper_asks_no_more_than_a_short_one(worker: FlaskClient, bank, query_count):
    counts = []
    for draws in ((1, 1, 1), (6, 6, 6)):
        attempt = begin(worker, examinations.quiz(bank, draws=draws, paper={"reveal": Reveal.ANSWERS_AT_ONCE}))
        asked = []
        for method, page in (("get", ""), ("get", "/questions/1"), ("post", "/submit"), ("get", "")):
            with query_count() as statements:
                getattr(worker, method)(f"/attempts/{attempt.id}{page}")
            asked.append(len([one for one in statements if one.startswith("SELECT")]))
        counts.append(asked)
    assert counts[0] == counts[1]
