"""A tablet that passes from hand to hand: nobody sees or sends what is another's, and nobody's marks are lost."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from marking.sheets.marks import apply_marks
from tests.browser.tablets import DELIVERED, Tablet, tablet_of, values, values_in_time
from tests.factories import marking
from tests.factories.judging import Contest


def stored(page: Page) -> str:
    """Everything that the page's databases and storage hold."""
    return page.evaluate("""async () => {
      const done = (request) => new Promise((good) => { request.onsuccess = () => good(request.result); });
      const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
          found.push(JSON.stringify(await done(database.transaction(store).objectStore(store).getAll())));
        }
        database.close();
      }
      return found.join();
    }""")


def test_tablet_keeps_marks_of_an_expired_log_in_until_their_judge_is_back(contest: Contest, tablet: Tablet):
    """Fails without `rememberJudge` in device.js (the first judge's sheets open again offline), without the
    clearing in `leftByOthers` of book.js (they stay on the disk), or if an expired log-in empties the queue."""
    other = contest.judges[1]
    tablet.network.set_offline(True)
    tablet.give(1, "9.5")
    tablet.network.clear_cookies()  # the log-in runs out while there is no network
    tablet.network.set_offline(False)
    tablet.warns("登录已过期。分数都在本机，登录后自动送出。")
    tablet.give(3, "0.5")
    tablet.sign_in(other)
    tablet.open("/")
    expect(tablet.page.locator("[data-name]")).to_have_text(other.display_name)
    tablet.warns("本机还存有另一位裁判的 2 项未送达")
    tablet.says(DELIVERED)
    assert values(tablet.sheet) == []
    assert tablet.judge.display_name not in stored(tablet.page)
    tablet.network.set_offline(True)
    tablet.open(f"/sheets/{tablet.sheet.id}")
    expect(tablet.page.locator("main h1")).to_have_text("没有这张评分表")
    tablet.network.set_offline(False)
    tablet.network.clear_cookies()
    tablet.sign_in()
    tablet.open()
    tablet.says(DELIVERED)
    assert values(tablet.sheet) == [("9.5", 1), ("0.5", 1)]


def test_tablet_shows_nothing_after_signing_out(tablet: Tablet):
    """Fails without `forgetJudge` in device.js, without the clearing in `leftByOthers` of book.js, or without `LEAVING`
    (the log-in would be open again with the network)."""
    page = tablet.page
    tablet.network.set_offline(True)
    tablet.give(1, "3")
    page.locator("[data-leave]").click()
    expect(page.locator("dialog")).to_contain_text("还有 1 项尚未送达。退出后它们仍保存在本机")
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("main")).to_contain_text("现在没有网络，本机也没有已登录的裁判。")
    tablet.warns("本机还存有 1 项未送达")
    expect(page.locator("[data-name]")).to_be_empty()
    assert tablet.sheet.subject.label not in stored(page)
    tablet.network.set_offline(False)
    page.reload()
    expect(page.locator("main")).to_contain_text("请登录")
    assert page.request.get("/judging/device", headers={"Accept": "application/json"}).status == 401
    tablet.sign_in()
    tablet.open()
    assert values_in_time(tablet.sheet, 1) == [("3", 1)]
    tablet.says(DELIVERED)
    page.goto("/")
    page.locator(".account-menu").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator(".account-menu")).to_have_count(0)
    tablet.network.set_offline(True)
    page.goto("/judging/tablet")
    expect(page.locator("main")).to_contain_text("本机也没有已登录的裁判")


def test_tablet_that_never_heard_of_the_end_of_a_log_in_leaves_the_next_one_open(tablet: Tablet):
    """Fails if `LEAVING` names the judge and not the log-in: who signed in again was signed out at once."""
    page = tablet.page
    tablet.network.set_offline(True)
    tablet.give(1, "3")
    page.locator("[data-leave]").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("main")).to_contain_text("本机也没有已登录的裁判。")
    page.route("**/sign-out", lambda route: (route.fetch(), route.abort()))  # the answer is lost on its way back
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/sign-out")):
        tablet.network.set_offline(False)
    tablet.sign_in()
    tablet.open()
    tablet.says(DELIVERED)
    assert values(tablet.sheet) == [("3", 1)]


def test_tablet_lets_the_judge_choose_between_two_devices(
    contest: Contest, tablet: Tablet, open_context: Callable[..., BrowserContext]
):
    """Fails without the banner for `others` in status.js, or if `keep` in book.js leaves the old `rev`."""
    second = tablet_of(tablet.judge, open_context)
    second.warns("您的账号还开着另一台设备")
    second.page.context.close()
    tablet.network.set_offline(True)
    tablet.give(1, "9")
    tablet.give(3, "2.5")
    elsewhere = [marking.operation(tablet.sheet, 1, "4"), marking.operation(tablet.sheet, 3, "6")]
    assert [outcome["status"] for outcome in apply_marks(elsewhere, by=tablet.judge)] == ["saved", "saved"]
    tablet.page.route(
        "**/judging/sheets.json", lambda route: route.abort()
    )  # what follows is not the next loading's work
    tablet.network.set_offline(False)
    tablet.warns("有 2 项系统没有接受，需要您确认。")
    tablet.page.get_by_role("button", name="逐项确认").click()
    tablet.page.locator(".matter").filter(has_text="焊缝余高").locator("[data-keep=mine]").click()
    tablet.page.locator(".matter").filter(has_text="尺寸偏差").locator("[data-keep=theirs]").click()
    tablet.says(DELIVERED)
    expect(tablet.line(1).locator("input")).to_have_value("9")
    expect(tablet.line(3).locator("input")).to_have_value("6")
    assert values(tablet.sheet) == [("9", 2), ("6", 1)]
