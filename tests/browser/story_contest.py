"""The contest: the draw, the panel, the door, the tablets, and the result until its public notice has run its time."""

import re
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Page, expect
from sqlalchemy import select

from foundation.database import db, session, transaction
from notices.models import PublicNotice
from tests.browser.rosters import MACHINES, OFFICIALS, WELDING
from tests.browser.server import Server
from tests.browser.story_opening import COMPETITION
from tests.browser.tablets import write_name
from tests.browser.visitor import PASSWORD, Visitor

SEED = "20261121-0817"
JUDGES = {"caipan1": 0, "caipan2": 1, "caipan3": 2, "caipan4": 9}  # how many marks each gives above the strictest


def draw(district: Visitor, passer_by: Visitor) -> None:
    """Five welders at three workstations from a published seed; anybody can look it up."""
    _open_step(district, "抽签")
    district.follow("抽签", district.main.locator(".page-actions"))
    district.fill(workstations="3", seed=SEED)
    district.press("抽签")
    district.sees("抽签完成。")
    drawn = passer_by.main.locator("table").last
    passer_by.open(district.page.url)
    passer_by.sees("怎样复算", SEED, "打开之前任何页面都不显示")
    assert drawn.locator("tbody tr").count() == 5
    assert drawn.locator("thead th").all_inner_texts() == [
        "参赛号",
        "选手（队）",
        "单位",
        "场次",
        "报名序号",
    ]


def seal_mapping(district: Visitor) -> None:
    """The officer keeps the only sealed layer herself: she does not judge."""
    district.follow("进入")
    district.fill(account="区总工会经办人（qugong）")
    district.press("指定")
    district.sees("已请区总工会经办人保管")
    district.press("封存")
    district.sees("打开之前只有您能查看，每次查看都会记入日志。")


def open_mapping(district: Visitor) -> None:
    """The marks are locked: the officer opens, the supervisor beside her gives his own name and password."""
    _open_result(district)
    district.sees("参赛号与工位号的对应关系还没有打开")
    _open_step(district, "抽签")
    district.follow("进入")
    district.fill(name="qugong", password=PASSWORD)
    district.press("两人确认，打开")
    district.sees("见证人不能是您自己")
    district.fill(name="jiandu", password=PASSWORD)
    district.press("两人确认，打开")
    district.sees("对应关系已经打开，见证人区总工会监督员。")


def seat_panel(district: Visitor) -> None:
    """A chief judge and four judges; one of them must step aside from his own unit's contestants."""
    _open_step(district, "评分")
    district.follow("安排裁判组")
    for one in OFFICIALS:
        duty = "裁判长" if one.role == "裁判长" else "评分裁判"
        district.fill(account=f"{one.name}（{one.username}）", duty=duty)
        district.press("加入裁判组")
        district.sees(f"{one.name}已加入裁判组。")
    district.sees("须回避 2 名选手")
    district.press("开始评分")
    district.sees("评分已开始，裁判可以在平板上打分。")


def check_in(district: Visitor) -> str:
    """All come but one; returns the workstation that stays empty."""
    district.follow("检录")
    rows = district.main.locator("tbody tr")
    absent = next(nth for nth in range(5) if MACHINES in rows.nth(nth).inner_text())
    for nth in range(5):
        district.press("缺考" if nth == absent else "到场", rows.nth(nth))
    district.sees("已检录 4 名，尚未登记 0 名。")
    district.follow("按工位登记用时")
    return rows.filter(has=district.page.locator(".state", has_text="缺考")).locator("th").inner_text()


def judge(officials: dict[str, Visitor], absent: str) -> None:
    """Each judge fills the sheets on a tablet; the chief sees who has not finished, and closes the judging at last."""
    chief = officials["caipanzhang"]
    for username, above in JUDGES.items():
        _fill_sheets(officials[username], above, absent)
        if username == "caipan2":
            _open_chief_progress(chief)
            chief.sees("已完成", "还差 4 位", "还差 2 位", "缺考")
            chief.press("结束评分")
            chief.sees("现在还不能结束评分。")
    _open_chief_progress(chief)
    chief.sees("14 / 14", "回避 2 张")
    chief.press("结束评分")
    chief.sees("评分已结束，可以计算成绩。")


