"""House rules that a file keeps or breaks by itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT, calls, files, name_of, package_files, tree_of

LONGEST = 300
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
FREE_OF_LENGTH = ("migrations/", "demo/", "static/vendor/")


def test_no_file_is_longer_than_300_lines():
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in files("*.py", "*.js")
        if not name_of(path).startswith(FREE_OF_LENGTH)
    }
    assert lengths, "no files were found"
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_file_or_folder_has_a_vague_name():
    vague = {
        name_of(path)
        for path in files("*.py", "*.js", "*.html", "*.css")
        if VAGUE_NAMES & {part.partition(".")[0] for part in path.relative_to(ROOT).parts}
    }
    assert vague == set()


def test_only_the_database_file_commits():
    committing = {name_of(path) for path in package_files() if ".commit" in {name for _, name in calls(path)}}
    assert committing == {"foundation/database.py"}


def test_rules_and_scoring_neither_round_nor_float():
    exact = [path for path in package_files() if path.name == "rules.py" or path.is_relative_to(ROOT / "scoring")]
    assert exact, "no rules were found"
    inexact = [
        f"{name_of(path)}:{line} {name}" for path in exact for line, name in calls(path) if name in {"round", "float"}
    ]
    assert inexact == []


def test_every_test_asserts_something():
    tests = [(path, test) for path in files("test_*.py", under=ROOT / "tests") for test in _tests_of(path)]
    assert tests, "no tests were found"
    assert [f"{name_of(path)}:{test.lineno} {test.name}" for path, test in tests if not _asserts(test)] == []


def test_no_test_is_skipped():
    skipping = [
        f"{name_of(path)}:{node.lineno}"
        for path in files("*.py", under=ROOT / "tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail", "importorskip"}
    ]
    assert skipping == []


def test_no_document_links_to_a_missing_file():
    missing = [
        f"{name_of(path)}: {target}"
        for path in files("*.md")
        for target in _link_targets(path)
        if not (path.parent / target).exists()
    ]
    assert missing == []


def _tests_of(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _asserts(test: ast.FunctionDef) -> bool:
    """A plain assert, `pytest.raises`, Playwright's `expect`, or a function of ours named `assert_...`."""
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"raises", "expect"} or name.startswith("assert_"):
                return True
    return False


def _link_targets(path: Path) -> Iterator[str]:
    for part in path.read_text(encoding="utf-8").split("](")[1:]:
        target = part.partition(")")[0].partition("#")[0].strip()
        if target and "://" not in target and not target.startswith("mailto:"):
            yield target
