"""A result as a table for the terminal, and everything about it that a reader should not miss."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from unicodedata import east_asian_width

from scoring.awards import AwardWorking
from scoring.conversions import CONVERSIONS
from scoring.numbers import as_text
from scoring.panel import MarkUse
from scoring.ranking import TOTAL, Decision
from scoring.results import EntryResult, EventResult
from scoring.tie_breaks.people_decide import CODE as PEOPLE_DECIDE


def printed_scores(result: EventResult) -> list[str]:
    """The lines of the table, best first, then those without a rank; then how many awards there are and why."""
    titles = ["名次", "选手", *(module.title for module in result.plan.modules), "总分"]
    titles += ["换算分"] if result.plan.scale else []
    rows = [[*titles, "评奖名次", "奖项", "说明"], *(_row(result, entry) for entry in result.entries)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [*lines, *(_award_lines(result.awards) if result.awards else [])]


def warnings_of(result: EventResult) -> list[str]:
    """What did not go as planned, or was decided by people: judges left out, shared ranks, counts of awards."""
    return [*_panel_warnings(result), *_rank_warnings(result), *_award_warnings(result)]


def _row(result: EventResult, entry: EntryResult) -> list[str]:
    scores = {module.code: as_text(module.published) for module in entry.modules}
    cells = ["" if entry.score_rank is None else str(entry.score_rank), entry.label]
    cells += [scores.get(module.code, "") for module in result.plan.modules]
    cells += [_number(entry.total), *([_number(entry.scale_score)] if result.plan.scale else [])]
    cells.append("" if entry.award_rank is None else str(entry.award_rank))
    return [*cells, entry.award or "", "；".join(_remarks(entry))]


def _remarks(entry: EntryResult) -> Iterator[str]:
    if entry.unranked_reason:
        yield entry.unranked_reason
    if entry.award_barred:
        yield f"不参加评奖：{entry.award_barred}"
    if entry.tied > 1:
        yield f"{entry.tied} 人并列"
    if entry.against_ahead is not None and entry.against_ahead.code != TOTAL:
        yield f"与 {entry.against_ahead.ahead} 总分相同，{entry.against_ahead.difference}"
    deductions = [deduction for module in entry.modules for deduction in module.deductions]
    yield from (f"扣 {as_text(deduction.points)}：{deduction.reason}" for deduction in deductions)


def _award_lines(awards: AwardWorking) -> Iterator[str]:
    yield f"设奖基数 {awards.base}。"
    for line in awards.lines:
        yield f"{line.name} {line.given} 名" + (f"：{line.reason}。" if line.reason else "。")


def _panel_warnings(result: EventResult) -> Iterator[str]:
    for entry in result.entries:
        for module in entry.modules:
            missing = "、".join(line.judge for line in module.working.lines if line.use is MarkUse.MISSING)
            if missing:
                yield f"{entry.label}的模块“{module.title}”缺裁判“{missing}”的评分，按方案不计入。"


def _rank_warnings(result: EventResult) -> Iterator[str]:
    shown: set[Decision] = set()
    for entry in result.entries:
        decision = entry.against_ahead
        if decision is not None and decision.code == PEOPLE_DECIDE and decision not in shown:
            shown.add(decision)
            yield f"{decision.ahead}、{decision.behind}各项均相同，由人裁定：{decision.difference}。"
    ranks = sorted({(entry.score_rank, entry.tied) for entry in result.ranked if entry.tied > 1})
    yield from (f"第 {place} 名有 {tied} 人并列。" for place, tied in ranks)
    if result.plan.scale and result.ranked and result.ranked[0].scale is not None:
        facts = "，".join(f"{name} {as_text(value)}" for name, value in result.ranked[0].scale.facts.items())
        yield f"总分按“{CONVERSIONS[result.plan.scale].TITLE}”换算：{facts}。"


def _award_warnings(result: EventResult) -> Iterator[str]:
    for line in result.awards.lines if result.awards else ():
        if line.given != line.planned:
            yield f"{line.name}应为 {line.planned} 名，实发 {line.given} 名（名额末位并列、上限或人数所致）。"


def _number(value: Decimal | None) -> str:
    return "" if value is None else as_text(value)


def _width(text: Sequence[str]) -> int:
    """How many columns of a terminal the text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
