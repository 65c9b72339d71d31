"""docs/new-certificate-kind.md is what it takes: its two blocks, put where they say, make a kind that prints."""

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from certificates import kinds
from certificates.kinds import all_kinds, expires_on, facts_from_json, facts_to_json, public_facts, public_values
from certificates.printing import layout
from certificates.printing.content import Direction
from demo.certificate_kinds import example_of
from tests.architecture.sources import ROOT
from tests.integration.certificates.test_printing import text_of

PAGE = (ROOT / "docs/new-certificate-kind.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(?:python|html)\n(?:#|\{#) (?P<path>\S+)(?: #\})?\n(?P<text>.*?)```", re.DOTALL)


@pytest.fixture
def followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The code of the page's kind, which is there as long as the test runs."""
    module, template = (tmp_path / block["path"] for block in BLOCK.finditer(PAGE))
    for path, block in zip((module, template), BLOCK.finditer(PAGE), strict=True):
        path.parent.mkdir(parents=True)
        path.write_text(block["text"], encoding="utf-8")
    loader: Any = layout._environment().loader
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(module.parent)])
    monkeypatch.setattr(loader, "searchpath", [*loader.searchpath, str(tmp_path / "templates")])
    all_kinds.cache_clear()
    yield module.stem
    all_kinds.cache_clear()
    sys.modules.pop(f"certificates.kinds.{module.stem}")
    delattr(kinds, module.stem)


@pytest.mark.parametrize("direction", Direction)
def test_the_page_makes_a_kind_that_prints(followed: str, direction: Direction) -> None:
    kind = all_kinds()[followed]
    text = text_of(example_of(followed, kind.EXAMPLE, direction))
    for said in (
        "师徒结对证书",
        "张示例同志：",
        "望言传身教",
        "结对期至2029年11月19日",
        "联系电话：13800000000",
        kind.EXAMPLE.number,
    ):
        assert said in text


def test_the_page_s_kind_keeps_its_promises(followed: str) -> None:
    kind = all_kinds()[followed]
    assert facts_from_json(followed, facts_to_json(kind.EXAMPLE)) == kind.EXAMPLE
    assert expires_on(followed, kind.EXAMPLE) == date(2029, 11, 19)
    assert "phone" not in public_facts(followed, kind.EXAMPLE)
    assert public_values(followed, kind.EXAMPLE)["师傅手机"] == "138****0000"
