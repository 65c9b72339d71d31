"""What a judge's tablet may send: a mark, a seal with a signature, or a declaration that he steps aside."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from foundation.outbox import Declined, Payload, short_text, whole_number

MARK, SEAL, DECLARE = "mark", "seal", "declare"
MOST_STROKES = 60
MOST_POINTS = 3000
FEWEST_POINTS = 10
WIDTH, HEIGHT = 1000, 500
MOST_CRITERIA = 500
_CRITERION = re.compile(r"[0-9]{1,10}")
LONGEST_VALUE = 40  # what was typed is kept as it was typed, also when it is refused


def read_payload(raw: Any) -> Payload:
    """The payload with nothing in it but what was agreed. Raises `Declined`, saying what is wrong."""
    if not isinstance(raw, dict):
        raise _broken("payload")
    kind = raw.get("kind", MARK)
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise Declined("unknown-kind", "系统不认识这种操作，没有保存。请刷新页面，使用最新的评分页面。")
    return {"kind": kind, "sheet": whole_number(raw, "sheet"), **reader(raw)}


def _read_mark(raw: Mapping[str, Any]) -> Payload:
    if "value" not in raw or not _is_value(raw["value"]):
        raise _broken("value")
    after = short_text(raw.get("after") if raw.get("after") is not None else "", 64)
    if after is None:
        raise _broken("after")
    return {
        "criterion": whole_number(raw, "criterion"),
        "value": raw["value"],
        "base_rev": whole_number(raw, "base_rev"),
        "after": after or None,
        "discussed": raw.get("discussed") is True,
    }


def _read_seal(raw: Mapping[str, Any]) -> Payload:
    marks = raw.get("marks")
    if not isinstance(marks, dict) or len(marks) > MOST_CRITERIA:
        raise _broken("marks")
    if not all(_CRITERION.fullmatch(key) and _is_value(value) for key, value in marks.items()):
        raise _broken("marks")
    return {"marks": marks, "signature": read_signature(raw.get("signature"))}


def _is_value(value: Any) -> bool:
    return value is None or short_text(value, LONGEST_VALUE) is not None


def read_signature(raw: Any) -> list[list[list[int]]]:
    """Strokes of points on a grid of 1000 by 500. Raises `Declined` for anything else, a mere dot, or a scribble
    without end."""
    if not isinstance(raw, list) or len(raw) > MOST_STROKES or not all(isinstance(stroke, list) for stroke in raw):
        raise _unsigned()
    points = [point for stroke in raw for point in stroke]
    if not FEWEST_POINTS <= len(points) <= MOST_POINTS or not all(map(_on_the_glass, points)):
        raise _unsigned()
    return raw


def _on_the_glass(point: Any) -> bool:
    return (
        isinstance(point, list)
        and [type(part) for part in point] == [int, int]
        and 0 <= point[0] <= WIDTH
        and 0 <= point[1] <= HEIGHT
    )


def _read_declaration(raw: Mapping[str, Any]) -> Payload:
    reason = short_text(raw.get("reason"), 500)
    if reason is None or not reason.strip():
        raise Declined("no-reason", "申请回避需要写明原因，没有保存。请填写原因后再提交。")
    return {"reason": reason.strip()}


def _broken(name: str) -> Declined:
    return Declined("malformed", f"这条操作的“{name}”不完整，没有保存。请刷新页面后重新填写。")


def _unsigned() -> Declined:
    return Declined("signature", "没有签名或签名无法识别，评分表没有封存。请在签名框内签名后再封存。")


_READERS: dict[str, Callable[[Mapping[str, Any]], Payload]] = {
    MARK: _read_mark,
    SEAL: _read_seal,
    DECLARE: _read_declaration,
}
