"""Plain JSON values -> the records of this package, strictly by their type hints: the way back of `results.to_plain`.

Nothing is guessed: an unknown key, a missing one or a value of another kind is a fault that names its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from scoring.numbers import ScoringError

Record = TypeVar("Record")

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,20})?", re.ASCII)


class Unreadable(ScoringError):
    """Some values are not of the documented structure. `problems` holds all of them, each with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"内容有 {len(problems)} 处问题，首先是：{problems[0]}")
        self.problems = tuple(problems)


def read_record(kind: type[Record], value: object) -> Record:
    """The record of `kind` that `value` describes. Error: `Unreadable` with every fault at once."""
    reader = _Reader()
    record = reader.read(kind, value, "")
    if reader.faults:
        raise Unreadable(reader.faults)
    return cast(Record, record)


def read_decimal(text: str) -> Decimal | None:
    """A number as people write it (`85`, `85.5`, `-3`), or None: no exponent, no full-width digits, not endless."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


class _Reader:
    """Reads one value after another and gathers the faults; what a faulty value reads as is never used."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def read(self, hint: Any, value: object, place: str) -> object:
        """`value` as `hint` says; `place` is where it stands, for the faults."""
        origin = get_origin(hint)
        if origin in (Union, UnionType):
            return self._one_of(get_args(hint), value, place)
        if origin in (tuple, frozenset):
            return self._several(origin, get_args(hint)[0], value, place)
        if origin is Mapping:
            return self._mapping(get_args(hint)[1], value, place)
        if is_dataclass(hint):
            return self._record(hint, value, place)
        return self._plain(hint, value, place)

    def _one_of(self, hints: Sequence[Any], value: object, place: str) -> object:
        """The alternative that fits; if none does, the faults against the one that fits best."""
        if value is None and NoneType in hints:
            return None
        tried: list[list[str]] = []
        for hint in (hint for hint in hints if hint is not NoneType):
            reader = _Reader()
            read = reader.read(hint, value, place)
            if not reader.faults:
                return read
            tried.append(reader.faults)
        fewest: list[str] = min(tried, key=len)
        self.faults += fewest
        return None

    def _several(self, make: Callable[[list[object]], object], hint: Any, value: object, place: str) -> object:
        if not isinstance(value, list | tuple):
            return self._fault(place, "应为列表。")
        return make([self.read(hint, item, f"{place} 第 {number} 项") for number, item in enumerate(value, start=1)])

    def _mapping(self, hint: Any, value: object, place: str) -> object:
        if not isinstance(value, Mapping):
            return self._fault(place, "应为一组“名称: 内容”。")
        return {str(key): self.read(hint, item, _within(place, key)) for key, item in value.items()}

    def _record(self, kind: Any, value: object, place: str) -> object:
        if not isinstance(value, Mapping):
            return self._fault(place, "应为一组“字段: 内容”。")
        known = {field.name: field for field in fields(kind)}
        so_far = len(self.faults)
        for key in value:
            if key not in known:
                self._fault(_within(place, key), f"没有这个字段，可用的字段为：{'、'.join(known)}。")
        for name, field in known.items():
            if name not in value and _is_required(field):
                self._fault(_within(place, name), "缺少这个字段，请补上。")
        hints = _hints_of(kind)
        read = {name: self.read(hints[name], value[name], _within(place, name)) for name in known if name in value}
        return kind(**read) if len(self.faults) == so_far else None

    def _plain(self, hint: Any, value: object, place: str) -> object:
        if hint is Decimal:
            number = read_decimal(str(value)) if isinstance(value, str | int | Decimal) else None
            return self._fault(place, "应为十进制数，例如 85.5。") if number is None else number
        if issubclass(hint, StrEnum):
            choices = [member.value for member in hint]
            return hint(value) if value in choices else self._fault(place, f"只能是：{'、'.join(choices)}。")
        # True is an int to Python, but not to a person who reads the file.
        if isinstance(value, bool) is (hint is bool) and isinstance(value, hint):
            return value
        return self._fault(place, {int: "应为整数。", bool: "应为 true 或 false。"}.get(hint, "应为文字。"))

    def _fault(self, place: str, message: str) -> Any:
        """Note the fault; the answer is None, which stands where the value would."""
        self.faults.append(f"{place.strip() or '最外层'}：{message}")


@cache
def _hints_of(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _within(place: str, key: object) -> str:
    return f"{place} {key}" if place else str(key)
