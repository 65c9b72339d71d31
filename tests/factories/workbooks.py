"""Workbooks as a person's Excel would save them."""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter


def workbook(header: Sequence[str], *rows: Sequence[object]) -> bytes:
    """An .xlsx: text as text, numbers as numbers, dates as dates, "=..." as a formula."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate([header, *rows]):
            for index, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, index, value, day)
                elif isinstance(value, str) and not value.startswith("="):
                    sheet.write_string(number, index, value)
                elif value is not None:
                    sheet.write(number, index, value)
    return content.getvalue()
