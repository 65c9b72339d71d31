"""What is on every certificate, whatever its kind, and how days and events are told on it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from certificates.kinds.wording import chinese_date


@dataclass(frozen=True, kw_only=True)
class IssuedFacts:
    """What the batch and the numbering give; the other facts of a kind are supplied by a person.

    `issuers` are the 落款单位 in order of rank; `number` and `verify_url` are empty until the paper is numbered.
    """

    issuers: tuple[str, ...]
    issued_on: date
    number: str
    verify_url: str


def last_day(first: date, months: int) -> date:
    """有效期的最后一天：2026年11月20日起 24 个月，到 2028年11月19日为止；月份里没有那一天的，到月末为止。"""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    month_end = date(year, month + 1, monthrange(year, month + 1)[1])
    return month_end if first.day > month_end.day else month_end.replace(day=first.day) - timedelta(days=1)


def period(first: date, last: date) -> str:
    """起止日期：2026年11月18日至2026年11月20日；同一天的只写一次。"""
    return chinese_date(first) if first == last else f"{chinese_date(first)}至{chinese_date(last)}"


def event_title(event: str, group: str = "") -> str:
    """赛项的写法：焊工赛项（职工组）；名称里已有“赛项”二字的不重复，没有组别的不写括号。"""
    return f"{event.removesuffix('赛项')}赛项" + (f"（{group}）" if group else "")
