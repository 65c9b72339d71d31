"""Operations sent by a device that may have been offline: each is applied once, however often it is sent.

Knows nothing of marks: check-ins and checklists travel the same way. The caller passes the function that reads a
payload and the one that applies it.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, UniqueConstraint, bindparam, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.database import Base, BigId, Keyed, UtcDateTime, session
from foundation.errors import Refused

MOST_OPERATIONS = 50
PRESENT = timedelta(minutes=2)
CLOCK_TOLERANCE = timedelta(minutes=5)
LONGEST_OFFLINE = timedelta(days=7)
DEVICE_NAME = re.compile(r"[0-9A-Za-z-]{8,64}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SOONEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MOST = 2**31

Outcome = dict[str, Any]
Payload = dict[str, Any]


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
    outcome: Mapped[dict[str, Any]]

    @property
    def clock_misleads(self) -> bool:
        """Whether the device's clock cannot have been right: ahead of the server, or a week and more behind."""
        return not -CLOCK_TOLERANCE < self.received_at - self.made_at < LONGEST_OFFLINE


class Device(Keyed, Base):
    """A device that somebody works on, as its heartbeats tell. `waiting`: how many operations it has not sent yet;
    `clock_off`: by how many seconds its clock was ahead (negative: behind), if it said."""

    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("actor_id", "device"),)

    actor_id: Mapped[int] = mapped_column(BigId, index=True)
    device: Mapped[str]
    title: Mapped[str]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime] = mapped_column(index=True)
    waiting: Mapped[int] = mapped_column(default=0)
    clock_off: Mapped[int | None]

    @property
    def clock_is_off(self) -> bool:
        """Whether the times that this device writes mislead."""
        return self.clock_off is not None and abs(self.clock_off) > CLOCK_TOLERANCE.total_seconds()


@dataclass(frozen=True)
class Operation:
    """What a device sends. `made_at` is the device's clock: evidence, which a mark never goes by and a check-in
    only within limits (`lectures.attendance.rules.moment_of`)."""

    op_id: str
    seq: int
    device: str
    made_at: datetime
    payload: Payload


@dataclass(frozen=True)
class Unreadable:
    """An operation that cannot be applied because of its shape; the others of its message still are."""

    op_id: str
    outcome: Outcome


class Declined(Refused):
    """An operation that a rule, or its own shape, does not allow: `code` is for the device, the text for the person.

    `facts` go into the outcome; `status` is HTTP's, where a whole message is declined.
    """

    def __init__(
        self, code: str, message: str, *, reasons: Sequence[str] = (), status: int = 400, **facts: Any
    ) -> None:
        super().__init__(message, reasons=reasons)
        self.code = code
        self.status = status
        self.facts = facts

    @property
    def outcome(self) -> Outcome:
        """What the device is told."""
        return {"status": "refused", "code": self.code, "message": self.message, **self.facts}


def read_message(sent: bytes) -> dict[str, Any]:
    """What a device sent, as a JSON object. Raises `Declined` for anything else."""
    try:
        body = json.loads(sent)
    except (ValueError, RecursionError):
        raise Declined("not-json", "设备发来的内容不是完整的 JSON，没有保存。请刷新页面后重试。") from None
    if not isinstance(body, dict):
        raise Declined("malformed", "设备发来的内容不完整，没有保存。请刷新页面后重试。")
    return body


def read_operations(body: Any, read_payload: Callable[[Any], Payload]) -> list[Operation | Unreadable]:
    """The operations of a message. Raises `Declined` if it is no message at all or brings too many."""
    if not isinstance(body, dict) or not isinstance(body.get("operations"), list):
        raise Declined("malformed", "设备发来的内容不完整，没有保存。请刷新页面后重试。")
    if len(body["operations"]) > MOST_OPERATIONS:
        raise Declined("too-many", f"一次最多送出 {MOST_OPERATIONS} 条，没有保存。设备会分批重新送出。", status=413)
    return [_read_operation(one, read_payload) for one in body["operations"]]


def _read_operation(one: Any, read_payload: Callable[[Any], Payload]) -> Operation | Unreadable:
    if not isinstance(one, dict) or not isinstance(one.get("op_id"), str) or len(one["op_id"]) > 64:
        raise Declined("malformed", "设备发来的内容里有一条没有编号，整批没有保存。请刷新页面后重试。")
    op_id, device = one["op_id"], one.get("device")
    try:
        if not _UUID.fullmatch(op_id):
            raise Declined("op-id", "这条操作的编号不是 UUID，没有保存。请刷新页面后重新填写。")
        if not isinstance(device, str) or not DEVICE_NAME.fullmatch(device):
            raise Declined("malformed", "这条操作没有写明是哪台设备，没有保存。请刷新页面后重新填写。")
        made_at = read_moment(one.get("made_at"))
        return Operation(op_id, whole_number(one, "seq"), device, made_at, read_payload(one.get("payload")))
    except Declined as fault:
        return Unreadable(op_id, fault.outcome)


