"""Numbers of certificates and places in status lists: from one locked row a series, never twice, never reused."""

from collections.abc import Sequence

from sqlalchemy import select, text

from certificates.credentials.status_lists import place_of
from certificates.issuing.models import Certificate, NumberSeries
from certificates.issuing.rules import LAST_SEQUENCE, certificate_number, is_series_code
from foundation.database import session
from foundation.errors import Refused

STATUS_SERIES = "status"
"""The series of places in the status lists; lower case, so that no series of certificate numbers can be called so."""

NEXT_NUMBERS = text(
    "INSERT INTO number_series (code, last) VALUES (:code, :count)"
    " ON CONFLICT (code) DO UPDATE SET last = number_series.last + excluded.last RETURNING last"
)


def next_numbers(series_code: str, count: int) -> range:
    """The next `count` numbers of a series, 1 for the first. A series begins by being used.

    One statement takes the series' row and holds it until the transaction ends: whoever comes meanwhile waits, and a
    rollback gives the numbers back. So none is given twice and none is left out.
    """
    last = session.execute(NEXT_NUMBERS, {"code": series_code, "count": count}).scalar_one()
    return range(last - count + 1, last + 1)


def certificate_numbers(series: str, year: int, count: int) -> list[str]:
    """The numbers of the next `count` certificates. Raises Refused for a bad series code or one that has run short."""
    if fault := series_fault(series, year, count):
        raise Refused(fault, field="series")
    return [certificate_number(series, year, sequence) for sequence in next_numbers(_code(series, year), count)]


def given_numbers(numbers: Sequence[str], count: int) -> Sequence[str]:
    """Numbers that were given elsewhere, for `count` certificates. Raises Refused, naming those that stand on one."""
    if len(numbers) != count or len(set(numbers)) != count:
        raise Refused(f"这一批要 {count} 个不同的编号，实际给了 {len(set(numbers))} 个。请核对后再制作。")
    if taken := taken_numbers(numbers):
        raise Refused(
            "有的编号已经用在别的证书上，没有制作。请核对编号。", reasons=[f"编号已用：{one}" for one in taken]
        )
    return numbers


def taken_numbers(numbers: Sequence[str]) -> list[str]:
    """Those of `numbers` that stand on a certificate, in order. Asked by the thousand, as a statement takes them."""
    slices = (numbers[start : start + 1000] for start in range(0, len(numbers), 1000))
    return sorted(
        {
            taken
            for part in slices
            for taken in session.scalars(select(Certificate.number).where(Certificate.number.in_(part)))
        }
    )


def status_places(count: int) -> Sequence[tuple[int, int]]:
    """Places in the published status lists for `count` certificates: list and index, nobody else's."""
    return [place_of(sequence) for sequence in next_numbers(STATUS_SERIES, count)]


def series_fault(series: str, year: int, count: int) -> str:
    """Why a series cannot give `count` numbers in `year`, in words; empty if it can."""
    if not is_series_code(series):
        return "证书系列代码应为 2 到 12 位大写字母或数字。请改用别的系列代码。"
    row = session.get(NumberSeries, _code(series, year), populate_existing=True)
    left = LAST_SEQUENCE - (row.last if row else 0)
    if count > left:
        return f"系列 {series} 在 {year} 年只剩 {left} 个编号，这一批要 {count} 个。请改用别的系列代码，或分批制作。"
    return ""


def _code(series: str, year: int) -> str:
    return f"{series}-{year}"
