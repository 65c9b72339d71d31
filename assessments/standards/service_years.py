"""工作年限：满 N 年算到日，几段工作累计，重叠的日子只算一次；未满 16 周岁的工作不计。"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
WORKING_AGE = 16
"""《劳动法》第十五条：不得招用未满十六周岁的人；此前的工作不计入年限。"""


@dataclass(frozen=True)
class Period:
    """A time in work, both days included; no end: it goes on."""

    begins: date
    ends: date | None = None


@dataclass(frozen=True)
class Service:
    """How much of the years that are asked somebody has worked, from the first day that counts (`begins`).

    `reached`: the day on which they are full.
    While he is not at work (`ongoing` is False) `reached` supposes that he takes work up again on the day of the check.
    """

    begins: date
    missing_days: int
    reached: date
    ongoing: bool

    @property
    def full(self) -> bool:
        return self.missing_days == 0


def anniversary(day: date, years: int) -> date:
    """`day` 之后满若干年的那一天；2 月 29 日起算的，平年满在 3 月 1 日（与周岁的算法一致）。"""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def service_of(periods: Collection[Period], years: int, day: date, *, since: date | None = None) -> Service:
    """到 `day` 为止累计工作是否满 `years` 年；`since`：只算这一天（如取得证书之日）起的工作。

    满年的日数从计入的第一天起按日历算：2021-11-20 起连续工作，2026-11-20 满 5 年，11-19 不满。中间不工作的日子不算。
    """
    spans = list(_merged(_counted(periods, day, since)))
    begins = spans[0][0] if spans else day
    asked = (anniversary(begins, years) - begins).days
    worked = sum((end - begin).days for begin, end in spans)
    missing = max(asked - worked, 0)
    ongoing = any(one.begins <= day and (one.ends is None or one.ends >= day) for one in periods)
    return Service(begins, missing, day + timedelta(days=missing), ongoing)


def span_text(begins: date, ends: date) -> str:
    """从一天到另一天有多久：1 年 20 天。"""
    years = ends.year - begins.year
    while anniversary(begins, years) > ends:
        years -= 1
    days = (ends - anniversary(begins, years)).days
    parts = [f"{years} 年" if years else "", f"{days} 天" if days or not years else ""]
    return " ".join(part for part in parts if part)


def _counted(periods: Iterable[Period], day: date, since: date | None) -> Iterator[tuple[date, date]]:
    """The spans that count, each to the day after its last full one."""
    for one in periods:
        begin = max(one.begins, since) if since else one.begins
        end = day if one.ends is None else min(one.ends + ONE_DAY, day)
        if begin < end:
            yield begin, end


def _merged(spans: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    current: tuple[date, date] | None = None
    for begin, end in sorted(spans):
        if current and begin <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = begin, end
    if current:
        yield current
