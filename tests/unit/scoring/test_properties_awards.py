"""What must hold for the awards, medals and teams of every event, not only for the worked examples."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scoring.awards import AwardLevel, AwardPlan, BoundaryRule, CountRounding, Share, give_awards
from scoring.medals import MOSCOW_2018, MedalPlan, give_medals
from scoring.ranking import award_ranks, rank
from scoring.team_plan import TeamPlan
from scoring.team_rules import TEAM_RULES
from scoring.teams import Team, rank_teams
from tests.unit.scoring.factories import chain, contender

WORTH = {"金牌": 3, "银牌": 2, "铜牌": 1, "优胜奖": 0, None: -1}
PLACE_POINTS = tuple(Decimal(points) for points in range(12, 0, -1))

scores = st.lists(st.integers(960, 1060).map(lambda halves: Decimal(halves) / 2), max_size=12)
medal_plans = st.builds(
    MedalPlan,
    st.sampled_from([Decimal(0), Decimal(2), Decimal(5)]),
    medallion_from=st.sampled_from([None, Decimal(500)]),
    bronze_behind_silvers=st.booleans(),
    small_fields=st.sampled_from([(), MOSCOW_2018]),
)
levels = st.one_of(
    st.builds(lambda count: {"count": count}, st.integers(0, 6)),
    st.builds(lambda tenths: {"ratio": Decimal(tenths) / 10}, st.integers(0, 3)),
    st.builds(lambda part: {"down_to": Share(part, 5)}, st.integers(0, 5)),
)
award_plans = st.builds(
    lambda given_levels, **facts: AwardPlan(
        tuple(AwardLevel(f"{number}等奖", **level) for number, level in enumerate(given_levels, start=1)), **facts
    ),
    st.lists(levels, min_size=1, max_size=3),
    count_rounding=st.sampled_from(CountRounding),
    boundary=st.sampled_from(BoundaryRule),
    at_most=st.sampled_from([None, Share(3, 10), Share(1, 1)]),
)
totals = st.lists(st.integers(70, 78), max_size=20)
teams = st.lists(st.lists(st.integers(70, 74), max_size=4), max_size=6)
team_rules = st.sampled_from(["best_k", "sum_of_places", "points_by_place"])


def ranked(marks):
    return rank([contender(f"A{n:02}", mark) for n, mark in enumerate(marks)], chain("shared_rank"))


def medals_of(plan, given_scores):
    named = {f"A{n:02}": score for n, score in enumerate(given_scores)}
    return named, give_medals(plan, named, len(named))


@given(medal_plans, scores, st.randoms(use_true_random=False))
def test_medals_never_depend_on_the_order_of_input(plan, given_scores, random):
    named, working = medals_of(plan, given_scores)
    shuffled = list(named.items())
    random.shuffle(shuffled)
    assert give_medals(plan, dict(shuffled), len(named)) == working


@given(medal_plans, scores)
def test_better_score_never_gets_a_worse_medal_and_equal_scores_the_same(plan, given_scores):
    named, working = medals_of(plan, given_scores)
    best_first = sorted(named, key=lambda key: -named[key])
    worth = [WORTH[working.recipients.get(key)] for key in best_first]
    assert worth == sorted(worth, reverse=True)
    assert all(len({WORTH[working.recipients.get(key)] for key in named if named[key] == s}) == 1 for s in given_scores)


@given(medal_plans, scores)
def test_counts_of_medals_agree_and_two_golds_leave_no_silver(plan, given_scores):
    _, working = medals_of(plan, given_scores)
    given_medals = list(working.recipients.values())
    counts = {line.name: line.given for line in working.lines}
    assert counts == {line.name: given_medals.count(line.name) for line in working.lines}
    assert counts["金牌"] < 2 or counts["银牌"] == 0


@given(award_plans, totals)
def test_counts_of_awards_agree_and_better_ranks_get_better_awards(plan, marks):
    places = award_ranks(ranked(marks), set())
    working = give_awards(plan, places, len(places))
    order = [level.name for level in plan.levels]
    received = [working.recipients.get(key) for key in sorted(places, key=lambda key: (places[key], key))]
    worth = [order.index(award) if award else len(order) for award in received]
    assert worth == sorted(worth)
    assert [line.given for line in working.lines] == [received.count(name) for name in order]


@given(award_plans, totals)
def test_who_shares_a_rank_gets_the_same_award_and_the_limit_holds(plan, marks):
    places = award_ranks(ranked(marks), set())
    working = give_awards(plan, places, len(places))
    by_place = {(place, working.recipients.get(key)) for key, place in places.items()}
    assert len(by_place) == len(set(places.values()))
    assert plan.at_most is None or len(working.recipients) <= plan.at_most.of(len(places))


@given(teams, team_rules, st.integers(1, 3), st.randoms(use_true_random=False))
def test_order_of_teams_and_members_never_matters(members, rule, counted, random):
    plan = TeamPlan(rule, counted, tuple(chain("more_first_places>shared_rank")), place_points=PLACE_POINTS)
    entered = [Team(f"t{n}", f"{n}队", tuple(_members(n, marks))) for n, marks in enumerate(members)]
    shuffled = [Team(team.key, team.label, tuple(random.sample(team.members, len(team.members)))) for team in entered]
    random.shuffle(shuffled)
    assert _outcome(rank_teams(shuffled, plan)) == _outcome(rank_teams(entered, plan))


@given(teams, team_rules, st.integers(1, 3))
def test_better_team_total_never_has_a_worse_rank(members, rule, counted):
    plan = TeamPlan(rule, counted, tuple(chain("shared_rank")), place_points=PLACE_POINTS)
    entered = [Team(f"t{n}", f"{n}队", tuple(_members(n, marks))) for n, marks in enumerate(members)]
    result = rank_teams(entered, plan)
    in_order = [one.contender.total for one in result.placings]
    assert in_order == sorted(in_order, reverse=not TEAM_RULES[rule].LOWER_IS_BETTER)
    assert len(result.workings) == len(members)


def _members(team, marks):
    return [contender(f"{team}-{n}", mark, places=(79 - mark,)) for n, mark in enumerate(marks)]


def _outcome(result):
    workings = [(one.team.key, one.total, [member.key for member in one.counted]) for one in result.workings]
    return workings, [(one.contender.key, one.rank, one.tied) for one in result.placings]
