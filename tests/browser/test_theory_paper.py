"""A theory paper at a certification: through reload, `kill -9`, two tabs and lost time; and no key in the browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from sqlalchemy import select

from examinations.attempts.models import Attempt, AttemptItem
from examinations.attempts.rules import AttemptState, shown_letters
from examinations.banks.models import Question
from foundation import clock
from foundation.database import db, session
from people.accounts.models import Account
from scoring.answers import QuestionKind
from tests.browser.server import Server
from tests.browser.tablets import Restartable
from tests.browser.visitor import Looking
from tests.factories import assessments, people, sittings
from tests.factories.sittings import Theory

numbers = count(1)  # the tests of this file share one server
CLOCK_WRONG = "Date.now = () => 4102444800000"  # the machine's own clock says the year 2100
OTHER = {QuestionKind.SINGLE: "D", QuestionKind.MULTIPLE: "AC", QuestionKind.TRUE_FALSE: "B"}
CHANGING = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|\d+ 分 \d+ 秒|(?<=seconds-left=")\d+|(?<="seconds_left":)\d+'
)
"""What differs from page to page: the token of its form, and the time left."""
UNTOLD = {"date", "set-cookie", "content-length"}


@contextmanager
def writing() -> Iterator[None]:
    """Around what a test stores while the server writes to the same file."""
    session.rollback()
    db.engine.update_execution_options(writes=True)
    yield
    session.commit()
    db.engine.update_execution_options(writes=False)


@pytest.fixture
def made(app: Flask) -> Theory:
    """A sitting that began ten minutes ago, with one candidate checked in."""
    with writing():
        district = people.organisation(f"示例区总工会{next(numbers)}")
        unit = people.organisation(f"江示酒庄示例公司{next(numbers)}", district)
        body = assessments.body(unit, prefix=None)
        return sittings.theory_sitting(1, begins=clock.now() - timedelta(minutes=10), body=body)


def signed_in(context: BrowserContext, account: Account) -> Page:
    """A page of somebody who has just signed in."""
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=name]").fill(account.username)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.locator(".account-menu")).to_be_visible()
    return page


def go(control: Locator) -> None:
    """Click what leads to another page, and wait for it."""
    with control.page.expect_event("load"):
        control.click()


def choose(page: Page, letter: str, says: str = "已保存") -> None:
    page.locator(".option").filter(has=page.locator(f"[value={letter}]")).click()
    expect(page.get_by_role("status")).to_contain_text(says)


def begun(page: Page, made: Theory) -> Attempt:
    """The paper that the candidate begins."""
    page.goto("/assessments/my-sittings")
    go(page.get_by_role("link", name=made.sitting.title))
    go(page.get_by_role("button", name="开始答题"))
    session.rollback()
    return session.scalars(select(Attempt).where(Attempt.account_id == made.candidates[0].id)).one()


def answers(attempt: Attempt) -> list[str]:
    """What is stored, as it stood on the screen."""
    session.rollback()
    items = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id).order_by(AttemptItem.position)
    return [shown_letters(item.option_order, item.answer) for item in session.scalars(items)]


def test_a_theory_paper_survives_reload_kill_and_two_tabs_and_the_server_ends_it(
    live_server: Server, made: Theory, open_context: Callable[..., BrowserContext]
):
    server = Restartable(live_server)
    try:
        context = open_context(base_url=server.url)
        context.add_init_script(CLOCK_WRONG)
        page = signed_in(context, made.candidates[0])
        attempt = begun(page, made)
        choose(page, "A")
        page.reload()
        expect(page.locator("[value=A]")).to_be_checked()
        answer_in_two_tabs(page)
        go(page.get_by_role("button", name="下一题"))
        server.kill()
        choose(page, "D", says="暂时连不上服务器")
        server.start()
        expect(page.get_by_role("status")).to_contain_text("已保存")
        assert answers(attempt) == ["B", "D", "", "", ""]
        the_server_ends_it(page, attempt, signed_in(open_context(base_url=server.url), made.officer), made)
    finally:
        server.kill()
    assert answers(attempt) == ["B", "D", "", "", ""]
    assert attempt.points is not None


def answer_in_two_tabs(page: Page) -> None:
    """Another tab changes the first answer: the old page says so and overwrites nothing."""
    other = page.context.new_page()
    other.goto(page.url)
    choose(other, "B")
    page.locator(".option").filter(has=page.locator("[value=C]")).click()
    expect(page.locator("[data-fault]")).to_contain_text("在另一个页面或设备上改成了“B”")
    page.reload()
    expect(page.locator("[value=B]")).to_be_checked()
    other.close()


def the_server_ends_it(page: Page, attempt: Attempt, watching: Page, made: Theory) -> None:
    """The candidate's page knows nothing yet of its time being over; the server has closed it and takes no answer."""
    with writing():
        attempt.started_at -= timedelta(hours=1)  # however quickly this test came here
        attempt.due_at = clock.now() - timedelta(seconds=attempt.paper.grace_seconds + 1)
    watching.goto(f"/assessments/sittings/{made.sitting.id}/attendance")
    expect(watching.locator("main").get_by_text("到时自动交卷")).to_be_visible()
    session.rollback()
    assert attempt.state is AttemptState.EXPIRED
    page.locator(".option").filter(has=page.locator("[value=C]")).click()
    expect(page.locator("[data-fault]")).to_contain_text("时间到了，答卷已自动交上")


