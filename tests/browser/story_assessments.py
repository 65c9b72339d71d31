"""A plan of the distillery: written down and published, forty applicants by workbook, and their review."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from foundation import clock
from tests.browser import distillery
from tests.browser.applicants import BREWING, TASTING, Applicants
from tests.browser.visitor import Visitor, Visitors
from tests.factories import people

PLAN = "示例第三批职业技能等级认定"
LEVEL = "四级/中级工"


def signed_in(visitors: Visitors, username: str, **options: object) -> Visitor:
    """Somebody who has his password."""
    visitor = visitors.passer_by(**options)
    visitor.open("/sign-in")
    visitor.fill(name=username, password=people.PASSWORD)
    visitor.press("登录")
    return visitor


def open_plan(visitor: Visitor, title: str = PLAN) -> None:
    """By its address, as from a bookmark: the way through the menu is gone once, when the plan is made."""
    visitor.open(distillery.address_of_plan(title))


def open_step(visitor: Visitor, step: str, title: str = PLAN) -> None:
    """The page behind a node of the plan's line."""
    open_plan(visitor, title)
    visitor.follow(re.compile(f"^{step}"), visitor.main.locator(".node-table"))


def expect_nodes(visitor: Visitor, done: int) -> None:
    """So many of the nine nodes are done; none before its turn."""
    open_plan(visitor)
    expect(visitor.main.locator(".node-line .done")).to_have_count(done)
    visitor.sees_not("例外：")


def make_plan(officer: Visitor) -> None:
    """Two occupations at level four, written down and published."""
    today = clock.today()
    officer.follow("认定计划")
    officer.follow("新建计划")
    officer.fill(
        title=PLAN,
        apply_from=f"{today}",
        apply_to=f"{today + timedelta(days=5)}",
        examined_on=f"{today + timedelta(days=10)}",
        filing_number="示计备2026-03",
    )
    for occupation in (BREWING, TASTING):
        officer.main.get_by_label(f"{occupation} {LEVEL}的名额").fill("20")
    officer.press("保存")
    officer.sees("计划已建立，还是草稿。核对无误后请发布。")
    officer.press("发布")
    officer.sees("计划已发布，从报名开始日起受理申报。")
    officer.follow("认定计划")
    officer.follow(PLAN, officer.main)
    expect_nodes(officer, 1)


def import_applicants(enterprise: Visitor, applicants: Applicants) -> None:
    """Forty rows: what is wrong is told by cell, and nothing goes in; put right, all the others do."""
    sheet, told = applicants.first_sheet()
    _upload(enterprise, sheet)
    enterprise.sees("这种表格要么全部导入，要么都不导入。还没有改动任何数据")
    table = enterprise.main.locator("table", has_text="有问题，不导入").locator("tbody tr")
    expect(table).to_have_count(len(told))
    for line, (row, place, words) in zip(table.all(), told, strict=True):
        cells = line.locator("th, td").all_inner_texts()
        assert (cells[0], cells[2], words in cells[3]) == (row, place, True), (cells, words)
    _upload(enterprise, applicants.second_sheet())
    enterprise.sees("导入后是草稿，还不能提交", "满 5 年")
    enterprise.press("确认导入 37 行")
    enterprise.sees("导入完成：新增 37 条，更新 0 条。")
    distillery.bring_photos()


def _upload(enterprise: Visitor, sheet: bytes) -> None:
    open_plan(enterprise)
    enterprise.follow("表格导入申报")
    enterprise.upload("考生信息.xlsx", sheet, "上传并核对")


def refuse_drafts(enterprise: Visitor, applicants: Applicants) -> None:
    """Two drafts say why they cannot be handed in."""
    for one, reason in ((applicants.newcomer, "满 5 年"), (applicants.unschooled, "毕业证书")):
        enterprise.follow("申报")
        enterprise.fill(text=one.name)
        enterprise.press("查找")
        enterprise.follow(one.name, enterprise.main)
        enterprise.sees("提交之前需要解决：", f"不符合申报条件 {one.condition}")
        expect(enterprise.main.locator(".alert-danger")).to_contain_text(reason)
        expect(enterprise.main.get_by_role("button", name="提交申报")).to_have_count(0)


def review(reviewer: Visitor, applicants: Applicants) -> None:
    """One is turned down by name and reason; the other thirty-four are accepted at once."""
    open_step(reviewer, "申报")
    reviewer.follow("审核申报")
    reviewer.sees("等您审核的 35 份")
    reviewer.follow(applicants.outsider.name, reviewer.main)
    reviewer.give_reason("不符合条件", "现任驾驶员，所从事的工作不属于品酒师及相关职业。")
    reviewer.sees("已登记为不符合条件，名额已空出。")
    open_step(reviewer, "申报")
    reviewer.follow("审核申报")
    reviewer.main.locator("[data-tick-all] input").check()
    reviewer.main.locator("[name=checked]").check()
    reviewer.press("通过勾选的申报")
    reviewer.sees("审核通过 34 份。")
    accepted = {one.name for one in applicants.brewers + applicants.tasters}
    assert set(distillery.tickets(PLAN)) == accepted
