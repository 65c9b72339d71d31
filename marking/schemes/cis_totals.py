"""The sums that a CIS marking scheme declares on top, compared with those of its aspects."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from scoring.numbers import as_text, round_half_up

FULL_SCHEME = Decimal(100)
_NUMBER = re.compile(r"\d{1,6}([.,]\d{1,20})?", re.ASCII)


class DeclaredTotals:
    """The tables above the aspects: the marks of each criterion (A, B, ...) and of each section of the standards."""

    def __init__(self) -> None:
        self.criteria: dict[str, Decimal] = {}
        self.sections: dict[str, Decimal] = {}

    def take(self, cells: Sequence[Any]) -> None:
        """A row above the first header: “A | name | mark”, or “1 | name | marks | ...”; any other is left alone."""
        filled = [cell for cell in cells if cell not in ("", None)]
        if len(filled) < 3 or mark_of_cell(filled[1]) is not None:
            return
        first = str(filled[0]).strip().removesuffix(".0")
        if re.fullmatch("[A-Z]", first) and (mark := mark_of_cell(filled[-1])) is not None:
            self.criteria[first] = mark
        elif re.fullmatch(r"\d{1,2}", first) and (mark := mark_of_cell(filled[2])) is not None:
            self.sections[first] = mark

    def differences(self, aspects: Sequence[tuple[str, str, Decimal]]) -> Iterator[str]:
        """What does not agree. `aspects`: code (A1.2), section, mark. A table that the sheet lacks is not compared."""
        total = sum((mark for _, _, mark in aspects), Decimal(0))
        if total != FULL_SCHEME:
            yield f"各项分值合计 {as_text(without_noughts(total))}，世赛评分方案应为 100。"
        by_criterion: dict[str, Decimal] = defaultdict(Decimal)
        by_section: dict[str, Decimal] = defaultdict(Decimal)
        for code, section, mark in aspects:
            by_criterion[code[0]] += mark
            by_section[section] += mark
        yield from _compared("标准", self.criteria, by_criterion)
        yield from _compared("WSOS 部分", self.sections, by_section)


def mark_of_cell(cell: Any) -> Decimal | None:
    """A mark in a cell or in its text (a comma may stand for the point); None if it is no number of two decimals.

    The noise of a computed 0.30000000000000004 is taken off.
    """
    text = str(cell).strip()
    if isinstance(cell, bool) or not _NUMBER.fullmatch(text):
        return None
    exact = round_half_up(Decimal(text.replace(",", ".")), 10)
    mark = round_half_up(exact, 2)
    return without_noughts(mark) if mark == exact else None


def without_noughts(mark: Decimal) -> Decimal:
    """The same mark without the noughts behind the point: 99.50 is 99.5, 60.00 is 60."""
    return mark.quantize(Decimal(1)) if mark == mark.to_integral_value() else mark.normalize()


def _compared(what: str, declared: dict[str, Decimal], found: dict[str, Decimal]) -> Iterator[str]:
    """Where a table and the aspects differ, in the order of the table; nothing when there is no table."""
    if not declared:
        return
    for name in [*declared, *sorted(set(found) - set(declared))]:
        said, sum_found = (without_noughts(table.get(name, Decimal(0))) for table in (declared, found))
        if said != sum_found:
            yield f"{what} {name or '（未写）'}：表头写 {as_text(said)} 分，各项合计 {as_text(sum_found)} 分。"
