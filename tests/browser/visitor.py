"""Somebody at a browser: goes from page to page by what stands on them; each page is looked at when first seen."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.accessibility import assert_accessible

PASSWORD = "江水向东流到海不复回"
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WIDTHS = (1440, 1024, 360)
HEADINGS = "headings => headings.map(one => one.textContent.trim())"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Looking:
    """Which pages have been looked at. `JIANGXIN_PICTURES=folder` keeps a picture of each at three widths."""

    seen: set[tuple[str, ...]] = field(default_factory=set)
    folder: str = os.environ.get("JIANGXIN_PICTURES", "")

    def look(self, page: Page) -> None:
        """axe finds nothing, and nothing sticks out sideways at any width; once for each page in each of its states."""
        page.locator("h1").first.wait_for()  # a page that a script draws has its heading when it is there
        path = re.sub(r"^/v/.*|\d+", "", urlsplit(page.url).path)
        headings = [re.sub(r"\d", "", one) for one in page.locator("h2, caption").evaluate_all(HEADINGS)]
        what = (path, *sorted(set(headings)), str(page.viewport_size))
        if what in self.seen:
            return
        self.seen.add(what)
        assert_accessible(page)
        usual = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert not page.evaluate(TOO_WIDE), f"{page.url} is wider than a screen of {width} pixels"
            if self.folder:
                name = f"{len(self.seen):03}-{page.title().split(' · ')[0]}-{width}.png"
                page.screenshot(path=Path(self.folder) / name, full_page=True)
        if usual:
            page.set_viewport_size(usual)


@dataclass
class Visitor:
    """A person at a browser of his own."""

    page: Page
    looking: Looking

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        """Look at the page that is open."""
        self.looking.look(self.page)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def row(self, text: str) -> Locator:
        """The row of a table in which `text` stands."""
        return self.main.locator("tbody tr").filter(has=self.page.get_by_text(text, exact=True))

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main.get_by_text(text).filter(visible=True).first).to_be_visible()

    def sees_not(self, *texts: str) -> None:
        for text in texts:
            expect(self.main.get_by_text(text)).to_have_count(0)

    def follow(self, text: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Click a link by its words; a line of the menu, in the group where it stands."""
        if within is None:
            self._open_menu(text)
        with self._going():
            (within or self.page).get_by_role("link", name=text).first.click()

    def _open_menu(self, text: str | re.Pattern[str]) -> None:
        line = self.page.get_by_role("link", name=text, include_hidden=True)
        group = self.page.locator(".site-menu details:not([open])").filter(has=line).first
        if group.count():
            group.locator("summary").click()

    def press(self, text: str, within: Locator | None = None) -> None:
        """Click a button that sends a form."""
        with self._going():
            (within or self.main).get_by_role("button", name=text).first.click()

    def give_reason(self, step: str, reason: str) -> None:
        """Take a step that asks for its reason."""
        card = self.main.locator("details.reasoned").filter(has=self.page.locator("summary", has_text=step))
        card.locator("summary").click()
        card.locator("textarea").fill(reason)
        self.press(f"确认{step}", card)

    def fill(self, **fields: str) -> None:
        """Fill in a form; `__` stands for the dash in the names of rows, and a list is chosen from by its words."""
        for name, value in fields.items():
            control = self.main.locator(f"[name='{name.replace('__', '-')}']")
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(label=value)
            else:
                control.fill(value)

    def add_row(self, label: str) -> None:
        """One more row in a form; the page stays."""
        cards = self.main.locator(".row-card")
        before = cards.count()
        self.main.get_by_role("button", name=label).click()
        expect(cards).to_have_count(before + 1)

    def upload(self, name: str, content: bytes, button: str, kind: str = "application/octet-stream") -> None:
        """Choose a file in the form with this button, and send it."""
        form = self.main.locator("form").filter(has=self.page.get_by_role("button", name=button))
        form.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
        self.press(button, form)

    def download(self, link: str) -> bytes:
        """What a link gives as a file."""
        with self.page.expect_download() as download:
            self.main.get_by_role("link", name=link).first.click()
        return Path(download.value.path()).read_bytes()

    def file_behind(self, link: str) -> bytes:
        """What a link opens in the browser's own viewer."""
        address = self.main.get_by_role("link", name=link).first.get_attribute("href")
        answer = self.page.context.request.get(str(address))
        assert answer.ok, f"{address}: {answer.status}"
        return answer.body()

    def sign_in(self, username: str, slip: str) -> None:
        """The first log-in, by the slip that was printed; then a password of one's own."""
        self.open("/sign-in")
        self.fill(name=username, password=slip)
        self.press("登录")
        self.fill(new_password=PASSWORD, password_again=PASSWORD)
        self.press("设置密码")
        self.sees("密码已设好，以后用它登录。")

    @contextmanager
    def _going(self) -> Iterator[None]:
        with self.page.expect_event("load", timeout=30_000):
            yield
        self.look()


@dataclass
class Visitors:
    """Everybody in a story, each at a browser of his own."""

    open_context: Callable[..., BrowserContext]
    looking: Looking = field(default_factory=Looking)

    def passer_by(self, **options: object) -> Visitor:
        """Somebody who is not signed in."""
        return Visitor(self.open_context(**options).new_page(), self.looking)

    def signed_in(self, username: str, slip: str, **options: object) -> Visitor:
        """Somebody who comes with a slip."""
        visitor = self.passer_by(**options)
        visitor.sign_in(username, slip)
        return visitor
