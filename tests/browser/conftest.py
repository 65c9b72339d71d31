"""Real Chromium against the real server. A page that throws a JavaScript error fails its test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from foundation.database import db
from tests.browser.server import Server, server_in, serving
from tests.browser.tablets import Tablet, opened_contest, tablet_of
from tests.factories.judging import Contest
from tests.nursery import Nursery

# Root needs --no-sandbox; the resolver rule proves that a page asks nothing of other servers.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # a camera, for pages that are allowed one
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


PATIENCE = 15_000  # milliseconds: the machine may be busy with other tests
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its file: its event loop would run on under other tests, and pyHanko starts one of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Path:
    """The folder of an instance with the schema and no data, to be copied."""
    folder = tmp_path_factory.mktemp("upgraded")
    server_in(folder, nursery).flask("upgrade")
    return folder


@pytest.fixture(scope="module")
def live_server(tmp_path_factory: pytest.TempPathFactory, upgraded: Path, nursery: Nursery) -> Iterator[Server]:
    """A server with an empty database, shared by the tests of one file."""
    with serving(tmp_path_factory.mktemp("instance"), upgraded, nursery) as server:
        yield server


@pytest.fixture
def open_context(browser: Browser, live_server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers of different persons, each with cookies of its own; options are Playwright's."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(**options: Any) -> BrowserContext:
        usual = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1440, "height": 900}}
        usual["reduced_motion"] = "reduce"  # axe looks at colours, not at what is half way between two
        context = browser.new_context(**{"base_url": live_server.url, **usual, **options})
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda fault: errors.append(f"{fault.page and fault.page.url}: {fault.error}"))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert not errors, "JavaScript errors:\n" + "\n".join(errors)


@pytest.fixture
def context(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    return open_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def app(live_server: Server) -> Iterator[Flask]:
    """The application on the server's database, for what a test prepares and looks up."""
    app = live_server.app()
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def contest(app: Flask) -> Contest:
    return opened_contest()


@pytest.fixture
def tablet(contest: Contest, open_context: Callable[..., BrowserContext]) -> Tablet:
    """The tablet of the first judge."""
    return tablet_of(contest.judges[0], open_context)
