"""The only source of the current time. Stored in UTC, shown in Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
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


def bounds_of(first: date, last: date) -> tuple[datetime, datetime]:
    """The midnights in China with which these days begin, and after which they are over."""
    return datetime.combine(first, time(), SHANGHAI), datetime.combine(last + timedelta(days=1), time(), SHANGHAI)


def moment_text(moment: datetime) -> str:
    """2026年11月21日 08:05, in China."""
    return f"{in_shanghai(moment):%Y年%m月%d日 %H:%M}"


def hours_text(starts_at: datetime, ends_at: datetime) -> str:
    """08:05—09:35, in China."""
    return f"{in_shanghai(starts_at):%H:%M}—{in_shanghai(ends_at):%H:%M}"


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at `at` (tests and rehearsals)."""
    global _frozen_at
    before, _frozen_at = _frozen_at, at
    try:
        yield
    finally:
        _frozen_at = before
