"""Numbers and certificates of those who passed, found by anybody, and the file for the authority, cell by cell."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from foundation import clock
from tests.browser.applicants import UNIT, Applicant
from tests.browser.story_assessments import PLAN, expect_nodes, open_plan, open_step
from tests.browser.story_certificates import JOB_TIME, text_of
from tests.browser.visitor import Visitor
from tests.factories.assessments import PREFIX

EVALUATOR = f"{UNIT}职业技能等级认定中心"
COLUMNS = [
    *("姓名", "证件类型", "证件号码", "所在单位", "职业名称", "工种名称", "职业技能等级", "证书编号", "发证日期"),
    *("评价机构", "发证机构"),
]


@dataclass(frozen=True)
class Holder:
    """Somebody with his number."""

    name: str
    number: str


def number(reviewer: Visitor, plan: str, sequences: range) -> list[Holder]:
    """Numbers of 22 characters: prefix, year, level, and a sequence that goes on from plan to plan."""
    open_step(reviewer, "编号和证书", plan)
    reviewer.follow("编号", reviewer.main.locator("table", has_text="等着编号、制证的"))
    reviewer.press(f"给 {len(sequences)} 人编号")
    reviewer.sees(f"已给 {len(sequences)} 人编号")
    listed = reviewer.main.locator("table").last.locator("tbody tr").filter(has_text="已编号，待制证")
    rows = [row.locator("th, td").all_inner_texts() for row in listed.all()]
    holders = [Holder(row[0], row[5]) for row in rows]
    head = f"{PREFIX}{clock.today():%y}4"
    assert sorted(one.number for one in holders) == [f"{head}{nth:06}" for nth in sequences]
    assert {len(one.number) for one in holders} == {22}
    return holders


def certify(reviewer: Visitor, count: int) -> str:
    """The certificates are asked for, and the page is closed: the worker makes them. The address of the page."""
    reviewer.follow("制证", reviewer.main.locator("table", has_text="等着编号、制证的"))
    reviewer.sees(f"可以制证的 {count} 人")
    reviewer.main.get_by_role("button", name="给勾选的人制证").click()
    expect(reviewer.main.locator("[data-job]")).to_be_visible()
    left, reviewer.page = reviewer.page, reviewer.page.context.new_page()
    address = left.url
    left.close()
    return address


def expect_made(reviewer: Visitor, address: str, count: int) -> None:
    """The job is done."""
    reviewer.page.goto(address)
    expect(reviewer.main.locator(".progress-line")).to_contain_text(f"{count} / {count}", timeout=JOB_TIME)
    expect(reviewer.main.locator("[data-job]")).to_have_attribute("data-state", "done", timeout=JOB_TIME)
    reviewer.look()


def collect(phone: Visitor, holder: Holder) -> None:
    """Who passed at his resit has his certificate on his phone."""
    phone.follow("我的证书")
    phone.sees(holder.number)
    text = text_of(phone.file_behind("下载证书"))
    assert holder.name in text and holder.number in text, text


def verify(passer_by: Visitor, holder: Holder) -> None:
    """Anybody finds it by number and name; with another name he does not."""
    passer_by.open("/")
    passer_by.follow("证书查验")
    passer_by.fill(number=holder.number, name="别人")
    passer_by.press("查验")
    passer_by.sees("没有查到")
    passer_by.fill(number=holder.number, name=holder.name)
    passer_by.press("查验")
    passer_by.sees("有效", holder.name, holder.number)


def upload(reviewer: Visitor, holders: list[Holder], applicants: list[Applicant]) -> None:
    """The file says of everybody certified what is so, in eleven columns, and nothing of anybody else."""
    open_step(reviewer, "数据上报")
    reviewer.follow("备数据", reviewer.main)
    reviewer.fill(batch_number="示例〔2026〕0003", leader="示例负责人", manager="示例管理员")
    reviewer.press("备好数据")
    reviewer.sees("上报数据已备好。")
    with reviewer.page.expect_download() as download:
        reviewer.main.get_by_role("button", name="导出上报文件（完整号码）").click()
    book = CalamineWorkbook.from_path(download.value.path())
    header, *cells = book.get_sheet_by_index(0).to_python()
    known = {one.name: one for one in applicants}
    wanted = [_cells(one, known[one.name]) for one in holders]
    assert header == COLUMNS
    assert sorted(cells) == sorted(wanted)
    head = {row[0]: row[1] for row in book.get_sheet_by_index(1).to_python()[1:]}
    assert (head["批次号"], head["证书总数"]) == ("示例〔2026〕0003", str(len(holders)))
    reviewer.press("登记已上报")
    reviewer.press("已接收")
    reviewer.sees("已登记接收。")


def _cells(holder: Holder, one: Applicant) -> list[str]:
    day = clock.today().isoformat()
    return [one.name, "201", one.number, UNIT, one.occupation, "", "4", holder.number, day, EVALUATOR, EVALUATOR]


def archive(officer: Visitor) -> None:
    """All nine nodes are done, in their order."""
    expect_nodes(officer, 8)
    officer.press("归档")
    officer.sees("计划已归档，只供查阅。")
    expect_nodes(officer, 9)
    open_plan(officer, PLAN)
    expect(officer.main.locator(".state").first).to_contain_text(re.compile("已归档"))
