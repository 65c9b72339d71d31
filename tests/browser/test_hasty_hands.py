"""What hasty hands do in a real browser: click twice, go back and send again, come back too late, edit side by side."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import func, select

from foundation.database import db, session
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.browser.server import Server
from tests.browser.visitor import Visitor, Visitors
from tests.factories import people

NAME = "示例仓储有限公司工会"


@dataclass
class Office:
    """Two officers of one district, each at a browser."""

    app: Flask
    district: Organisation
    visitors: Visitors
    accounts: list[Account]

    def officer(self, nth: int = 0) -> Visitor:
        return self.sign_in(self.visitors.passer_by(), nth)

    def sign_in(self, visitor: Visitor, nth: int = 0) -> Visitor:
        visitor.open("/sign-in")
        visitor.fill(name=self.accounts[nth].username, password=people.PASSWORD)
        visitor.press("登录")
        return visitor

    def count(self, name: str) -> int:
        session.rollback()
        return session.scalar(select(func.count()).where(Organisation.name == name)) or 0


@pytest.fixture
def office(live_server: Server, open_context: Callable[..., BrowserContext]) -> Iterator[Office]:
    app = live_server.app()
    with app.app_context():
        db.engine.update_execution_options(writes=True)  # the server writes to the same file meanwhile
        district = people.organisation(f"示例{session.scalar(select(func.count(Organisation.id)))}区总工会")
        accounts = [people.account(Role.DISTRICT_OFFICER, district) for _ in range(2)]
        db.engine.update_execution_options(writes=False)
        yield Office(app, district, Visitors(open_context), accounts)
        db.session.remove()


def fill_in(officer: Visitor, district: Organisation, name: str) -> None:
    officer.open(f"/organisations/{district.id}/new")
    officer.fill(name=name, address="示例路 8 号")


def test_a_double_click_and_a_second_sending_after_going_back_count_once(office: Office):
    officer, name = office.officer(), f"{NAME}甲"
    fill_in(officer, office.district, name)
    officer.main.get_by_role("button", name="新建").dblclick()
    officer.sees(f"已新建“{name}”。")
    officer.page.go_back()
    expect(officer.main.locator("[name=name]")).to_have_value(name)
    officer.press("新建")
    officer.sees("这份表单刚才已经提交成功，没有重复提交。")
    assert office.count(name) == 1


def test_a_form_sent_after_the_log_in_has_ended_comes_back_with_what_was_typed(office: Office):
    officer, name = office.officer(), f"{NAME}乙"
    fill_in(officer, office.district, name)
    officer.page.context.clear_cookies()
    officer.press("新建")
    officer.sees("页面已过期，内容还没有提交", "您填写的内容都保留在这里，没有丢失")
    again = Visitor(officer.page.context.new_page(), officer.looking)
    office.sign_in(again)
    officer.page.reload()
    officer.press("重新提交")
    officer.sees(f"已新建“{name}”。")
    assert office.count(name) == 1


def test_of_two_officers_editing_one_record_the_second_is_told_and_loses_nothing(office: Office):
    first, second, name = office.officer(0), office.officer(1), f"{NAME}丙"
    fill_in(first, office.district, name)
    first.press("新建")
    first.follow("修改", first.main)
    second.open(first.page.url)
    first.fill(address="示例路 9 号")
    first.press("保存")
    first.sees("已保存。", "示例路 9 号")
    second.fill(address="示例大道 100 号")
    second.press("保存")
    second.sees("这条记录在您填写期间已被别人修改。您填写的内容还在下面，请对照最新内容后再保存。")
    expect(second.main.locator("[name=address]")).to_have_value("示例大道 100 号")
    first.page.reload()
    first.sees("示例路 9 号")
