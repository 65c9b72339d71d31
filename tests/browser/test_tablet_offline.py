"""The judge's tablet when the network goes: nothing is lost, nothing counts twice, nothing is kept that is private."""

import shutil
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from foundation.database import session
from foundation.outbox import DeviceOperation
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from tests.browser.server import Server
from tests.browser.tablets import DELIVERED, TABLET, Restartable, Tablet, tablet_of, values, write_name
from tests.factories import marking
from tests.factories.judging import Contest

ONE_SENDS_AND_ONE_WAITS = """async () => {
  for (let turn = 0; turn < 100; turn += 1) {
    const { held, pending } = await navigator.locks.query();
    if (held.length === 1 && pending.length === 1) return true;
    await new Promise((done) => setTimeout(done, 20));
  }
  return false;
}"""


def sign(page: Page) -> None:
    """Write something like a name on the glass and confirm."""
    page.get_by_role("button", name="签名封存").click()
    write_name(page)
    page.locator("dialog [data-confirm]").click()


def test_tablet_is_reloaded_marked_on_and_signed_without_a_network(tablet: Tablet):
    """Fails without `event.respondWith` in worker.js (the page does not open), without `["add", "operations", ...]` in
    outbox.js (the reload forgets), or without the deletions in `#finish` of book.js (marks stay on the device)."""
    tablet.network.set_offline(True)
    tablet.give(1, "8")
    tablet.give(1, "8.5")
    tablet.reload()
    expect(tablet.line(1).locator("input")).to_have_value("8.5")
    tablet.choose(2, "3")
    tablet.give(3, "12.5")
    tablet.says("4 项已保存在本机，尚未送达")
    expect(tablet.page.locator("[data-total]")).to_have_text("24")
    sign(tablet.page)
    tablet.says("5 项已保存在本机，尚未送达")
    tablet.reload()
    tablet.says("5 项已保存在本机，尚未送达")
    assert values(tablet.sheet) == []
    tablet.page.route(
        "**/judging/sheets.json", lambda route: route.abort()
    )  # what follows is not the next loading's work
    tablet.network.set_offline(False)
    tablet.says(DELIVERED)
    assert values(tablet.sheet) == [("8.5", 2), ("3", 1), ("12.5", 1)]
    assert session.get_one(Sheet, tablet.sheet.id).state is SheetState.SEALED
    kept = tablet.kept()
    assert (kept["operations"], kept["marks"]) == ([], [])
    assert "signature" not in str(kept["panels"])


def test_tablet_sends_once_what_was_answered_but_never_heard(tablet: Tablet):
    """Fails if `#settle` in outbox.js deletes before the answer, or if `op_id` is made anew for each attempt."""
    heard: list[int] = []

    def lose_two_answers(route: Route) -> None:
        answer = route.fetch()
        heard.append(answer.status)
        if len(heard) <= 2:
            route.abort()
        else:
            route.fulfill(response=answer)

    tablet.page.route("**/judging/operations", lose_two_answers)
    with tablet.page.expect_response("**/judging/operations"):  # what was lost is no response
        tablet.give(1, "7")
    tablet.says(DELIVERED)
    assert heard[:3] == [200, 200, 200]
    assert values(tablet.sheet) == [("7", 1)]
    count = select(func.count()).where(DeviceOperation.actor_id == tablet.judge.id)
    assert session.scalar(count) == 1


def test_tablet_outlives_a_killed_server(contest: Contest, live_server: Server, open_context: Callable):
    """Fails if `ask` in asking.js takes a failed request for an answer, or if `device.look` forgets who was here."""
    web = Restartable(live_server)
    try:
        tablet = tablet_of(contest.judges[0], open_context, base_url=web.url)
        web.kill()
        tablet.give(1, "6.5")
        tablet.says("1 项已保存在本机，尚未送达")
        tablet.reload()
        expect(tablet.line(1).locator("input")).to_have_value("6.5")
        web.start()
        tablet.says(DELIVERED)
        assert values(tablet.sheet) == [("6.5", 1)]
    finally:
        web.kill()