def test_nothing_that_the_browser_receives_tells_the_key(made: Theory, open_context: Callable[..., BrowserContext]):
    """The same walk through the same paper, with all keys and explanations of the bank replaced in between."""
    page = signed_in(open_context(), made.candidates[0])
    attempt = begun(page, made)
    received: set[tuple[Any, ...]] = set()
    page.context.route("**/*", lambda route: keep(route, received))
    kept = walk(page, attempt)
    first = set(received)
    assert len([one for one in first if "/attempts/" in one[1]]) == 16  # five questions, ten answers, the sheet
    assert [one[1] for one in first if "解析" in one[-1]] == []
    with writing():
        for item in session.scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)):
            item.answer, item.revision = "", 0
        for question in session.scalars(select(Question).where(Question.bank_id == made.bank.id)):
            question.answer, question.explanation = OTHER[question.kind], f"换过的解析 {question.code}"
    received.clear()
    assert walk(page, attempt) == kept
    assert received == first


def keep(route: Route, received: set[tuple[Any, ...]]) -> None:
    """Let an answer through and keep all of it: scripts, styles and where it leads too."""
    answer = route.fetch(max_redirects=0)
    told = tuple(sorted((name, value) for name, value in answer.headers.items() if name not in UNTOLD))
    body = CHANGING.sub("", answer.body().decode("utf-8", "surrogateescape"))
    received.add((route.request.method, answer.url, answer.status, told, body))
    route.fulfill(response=answer)


def walk(page: Page, attempt: Attempt) -> str:
    """Every question, two options of each, the sheet where the paper is handed in; what the browser keeps then."""
    for position in range(1, 6):
        page.goto(f"/attempts/{attempt.id}/questions/{position}")
        for letter in "AB":
            with page.expect_response(lambda answer: answer.request.method == "POST"):
                choose(page, letter)
    page.goto(f"/attempts/{attempt.id}")
    page.goto("/assessments/my-sittings", wait_until="networkidle")
    return page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_the_pages_of_a_sitting_are_in_order(made: Theory, open_context: Callable[..., BrowserContext]):
    looking = Looking()
    page, here = signed_in(open_context(), made.officer), f"/assessments/sittings/{made.sitting.id}"
    seat = made.sitting.seats[0].id
    plan = f"/assessments/batches/{made.sitting.batch_id}/sittings"
    for address in (plan, f"{plan}/new", here, f"{here}/attendance", f"/assessments/seats/{seat}/extend"):
        answer = page.goto(address)
        assert answer and answer.status == 200, address
        looking.look(page)
    candidate = signed_in(open_context(), made.candidates[0])
    for address in ("/assessments/my-sittings", f"/assessments/my-sittings/{made.sitting.id}"):
        candidate.goto(address)
        looking.look(candidate)
