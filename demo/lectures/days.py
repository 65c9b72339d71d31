"""Days of the demo, as the clock on a wall in China counts them, and the workbooks that are made on them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

from demo.make_files import write_workbook
from demo.people import apply_content
from foundation.clock import SHANGHAI
from foundation.imports import ImportKind
from people.accounts.models import Account

SATURDAY = 5


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """That hour of a day."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def workbook(rows: Sequence[Mapping[str, str]]) -> bytes:
    """A workbook of these rows as a person would send it; the keys of the first are the header."""
    file = BytesIO()
    write_workbook(file, list(rows[0]), [list(row.values()) for row in rows])
    return file.getvalue()


def take_in(kind: ImportKind, name: str, rows: Sequence[Mapping[str, str]], *, by: Account, **context: object) -> None:
    """Hand a workbook of these rows in."""
    apply_content(kind, workbook(rows), name, by=by, **context)