def test_tablet_sends_from_one_tab_at_a_time(tablet: Tablet):
    """Fails without `navigator.locks.request` in outbox.js (nobody waits), or without its BroadcastChannel (the
    other tab goes on showing the mark of before)."""
    network = tablet.network
    network.route("**/judging/operations", lambda route: route.abort())
    tablet.give(1, "5")
    other = Tablet(network.new_page(), tablet.judge, tablet.sheet)
    other.open()
    other.says("1 项已保存在本机，尚未送达")
    network.route("**/judging/operations", lambda _: None)  # the answer is a long time coming; the latest rule holds
    with network.expect_event("request", lambda request: request.url.endswith("/judging/operations")):
        for page in (tablet.page, other.page):
            page.evaluate("dispatchEvent(new Event('online'))")
    assert other.page.evaluate(ONE_SENDS_AND_ONE_WAITS)
    network.unroute_all()
    for one in (tablet, other):
        one.says(DELIVERED)
        expect(one.line(1).locator("input")).to_have_value("5")
    tablet.give(1, "6", "delivered")
    expect(other.line(1).locator("input")).to_have_value("6", timeout=5_000)  # sooner than it asks the server
    assert values(tablet.sheet) == [("6", 2)]


def test_tablet_keeps_the_shell_and_nothing_else(tablet: Tablet):
    """Fails if worker.js keeps anything but what the server lists, or answers for it."""
    tablet.page.goto("/judging/stages")
    tablet.open("/")
    kept = tablet.page.evaluate("""async () => {
      const [name, ...more] = await caches.keys();
      const cache = await caches.open(name);
      const paths = (await cache.keys()).map((request) => new URL(request.url).pathname);
      const shell = await (await cache.match("/judging/tablet")).text();
      return { more, paths, shell };
    }""")
    assert kept["more"] == []
    assert [path for path in kept["paths"] if not path.startswith(("/static/", "/bootstrap/static/"))] == [
        "/judging/tablet"
    ]
    assert tablet.judge.display_name not in kept["shell"] and "csrf" not in kept["shell"].lower()
    tablet.network.set_offline(True)
    assert tablet.page.evaluate("fetch('/judging/sheets.json').then(() => 'kept', () => 'gone')") == "gone"


def test_tablet_says_when_it_cannot_keep_anything(contest: Contest, open_context: Callable[..., BrowserContext]):
    """A private window, a full disk. Fails without `MemoryStore` in device-store.js or `UNDURABLE` in status.js."""
    context = open_context(**TABLET)
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: { open() { throw new Error(); } } });")
    tablet = Tablet(context.new_page(), contest.judges[0], marking.sheets_of(contest.judges[0])[0])
    tablet.sign_in()
    tablet.open()
    tablet.warns("本机不能保存分数")
    tablet.give(1, "4", "delivered")
    assert values(tablet.sheet) == [("4", 1)]


def test_tablet_says_when_the_context_is_not_secure(contest: Contest, live_server: Server, browser: Browser):
    """Plain http on a hall's network. Fails without the `secure` banner of status.js, or if something needs what only a
    secure context has (crypto.randomUUID, locks, the worker)."""
    hall = "hall.example"
    port = live_server.url.rpartition(":")[2]
    rules = f"--host-resolver-rules=MAP {hall} 127.0.0.1"
    plain = browser.browser_type.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", rules]
    )
    try:
        page = plain.new_context(base_url=f"http://{hall}:{port}", **TABLET).new_page()
        tablet = Tablet(page, contest.judges[0], marking.sheets_of(contest.judges[0])[0])
        tablet.sign_in()
        tablet.open()
        tablet.warns("本页不是经受信任的 https 打开的")
        tablet.give(1, "4", "delivered")
        assert values(tablet.sheet) == [("4", 1)]
    finally:
        plain.close()
