"""What the project leans on: each library has its reason, each package its place on the ladder."""

import re

import pytest

from tests.architecture.sources import PACKAGES, ROOT, project

REQUIREMENT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^ ;\\]+)")


def _matches(pattern: re.Pattern[str], name: str) -> list[re.Match[str]]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [match for line in lines if (match := pattern.match(line))]


def test_every_dependency_has_its_reason_in_the_decisions():
    asked = {match[1] for path in ROOT.glob("requirements*.in") for match in _matches(REQUIREMENT, path.name)}
    decisions = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "decisions").glob("*.md"))
    explained = set(re.findall(r"^\| `([^`]+)` \| [^|]*\S", decisions, re.MULTILINE))
    assert explained == asked


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-extras.lock"])
def test_every_lock_pins_the_versions_that_are_tested(name: str):
    runtime = {match[1]: match[2] for match in _matches(PINNED, name)}
    development = {match[1]: match[2] for match in _matches(PINNED, "requirements-dev.lock")}
    assert runtime, "nothing is pinned"
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_package_stands_on_the_ladder():
    contracts = project()["tool"]["importlinter"]
    ladder = contracts["contracts"][0]["layers"]
    placed = {name.strip(" ()") for line in ladder for name in line.split("|")}
    packages = {path.name for path in PACKAGES}
    assert packages <= placed
    assert set(contracts["root_packages"]) == packages
