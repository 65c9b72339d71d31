"""A contest in two files: the plan as TOML or JSON, the marks as rows of a table. docs/scoring-files.md says how.

The plan has the structure that `results.to_plain(plan)` gives, so what was published can be read back and recomputed.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from decimal import Decimal

from scoring.mark_rows import MarkTable, read_mark_rows
from scoring.marks import EntryMarks
from scoring.plan import ScoringPlan
from scoring.reading import Unreadable, read_record


def read_plan(plain: object) -> ScoringPlan:
    """The plan that `to_plain(plan)` describes; what has a default may be left out. Error: `Unreadable`."""
    return read_record(ScoringPlan, plain)


def read_marks(plain: object) -> tuple[EntryMarks, ...]:
    """The entries that a list of `to_plain(entry)` describes. Error: `Unreadable`, naming entry and field."""
    if not isinstance(plain, list | tuple):
        raise Unreadable(["最外层应为列表，每项是一名选手。"])
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
    """The plan in the text of a TOML or JSON file. Error: `Unreadable`."""
    return read_plan(_parsed(text, toml=toml))


def parse_plain_marks(text: str) -> MarkTable:
    """The marks in the text of a JSON file: a list of entries as `to_plain` prints them. Error: `Unreadable`."""
    return MarkTable(read_marks(_parsed(text, toml=False)), ())


def parse_mark_rows(text: str, plan: ScoringPlan) -> MarkTable:
    """The marks in the text of a CSV file, its header in row 1. Error: `Unreadable`, every fault with its row."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Unreadable([f"不是有效的 CSV 文件：{error}。请用 Excel 或 WPS 另存为 CSV，再试。"]) from error
    header = rows[0] if rows else []
    return read_mark_rows(plan, header, enumerate(rows[1:], start=2))


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, with or without BOM, or in GB18030, as Excel in Chinese writes it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(["文件不是 UTF-8 或 GB18030 编码的文字，请另存为“CSV UTF-8”，再试。"])


def _parsed(text: str, *, toml: bool) -> object:
    """Plain values; numbers with a point never become binary fractions."""
    try:
        parsed: object = tomllib.loads(text, parse_float=Decimal) if toml else _json(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable([f"不是有效的 {'TOML' if toml else 'JSON'} 文件：{error}。请检查标点和引号。"]) from error
    return parsed


def _json(text: str) -> object:
    return json.loads(text, parse_float=Decimal, object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The fields of an object. JSON would quietly keep the last of two that have one name."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"字段“{next(name for name in names if names.count(name) > 1)}”写了两次")
    return fields
