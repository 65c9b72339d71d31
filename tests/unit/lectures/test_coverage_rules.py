"""Coverage as the printed rules say it: reached or not, per 1,000 workers, and the next ten places by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

from lectures.coverage.queries import year_bounds
from lectures.coverage.rules import PerThousand, Reach, per_thousand, reach_of
from lectures.coverage.rules_figures import Figures
from lectures.coverage.rules_next import Candidate, Planned, Weights, next_places
from lectures.places.rules import (
    VenueKind,
    km_between,
    reasons_against_host,
    reasons_against_place,
    reasons_against_point,
)

TODAY = date(2026, 11, 21)
HERE = (Decimal("29.5"), Decimal("106.5"))


def candidate(place_id: int, **facts: Any) -> Candidate:
    """A factory of 300 workers in a street that was reached this year, itself reached last week, unless told."""
    given: dict[str, Any] = {
        "list_id": 1,
        "kind": VenueKind.ENTERPRISE,
        "street": "示例街道",
        "workers": 300,
        "point": None,
    }
    given |= {"last_held": date(2026, 11, 14), "planned": False}
    return Candidate(place_id=place_id, name=f"场所{place_id}", **(given | facts))


def words(proposal) -> list[tuple[int, str]]:
    return [(reason.points, reason.words) for reason in proposal.reasons]


def test_reach_of_needs_a_lecture_that_was_held():
    assert [reach_of(2, 0), reach_of(1, 5), reach_of(0, 1), reach_of(0, 0)] == [
        Reach.REACHED,
        Reach.REACHED,
        Reach.PLANNED,
        Reach.NEVER,
    ]


def test_per_thousand_shows_its_working_and_rounds_half_up():
    assert str(per_thousand(12, 5000, 2)) == "12 ÷ 5000 × 1000 = 2.40"
    assert per_thousand(1, 8000, 2).value == Decimal("0.13")  # 0.125
    assert per_thousand(7, 2000, 1).value == Decimal("3.5")
    assert per_thousand(0, 400, 2).value == Decimal("0.00")
    assert per_thousand(3, 0, 2) == PerThousand(3, 0, None)
    assert str(per_thousand(3, 0, 2)) == "没有职工数，算不出"


def test_year_bounds_are_those_of_the_clock_in_china():
    begins, ends = year_bounds(2026)
    assert (begins.isoformat(), ends.isoformat()) == ("2026-01-01T00:00:00+08:00", "2027-01-01T00:00:00+08:00")


def test_next_places_add_up_as_the_page_prints_them():
    coming = [
        Planned(90, "示例中学", date(2026, 12, 1), (Decimal("29.53"), Decimal("106.5"))),
        Planned(91, "示例小学", date(2026, 12, 8), (Decimal("29.51"), Decimal("106.5"))),
        Planned(92, "远处", date(2026, 12, 2), (Decimal("30.5"), Decimal("106.5"))),
    ]
    never = candidate(1, street="新街道", kind=VenueKind.SCHOOL, workers=1234, last_held=None, point=HERE)
    old = candidate(2, last_held=date(2024, 11, 22), workers=99)
    older = candidate(3, last_held=date(2019, 1, 1), workers=9000)
    fresh, unknown = candidate(4), candidate(5, workers=0, last_held=None)
    waiting = candidate(6, planned=True, last_held=None)
    found = next_places([fresh, waiting, unknown, old, older, never], coming, TODAY)
    assert [(one.candidate.place_id, one.score) for one in found] == [(1, 92), (3, 50), (5, 40), (2, 10), (4, 3)]
    assert words(found[0]) == [
        (40, "从未去过"),
        (12, "可覆盖 1234 人"),
        (15, "本年度还没有进过“校园”"),
        (15, "“新街道”还没有去过，也没有计划"),
        (10, "离 2026-12-08 在“示例小学”计划的一场 1.1 千米，同一天可以讲两场"),
    ]
    assert words(found[1]) == [(30, "上次是 2019-01-01，满 7 年"), (20, "可覆盖 9000 人")]
    assert words(found[2])[1] == (0, "可覆盖人数没有填写")
    assert words(found[3])[0] == (10, "上次是 2024-11-22，满 1 年")


def test_next_places_count_what_is_planned_as_good_as_reached():
    """A street and a kind with a lecture to come need no other; five kilometres are still near."""
    school = {"kind": VenueKind.SCHOOL, "street": "新街道", "last_held": None, "workers": 0}
    there = [Planned(90, "示例中学", date(2026, 12, 1), (Decimal("29.545"), Decimal("106.5")))]
    (found,) = next_places([candidate(1, planned=True, **school), candidate(2, point=HERE, **school)], there, TODAY)
    assert [reason.points for reason in found.reasons] == [40, 0, 10]
    assert "计划的一场 5 千米" in words(found)[-1][1]


def test_next_places_breaks_ties_by_workers_then_time_then_register():
    same = Weights(workers_for_a_point=100_000, each_year_since=0, never_reached=0)
    listed = [
        candidate(4, last_held=date(2022, 1, 1)),
        candidate(3, last_held=date(2022, 1, 1)),
        candidate(2, last_held=None),
        candidate(1, workers=301),
    ]
    assert [one.candidate.place_id for one in next_places(listed, [], TODAY, same)] == [1, 2, 3, 4]
    assert [one.candidate.place_id for one in next_places(listed, [], TODAY, Weights(shown=2))] == [2, 3]


def test_next_places_looks_across_the_edges_of_its_cells():
    there = (Decimal("29.5001"), Decimal("106.4999"))
    edge = (Decimal("29.4999"), Decimal("106.5001"))
    (proposal,) = next_places([candidate(1, point=edge)], [Planned(9, "隔壁", TODAY, there)], TODAY)
    assert km_between(edge, there) == Decimal("0.0")
    assert words(proposal)[-1][1].startswith("离 2026-11-21 在“隔壁”")


def test_figures_without_a_denominator_have_no_rate():
    assert Figures(answers=5).response_rate is None and Figures(attendances=3).satisfaction is None
    assert Figures(answers=1, attendances=8).response_rate == Decimal("12.5")
    assert Figures(stars=37, marks=8).satisfaction == Decimal("4.63")  # 4.625


def test_reasons_against_place_name_every_fault():
    assert reasons_against_point(None, None) == reasons_against_point(*HERE) == []
    assert reasons_against_point(HERE[0], None) == ["纬度和经度要一起填写，或者都不填。"]
    assert "超出范围" in reasons_against_point(Decimal(106), Decimal(29))[0]
    assert reasons_against_point(Decimal("29.1234567"), HERE[1]) == ["经纬度最多 6 位小数。"]
    assert reasons_against_host(VenueKind.COMMUNITY, has_host=False) == []
    faults = reasons_against_place(VenueKind.SCHOOL, Decimal(1), None, has_host=False, in_estate=True)
    assert len(faults) == 2 and "校园" in faults[1]
    assert reasons_against_place(VenueKind.ESTATE, None, None, has_host=False, in_estate=True) == [
        "园区本身不能再放进另一个园区。"
    ]
