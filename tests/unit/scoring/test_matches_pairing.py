"""对抗赛配对：同样的种子总得同样的结果；可能时没有两队相遇两次；两方的场次相差不超过一场。"""

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.matches.brackets import first_ties, give_sides, next_ties, round_title
from scoring.matches.pairing import PairedRound, Pairing, pair_rounds

EXAMPLE = [  # docs/matches.md
    PairedRound((Pairing("14", "12"), Pairing("13", "11")), None),
    PairedRound((Pairing("11", "14"), Pairing("12", "13")), None),
    PairedRound((Pairing("14", "13"), Pairing("11", "12")), None),
]
PAGE = (Path(__file__).parents[3] / "docs" / "matches.md").read_text(encoding="utf-8")
DOCUMENTED: dict[str, Any] = {}
exec(PAGE.split("```python\n")[1].split("```")[0].split("\n\n\nfor line")[0], DOCUMENTED)
TEAMS = st.integers(2, 20).map(lambda number: [str(key) for key in range(100, 100 + number)])


def cycle(keys):
    """In how many rounds everybody meets everybody."""
    return len(keys) if len(keys) % 2 else len(keys) - 1


def test_pair_rounds_gives_the_example_of_the_documentation():
    assert pair_rounds(["11", "12", "13", "14"], seed="20261121-0817", rounds=3) == EXAMPLE


@given(TEAMS, st.text(max_size=5), st.integers(1, 12))
def test_everybody_plays_or_rests_in_every_round(keys, seed, rounds):
    for one in pair_rounds(keys, seed=seed, rounds=rounds):
        seen = [key for match in one.pairings for key in (match.worker, match.employer)]
        assert sorted([*seen, *([one.resting] if one.resting else [])]) == sorted(keys)
        assert (one.resting is None) == (len(keys) % 2 == 0)


@given(TEAMS, st.text(max_size=5), st.integers(1, 30))
def test_nobody_meets_twice_while_that_is_possible_and_all_equally_often(keys, seed, rounds):
    met = Counter(
        frozenset((match.worker, match.employer))
        for one in pair_rounds(keys, seed=seed, rounds=rounds)
        for match in one.pairings
    )
    times = [met[frozenset(pair)] for pair in combinations(keys, 2)]
    assert max(times) <= -(-rounds // cycle(keys))
    assert max(times) - min(times) <= 1


@given(TEAMS, st.text(max_size=5), st.integers(1, 30))
def test_every_team_takes_both_sides_as_often_as_the_other_or_once_more(keys, seed, rounds):
    balance: Counter[str] = Counter()
    for one in pair_rounds(keys, seed=seed, rounds=rounds):
        for match in one.pairings:
            balance[match.worker] += 1
            balance[match.employer] -= 1
    assert all(abs(balance[key]) <= 1 for key in keys)


@given(TEAMS, st.text(max_size=5), st.integers(1, 30))
def test_rests_are_spread_evenly(keys, seed, rounds):
    rests = Counter(one.resting for one in pair_rounds(keys, seed=seed, rounds=rounds) if one.resting)
    if len(keys) % 2:
        assert max(rests[key] for key in keys) - min(rests[key] for key in keys) <= 1


@given(TEAMS, st.randoms())
def test_order_of_the_list_does_not_matter(keys, random):
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert pair_rounds(shuffled, seed="2026", rounds=3) == pair_rounds(keys, seed="2026", rounds=3)


@pytest.mark.parametrize(("keys", "rounds"), [(["1"], 1), (["1", "1"], 1), (["1", "2"], 0)])
def test_what_cannot_be_paired_is_refused(keys, rounds):
    with pytest.raises(ValueError, match="two distinct teams"):
        pair_rounds(keys, seed="2026", rounds=rounds)


@given(st.sampled_from([2, 4, 8, 16]), st.text(max_size=5))
def test_knock_out_sets_the_better_half_against_the_other(size, seed):
    ranked = [str(place) for place in range(1, size + 1)]
    ties = first_ties(ranked, seed=seed)
    assert sorted(one for one, _ in ties) == sorted(ranked[: size // 2])
    assert sorted(other for _, other in ties) == sorted(ranked[size // 2 :])


def test_a_knock_out_of_another_size_is_refused():
    with pytest.raises(ValueError, match="2, 4, 8 or 16"):
        first_ties(["1", "2", "3"], seed="2026")


def test_winners_of_neighbouring_ties_meet():
    assert next_ties(["1", "2", "3", "4"]) == [("1", "2"), ("3", "4")]
    assert [round_title(teams) for teams in (16, 8, 4, 2)] == ["十六进八", "八进四", "半决赛", "决赛"]


def test_who_took_the_workers_side_less_often_takes_it_in_the_knock_out():
    assert give_sides(("1", "2"), seed="s", number=4, worked={"1": 1, "2": -1}) == Pairing("2", "1")
    level = give_sides(("1", "2"), seed="s", number=4, worked={})
    assert level == give_sides(("2", "1"), seed="s", number=4, worked={}), "the order within a tie does not matter"


@given(TEAMS, st.integers(1, 12))
def test_the_program_in_the_documentation_gives_the_same(keys, rounds):
    ours = pair_rounds(keys, seed="2026", rounds=rounds)
    lines = [(number, m.worker, m.employer) for number, one in enumerate(ours, start=1) for m in one.pairings]
    assert DOCUMENTED["pair_rounds"](keys, "2026", rounds) == lines
