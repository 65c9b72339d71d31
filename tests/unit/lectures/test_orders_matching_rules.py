"""Proposals by their rules alone: each part of the score with its reason, and why somebody is left out."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from foundation.clock import SHANGHAI
from lectures.lecturers.rules import Audience, WeeklyHours
from lectures.orders.rules_matching import Candidate, Need, judge, propose
from lectures.tours.rules_clashes import Busy, LecturerFacts, Slot

HERE = (Decimal("30"), Decimal("106.5"))
AT = datetime(2026, 5, 20, 9, tzinfo=SHANGHAI)
SLOT = Slot(AT, AT + timedelta(hours=1), HERE, 50)
NEED = Need("工匠精神", Audience.WORKERS, SLOT)


def candidate(number: int = 1, facts: LecturerFacts | None = None, **other: Any) -> Candidate:
    given: dict[str, Any] = {"speaks_of_it": True, "audiences": ("workers",)} | other
    return Candidate(number, facts or LecturerFacts("讲示甲", home=HERE), **given)


def points(one: Candidate, need: Need = NEED) -> dict[str, int]:
    return {part.title: part.points for part in judge(need, one).parts}


def test_the_best_lecturer_has_full_marks_but_for_what_nobody_knows():
    best = candidate(offers_item=True, rating=Decimal(5))
    assert judge(NEED, best).score == 100 and judge(NEED, best).against == ()
    assert sum(part.most for part in judge(NEED, best).parts) == 100
    assert all(part.reason for part in judge(NEED, best).parts)


def test_each_part_follows_from_a_fact():
    away = LecturerFacts("讲示乙", home=(Decimal("30.18"), Decimal("106.5")))
    assert points(candidate(facts=away))["路程"] == 10  # 20.0 of 40 kilometres
    assert points(candidate(facts=LecturerFacts("讲示丙")))["路程"] == 10  # nobody knows from where
    assert points(candidate(facts=away), Need("工匠精神", Audience.WORKERS, SLOT, online=True))["路程"] == 20
    assert points(candidate(arranged=3))["负荷"] == 15 and points(candidate(arranged=30))["负荷"] == 0
    assert points(candidate(arranged=5, yearly_cap=10))["负荷"] == 10
    assert points(candidate(audiences=()))["听众"] == 5 and points(candidate(audiences=("students",)))["听众"] == 0
    assert points(candidate(last_visit=date(2026, 5, 10)))["轮换"] == 0
    assert points(candidate(last_visit=date(2025, 5, 20)))["轮换"] == 10
    assert points(candidate(last_visit=date(2027, 5, 20)))["轮换"] == 10  # the next visit counts like the last
    assert points(candidate(rating=Decimal(3)))["评价"] == 5 and points(candidate())["内容"] == 24


def test_whoever_cannot_or_should_not_is_left_out_with_every_reason():
    busy = LecturerFacts("讲示丁", home=HERE, busy=[Busy(AT, AT + timedelta(hours=2), HERE, "别的课")])
    assert "时间重叠" in judge(NEED, candidate(facts=busy)).impossible[0]
    resting = LecturerFacts(
        "讲示戊", rest_days=7, busy=[Busy(AT - timedelta(days=3), AT - timedelta(days=3), None, "课")]
    )
    mondays = LecturerFacts("讲示己", hours=[WeeklyHours(0, time(8), time(18))])
    assert "要休息 7 天" in judge(NEED, candidate(facts=resting)).doubts[0]
    assert "可讲时间" in judge(NEED, candidate(facts=mondays)).doubts[0]
    capped = judge(NEED, candidate(yearly_cap=4, arranged=4, speaks_of_it=False, said_no="已婉拒"))
    assert [reason[:5] for reason in capped.doubts] == ["讲题里没有", "当年已排 ", "已婉拒"] and not capped.impossible


def test_the_proposed_come_first_then_by_score_then_by_load():
    busy = LecturerFacts("讲示丁", busy=[Busy(AT, AT, HERE, "别的课"), Busy(AT, AT + timedelta(hours=1), None, "课")])
    ranked = propose(
        NEED,
        [
            candidate(1, facts=busy, offers_item=True),
            candidate(2, speaks_of_it=False),
            candidate(3),
            candidate(4, offers_item=True),
            candidate(5),
        ],
    )
    assert [one.candidate.lecturer_id for one in ranked] == [4, 3, 5, 2, 1]
