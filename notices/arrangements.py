"""国务院办公厅“关于某年部分节假日安排的通知”的文字，读成一天一天的安排。"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from notices.rules_working_days import DayKind

WEEKDAYS = "一二三四五六日"
ITEM = re.compile(r"^\s*[一二三四五六七八九十]+、(?P<title>[^:：]{1,20})[:：](?P<text>.+)$", re.MULTILINE)
MONTH_DAY = (
    r"(?:(?:(?P<{0}year>\d{{4}})年)?(?P<{0}month>\d{{1,2}})月)?(?P<{0}day>\d{{1,2}})日"
    r"(?:[（(](?P<{0}note>[^）)]*)[）)])?"
)
SPAN = re.compile(MONTH_DAY.format("first_") + "(?:至" + MONTH_DAY.format("last_") + ")?")
SENTENCE = re.compile(r"[^。；;]+")
ITEM_BEGINS = re.compile(r"(?<=。)\s*(?=[一二三四五六七八九十]+、)")
LONGEST_HOLIDAY = 15


@dataclass(frozen=True)
class ArrangedDay:
    """One day that differs from its weekday, and for which holiday."""

    day: date
    kind: DayKind
    title: str


class Misread(ValueError):
    """Words that do not name a day of the year at hand; the text says which."""


def read_arrangements(text: str, year: int) -> tuple[list[ArrangedDay], list[str]]:
    """通知里“一、元旦：1月1日（周四）至3日（周六）放假调休……1月4日（周日）上班。”各条的日期，和读不通之处。

    括号里写了周几的，与 `year` 年的日历核对：贴错年份的通知一定对不上。
    """
    days: dict[date, ArrangedDay] = {}
    faults: list[str] = []
    for item in ITEM.finditer(ITEM_BEGINS.sub("\n", text)):
        title = item["title"].strip()
        try:
            for arranged in _item_days(title, item["text"], year):
                if (other := days.setdefault(arranged.day, arranged)) != arranged:
                    faults.append(f"{arranged.day:%m月%d日} 在“{other.title}”和“{title}”里说法不同，请核对。")
        except Misread as misread:
            faults.append(f"“{title}”：{misread}")
    if not days and not faults:
        faults.append("没有读到放假安排。请粘贴通知中“一、元旦：……”开始的各条原文，每条一行。")
    return sorted(days.values(), key=lambda arranged: arranged.day), faults


def _item_days(title: str, text: str, year: int) -> Iterator[ArrangedDay]:
    found = False
    for sentence in SENTENCE.findall(text):
        kind = DayKind.HOLIDAY if "放假" in sentence else DayKind.WORKDAY if "上班" in sentence else None
        if kind is None:
            continue
        month: int | None = None
        for span in SPAN.finditer(sentence):
            found = True
            first = _day(span, "first_", year, month)
            last = _day(span, "last_", year, first.month) if span["last_day"] else first
            month = last.month
            if not 0 <= (last - first).days < LONGEST_HOLIDAY:
                raise Misread(f"“{span[0]}”起止日期不对。")
            yield from (ArrangedDay(first + timedelta(days=gap), kind, title) for gap in range((last - first).days + 1))
    if not found:
        raise Misread("没有读到日期。")


def _day(span: re.Match[str], which: str, year: int, month: int | None) -> date:
    written = int(span[f"{which}month"]) if span[f"{which}month"] else month
    if written is None:
        raise Misread(f"“{span[0]}”没有写月份。")
    try:
        day = date(int(span[f"{which}year"] or year), written, int(span[f"{which}day"]))
    except ValueError as error:
        raise Misread(f"“{span[0]}”不是 {year} 年的日期。") from error
    weekday = re.search(r"(?:周|星期)([一二三四五六日天])", span[f"{which}note"] or "")
    if weekday and weekday[1].replace("天", "日") != WEEKDAYS[day.weekday()]:
        raise Misread(
            f"{day:%Y年%m月%d日} 是周{WEEKDAYS[day.weekday()]}，通知里写的是周{weekday[1]}，请核对年份和原文。"
        )
    return day
