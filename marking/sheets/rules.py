"""The life of a score sheet, what may be written on it, and its total."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.numbers import exact_sum


class SheetState(StrEnum):
    """A sealed sheet is changed only through the chief judge, with a reason. A recused one is never filled."""

    OPEN = "open"
    SEALED = "sealed"
    RECUSED = "recused"


SHEET_STATE_TITLES = {SheetState.OPEN: "评分中", SheetState.SEALED: "已封存", SheetState.RECUSED: "回避"}

SHEET_WORKFLOW = Workflow(
    name="评分表",
    table={
        (SheetState.OPEN, "seal_sheet"): SheetState.SEALED,
        (SheetState.SEALED, "reopen_sheet"): SheetState.OPEN,
        (SheetState.OPEN, "recuse_judge"): SheetState.RECUSED,
    },
    titles=SHEET_STATE_TITLES,
    corrections=frozenset({"reopen_sheet", "recuse_judge"}),
)

MOST_BUTTONS = 11
# Half-width digits only: no exponent, no sign, no NaN, no full-width digit is ever guessed at.
_PLAIN_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


def read_mark(text: object) -> Decimal | None:
    """The mark that a judge wrote, or None if `text` is not a plain decimal number such as 8 or 8.5."""
    if isinstance(text, str) and _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    return None


def quick_marks(full_mark: Decimal, step: Decimal) -> list[Decimal]:
    """每一种可打的分数，供一次点选；超过十一种时用加减和键入，返回空列表。"""
    count = full_mark / step
    if count > MOST_BUTTONS - 1 or count != int(count):
        return []
    return [(step * number).normalize() for number in range(int(count) + 1)]


def total_of(values: Iterable[Decimal | None]) -> Decimal:
    """已打分各项之和。未打分的不按 0 分计，也不参与合计；还缺几项须与合计一同显示。"""
    return exact_sum(value for value in values if value is not None)


def reasons_against_sealing(unmarked: Sequence[str]) -> list[str]:
    """评分表各项均已打分方可封存；逐项列出未打分的评分项。"""
    return [f"评分项“{title}”还没有打分。" for title in unmarked]
