"""Working days around the long holidays, the turn of a year without data, and the State Council's wording read."""

from datetime import date

import pytest

from notices.arrangements import ArrangedDay, read_arrangements
from notices.queries_calendar import delivered
from notices.rules_working_days import DayKind, is_working_day, nth_working_day_after, period_in_words

HOLIDAY, WORKDAY = DayKind.HOLIDAY, DayKind.WORKDAY
CALENDAR = {known.day: known.kind for year in delivered().values() for known in year.days}
NOTICE_2026 = """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 9, 30), True),  # the day before 国庆
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday that is worked
        (date(2026, 10, 11), False),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2027, 1, 1), True),  # a Friday of a year without data
    ],
)
def test_is_working_day_by_the_arrangement_and_otherwise_by_the_weekday(day: date, working: bool):
    assert is_working_day(day, CALENDAR) is working


@pytest.mark.parametrize(
    ("opened", "n", "last"),
    [
        (date(2026, 9, 29), 5, date(2026, 10, 12)),  # 9-30, 10-8, 10-9, 10-10, 10-12
        (date(2026, 10, 7), 1, date(2026, 10, 8)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # 2-14 is worked, then nine days off
        (date(2026, 2, 14), 5, date(2026, 2, 28)),
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
        (date(2026, 12, 30), 2, date(2027, 1, 1)),  # only its weekdays are known
    ],
)
def test_nth_working_day_after_begins_to_count_on_the_next_day(opened: date, n: int, last: date):
    assert nth_working_day_after(opened, n, CALENDAR) == last


def test_period_in_words_names_the_years_without_data():
    assert period_in_words(5, date(2026, 10, 12), []) == "5 个工作日，至 2026年10月12日 24 时止"
    assert period_in_words(2, date(2027, 1, 1), [2027]).endswith("（2027 年放假安排尚未录入，该年只扣除周六、周日）")


@pytest.mark.parametrize("text", [NOTICE_2026, NOTICE_2026.replace("\n", "")])
def test_read_arrangements_gives_the_days_that_came_with_the_software(text: str):
    days, faults = read_arrangements(text, 2026)
    assert faults == []
    assert days == list(delivered()[2026].days)
    assert [len(delivered()[year].days) for year in (2025, 2026)] == [33, 39]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("放假安排另行通知。", "没有读到放假安排。请粘贴通知中“一、元旦：……”开始的各条原文，每条一行。"),
        ("一、元旦：1月1日（周四）放假。", "“元旦”：2027年01月01日 是周五，通知里写的是周四，请核对年份和原文。"),
        ("一、春节：2月30日放假。", "“春节”：“2月30日”不是 2027 年的日期。"),
        ("一、元旦：1月3日至1日放假。", "“元旦”：“1月3日至1日”起止日期不对。"),
        ("一、元旦：1日放假。", "“元旦”：“1日”没有写月份。"),
        ("一、元旦：放假三天。", "“元旦”：没有读到日期。"),
        (
            "一、春节：2月6日放假。\n二、元宵：2月6日上班。",
            "02月06日 在“春节”和“元宵”里说法不同，请核对。",
        ),
    ],
)
def test_read_arrangements_says_what_it_cannot_read(text: str, fault: str):
    assert read_arrangements(text, 2027)[1] == [fault]


def test_read_arrangements_reaches_into_the_year_before():
    days, faults = read_arrangements("一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假。", 2027)
    assert faults == []
    assert days[0] == ArrangedDay(date(2026, 12, 31), HOLIDAY, "元旦") and len(days) == 3
    assert days[-1].kind is not WORKDAY
