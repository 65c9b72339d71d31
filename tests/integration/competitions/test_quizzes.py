"""Quizzes: from the specification to both rankings, and who may take part how often."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.quizzes.models import Quiz, QuizTaker
from competitions.quizzes.rules import Counting, QuizState
from examinations.attempts.models import Attempt
from examinations.attempts.rules import AttemptState
from foundation.audit import AuditEntry
from foundation.database import session
from foundation.workbooks import read_table
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import examinations, people

TODAY = "2026-11-21"


@pytest.fixture
def district(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock(f"{TODAY} 09:00")
    return people.organisation()


@pytest.fixture
def officer(client: FlaskClient, district: Organisation) -> FlaskClient:
    return people.sign_in(client, people.account(Role.DISTRICT_OFFICER, district))


@pytest.fixture
def bank(district: Organisation):
    return examinations.bank(district, single=5, multiple=5, true_false=5)


def typed(bank, **facts: object) -> dict[str, object]:
    """The form of a quiz as it is sent."""
    section = {"bank_id": bank.id, "kind": "single", "topic": "工会知识", "difficulty": "", "count": 4, "points": "2.5"}
    usual = {
        "title": "工会知识天天答",
        "organisation_id": bank.organisation_id,
        "competition_id": 0,
        "about": "每天三次",
        "opens_at": "2026-11-21T08:00",
        "closes_at": "2026-11-28T18:00",
        "minutes": 10,
        "daily_attempts": 3,
        "counting": "best",
        "pass_mark": "6",
        "partial": "fixed",
        "partial_points": "0.5",
        "shuffles_options": "y",
        "reveal": "score",
        "organisation_rule": "total_then_coverage",
        "high_mark": "9",
        "high_bonus": "1",
        "ranking_public": "y",
    }
    return usual | {f"sections-0-{name}": value for name, value in section.items()} | facts


def ended(quiz: Quiz, unit: Organisation, name: str, *results: tuple[int, int], day: str = TODAY) -> QuizTaker:
    """A person of `unit` with attempts of these points and seconds, on one day."""
    account = examinations.worker(unit, name)
    taker = QuizTaker(quiz=quiz, account=account, person=account.person, organisation=unit)
    session.add(taker)
    for number, (points, seconds) in enumerate(results, start=1):
        session.add(
            Attempt(
                paper=quiz.paper,
                account=account,
                reference=f"quiz:{quiz.id}",
                label=name,
                period=day,
                number=number,
                seed="x",
                state=AttemptState.SUBMITTED,
                active=None,
                started_at=examinations.OPENS,
                due_at=examinations.CLOSES,
                ended_at=examinations.OPENS,
                points=Decimal(points),
                seconds_used=seconds,
            )
        )
    session.commit()
    return taker


def test_create_quiz_and_publish_quiz(officer: FlaskClient, bank):
    answer = officer.post("/quizzes/new", data=typed(bank))
    assert answer.status_code == 302, answer.text
    quiz = session.scalars(select(Quiz)).one()
    assert (quiz.paper.full_mark, quiz.paper.seconds, quiz.paper.locked) == (10, 600, False)
    page = officer.get(f"/quizzes/{quiz.id}").text
    assert "工会知识天天答" in page and "草稿" in page
    officer.post(f"/quizzes/{quiz.id}/publish")
    session.expire_all()
    assert (quiz.state, quiz.paper.locked) == (QuizState.PUBLISHED, True)
    assert officer.post(f"/quizzes/{quiz.id}/edit", data=typed(bank, title="改名")).status_code == 422
    assert session.scalars(select(Quiz.title)).one() == "工会知识天天答"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"closes_at": "2026-11-20T18:00"}, "结束时间应晚于开始时间"),
        ({"pass_mark": "11"}, "合格分不能高于满分 10 分"),
        ({"partial_points": "0"}, "少选分数应大于 0"),
        ({"partial": "none"}, "少选分数应填 0"),
        ({"sections-0-bank_id": "999"}, "不是有效的选择。"),
        ({"sections-0-count": "0"}, "抽题第 1 行"),
        ({"daily_attempts": "0"}, "每人每天次数"),
        ({"title": " "}, "名称"),
    ],
)
def test_create_quiz_says_what_is_wrong_and_keeps_what_was_typed(officer: FlaskClient, bank, wrong, said: str):
    answer = officer.post("/quizzes/new", data=typed(bank, **wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert "每天三次" in answer.text
    assert session.scalars(select(Quiz)).first() is None


def test_publish_quiz_names_every_row_that_the_bank_cannot_fill(officer: FlaskClient, bank):
    officer.post("/quizzes/new", data=typed(bank, **{"sections-0-count": 6}))
    quiz = session.scalars(select(Quiz)).one()
    assert "要抽 6 题，题库里有 5 题" in officer.get(f"/quizzes/{quiz.id}").text
    answer = officer.post(f"/quizzes/{quiz.id}/publish")
    assert answer.status_code == 409
    assert "要抽 6 题，题库里有 5 题" in answer.text
    session.refresh(quiz)
    assert quiz.state is QuizState.DRAFT


def test_preview_paper_shows_the_same_paper_for_the_same_seed(officer: FlaskClient, bank):
    quiz = examinations.quiz(bank, draws=(3, 3, 3))
    one, same, other = (officer.get(f"/quizzes/{quiz.id}/paper?seed={seed}").text for seed in ("a1", "a1", "b2"))
    assert one == same
    assert one.replace("a1", "") != other.replace("b2", "")
    assert one.count("正确答案") == 3 + 3 * 3 + 3


def test_begin_quiz_is_for_workers_of_the_organiser_and_below(app: Flask, district: Organisation, bank):
    unit = people.organisation("示例机械厂工会", district)
    elsewhere = people.organisation("外地公司工会", people.organisation("另一区总工会"))
    quiz = examinations.quiz(bank)
    statuses = []
    for employer in (unit, district, elsewhere):
        taker = people.sign_in(app.test_client(), examinations.worker(employer))
        listed = quiz.title in taker.get("/my-quizzes").text
        statuses.append((listed, taker.post(f"/my-quizzes/{quiz.id}/begin").status_code))
    assert statuses == [(True, 302), (True, 302), (False, 404)]
    officer = people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, unit))
    assert officer.post(f"/my-quizzes/{quiz.id}/begin").status_code == 404  # an account of nobody's


@pytest.mark.parametrize(
    ("at", "status"), [("2026-11-01 07:59", 409), ("2026-11-01 08:00", 302), ("2026-11-30 08:00", 409)]
)
def test_begin_quiz_only_while_it_is_open(client: FlaskClient, district, bank, clock, at: str, status: int):
    quiz = examinations.quiz(bank)
    clock(at)
    worker = people.sign_in(client, examinations.worker(district))
    assert worker.post(f"/my-quizzes/{quiz.id}/begin").status_code == status


def test_begin_quiz_again_the_next_day(client: FlaskClient, district: Organisation, bank, clock):
    quiz = examinations.quiz(bank, daily_attempts=1)
    worker = people.sign_in(client, examinations.worker(district))
    clock(f"{TODAY} 23:50")
    first = worker.post(f"/my-quizzes/{quiz.id}/begin").location.split("/")[2]
    worker.post(f"/attempts/{first}/submit")
    refused = worker.post(f"/my-quizzes/{quiz.id}/begin")
    assert "今天的 1 次机会已经用完" in refused.text
    assert "今天的 1 次机会已经用完" in worker.get(f"/my-quizzes/{quiz.id}").text
    clock("2026-11-22 00:00")
    assert worker.post(f"/my-quizzes/{quiz.id}/begin").status_code == 302


def test_withdraw_quiz_only_while_nobody_has_answered(officer: FlaskClient, district: Organisation, bank):
    quiz = examinations.quiz(bank)
    officer.post(f"/quizzes/{quiz.id}/withdraw", data={"reason": "题目有误"})
    session.refresh(quiz)
    assert (quiz.state, quiz.paper.locked) == (QuizState.DRAFT, False)
    officer.post(f"/quizzes/{quiz.id}/publish")
    ended(quiz, district, "张示例", (10, 60))
    assert "已经有人答题" in officer.post(f"/quizzes/{quiz.id}/withdraw", data={"reason": "题目有误"}).text


def test_reschedule_quiz_and_close_quiz(officer: FlaskClient, bank, clock):
    quiz = examinations.quiz(bank)
    assert "还没有到结束时间" in officer.post(f"/quizzes/{quiz.id}/close").text
    refused = officer.post(f"/quizzes/{quiz.id}/reschedule", data={"closes_at": "2026-11-21T10:00", "reason": ""})
    assert "请写明原因" in refused.text
    officer.post(f"/quizzes/{quiz.id}/reschedule", data={"closes_at": "2026-11-21T10:00", "reason": "题目泄露"})
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reschedule_quiz")).one()
    assert (entry.reason, entry.changes["closes_at"][1]) == ("题目泄露", "2026-11-21T10:00:00+08:00")
    clock(f"{TODAY} 10:01")
    officer.post(f"/quizzes/{quiz.id}/close")
    session.expire_all()
    assert quiz.state is QuizState.CLOSED
    officer.post(f"/quizzes/{quiz.id}/reopen", data={"reason": "延长"})
    session.expire_all()
    assert quiz.state is QuizState.PUBLISHED


def test_show_ranking_masks_names_and_states_shared_ranks(client: FlaskClient, district: Organisation, bank):
    unit = people.organisation("示例机械厂工会", district)
    quiz = examinations.quiz(bank)
    ended(quiz, unit, "张小三", (40, 100), (50, 200))
    ended(quiz, unit, "李小四", (50, 200))
    ended(quiz, district, "王五", (50, 201))
    page = client.get(f"/quizzes/{quiz.id}/ranking").text
    assert [name in page for name in ("张*三", "李*四", "王*", "张小三", "李小四", "王五")] == [True] * 3 + [False] * 3
    assert page.count("并列</small>") == 2
    assert "2 / 2 人" in page and "100.00 %" in page


def test_show_ranking_is_not_found_where_it_is_not_public(client: FlaskClient, bank):
    hidden, draft = examinations.quiz(bank, ranking_public=False), examinations.quiz(bank, state=QuizState.DRAFT)
    assert [client.get(f"/quizzes/{one.id}/ranking").status_code for one in (hidden, draft)] == [404, 404]


def test_export_quiz_results_has_names_in_full_and_both_rankings(officer: FlaskClient, district: Organisation, bank):
    unit = people.organisation("示例机械厂工会", district)
    quiz = examinations.quiz(bank, counting=Counting.FIRST)
    ended(quiz, unit, "张小三", (20, 100), (50, 200))
    ended(quiz, district, "王五", (50, 201))
    people.person("没有答题", unit)
    _, rows = read_table(officer.post(f"/quizzes/{quiz.id}/results/export", data={"of": "people"}).data)
    assert [row[:8] for _, row in rows] == [
        [1, "", "王五", "示例区总工会", 50, 201, 1, "合格"],
        [2, "", "张小三", "示例机械厂工会", 20, 100, 2, "不合格"],
    ]
    _, rows = read_table(officer.post(f"/quizzes/{quiz.id}/results/export", data={"of": "units"}).data)
    assert [row[:10] for _, row in rows] == [
        [1, "", "示例区总工会", 50, 1, 1, 100, 1, 1, 50],
        [2, "", "示例机械厂工会", 20, 1, 2, 50, 0, 1, 20],
    ]


def test_void_attempt_takes_it_out_of_the_ranking_and_back(officer: FlaskClient, district: Organisation, bank):
    quiz = examinations.quiz(bank)
    ended(quiz, district, "张小三", (50, 30), (40, 200))
    fast = session.scalars(select(Attempt).where(Attempt.points == Decimal(50))).one()
    address = f"/quizzes/{quiz.id}/attempts/{fast.id}"
    officer.post(f"{address}/void", data={"reason": ""})
    assert "50" in officer.get(f"/quizzes/{quiz.id}/results").text
    officer.post(f"{address}/void", data={"reason": "三秒一题，不合常理"})
    results = officer.get(f"/quizzes/{quiz.id}/results").text
    assert '<td data-label="计入成绩" class="num">40</td>' in results
    officer.post(f"{address}/restore", data={"reason": "已核实"})
    assert '<td data-label="计入成绩" class="num">50</td>' in officer.get(f"/quizzes/{quiz.id}/results").text


def test_quizzes_of_other_federations_are_not_found(officer: FlaskClient):
    elsewhere = people.organisation("另一区总工会")
    quiz = examinations.quiz(examinations.bank(elsewhere, single=5, multiple=5, true_false=5))
    taker = ended(quiz, elsewhere, "张小三", (50, 30))
    attempt = session.scalars(select(Attempt).where(Attempt.account_id == taker.account_id)).one()
    pages = ("", "/edit", "/paper", "/results", "/attempts")
    assert {officer.get(f"/quizzes/{quiz.id}{page}").status_code for page in pages} == {404}
    steps = ("publish", "withdraw", "close", "reopen", "results/export", f"attempts/{attempt.id}/void")
    assert {officer.post(f"/quizzes/{quiz.id}/{step}", data={"reason": "x"}).status_code for step in steps} == {404}
    own = examinations.quiz(examinations.bank(officer_home(), single=5, multiple=5, true_false=5))
    assert officer.post(f"/quizzes/{own.id}/attempts/{attempt.id}/void", data={"reason": "x"}).status_code == 404


def officer_home() -> Organisation:
    return session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one()


def test_pages_ask_as_much_for_many_as_for_few(officer: FlaskClient, client, district: Organisation, bank, query_count):
    quiz = examinations.quiz(bank)
    pages = ["/quizzes", *(f"/quizzes/{quiz.id}/{page}" for page in ("ranking", "results", "attempts"))]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with query_count() as statements:
                assert officer.get(page).status_code == 200
            counts.append(len(statements))
        return counts

    ended(quiz, people.organisation("示例机械厂工会", district), "张小三", (10, 60))
    few = asked()
    for number in range(12):
        unit = people.organisation(f"示例{number}厂工会", district)
        ended(quiz, unit, f"李小{number}", (number, 60), (10, 50))
        examinations.quiz(bank)
    assert asked() == few
