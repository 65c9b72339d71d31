"""The life of a score sheet."""

from enum import StrEnum

from foundation.workflow import Workflow


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
