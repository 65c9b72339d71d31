"""A worker takes a quiz on a phone, with one thumb: every tap is stored, a reload loses nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from competitions.quizzes.models import Quiz
from examinations.attempts.models import Attempt, AttemptItem
from examinations.attempts.rules import AttemptState, shown_letters
from foundation import clock
from foundation.database import db, session
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.browser.server import Server
from tests.browser.tablets import Restartable
from tests.browser.visitor import PHONE, Looking
from tests.factories import examinations, people

numbers = count(1)  # the tests of this file share one server
SMALL = 48  # pixels that a thumb needs
CONTROLS = "main .option:visible, main .answering-buttons .btn:visible, main .answer-place:visible, main .begin .btn"
CLOCK_WRONG = "Date.now = () => 4102444800000"  # the phone's own clock says the year 2100


@contextmanager
def writing() -> Iterator[None]:
    """Around what a test stores while the server writes to the same file."""
    session.rollback()
    db.engine.update_execution_options(writes=True)
    yield
    session.commit()
    db.engine.update_execution_options(writes=False)


@pytest.fixture
def quiz(app: Flask) -> Quiz:
    now = clock.now()
    with writing():
        district = people.organisation(f"示例区总工会{next(numbers)}")
        bank = examinations.bank(district, single=4, multiple=4, true_false=4)
        times = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=1)}
        return examinations.quiz(bank, about="每天三次，取最好的一次。", paper=times)


@pytest.fixture
def worker(quiz: Quiz) -> Account:
    with writing():
        unit = people.organisation(f"示例机械厂工会{next(numbers)}", quiz.organisation)
        return examinations.worker(unit, "张小三")


@pytest.fixture
def looking() -> Looking:
    return Looking()


def look(page: Page, looking: Looking) -> None:
    """axe finds nothing, nothing sticks out sideways, and every control is large enough."""
    looking.look(page)
    boxes = [(one.bounding_box(), one.inner_text()) for one in page.locator(CONTROLS).all()]
    assert [text for box, text in boxes if box and min(box["width"], box["height"]) < SMALL] == []


def go(control: Locator) -> None:
    """Tap what leads to another page, and wait for it."""
    with control.page.expect_event("load"):
        control.tap()


def tap(page: Page, letters: str) -> None:
    """Choose these options, and wait until they are stored."""
    for letter in letters:
        page.locator(".option").filter(has=page.locator(f"[value={letter}]")).tap()
        expect(page.get_by_role("status")).to_contain_text("已保存")


def right(position: int) -> str:
    """The right letters of a question of the newest attempt, as they stand on the screen."""
    session.rollback()
    items = select(AttemptItem).where(AttemptItem.position == position).order_by(AttemptItem.id.desc()).limit(1)
    item = session.scalars(items).one()
    return shown_letters(item.option_order, item.question.answer)


def signed_in(context: BrowserContext, account: Account) -> Page:
    """A page of somebody who has just signed in."""
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=name]").fill(account.username)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.locator(".account-menu")).to_be_visible()
    return page


def test_a_quiz_is_taken_on_a_phone(
    quiz: Quiz, worker: Account, open_context: Callable[..., BrowserContext], looking: Looking
):
    context = open_context(**PHONE)
    context.add_init_script(CLOCK_WRONG)
    page = signed_in(context, worker)
    page.goto("/my-quizzes")
    look(page, looking)
    go(page.get_by_role("link", name=quiz.title))
    look(page, looking)
    go(page.get_by_role("button", name="开始答题"))
    expect(page.get_by_role("timer")).to_contain_text("9 分")
    look(page, looking)
    tap(page, right(1))
    go(page.get_by_role("button", name="下一题"))
    answer_through_trouble(page)
    page.goto("/my-quizzes")  # away and back: on with the first question without an answer
    go(page.get_by_role("link", name=quiz.title))
    go(page.get_by_role("button", name="接着答题"))
    for position in (3, 4, 5):
        expect(page.get_by_text(f"第 {position} 题")).to_be_visible()
        look(page, looking)
        tap(page, right(position))
        go(page.get_by_role("button", name="下一题" if position < 5 else "检查并交卷"))
    hand_in(page, looking)


def answer_through_trouble(page: Page) -> None:
    """The second question: reloaded in the middle, then without a network; it ends with the right answer."""
    expect(page.get_by_text("第 2 题")).to_be_visible()
    wrong = next(letter for letter in "ABCD" if letter != right(2))
    tap(page, wrong)
    page.reload()
    expect(page.locator(f"[value={wrong}]")).to_be_checked()
    page.context.set_offline(True)
    page.locator(".option").filter(has=page.locator(f"[value={right(2)}]")).tap()
    expect(page.get_by_role("status")).to_contain_text("暂时连不上服务器")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("已保存")


def hand_in(page: Page, looking: Looking) -> None:
    """From the sheet to the result, one's own place and the ranking."""
    expect(page.get_by_text("全部答完，可以交卷。")).to_be_visible()
    look(page, looking)
    go(page.get_by_role("button", name="交卷", exact=True))
    expect(page.locator(".result-points")).to_contain_text("50 分")
    look(page, looking)
    go(page.get_by_role("main").get_by_role("link", name="返回").last)
    expect(page.get_by_text("第 1 名")).to_be_visible()
    look(page, looking)
    go(page.get_by_role("link", name="排行榜"))
    expect(page.get_by_role("rowheader", name="张*三")).to_be_visible()
    look(page, looking)


