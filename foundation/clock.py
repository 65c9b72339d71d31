"""The only source of the current time. Stored in UTC, shown in Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_frozen_at: datetime | None = None


def now() -> datetime:
    """The present moment, in UTC."""
    return _frozen_at or datetime.now(UTC)


def today() -> date:
    """The calendar day in China."""
    return now().astimezone(SHANGHAI).date()


def in_shanghai(moment: datetime) -> datetime:
    """The same moment by the clock on a wall in China."""
    return moment.astimezone(SHANGHAI)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at `at` (tests and rehearsals)."""
    global _frozen_at
    before, _frozen_at = _frozen_at, at
    try:
        yield
    finally:
        _frozen_at = before
