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
        (SheetState.OPEN, "declare_recusal"): SheetState.RECUSED,
    },
    titles=SHEET_STATE_TITLES,
    corrections=frozenset({"reopen_sheet", "recuse_judge", "declare_recusal"}),
)


class LateMarkState(StrEnum):
    """What became of a mark that came too late. A later one of the same device takes an earlier one's place."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"


LATE_MARK_STATE_TITLES = {
    LateMarkState.WAITING: "待裁定",
    LateMarkState.ACCEPTED: "已采纳",
    LateMarkState.DISMISSED: "不予采纳",
    LateMarkState.SUPERSEDED: "被后来的改动替代",
}

LATE_MARK_WORKFLOW = Workflow(
    name="迟到的分数",
    table={
        (LateMarkState.WAITING, "accept_late_mark"): LateMarkState.ACCEPTED,
        (LateMarkState.WAITING, "dismiss_late_mark"): LateMarkState.DISMISSED,
    },
    titles=LATE_MARK_STATE_TITLES,
    corrections=frozenset({"accept_late_mark", "dismiss_late_mark"}),
)

MOST_BUTTONS = 11
# Half-width digits only: no exponent, no sign, no NaN, no full-width digit is ever guessed at.
_PLAIN_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_EXPONENT = re.compile(r"[0-9.]+[eE][+-]?[0-9]+")
_FULL_WIDTH = re.compile(r"[０-９．]")


def read_mark(text: object) -> Decimal | None:
    """The mark that a judge wrote, or None if `text` is not a plain decimal number such as 8 or 8.5."""
    if isinstance(text, str) and _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    return None


def number_fault(text: str) -> tuple[str, str]:
    """Why `text`, which is no plain number, is none: a code, and the rest of a sentence."""
    if _FULL_WIDTH.search(text):
        return "full-width", "的分数里有全角数字，请改用半角数字和小数点，例如 8.5。"
    if _EXPONENT.fullmatch(text):
        return "exponent", "的分数不能用 1e3 这样的写法，请写出普通的数，例如 8.5。"
    return "not-a-number", "的分数只能用半角数字和小数点，例如 8.5。"


def too_far_apart(values: Sequence[Decimal], most: Decimal) -> bool:
    """评判项：同组各裁判所给分数最高与最低之差超过 `most` 的，须合议后重新打分。"""
    return bool(values) and max(values) - min(values) > most


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