def _fill_sheets(judge: Visitor, above: int, absent: str) -> None:
    page = judge.page
    judge.follow("评分")
    judge.follow("去评分")
    rows = page.locator("[data-sheet]")
    expect(rows).to_have_count(5)
    labels = rows.locator("[data-title]").all_inner_texts()
    assert absent in labels
    for place, label in enumerate(one for one in labels if one != absent):
        row = rows.filter(has_text=label)
        if "回避" in row.inner_text():
            continue  # of the judge's own unit
        row.get_by_role("link").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text(label)
        judge.look()
        _fill_sheet(page, f"{78 - 5 * place + above}.5", f"{87 - 5 * place + above}.5")
        page.get_by_role("link", name="名单").tap()
        expect(rows.filter(has_text=label)).to_contain_text("已封存")


def _fill_sheet(page: Page, typed: str, total: str) -> None:
    """One mark typed, one tapped, and the signature."""
    first, second = page.locator(".line").nth(0), page.locator(".line").nth(1)
    first.locator("input").fill(typed)
    second.get_by_role("button", name="9", exact=True).tap()
    for line in (first, second):
        expect(line).to_have_attribute("data-state", "delivered")
    expect(page.locator("[data-total]")).to_have_text(total)
    page.get_by_role("button", name="签名封存").tap()
    write_name(page)
    page.get_by_role("button", name="确认封存").tap()
    expect(page.locator("[data-notice]")).to_contain_text("已封存")


def publish(district: Visitor, passer_by: Visitor) -> None:
    """Computed, checked, frozen, and put up where everybody reads it."""
    _open_result(district)
    district.press("计算成绩")
    district.sees("第 1 版成绩已算出。请核对名次和奖项，无误后锁定。", "一等奖", "缺考")
    district.press("锁定成绩")
    district.sees("成绩已锁定，内容不会再变。下一步：公示。")
    district.follow("去公示")
    district.fill(days="5")
    district.press("发布公示")
    district.sees("成绩已公示。公示期满且异议全部答复后，可以转为正式成绩。")
    district.press("转为正式成绩")
    district.sees("公示期还没有结束。")
    passer_by.open("/")
    passer_by.follow(re.compile("焊工 · 决赛 成绩公示"))
    passer_by.sees("公示期还剩", "一等奖", "怎样提出异议")


def finalise(district: Visitor, server: Server) -> None:
    """The notice has run its time."""
    _let_the_notice_run_out(server)
    _open_result(district)
    district.press("转为正式成绩")
    district.sees("已转为正式成绩。下一步：制作证书。")


def winner(district: Visitor) -> tuple[str, str]:
    """Name and unit of the first. Every total is what the judges' marks give by hand."""
    ranking = district.main.locator(".table-cards").first.locator("tbody tr").all()
    rows = [row.locator("th, td").all_inner_texts() for row in ranking]
    for place, (rank, _, _, _, unit, _, total, *_) in enumerate(rows[:4]):
        # 87.5 and less by fives; of 0, 1, 2, 9 above it 1.5 is left, without the recused judge of 0, 1, 2 just 1.
        above = "1.5" if unit == MACHINES else "1"
        assert (rank, total) == (str(place + 1), f"{Decimal('87.5') - 5 * place + Decimal(above):.2f}"), rows
    assert [row[7] for row in rows] == ["一等奖", "二等奖", "三等奖", "—", "—"] and rows[4][-1] == "缺考"
    return rows[0][3], rows[0][4]


def _let_the_notice_run_out(server: Server) -> None:
    """Nobody can wait five days in a test, so the days are put behind the notice; the rest is as it is in life."""
    app = server.app()
    with app.app_context():
        db.engine.update_execution_options(writes=True)
        with transaction():
            notice = session.scalars(select(PublicNotice)).one()
            notice.opens_at -= timedelta(days=6)
            notice.closes_at -= timedelta(days=6)
        db.session.remove()
        db.engine.dispose()


def _open_step(district: Visitor, step: str) -> None:
    """The line of steps on an event's page leads to the work."""
    district.follow("竞赛")
    district.follow(re.compile(COMPETITION))
    district.follow(WELDING, district.main)
    district.follow(step, district.main.locator(".steps"))


def _open_chief_progress(chief: Visitor) -> None:
    chief.follow("评分")
    chief.follow("评分进度", chief.main.locator(".task"))


def _open_result(district: Visitor) -> None:
    district.follow("成绩")
    district.follow(re.compile(WELDING), district.main)