def test_the_phone_hands_in_when_the_time_is_over(
    quiz: Quiz, worker: Account, open_context: Callable[..., BrowserContext]
):
    page = signed_in(open_context(**PHONE), worker)
    page.goto(f"/my-quizzes/{quiz.id}")
    go(page.get_by_role("button", name="开始答题"))
    tap(page, "A")
    with writing():
        attempt = session.scalars(select(Attempt).where(Attempt.account_id == worker.id)).one()
        attempt.due_at = clock.now() + timedelta(seconds=3)
    page.reload()
    expect(page.get_by_role("heading", name=quiz.title)).to_be_visible(timeout=20_000)
    session.rollback()  # the test's own view is older
    assert attempt.state in {AttemptState.SUBMITTED, AttemptState.EXPIRED}


def test_a_killed_server_loses_no_answer(
    live_server: Server, worker: Account, quiz: Quiz, open_context: Callable[..., BrowserContext]
):
    """What was shown as saved is stored; what was tapped while nobody answered is stored when somebody does."""
    server = Restartable(live_server)
    try:
        page = signed_in(open_context(**PHONE, base_url=server.url), worker)
        page.goto(f"/my-quizzes/{quiz.id}")
        go(page.get_by_role("button", name="开始答题"))
        tap(page, right(1))
        go(page.get_by_role("button", name="下一题"))
        server.kill()
        page.locator(".option").filter(has=page.locator(f"[value={right(2)}]")).tap()
        expect(page.get_by_role("status")).to_contain_text("暂时连不上服务器")
        server.start()
        expect(page.get_by_role("status")).to_contain_text("已保存")
        server.kill()
    finally:
        server.kill()
    session.rollback()
    attempt = session.scalars(select(Attempt).where(Attempt.account_id == worker.id)).one()
    answered = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id, AttemptItem.revision > 0)
    items = session.scalars(answered.order_by(AttemptItem.position))
    assert [(item.position, item.answer == item.question.answer) for item in items] == [(1, True), (2, True)]


def test_the_officers_pages_are_in_order(quiz: Quiz, open_context: Callable[..., BrowserContext], looking: Looking):
    with writing():
        officer = people.account(Role.DISTRICT_OFFICER, quiz.organisation)
    page = signed_in(open_context(), officer)
    banks = f"/question-banks/{quiz.paper.sections[0].bank_id}"
    pages = ("/quizzes", "/quizzes/new", "", "/paper", "/results", "/attempts")
    addresses = [one if one.startswith("/quizzes") else f"/quizzes/{quiz.id}{one}" for one in pages]
    for address in (*addresses, "/question-banks", "/question-banks/new", banks, f"{banks}/import"):
        answer = page.goto(address)
        assert answer.status == 200, address
        looking.look(page)
