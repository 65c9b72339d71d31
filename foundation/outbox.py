"""Operations sent by a device that may have been offline: each is applied once, however often it is sent.

Knows nothing of marks: check-ins and checklists travel the same way. The caller passes the function that applies one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.audit import Actor
from foundation.database import Base, BigId, session
from foundation.errors import Refused


class DeviceOperation(Base):
    """One operation of a device, append-only, keyed by the id that the device gave it."""

    __tablename__ = "device_operations"

    op_id: Mapped[str] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(index=True)
    actor_id: Mapped[int] = mapped_column(BigId, index=True)
    device: Mapped[str]
    seq: Mapped[int]
    payload: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)


@dataclass(frozen=True)
class Operation:
    """What a device sends. `made_at` is the device's clock: kept as evidence, never used to decide."""

    op_id: str
    seq: int
    device: str
    made_at: datetime
    payload: dict[str, Any]


def apply_once(
    operation: Operation, apply: Callable[[dict[str, Any]], dict[str, Any]], *, stream: str, by: Actor
) -> dict[str, Any]:
    """Apply `operation` inside the running transaction and keep its outcome; the same `op_id` gets the same answer.

    Raises `Refused` if the id was used before for something else or by somebody else.
    """
    known = session.get(DeviceOperation, operation.op_id)
    if known is not None:
        if (known.actor_id, known.stream, known.payload) != (by.id, stream, operation.payload):
            raise Refused("这条操作的编号已被另一条操作使用，系统没有改动任何数据。请刷新页面后重新填写。")
        return known.outcome
    entry = DeviceOperation(
        op_id=operation.op_id,
        stream=stream,
        actor_id=by.id,
        device=operation.device,
        seq=operation.seq,
        payload=operation.payload,
        made_at=operation.made_at,
    )
    session.add(entry)
    session.flush()  # a racing twin fails here on the key, before anything is applied
    entry.outcome = apply(operation.payload)
    return entry.outcome
