"""The files of the repository, as the architecture tests read them."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in {"tests", "benchmarks"})
NOT_OURS = {"instance", "build", "node_modules"}


def files(*patterns: str, under: Path = ROOT) -> Iterator[Path]:
    """Every file of ours that fits a pattern; hidden folders and what a run leaves behind are passed over."""
    for pattern in patterns:
        for path in sorted(under.rglob(pattern)):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not any(part.startswith(".") or part in NOT_OURS for part in parts):
                yield path


def package_files() -> Iterator[Path]:
    """The Python files of the application's packages."""
    for package in PACKAGES:
        yield from files("*.py", under=package)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of everything a file calls: `round(x)` gives "round", `session.commit()` gives ".commit"."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, node.func.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, f".{node.func.attr}"


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
