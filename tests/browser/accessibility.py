"""axe on the page that is open: nothing found, or a list a person can work through."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def assert_accessible(page: Page) -> None:
    """Raises AssertionError naming every violation, the element and what to do about it."""
    violations = Axe().run(page).response["violations"]
    found = [_describe(violation, node) for violation in violations for node in violation["nodes"]]
    assert not found, f"{page.url} has {len(found)} accessibility faults:\n" + "\n".join(found)


def _describe(violation: dict[str, Any], node: dict[str, Any]) -> str:
    lines = [f"{violation['impact']}: {violation['help']} ({violation['id']})", node["html"][:200]]
    return "\n    ".join(lines + node["failureSummary"].splitlines())
