"""What must hold for every event, not only for the worked examples."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scoring.contest import score_event
from scoring.conversion import NotConvertible
from scoring.conversions import CONVERSIONS
from scoring.marks import Criterion, Deduction, EntryMarks, MarkingType
from scoring.methods import METHODS
from scoring.numbers import Rounding, RoundingMode, RoundingOrder
from scoring.panel import PanelSettings
from scoring.ranking import rank
from scoring.results import result_hash
from scoring.sheets import criterion_fault, mark_of, written_fault
from tests.unit.scoring.factories import JUDGES, ONE_CRITERION, chain, contender, module, panel_sheets, plan

PLACES = {"points": "8/4/2/1", "ties": "mean_of_places"}
LEVELS = tuple(Criterion(code, code, Decimal(50), scale=3) for code in ("外观", "工艺"))
ANY_SPREAD = PanelSettings(widest_spread=3)

marks = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
panels = st.lists(marks, min_size=3, max_size=5)
few_marks = st.sampled_from([Decimal(70), Decimal(80), Decimal("80.5"), Decimal(90)])
levels = st.integers(0, 3).map(Decimal)
methods = st.sampled_from(["mean", "trimmed_mean"])
roundings = st.builds(Rounding, st.sampled_from(RoundingOrder), st.integers(0, 2), st.sampled_from(RoundingMode))
conversions = st.sampled_from([{}, {"conversion": "place_points", "conversion_parameters": PLACES}])
# What three judges write about one entry: a mark each for the practical work, two levels each for how it looks.
works = st.tuples(
    st.lists(few_marks, min_size=3, max_size=3), st.lists(st.tuples(levels, levels), min_size=3, max_size=3)
)
events = st.lists(works, min_size=1, max_size=8)
penalties = st.lists(st.builds(Deduction, st.sampled_from([Decimal(1), Decimal(2)]), st.sampled_from(["超时", "违规"])))
plans = st.builds(
    lambda method, rounding, conversion: plan(
        module("实操", weight="60", method=method, **conversion),
        module("观感", weight="40", method="aspects", criteria=LEVELS, panel=ANY_SPREAD),
        rounding=rounding,
        tie_breaks=tuple(chain("further_decimals>shared_rank")),
    ),
    methods,
    roundings,
    conversions,
)


def entry_of(number, work, **facts):
    practical, looks = work
    sheets = {
        "实操": {judge: {"总评": mark} for judge, mark in zip(JUDGES, practical, strict=False)},
        "观感": {judge: {"外观": look, "工艺": craft} for judge, (look, craft) in zip(JUDGES, looks, strict=False)},
    }
    return EntryMarks(f"id-{number}", f"A{number:02}", sheets, **facts)


def entries_of(event):
    return [entry_of(number, work) for number, work in enumerate(event)]


def ranks_of(result):
    return {entry.label: entry.score_rank for entry in result.entries}


def shuffled(mapping, random):
    return dict(random.sample(list(mapping.items()), len(mapping)))


def combined(method, panel):
    """The score of a panel that gave these marks, by this method."""
    sheets = panel_sheets({f"裁判{number}": mark for number, mark in enumerate(panel)})
    return METHODS[method].combine(ONE_CRITERION, sheets, PanelSettings()).combined


@given(plans, events, penalties, st.sampled_from([frozenset(), frozenset({"观感"})]), st.randoms(use_true_random=False))
def test_order_of_input_never_matters(scoring, event, given_penalties, absent, random):
    entries = entries_of(event)
    entries[0] = entry_of(0, event[0], deductions={"实操": tuple(given_penalties)}, absent_modules=absent)
    for code in absent:
        del entries[0].sheets[code]
    mixed = [
        EntryMarks(
            one.key,
            one.label,
            shuffled({code: shuffled(sheets, random) for code, sheets in one.sheets.items()}, random),
            deductions={code: tuple(random.sample(some, len(some))) for code, some in one.deductions.items()},
            absent_modules=one.absent_modules,
        )
        for one in random.sample(entries, len(entries))
    ]
    assert result_hash(score_event(scoring, mixed)) == result_hash(score_event(scoring, entries))


@given(plans, events)
def test_nobody_vanishes_and_ranks_have_gaps_only_after_ties(scoring, event):
    result = score_event(scoring, entries_of(event))
    ranks = [entry.score_rank for entry in result.entries]
    assert len(ranks) == len(event)
    assert ranks == [1 + sum(other < own for other in ranks) for own in ranks]
    assert [entry.tied for entry in result.entries] == [ranks.count(own) for own in ranks]


@given(plans, events, st.data())
def test_higher_mark_never_lowers_a_rank(scoring, event, data):
    who, judge = data.draw(st.integers(0, len(event) - 1)), data.draw(st.integers(0, 2))
    practical, looks = (list(part) for part in event[who])
    practical[judge] += data.draw(st.integers(0, 100)) * Decimal("0.1")
    looks[judge] = tuple(data.draw(st.integers(int(level), 3).map(Decimal)) for level in looks[judge])
    raised = [*event[:who], (practical, looks), *event[who + 1 :]]
    label = f"A{who:02}"
    before, after = (ranks_of(score_event(scoring, entries_of(works)))[label] for works in (event, raised))
    assert after <= before


@given(panels)
def test_trimmed_mean_lies_within_what_was_kept(panel):
    kept = sorted(panel)[1:-1]
    assert kept[0] <= combined("trimmed_mean", panel) <= kept[-1]


@given(panels)
def test_one_more_judge_with_the_mean_score_does_not_raise_the_mean(panel):
    before = combined("mean", panel)
    assert abs(combined("mean", [*panel, before]) - before) < Decimal("1e-40")


@given(panels, methods)
def test_combined_score_never_exceeds_the_highest_mark(panel, method):
    assert combined(method, panel) <= max(panel)


@given(st.lists(few_marks, max_size=20))
def test_decisions_of_neighbours_agree(totals):
    placings = rank([contender(f"A{n:02}", total) for n, total in enumerate(totals)], chain("shared_rank"))
    for better, worse in pairwise(placings):
        same_rank = better.rank == worse.rank
        assert (worse.contender.total < better.contender.total) is not same_rank
        if same_rank:
            assert better.against_ahead == worse.against_ahead
        else:
            assert better.against_behind == worse.against_ahead


positive = st.integers(1, 3_000_000).map(lambda millionths: f"{Decimal(millionths) / 1_000_000:f}")
measurements = st.one_of(
    st.builds(lambda each: ("deduction", {"each": each}), positive),
    st.builds(
        lambda tolerance, unit, each, count: (
            "linear",
            {"nominal": "50", "tolerance": tolerance, "unit": unit, "each": each, "count": count},
        ),
        positive,
        positive,
        positive,
        st.sampled_from(["exact", "ceil"]),
    ),
    st.builds(
        lambda edges, otherwise: (
            "table",
            {
                "bands": [
                    {"from": str(low), "below": str(high), "mark": str(10 - place)}
                    for place, (low, high) in enumerate(pairwise(sorted(edges)))
                ],
                "otherwise": str(otherwise),
            },
        ),
        st.sets(st.integers(0, 100), min_size=2, max_size=8),
        st.integers(0, 10),
    ),
    st.just(("full_or_zero", {})),
    st.builds(
        lambda between: (
            "benchmarks",
            {"marks": [{"mark": str(mark), "description": f"{mark} 分"} for mark in (0, *sorted(between), 10)]},
        ),
        st.sets(st.integers(1, 9)),
    ),
)


@given(measurements, st.one_of(st.integers(-20, 120).map(Decimal), marks))
def test_measurement_never_leaves_zero_to_the_full_mark(chosen, written):
    rule, parameters = chosen
    criterion = Criterion("c", "长度", Decimal(10), MarkingType.MEASUREMENT, rule, parameters)
    assert criterion_fault(criterion) is None
    if written_fault(criterion, written) is None:
        mark = mark_of(criterion, written)
        assert 0 <= mark <= 10
        assert mark.as_tuple().exponent >= -6


@given(st.lists(marks, min_size=1, max_size=15), st.integers(-100_000, 100_000).map(lambda cents: Decimal(cents) / 100))
def test_scale_700_sees_no_shift(raws, shift):
    scale = CONVERSIONS["scale_700"]
    scores = [{str(number): raw + by for number, raw in enumerate(raws)} for by in (Decimal(0), shift)]
    try:
        before, after = (
            {key: one.score for key, one in scale.convert(raw, {}, Decimal(100)).items()} for raw in scores
        )
    except NotConvertible:
        median = sorted(raws)[len(raws) // 2]
        assert sum(raw == median for raw in raws) * 2 >= len(raws)
    else:
        assert before == after
