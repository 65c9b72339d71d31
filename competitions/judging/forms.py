"""What comes in about judging: a judge and a duty, a sealing, a reason, a time; and a tablet's operations."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wtforms import DecimalField, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from foundation.forms import JiangxinForm
from foundation.outbox import Operation
from marking.panels.rules import DUTY_TITLES, Duty
from marking.sheets.marks import MOST_OPERATIONS

ALL_MODULES = 0
_IDENTIFIER = re.compile(r"[0-9A-Za-z-]{8,64}")
_MOST = 2**31


class JudgeForm(JiangxinForm):
    """A judge, his duty, and the module: or all of them."""

    module = SelectField("模块", coerce=int)
    account = SelectField("裁判", coerce=int, validators=[DataRequired("请选择裁判。")])
    duty = SelectField("分工", choices=DUTY_TITLES, coerce=Duty, default=Duty.MARKING)

    def offer(self, modules: Mapping[int, str], accounts: Mapping[int, str]) -> None:
        """Fill the lists."""
        self.module.choices = {ALL_MODULES: "全部模块", **modules}
        self.account.choices = dict(accounts)


class SealForm(JiangxinForm):
    """What the judge saw when he sealed: criterion and revision, "12:3 13:1"."""

    seen = HiddenField()

    def revisions(self) -> dict[int, int]:
        """The revision of each criterion on the judge's screen; what cannot be read matches nothing."""
        pairs = [pair.split(":") for pair in (self.seen.data or "").split()]
        return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(str.isdecimal, pair))}


class TimeForm(JiangxinForm):
    """The time an entry used."""

    seconds = DecimalField(
        "用时（秒）",
        places=None,
        validators=[
            InputRequired("请填写用时，单位为秒。"),
            NumberRange(min=0, max=604800, message="用时应在 0 到 604800 秒之间。"),
        ],
    )


def read_operations(body: Any) -> Sequence[Operation]:
    """The operations of a tablet's message. Raises `ValueError` for anything that is not such a message."""
    if not isinstance(body, dict) or not isinstance(body.get("operations"), list):
        raise ValueError("no operations")
    if len(body["operations"]) > MOST_OPERATIONS:
        raise ValueError("too many operations")
    return [_read_operation(one) for one in body["operations"]]


def _read_operation(one: Any) -> Operation:
    _require_shapes(one, {"op_id": str, "seq": int, "device": str, "made_at": str, "payload": dict})
    _require_shapes(one["payload"], {"sheet": int, "criterion": int, "base_rev": int})
    value = one["payload"].get("value", 0)
    if not (value is None or isinstance(value, str)):
        raise ValueError("a value is text or null")
    if not _IDENTIFIER.fullmatch(one["op_id"]) or not _IDENTIFIER.fullmatch(one["device"]):
        raise ValueError("an operation and a device have identifiers")
    made_at = datetime.fromisoformat(one["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return Operation(one["op_id"], one["seq"], one["device"], made_at, one["payload"])


def _require_shapes(one: Any, shapes: Mapping[str, type]) -> None:
    if not isinstance(one, dict) or any(type(one.get(name)) is not shape for name, shape in shapes.items()):
        raise ValueError(f"expected {', '.join(shapes)}")
    if any(not 0 <= one[name] < _MOST for name, shape in shapes.items() if shape is int):
        raise ValueError("a number is out of range")
