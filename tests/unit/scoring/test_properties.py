"""What must hold for every event, not only for the worked examples."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scoring.contest import score_event
from scoring.methods import METHODS
from scoring.numbers import Rounding, RoundingOrder
from scoring.panel import JudgeScore, PanelSettings
from scoring.ranking import rank
from scoring.results import result_hash
from tests.unit.scoring.factories import chain, contender, judged_entry, module, plan

marks = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
panels = st.lists(marks, min_size=3, max_size=5)
few_marks = st.sampled_from([Decimal(70), Decimal(80), Decimal("80.5"), Decimal(90)])
events = st.lists(st.lists(few_marks, min_size=3, max_size=3), min_size=1, max_size=12)
methods = st.sampled_from(["mean", "trimmed_mean"])
roundings = st.builds(Rounding, st.sampled_from(RoundingOrder), st.integers(0, 2))


def entries_of(event):
    return [judged_entry(f"A{number:02}", given_marks) for number, given_marks in enumerate(event)]


def plan_of(method, rounding):
    modules = [module("实操", method=method)]
    return plan(*modules, rounding=rounding, tie_breaks=tuple(chain("further_decimals>shared_rank")))


def ranks_of(result):
    return {entry.label: entry.score_rank for entry in result.entries}


def scores_of(panel):
    return [JudgeScore(f"裁判{number}", mark) for number, mark in enumerate(panel)]


@given(events, methods, roundings, st.randoms(use_true_random=False))
def test_order_of_input_never_matters(event, method, rounding, random):
    entries = entries_of(event)
    shuffled = list(entries)
    random.shuffle(shuffled)
    settings = plan_of(method, rounding)
    assert result_hash(score_event(settings, shuffled)) == result_hash(score_event(settings, entries))


@given(events, methods, roundings)
def test_nobody_vanishes_and_ranks_have_gaps_only_after_ties(event, method, rounding):
    result = score_event(plan_of(method, rounding), entries_of(event))
    ranks = [entry.score_rank for entry in result.entries]
    assert len(ranks) == len(event)
    assert ranks == [1 + sum(other < own for other in ranks) for own in ranks]
    assert [entry.tied for entry in result.entries] == [ranks.count(own) for own in ranks]


@given(events, methods, roundings, st.data())
def test_higher_mark_never_lowers_a_rank(event, method, rounding, data):
    settings = plan_of(method, rounding)
    who, judge = data.draw(st.integers(0, len(event) - 1)), data.draw(st.integers(0, 2))
    raised = [list(given_marks) for given_marks in event]
    raised[who][judge] += data.draw(st.integers(0, 100)) * Decimal("0.1")
    label = f"A{who:02}"
    before, after = (ranks_of(score_event(settings, entries_of(marks)))[label] for marks in (event, raised))
    assert after <= before


@given(panels)
def test_trimmed_mean_lies_within_what_was_kept(panel):
    combined = METHODS["trimmed_mean"].combine(scores_of(panel), PanelSettings()).combined
    kept = sorted(panel)[1:-1]
    assert kept[0] <= combined <= kept[-1]


@given(panels)
def test_one_more_judge_with_the_mean_score_does_not_raise_the_mean(panel):
    mean = METHODS["mean"]
    before = mean.combine(scores_of(panel), PanelSettings()).combined
    after = mean.combine(scores_of([*panel, before]), PanelSettings()).combined
    assert abs(after - before) < Decimal("1e-40")


@given(panels, methods)
def test_combined_score_never_exceeds_the_highest_mark(panel, method):
    assert METHODS[method].combine(scores_of(panel), PanelSettings()).combined <= max(panel)


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
