"""`flask score PLAN MARKS`: a contest from two files, without a database. docs/scoring-files.md describes the files."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from foundation.errors import Refused
from foundation.files import check_size
from foundation.workbooks import SIZE_LIMIT, read_table
from scoring.contest import EventNotScorable, score_event
from scoring.files import decoded, parse_mark_rows, parse_plain_marks, parse_plan
from scoring.mark_rows import MarkTable, read_mark_rows
from scoring.numbers import ScoringError
from scoring.plan import ScoringPlan
from scoring.reading import Unreadable
from scoring.results import EventResult
from website.printed_scores import printed_scores, warnings_of

MOST_FAULTS = 50
T = TypeVar("T")


@click.command("score")
@click.argument("plan", type=click.Path(path_type=Path))
@click.argument("marks", type=click.Path(path_type=Path))
@click.option("--json", "out", type=click.Path(path_type=Path), help="把全部计算过程写入这个 JSON 文件。")
def score(plan: Path, marks: Path, out: Path | None) -> None:
    """按评分方案 PLAN（.toml、.json）和分数 MARKS（.csv、.xlsx、.json）计算成绩，不使用数据库。"""
    rules = _read(plan, lambda content: parse_plan(decoded(content), toml=_kind(plan, ".toml", ".json") == ".toml"))
    table = _read(marks, lambda content: _marks(_kind(marks, ".csv", ".xlsx", ".json"), content, rules))
    result = _scored(rules, table)
    warnings = warnings_of(result) + [f"{marks.name} 的“{title}”列没有用到。" for title in table.ignored]
    click.echo("\n".join([*printed_scores(result), *(f"提示：{warning}" for warning in warnings)]))
    if out is not None:
        _write(out, result)
        click.echo(f"全部计算过程已写入 {out}。")


def _read(path: Path, parse: Callable[[bytes], T]) -> T:
    """What the file says. A fault of any kind ends the command with a message that names the file."""
    try:
        content = path.read_bytes()
        check_size(content, limit=SIZE_LIMIT)
        return parse(content)
    except OSError as error:
        _stop(f"{path} 打不开，请检查文件名和权限。", [str(error.strerror)])
    except Unreadable as fault:
        _stop(f"{path} 有问题，请改正后再试：", fault.problems)
    except Refused as refusal:
        _stop(f"{path} 有问题，请改正后再试：", [refusal.message, *refusal.reasons])


def _kind(path: Path, *kinds: str) -> str:
    kind = path.suffix.lower()
    if kind not in kinds:
        raise Unreadable([f"文件的扩展名应为 {'、'.join(kinds)}。"])
    return kind


def _marks(kind: str, content: bytes, plan: ScoringPlan) -> MarkTable:
    if kind == ".json":
        return parse_plain_marks(decoded(content))
    if kind == ".csv":
        return parse_mark_rows(decoded(content), plan)
    header, body = read_table(content)
    return read_mark_rows(plan, header, ((number, [_text(cell) for cell in cells]) for number, cells in body))


def _text(cell: Any) -> str:
    """A cell as a person reads it: 85 and not 85.0; a time of day (used for a duration) as 时:分:秒."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _scored(plan: ScoringPlan, table: MarkTable) -> EventResult:
    try:
        return score_event(plan, table.entries)
    except EventNotScorable as refusal:
        _stop("成绩不能计算：", [str(problem) for problem in refusal.problems])
    except ScoringError as problem:
        _stop("成绩不能计算：", [str(problem)])


def _write(out: Path, result: EventResult) -> None:
    text = json.dumps(result.to_json(), ensure_ascii=False, indent=2)
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        _stop(f"{out} 写不进去，成绩没有存成文件。", [str(error.strerror)])


def _stop(message: str, faults: Sequence[str]) -> NoReturn:
    """End with status 1, the faults one a line."""
    lines = [f"  · {fault}" for fault in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        lines.append(f"  · 另有 {len(faults) - MOST_FAULTS} 处，改正以上各处后会再列出。")
    raise click.ClickException("\n".join([message, *lines]))