def whole_number(holder: Mapping[str, Any], name: str) -> int:
    """The whole number at `name`. Raises `Declined` for anything else: also for true, 1.0 and what no key can be."""
    value = holder.get(name)
    if type(value) is not int or not 0 <= value < _MOST:
        raise Declined("malformed", f"这条操作的“{name}”不是规定的整数，没有保存。请刷新页面后重新填写。")
    return value


def short_text(value: Any, most: int) -> str | None:
    """`value` if it is a text of at most `most` characters that any database can store, else None."""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        return None
    return None if any("\ud800" <= character <= "\udfff" for character in value) else value


def read_moment(value: Any) -> datetime:
    """A moment by a device's clock, which may be far off. Raises `Declined` for what no clock shows."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None and moment.tzinfo is not None and _SOONEST < moment < _LATEST:
            return moment
    except ValueError:
        pass
    raise Declined("made-at", "这条操作的时间看不懂，没有保存。请校准设备的时钟，刷新页面后重新填写。")


def apply_each_once(
    operations: Sequence[Operation], apply: Callable[[Operation], Outcome], *, stream: str, by: int
) -> list[Outcome]:
    """Apply each operation inside the running transaction and keep its outcome; the same `op_id` gets the same answer.

    `by` is the id of who sends. An id that was used before for something else, or by somebody else, is refused.
    The caller holds what the operations change before he calls this, so that a twin is found here, or else fails on
    the key when the transaction is written: then nothing of it has happened, and it can be run again.
    """
    known = _known([operation.op_id for operation in operations])
    rows, outcomes = [], []
    for operation in operations:
        before = known.get(operation.op_id)
        if before is None:
            outcome = _outcome(operation, apply)
            rows.append(_row(operation, outcome, stream, by))
            before = known[operation.op_id] = (by, stream, operation.payload, outcome)
        same = before[:3] == (by, stream, operation.payload)
        outcomes.append({"op_id": operation.op_id, **(before[3] if same else _REUSED)})
    if rows:
        session.execute(insert(DeviceOperation), rows)
    return outcomes


def _known(op_ids: Sequence[str]) -> dict[str, tuple[int, str, Payload, Outcome]]:
    """Whose operation it was, in which stream, what it said, and what it was answered."""
    table = DeviceOperation
    query = select(table.op_id, table.actor_id, table.stream, table.payload, table.outcome)
    found = session.execute(query.where(table.op_id.in_(op_ids)))
    return {op_id: (actor_id, stream, payload, outcome) for op_id, actor_id, stream, payload, outcome in found}


_REUSED = Declined(
    "operation-reused", "这条操作的编号已被另一条操作使用，系统没有改动任何数据。请刷新页面后重新填写。"
).outcome


def _outcome(operation: Operation, apply: Callable[[Operation], Outcome]) -> Outcome:
    try:
        return apply(operation)
    except Declined as fault:  # raised before anything was written
        return fault.outcome


def _row(operation: Operation, outcome: Outcome, stream: str, by: int) -> dict[str, Any]:
    return {
        "op_id": operation.op_id,
        "stream": stream,
        "actor_id": by,
        "device": operation.device,
        "seq": operation.seq,
        "payload": operation.payload,
        "made_at": operation.made_at,
        "outcome": outcome,
    }


_NOTE_DEVICE = text(
    "INSERT INTO devices (actor_id, device, title, first_seen, last_seen, waiting, clock_off)"
    " VALUES (:actor_id, :device, :title, :now, :now, :waiting, :clock_off)"
    " ON CONFLICT (actor_id, device) DO UPDATE SET"
    " title = :title, last_seen = :now, waiting = :waiting, clock_off = :clock_off"
).bindparams(bindparam("now", type_=UtcDateTime()))


def note_device(device: str, title: str, *, waiting: int, device_clock: datetime | None, by: int) -> None:
    """A heartbeat: the device is here, and this many operations wait on it."""
    now = clock.now()
    off = None if device_clock is None else int((device_clock - now).total_seconds())
    facts = {"actor_id": by, "device": device, "title": title, "waiting": waiting, "clock_off": off, "now": now}
    session.execute(_NOTE_DEVICE, facts)


def devices_present(actor_id: int) -> Select[Device]:
    """The devices on which somebody has been seen in the last two minutes, the newest first."""
    return (
        select(Device)
        .where(Device.actor_id == actor_id, Device.last_seen > clock.now() - PRESENT)
        .order_by(Device.last_seen.desc())
    )
