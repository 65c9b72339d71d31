"""Numbers and letters in addresses and forms, as the database can hold them.

A number that no record can have finds nothing, as a word in its place does: keys are 32-bit integers on PostgreSQL and
at most 64-bit on SQLite. The letter NUL, which nobody types and PostgreSQL does not store, is left out.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1


class KeyConverter(IntegerConverter):
    """`<int:...>` in the address of a page: larger than any key is 404."""

    def __init__(self, map: Map, *facts: Any, **more: Any) -> None:
        super().__init__(map, *facts, **({"max": LARGEST} | more))


class SentValues(ImmutableMultiDict[str, str]):
    """What a query or form carries: read with `type=int`, a number larger than any key is no number."""

    def __init__(self, mapping: Any = None) -> None:
        sent = MultiDict[str, Any](mapping).items(multi=True)  # files come this way, too
        super().__init__([(key, value.replace("\x00", "") if isinstance(value, str) else value) for key, value in sent])

    def get(self, key: str, default: Any = None, type: Callable[[str], Any] | None = None) -> Any:  # type: ignore[override]
        return super().get(key, default, _within if type is int else type) if type else super().get(key, default)

    def getlist(self, key: str, type: Callable[[str], Any] | None = None) -> list[Any]:
        return super().getlist(key, _within if type is int else type) if type else super().getlist(key)


class NumberedRequest(Request):
    """A request whose numbers the database can hold."""

    parameter_storage_class = SentValues


def start_numbers(app: Flask) -> None:
    """Read numbers so; call before pages are registered."""
    app.request_class = NumberedRequest
    app.url_map.converters["int"] = KeyConverter


def _within(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(number)
    return number
