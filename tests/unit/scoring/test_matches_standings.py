"""对抗赛的胜负和名次：裁判长可以核对的例题，以及对任何数据都成立的性质。"""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.matches.pairing import SIDE_TITLES, Side, pair_rounds
from scoring.matches.places import Knocked, Level, final_places, give_prizes, rank_speakers
from scoring.matches.standings import STANDING_TITLES, Played, Points, rank_by_side, rank_teams, undecided_ties
from scoring.matches.verdicts import STEP_TITLES, SideScore, verdict
from scoring.numbers import Rounding

TWO_PLACES = Rounding(places=2)
SCORES = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)


def test_verdicts_are_the_printed_ones(worked_example):
    rows = worked_example("match_verdicts")
    judged = [verdict(_score(row, 0), _score(row, 1)) for row in rows]
    found = [
        (SIDE_TITLES[one.winner] if one.winner else "", STEP_TITLES[one.step] if one.step else "") for one in judged
    ]
    assert found == [(row["胜方"], row["依据"]) for row in rows]


def test_standings_are_the_printed_ones(worked_example):
    played = defaultdict(list)
    for row in worked_example("match_results"):
        played[row["例"]].append(_played(row))
    examples = defaultdict(list)
    for row in worked_example("match_standings"):
        examples[row["例"]].append(row)
    for number, rows in examples.items():
        decided = {row["队"]: int(row["裁定次序"]) for row in rows if row["裁定次序"]}
        standings = rank_teams([row["队"] for row in rows], played[number], Points(), decided)
        assert [_printed(one) for one in standings] == [list(row.values())[1:11] for row in rows], f"例 {number}"


def test_ties_for_a_place_in_the_knock_out_wait_for_people():
    played = [Played("1", "2", None, Decimal(80), Decimal(80)), Played("3", "4", Side.WORKER, Decimal(90), Decimal(70))]
    standings = rank_teams(["1", "2", "3", "4"], played, Points())
    assert [(one.key, one.rank) for one in standings] == [("3", 1), ("1", 2), ("2", 2), ("4", 4)]
    assert undecided_ties(standings, places=2) == [["1", "2"]]
    assert undecided_ties(standings, places=1) == []


def test_sides_are_ranked_apart_by_their_mean():
    played = [
        Played("1", "2", Side.WORKER, Decimal(90), Decimal(80)),
        Played("1", "3", Side.EMPLOYER, Decimal(85), Decimal(88)),
        Played("2", "3", Side.WORKER, Decimal("87.5"), Decimal(80)),
        Played("3", "1", Side.WORKER),
    ]
    as_worker = rank_by_side(["1", "2", "3"], played, Side.WORKER, TWO_PLACES)
    assert [(one.key, one.rank, one.matches, one.mean) for one in as_worker] == [
        ("1", 1, 2, Decimal("87.50")),
        ("2", 1, 1, Decimal("87.50")),
    ]
    as_employer = rank_by_side(["1", "2", "3"], played, Side.EMPLOYER, TWO_PLACES)
    assert [(one.key, one.rank) for one in as_employer] == [("3", 1), ("2", 2)]


@given(st.integers(2, 9), st.integers(1, 6), st.data())
def test_order_of_teams_and_matches_does_not_matter(number, rounds, data):
    keys, played = _contest(number, rounds, data)
    standings = rank_teams(keys, played, Points())
    assert rank_teams(data.draw(st.permutations(keys)), data.draw(st.permutations(played)), Points()) == standings
    ranks = [one.rank for one in standings]
    assert ranks == [1 + sum(other < rank for other in ranks) for rank in ranks], "gapless except after ties"


@given(st.integers(2, 9), st.integers(1, 6), st.data())
def test_a_better_score_in_a_won_match_never_lowers_a_rank(number, rounds, data):
    keys, played = _contest(number, rounds, data)
    at = data.draw(st.sampled_from(range(len(played))))
    before, one = rank_teams(keys, played, Points()), played[at]
    better = Played(one.worker, one.employer, Side.WORKER, one.worker_score + 101, one.employer_score)
    played[at] = better
    after = rank_teams(keys, played, Points())
    assert _rank(after, one.worker) <= _rank(before, one.worker)


def test_final_places_come_from_the_bracket_and_then_from_the_rounds():
    semi = [Knocked("1", "4"), Knocked("3", "2")]
    final = [Knocked("2", "4", third_place=True), Knocked("3", "1")]
    preliminary = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 5}
    assert final_places([semi, final], preliminary) == [(1, "3"), (2, "1"), (3, "2"), (4, "4"), (5, "5"), (5, "6")]
    without = final_places([semi, final[1:]], preliminary)
    assert without == [(1, "3"), (2, "1"), (3, "2"), (4, "4"), (5, "5"), (5, "6")]


def test_prizes_pass_over_the_barred_and_are_shared_by_those_who_share_a_place():
    places = [(1, "1"), (2, "2"), (3, "3"), (3, "4"), (5, "5"), (6, "6")]
    levels = [Level("一等奖", 1), Level("二等奖", 1), Level("三等奖", 2)]
    assert give_prizes(places, levels, barred={"1"}) == {
        "2": "一等奖",
        "3": "二等奖",
        "4": "二等奖",
        "5": "三等奖",
    }


def test_speakers_are_ranked_by_their_mean_once_they_spoke_often_enough():
    scores = {"1": [Decimal(90), Decimal(91)], "2": [Decimal(99)], "3": [Decimal("90.5"), Decimal("90.5")], "4": []}
    lines = rank_speakers(scores, least_matches=2, rounding=TWO_PLACES)
    assert [(one.key, one.matches, str(one.mean), one.rank) for one in lines] == [
        ("1", 2, "90.50", 1),
        ("3", 2, "90.50", 1),
        ("2", 1, "99.00", None),
    ]


@pytest.mark.parametrize("rounds", [[], [[Knocked("1", "2")]]])
def test_final_places_hold_every_team_once(rounds):
    places = final_places(rounds, {"1": 1, "2": 2, "3": 3})
    assert places == [(1, "1"), (2, "2"), (3, "3")]


def _score(row, side):
    unrounded = Decimal(row["企业方未取舍得分" if side else "职工方未取舍得分"])
    judges = {name: Decimal(row[name].split("/")[side]) for name in ("裁判1", "裁判2", "裁判3")}
    return SideScore(Rounding(places=int(row["小数位数"])).apply(unrounded), unrounded, judges)


def _played(row):
    winner = {row["职工方"]: Side.WORKER, row["企业方"]: Side.EMPLOYER}.get(row["胜方"])
    scores = [Decimal(row[name]) if row[name] else None for name in ("职工方得分", "企业方得分")]
    return Played(row["职工方"], row["企业方"], winner, *scores)


def _printed(one):
    facts = (one.rank, one.key, one.won, one.drawn, one.lost, one.points, one.difference, one.total, one.head_to_head)
    return [*map(str, facts), STANDING_TITLES[one.step] if one.step else ""]


def _contest(number, rounds, data):
    keys = [str(key) for key in range(number)]
    played = []
    for one in pair_rounds(keys, seed="s", rounds=rounds):
        for match in one.pairings:
            scores = data.draw(SCORES), data.draw(SCORES)
            winner = None if scores[0] == scores[1] else Side.WORKER if scores[0] > scores[1] else Side.EMPLOYER
            played.append(Played(match.worker, match.employer, winner, *scores))
    return keys, played


def _rank(standings, key):
    return next(one.rank for one in standings if one.key == key)
