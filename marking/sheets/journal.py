"""The hash-chained log of a panel: every mark, seal and way back, without a name, so that it can be published."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Integer, Select, func, select
from sqlalchemy.orm import aliased

from foundation import chain
from foundation.database import session
from foundation.outbox import Operation
from marking.panels.models import PanelMember
from marking.panels.rules import Duty
from marking.sheets.models import Sheet

_earlier = aliased(PanelMember)
SEAT = (
    select(func.count(_earlier.id, type_=Integer))
    .where(
        _earlier.panel_id == PanelMember.panel_id,
        _earlier.duty == Duty.MARKING,
        _earlier.id <= PanelMember.id,
    )
    .correlate(PanelMember)
    .scalar_subquery()
)
"""The number of a marking member on his panel, in order of seating, for a query that has `PanelMember`."""


def log(sheet: Sheet, kind: str, **facts: Any) -> None:
    """Append to the log of the sheet's panel. Last in the transaction: the log is held until it ends."""
    chain.append(panel_log(sheet.subject.panel_id), kind, facts_of(sheet, seat_of(sheet)) | facts)


def panel_log(panel_id: int) -> str:
    """The name of a panel's log."""
    return f"panel:{panel_id}"


def facts_of(sheet: Sheet, seat: int) -> dict[str, Any]:
    """Whose sheet it is, in words that tell of nobody."""
    return {"sheet": sheet.id, "subject": sheet.subject.reference, "judge": f"{seat} 号裁判"}


def device_facts(operation: Operation | None) -> Mapping[str, Any]:
    """Where an operation comes from, if it comes from a device; `made_at` is the device's clock."""
    return (
        {}
        if operation is None
        else {"op_id": operation.op_id, "device": operation.device, "made_at": operation.made_at.isoformat()}
    )


def seat_of(sheet: Sheet) -> int:
    """The number of the sheet's rater on his panel."""
    query: Select[int] = select(SEAT).select_from(PanelMember).where(PanelMember.id == sheet.member_id)
    return session.execute(query).scalar_one()
