"""A judge's tablet in a browser test: what is on its screen, on its disk, and at the server."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from foundation.database import db, session
from marking.sheets.models import Mark, Sheet
from people.accounts.models import Account
from tests.browser.server import Server, free_port
from tests.factories import judging, marking, people

TABLET: dict[str, Any] = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
DELIVERED = "全部已送达"
KEPT = """async (account) => {
  const open = indexedDB.open(`judging-${account}`);
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = (name) => new Promise((done) => {
    const rows = database.transaction(name).objectStore(name).getAll();
    rows.onsuccess = () => done(rows.result);
  });
  const kept = { operations: await all("operations"), marks: await all("marks"), panels: await all("panels") };
  database.close();
  return kept;
}"""


@dataclass
class Tablet:
    """One tablet with the judge who works on it."""

    page: Page
    judge: Account
    sheet: Sheet

    @property
    def network(self) -> BrowserContext:
        return self.page.context

    def open(self, address: str = "") -> None:
        """Open the tablet's page, at the first sheet unless told otherwise."""
        self.page.goto(f"/judging/tablet#{address or f'/sheets/{self.sheet.id}'}")
        self.ready()

    def reload(self) -> None:
        self.page.reload()
        self.ready()

    def ready(self) -> None:
        expect(self.page.locator("[data-tablet][data-ready]")).to_be_visible()

    def sign_in(self, account: Account | None = None) -> None:
        """As this tablet's judge, or as somebody else."""
        self.page.goto("/sign-in")
        self.fill_in(account)
        expect(self.page.locator(".account-menu")).to_be_visible()

    def fill_in(self, account: Account | None = None) -> None:
        """The log-in page that is open."""
        self.page.locator("[name=name]").fill((account or self.judge).username)
        self.page.locator("[name=password]").fill(people.PASSWORD)
        self.page.locator("main").get_by_role("button", name="登录").click()

    def line(self, number: int) -> Locator:
        return self.page.locator(".line").nth(number - 1)

    def give(self, number: int, mark: str, state: str = "kept") -> None:
        """Give a mark; returns when the disk has it, or the server if that is the state to wait for."""
        field = self.line(number).locator("input")
        field.fill(mark)
        field.blur()
        expect(self.line(number)).to_have_attribute("data-state", state)

    def choose(self, number: int, mark: str) -> None:
        self.line(number).locator(f"[data-mark='{mark}']").click()

    def says(self, count: str) -> None:
        """What the line says that is always in sight."""
        expect(self.page.locator("[data-count]")).to_have_text(count)

    def warns(self, text: str) -> None:
        expect(self.page.locator("[data-banners]")).to_contain_text(text)

    def kept(self, account: Account | None = None) -> dict[str, list[Any]]:
        """What lies in the database that this tablet has for an account."""
        return self.page.evaluate(KEPT, (account or self.judge).id)


def write_name(page: Page) -> None:
    """Something like a name on the glass."""
    box = page.locator("[data-glass]").bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 40 + 9 * step, box["y"] + 40 + 40 * (step % 2))
    page.mouse.up()


def values(sheet: Sheet) -> list[tuple[str, int]]:
    """The marks of a sheet as the server has them now, with their revisions."""
    session.rollback()
    marks = session.scalars(select(Mark).where(Mark.sheet_id == sheet.id).order_by(Mark.criterion_id))
    return [("" if mark.value is None else f"{mark.value:f}", mark.rev) for mark in marks]


def values_in_time(sheet: Sheet, count: int, seconds: float = 15) -> list[tuple[str, int]]:
    """The same, once there are `count` of them: for a device that has only begun to send."""
    deadline = time.monotonic() + seconds
    while len(found := values(sheet)) < count and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def opened_contest() -> judging.Contest:
    """Two contestants and two judges; the server writes to the same file meanwhile."""
    db.engine.update_execution_options(writes=True)
    contest = judging.opened(entries=2, modules=judging.full_scheme())
    db.engine.update_execution_options(writes=False)
    return contest


def tablet_of(judge: Account, open_context: Callable[..., BrowserContext], **options: Any) -> Tablet:
    """A tablet of its own, on which `judge` has signed in and looks at his first sheet."""
    tablet = Tablet(open_context(**TABLET, **options).new_page(), judge, marking.sheets_of(judge)[0])
    tablet.sign_in()
    tablet.open()
    expect(tablet.page.locator("[data-reason]")).to_be_empty()  # ready to lose the network
    return tablet


class Restartable:
    """One more web server on the same database, which is killed and comes back at the same address."""

    def __init__(self, server: Server) -> None:
        self.server, self.port = server, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = self.server.start_web(self.port, "restarted")
        deadline = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < deadline, self.server.log()
            time.sleep(0.1)

    def kill(self) -> None:
        """As by a power cut: the master and its workers at once."""
        self.process.kill_all()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.url, timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True
