"""Boards by the thousand: a process looks at most once a second whether a board has changed, and renders it once.

A client that knows the present version gets 304 and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from flask import Response, jsonify, request

FRESH_FOR = 1.0  # seconds; a board is polled every two
REST = 10  # a board that takes long to make is made again after so many times as long, so that judging goes on
MOST_KEPT = 256


@dataclass
class _Kept:
    version: str
    html: str
    looked_at: float
    took: float

    @property
    def fresh(self) -> bool:
        """Whether it is too early to look again."""
        return monotonic() - self.looked_at < max(FRESH_FOR, REST * self.took)


_kept: dict[str, _Kept] = {}


def board_answer(key: str, version_now: Callable[[], str], render: Callable[[], str]) -> Response:
    """The board as JSON `{version, html}` with its version as ETag; 304 if the client has it already."""
    kept = current(key, version_now, render)
    answer = jsonify(version=kept.version, html=kept.html)
    answer.set_etag(kept.version)
    answer.headers["Cache-Control"] = "no-cache"
    answer.make_conditional(request)
    return answer


def current(key: str, version_now: Callable[[], str], render: Callable[[], str]) -> _Kept:
    """The board as this process knows it, looked at again when that is more than a second ago."""
    kept = _kept.get(key)
    if kept is not None and kept.fresh:
        return kept
    looked_at, version = monotonic(), version_now()
    if kept is not None and kept.version == version:
        kept.looked_at = looked_at
        return kept
    html = render()
    made = _Kept(version, html, looked_at, monotonic() - looked_at)
    _kept.pop(key, None)
    _kept[key] = made
    while len(_kept) > MOST_KEPT:
        del _kept[next(iter(_kept))]
    return made


def forget() -> None:
    """Forget every board (tests, which use one process for many databases)."""
    _kept.clear()
