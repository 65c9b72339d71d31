"""Rules about lecturers: hours and exceptions, terms, teams, topics, and the review of the last places."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from foundation.clock import SHANGHAI
from foundation.errors import Refused
from lectures.lecturers.rules import (
    LECTURER_WORKFLOW,
    DaysApart,
    LecturerState,
    Topic,
    WeeklyHours,
    is_free,
    reasons_against_range,
    reasons_against_topics,
)
from lectures.lecturers.rules_hours import (
    exceptions_in_words,
    hours_in_words,
    joined,
    reasons_against_exceptions,
    reasons_against_hours,
)
from lectures.lecturers.rules_review import Answers, review_of
from lectures.lecturers.rules_teams import Seat, TeamDuty, reasons_against_seat, reasons_against_team
from lectures.lecturers.rules_terms import Term, in_term, reasons_against_term, reasons_against_training

TODAY = date(2026, 11, 21)


def hours(weekday: int, begins: int, ends: int) -> WeeklyHours:
    return WeeklyHours(weekday, time(begins), time(ends))


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ([hours(2, 9, 12), hours(2, 12, 14), hours(3, 9, 12)], []),
        ([hours(2, 10, 11), hours(2, 9, 12)], ["星期三 09:00—12:00 与 10:00—11:00 重叠，请合并成一段。"]),
        ([hours(4, 22, 1)], ["星期五 22:00—01:00：结束应晚于开始；跨零点的，请在两天里各填一段。"]),
        ([hours(0, 9, 12)] * 41, ["每周最多填 40 个时段，请合并相连的时段。"]),
    ],
)
def test_reasons_against_hours(given: list[WeeklyHours], reasons: list[str]) -> None:
    assert reasons_against_hours(given) == reasons


def test_is_free_follows_the_week_the_exceptions_and_the_last_word() -> None:
    def at(hour: int, day: int = 25) -> datetime:
        return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)

    wednesdays, away = [hours(2, 9, 12)], DaysApart(date(2026, 11, 25), date(2026, 11, 26))
    assert is_free(wednesdays, [], at(9), at(12)) and not is_free(wednesdays, [], at(9), at(13))
    assert not is_free(wednesdays, [], at(9, 26), at(12, 26)) and not is_free([], [], at(23), at(1, 26))
    assert is_free([], [], at(9), at(21)) and not is_free([], [away], at(9), at(10))
    whole_day = DaysApart(date(2026, 11, 26), date(2026, 11, 26), available=True)
    assert is_free(wednesdays, [away, whole_day], at(9, 26), at(12, 26))
    assert not is_free(wednesdays, [whole_day, away], at(9, 26), at(12, 26))


def test_reasons_against_exceptions_says_order_past_and_overlap() -> None:
    days = [
        DaysApart(date(2026, 12, 5), date(2026, 12, 1)),
        DaysApart(date(2026, 11, 1), date(2026, 11, 20)),
        DaysApart(date(2026, 12, 20), date(2026, 12, 24)),
        DaysApart(date(2026, 12, 24), date(2026, 12, 24), available=True),
        DaysApart(TODAY, TODAY),
    ]
    assert reasons_against_exceptions(days, TODAY) == [
        "2026-12-05 至 2026-12-01：最后一天早于第一天，请核对。",
        "2026-11-01 至 2026-11-20 已经过去，请删去这一段或改成以后的日期。",
        "2026-12-20 至 2026-12-24 与 2026-12-24 重叠，同一天只能填一次，请改成不重叠的两段。",
    ]
    assert exceptions_in_words(days[3:]) == "2026-12-24 全天可讲；2026-11-21 不能讲"


def test_joined_makes_one_of_hours_that_touch() -> None:
    joint = joined([hours(1, 14, 17), hours(1, 9, 12), hours(1, 12, 14), hours(2, 17, 18)])
    assert joint == [hours(1, 9, 17), hours(2, 17, 18)]
    assert hours_in_words(joint) == "星期二 09:00—17:00；星期三 17:00—18:00"


def test_reasons_against_term() -> None:
    held = [Term(date(2025, 1, 1), 24)]
    assert held[0].ends == date(2026, 12, 31)
    assert reasons_against_term(Term(date(2027, 1, 1), 24), held, TODAY) == []
    assert reasons_against_term(Term(date(2026, 12, 31), 12), held, TODAY) == [
        "与已有的聘期 2025-01-01 至 2026-12-31 重叠；续聘请从 2026-12-31 的次日算起。"
    ]
    assert reasons_against_term(Term(date(2024, 1, 1), 12), [], TODAY) == [
        "聘期到 2024-12-31 为止，已经过去；请填写还没有结束的聘期。"
    ]
    assert reasons_against_term(Term(TODAY, 61), [], TODAY) == ["一次聘期最短 1 个月、最长 60 个月；期满后可以续聘。"]
    assert "年份不对" in reasons_against_term(Term(date(9999, 12, 31), 24), [], TODAY)[0]
    assert (in_term(held, TODAY), in_term(held, date(2027, 1, 1))) == (True, False)


@pytest.mark.parametrize(("value", "faults"), [("0.5", 0), ("200", 0), ("0", 1), ("200.1", 1), ("1.25", 1)])
def test_reasons_against_training_hours(value: str, faults: int) -> None:
    assert len(reasons_against_training(TODAY, Decimal(value), TODAY)) == faults


def test_reasons_against_seat() -> None:
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    leader = Seat(1, TeamDuty.LEADER, first, date(2026, 6, 30))
    after = Seat(2, TeamDuty.LEADER, date(2026, 7, 1))
    assert reasons_against_seat(after, [leader], first, last) == []
    too_soon = Seat(2, TeamDuty.LEADER, date(2026, 6, 30))
    assert reasons_against_seat(too_soon, [leader], first, last) == [
        "这段时间已有团长（2026-01-01 起），先结束他的任职，再登记新团长。"
    ]
    assert reasons_against_seat(Seat(1, TeamDuty.MEMBER, date(2025, 12, 1)), [leader], first, last) == [
        "任职时间应在本届 2026-01-01 至 2027-12-31 之内。",
        "此人从 2026-01-01 起已在团里，先结束那一段任职，再登记新的。",
    ]
    assert reasons_against_team(first, date(2026, 3, 31), [leader]) == [
        "有 1 名成员的任职时间在这段届期之外，请先修改他们的任职时间。"
    ]


def test_reasons_against_topics_and_range() -> None:
    assert reasons_against_topics([]) == ["至少填写一个讲题，点单和派单按讲题的主题找讲师。"]
    twice = [Topic("一把焊枪", "工匠精神"), Topic("一把焊枪", "", 481)]
    assert reasons_against_topics(twice) == [
        "讲题“一把焊枪”填了两次，请只保留一个。",
        "讲题“一把焊枪”要写明题目和主题。",
        "讲题“一把焊枪”的时长应为 5 至 480 分钟。",
    ]
    north, east = Decimal("29.5"), Decimal("106.5")
    assert reasons_against_range((north, east), 30) == []
    assert reasons_against_range((None, None), 30) == ["填写了出行范围，请也填写出发地的纬度和经度，否则算不出路程。"]
    assert len(reasons_against_range((north, None), None) + reasons_against_range((east, north), None)) == 2


def test_review_of_ranks_by_mean_and_marks_the_last_tenth() -> None:
    """两人并列第二，其后是第四；末位名额 5 × 10% 向上取整为 1；评分太少的不参加。"""
    given = {1: (40, "200"), 2: (20, "90"), 3: (30, "135"), 4: (25, "75"), 5: (60, "240"), 6: (19, "19"), 7: (0, "0")}
    review = review_of([(key, Answers(count, Decimal(total))) for key, (count, total) in given.items()], 20, 10)
    assert [(one.lecturer_id, one.rank, one.last) for one in review.placed] == [
        (1, 1, False), (2, 2, False), (3, 2, False), (5, 4, False), (4, 5, True)
    ]  # fmt: skip
    assert [str(one.mean.normalize()) for one in review.placed] == ["5", "4.5", "4.5", "4", "3"]
    assert ([key for key, _ in review.too_few], review.places) == ([6, 7], 1)


def test_review_of_marks_nobody_where_all_are_equal_or_alone() -> None:
    four = Answers(20, Decimal(80))
    assert [one.last for one in review_of([(1, four), (2, four)], 20, 50).placed] == [False, False]
    assert [one.last for one in review_of([(1, four)], 20, 50).placed] == [False]


def test_answers_since_counts_only_what_came_later() -> None:
    assert Answers(50, Decimal(210)).since(Answers(30, Decimal(130))) == Answers(20, Decimal(80))
    assert Answers(10, Decimal(40)).since(Answers(30, Decimal(130))) == Answers()


def test_lecturer_workflow_removes_and_restores_with_reasons_only() -> None:
    with pytest.raises(Refused, match="写明原因"):
        LECTURER_WORKFLOW.next_state(LecturerState.IN_SERVICE, "remove_lecturer")
    assert LECTURER_WORKFLOW.next_state(LecturerState.LEFT, "restore_lecturer", "恢复") is LecturerState.PAUSED
    assert LECTURER_WORKFLOW.next_state(LecturerState.PAUSED, "appoint_lecturer") is LecturerState.IN_SERVICE
