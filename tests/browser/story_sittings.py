"""The sittings of the distillery's plan: rooms, seats, duties, theory on a phone, practical work on a tablet."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from foundation import clock
from tests.browser import distillery
from tests.browser.applicants import BREWING, TASTING, UNIT, Applicants
from tests.browser.distillery import BANK, KEY_FAILED, House
from tests.browser.story_assessments import LEVEL, PLAN, expect_nodes, open_plan, open_step, signed_in
from tests.browser.story_opening import open_account_of_person
from tests.browser.tablets import write_name
from tests.browser.visitor import PHONE, TABLET, Visitor, Visitors

THEORY, PAPER = "理论（酿造）", "理论（品酒）"
PRACTICAL, TASTING_PRACTICAL = "实操（酿造）", "实操（品酒）"
MODES = {
    THEORY: (BREWING, "理论知识", "在线答题，系统阅卷", "第一考场", 9),
    PAPER: (TASTING, "理论知识", "外部考试，导入成绩", "第二考场", 9),
    PRACTICAL: (BREWING, "操作技能", "考评员平板评分", "第一考场", 14),
    TASTING_PRACTICAL: (TASTING, "操作技能", "考评员平板评分", "第二考场", 18),
}


def set_up_sittings(officer: Visitor, house: House) -> None:
    """Theory on line and elsewhere, two practical sittings on tablets; everybody gets his seats."""
    distillery.close_applications(PLAN)
    open_plan(officer)
    officer.press("结束报名")
    open_step(officer, "场次和座位")
    for title in MODES:
        _create_sitting(officer, title)
    officer.follow(THEORY, officer.main)
    _set_paper(officer)
    for title in (PRACTICAL, TASTING_PRACTICAL):
        _open_sitting(officer, title)
        _write_scheme(officer)
    open_step(officer, "场次和座位")
    officer.press("全部编排")
    officer.sees("已编排 68 个座位。")
    expect_nodes(officer, 3)
    _put_on_duty(officer, house)
    expect_nodes(officer, 4)


def _create_sitting(officer: Visitor, title: str) -> None:
    occupation, part, mode, room, hour = MODES[title]
    day = clock.today() + timedelta(days=10)
    officer.follow("安排场次")
    officer.fill(
        title=title,
        item_id=f"{occupation} {LEVEL}",
        part=officer.main.locator("[name=part] option", has_text=part).inner_text(),
        mode=mode,
        premises_id=f"{room}（20 座）",
        starts_at=f"{day}T{hour:02}:00",
        ends_at=f"{day}T{hour + 2:02}:00",
    )
    officer.press("保存")
    officer.sees("场次已安排，接着编排座位。")
    officer.follow("考场编排", officer.main)


def _open_sitting(visitor: Visitor, title: str, page: str = "") -> None:
    """By its address, or a page of it."""
    visitor.open(f"{distillery.address_of_sitting(title)}{page}")


def _set_paper(officer: Visitor) -> None:
    """Five questions of twenty points, drawn for each candidate."""
    officer.follow("组卷")
    for row, (kind, count) in enumerate((("单选题", "2"), ("多选题", "2"), ("判断题", "1"))):
        if row:
            officer.add_row("添加一行")
        prefix = f"sections__{row}__"
        officer.fill(**{f"{prefix}bank_id": BANK, f"{prefix}kind": kind, f"{prefix}count": count})
        officer.fill(**{f"{prefix}points": "20"})
    officer.fill(minutes="90")
    officer.press("保存")
    officer.sees("试卷已保存。开场时锁定，之后不能再改。")


def _write_scheme(officer: Visitor) -> None:
    """Two criteria, the second of them a key skill."""
    officer.follow("评分细则和进度")
    officer.follow("填写评分细则")
    officer.add_row("添加评分项")
    officer.fill(
        criteria__0__code="A",
        criteria__0__title="摊晾拌曲",
        criteria__0__full_mark="90",
        criteria__0__step="0.5",
        criteria__1__code="B",
        criteria__1__title="摘酒",
        criteria__1__kind="评判（主观）",
        criteria__1__full_mark="10",
        criteria__1__step="1",
    )
    officer.press("保存")
    officer.fill(criterion="B 摘酒")
    officer.press("设为关键技能")
    officer.sees("★ 不低于 60%")


def _put_on_duty(officer: Visitor, house: House) -> None:
    """Three assessors, one of whom leads, and an inspector; the page says what is lacking until all are there."""
    _open_sitting(officer, PRACTICAL)
    officer.follow("考务安排")
    officer.sees("考评员（含组长）应不少于 3 人，已安排 0 人。")
    first, *others = house.assessors
    wanted = [f"lead-assessor:{first}", *[f"assessor:{one}" for one in others], f"inspector:{house.inspector}"]
    for choice in wanted:
        officer.main.locator("[name=choice]").select_option(value=choice)
        officer.press("安排", officer.main.locator("form").filter(has=officer.page.locator("[name=choice]")))
    officer.sees("考务安排齐备。")
    for title in (THEORY, TASTING_PRACTICAL):
        distillery.put_on_duty(title, house, by="kaowu")


def hold_theory(officer: Visitor, enterprise: Visitor, visitors: Visitors, applicants: Applicants) -> Visitor:
    """A brewer answers two questions of five rightly, on his phone; the others all; the tasters sit elsewhere."""
    first = applicants.brewers[0]
    slip = open_account_of_person(enterprise, first.name, "nianjiang", UNIT, "职工")
    distillery.open_accounts(one.name for one in applicants.brewers[1:])
    phone = visitors.signed_in("nianjiang", slip, **PHONE)
    _let_in(officer, THEORY)
    _answer_on_phone(phone, first.name)
    distillery.answer_everything(THEORY)
    _end(officer, THEORY)
    _let_in(officer, PAPER)
    _end(officer, PAPER)
    return phone


def _let_in(officer: Visitor, title: str) -> None:
    """The sitting opens, and all seventeen have come."""
    distillery.let_it_be_time(title)
    _open_sitting(officer, title)
    officer.press("开场")
    officer.sees("已开场，请核对身份，登记每名考生是否到场。")
    officer.press("其余 17 人全部到场")
    officer.sees("到场 17 人，尚未登记 0 人。")


def _end(officer: Visitor, title: str) -> None:
    _open_sitting(officer, title, "/attendance")
    officer.press("结束考试")
    officer.sees("考试已结束。")


def _answer_on_phone(phone: Visitor, name: str) -> None:
    phone.follow("我的考试")
    phone.follow(re.compile(THEORY), phone.main)
    phone.press("开始答题")
    for position in range(1, 6):
        _choose(phone.page, position, right := distillery.right_letters(position, name))
        if position == 1:
            phone.page.reload()
            expect(phone.main.locator(f"[value={right[0]}]")).to_be_checked()
        phone.press("下一题" if position < 5 else "检查并交卷")
    phone.press("交卷")
    phone.sees("已收到您的答卷")


def _choose(page: Page, position: int, right: str) -> None:
    """The right options of the first two questions; one that is wrong of the others."""
    letters = right if position <= 2 else next(letter for letter in "ABCD" if letter not in right)
    for letter in letters:
        page.locator(".option").filter(has=page.locator(f"[value={letter}]")).tap()
        expect(page.get_by_role("status")).to_contain_text("已保存")


def hold_practical(officer: Visitor, visitors: Visitors, house: House, unskilled: str) -> None:
    """An assessor marks two brewers on a tablet, one of whom lacks the key skill; the other sheets follow."""
    tablet = signed_in(visitors, "kaoping1", **TABLET)
    for title in (PRACTICAL, TASTING_PRACTICAL):
        _let_in(officer, title)
        _open_sitting(officer, title, "/marking")
        officer.press("开始评分")
        officer.sees("评分已开始，考评员可以在平板上打分。")
        if title == PRACTICAL:
            _mark_on_tablet(tablet, unskilled)
        distillery.seal_the_rest(title, house, failing=unskilled)
        officer.page.reload()
        officer.press("结束评分")
        officer.sees("51 / 51")
        _end(officer, title)
    expect_nodes(officer, 5)


def _mark_on_tablet(tablet: Visitor, unskilled: str) -> None:
    tablet.follow("我的考试")
    tablet.follow(re.compile("去平板评分"), tablet.main)
    rows = tablet.page.locator("[data-sheet]")
    expect(rows).to_have_count(17)
    failing = distillery.seat_number(PRACTICAL, unskilled)
    other = 1 if failing != 1 else 2
    for number, marks in ((failing, KEY_FAILED), (other, ("81.5", "9"))):
        row = rows.filter(has=tablet.page.get_by_text(re.compile(rf"^{number} 号")))
        row.get_by_role("link").tap()
        _mark_sheet(tablet, *marks)
        tablet.page.get_by_role("link", name="名单").tap()
    expect(rows.filter(has_text="已封存")).to_have_count(2)


def _mark_sheet(tablet: Visitor, typed: str, tapped: str) -> None:
    page = tablet.page
    expect(page.locator(".line")).to_have_count(2)
    tablet.look()
    first, second = page.locator(".line").nth(0), page.locator(".line").nth(1)
    first.locator("input").fill(typed)
    second.get_by_role("button", name=tapped, exact=True).tap()
    for line in (first, second):
        expect(line).to_have_attribute("data-state", "delivered")
    page.get_by_role("button", name="签名封存").tap()
    write_name(page)
    page.get_by_role("button", name="确认封存").tap()
    expect(page.locator("[data-notice]")).to_contain_text("已封存")
