"""A contest in two files: the plan as TOML or JSON, the marks as rows of a table. docs/scoring-files.md says how.

The plan has the structure that `results.to_plain(plan)` gives, so what was published can be read back and recomputed.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from decimal import Decimal

from scoring.marks import EntryMarks
from scoring.plan import ScoringPlan
from scoring.reading import Unreadable, read_record


def read_plan(plain: object) -> ScoringPlan:
    """The plan that `to_plain(plan)` describes; what has a default may be left out. Error: `Unreadable`."""
    return read_record(ScoringPlan, plain)


def read_marks(plain: Sequence[object]) -> tuple[EntryMarks, ...]:
    """The entries that `to_plain(entry)` describes, in their order. Error: `Unreadable`, naming entry and field."""
    entries: list[EntryMarks] = []
    problems: list[str] = []
    for number, one in enumerate(plain, start=1):
        try:
            entries.append(read_record(EntryMarks, one))
        except Unreadable as fault:
            problems += [f"第 {number} 名选手 {problem}" for problem in fault.problems]
    if problems:
        raise Unreadable(problems)
    return tuple(entries)


def parse_plan(text: str, *, toml: bool) -> ScoringPlan:
    """The plan in the text of a TOML or JSON file; its numbers never become binary fractions. Error: `Unreadable`."""
    try:
        plain = tomllib.loads(text, parse_float=Decimal) if toml else json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Unreadable([f"不是有效的 {'TOML' if toml else 'JSON'} 文件：{error}。请检查标点和引号。"]) from error
    return read_plan(plain)
