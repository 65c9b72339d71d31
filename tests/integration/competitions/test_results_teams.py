"""Teams and units in a result version: who counts, ranks, prizes, ties, the digest; and what stands in the way."""

import pytest
from flask import Flask
from sqlalchemy.orm.attributes import flag_modified

from competitions.planning.models import Category, Stage
from competitions.results.calculation import calculate, digest_of
from competitions.results.operations import freeze_result
from competitions.results.queries import blockers
from competitions.results.rules import BlockerKind
from foundation.database import session, transaction
from foundation.errors import Refused
from tests.factories import results, teams
from tests.factories.judging import Contest


def told(facts: dict) -> list[tuple[str, str | None, int | None, str]]:
    """Key, total, rank and award of every team, in order."""
    return [(team["key"], team["total"], team["rank"], team["award"]) for team in facts["teams"]["teams"]]


def keys_of(contest: Contest) -> list[str]:
    return [str(unit.id) for unit in contest.units[:3]]


def test_calculate_ranks_and_rewards_teams_and_units(app: Flask):
    contest = teams.judged()
    facts = calculate(contest.stage).facts
    first, second, third = keys_of(contest)
    assert told(facts) == [
        (second, "174.00", 1, "团体一等奖"),
        (first, "170.00", 2, "团体二等奖"),
        (third, None, None, ""),
    ]
    of_first = facts["teams"]["teams"][1]
    assert of_first["counted"] == [
        {"entry": contest.entries[0].id, "value": "90.00"},
        {"entry": contest.entries[1].id, "value": "80.00"},
    ]
    assert of_first["left_out"] == [{"entry": contest.entries[2].id, "value": "70.00"}]
    assert facts["teams"]["teams"][2]["reason"] == "有成绩的队员 1 人，不足 2 人，不计团体总分"
    assert (facts["organisations"]["base"], facts["organisations"]["recipients"]) == (2, {second: "优秀组织奖"})


def test_calculate_counts_a_unit_across_categories_with_the_places_of_each(app: Flask):
    contest = teams.judged(rule="points_by_place", place_points=["8", "4", "2", "1"])
    students = Category(title="学生组")
    contest.stage.event.categories.append(students)
    for entry in (contest.entries[1], contest.entries[4]):
        entry.category = students
    session.commit()
    first, second, third = keys_of(contest)
    # places: 职工组 95, 90, 88, 70; 学生组 86, 80
    assert told(calculate(contest.stage).facts) == [
        (second, "10", 1, "团体一等奖"),
        (first, "8", 2, "团体二等奖"),
        (third, "8", 2, "团体二等奖"),
    ]


def test_calculate_breaks_team_ties_by_their_own_chain(app: Flask):
    contest = teams.judged([["90"], ["80"], ["70"], ["85"], ["85"], ["95"]], tie_breaks=[["best_single_place", []]])
    first, second, _ = keys_of(contest)
    ahead, behind, _ = calculate(contest.stage).facts["teams"]["teams"]
    assert [(ahead["key"], ahead["rank"]), (behind["key"], behind["rank"])] == [(first, 1), (second, 2)]
    assert behind["against_ahead"]["code"] == "best_single_place"


def test_calculate_ranks_teams_at_the_last_stage_only(app: Flask):
    contest = teams.judged()
    session.add(Stage(event=contest.stage.event, position=2, title="总决赛"))
    session.commit()
    session.expire(contest.stage.event)
    assert {"teams", "organisations"}.isdisjoint(calculate(contest.stage).facts)


def test_calculate_without_a_team_plan_says_nothing_of_teams(app: Flask):
    facts = calculate(results.judged(teams.SIX).stage).facts
    assert set(facts) == {"plan", "categories"}


def test_facts_name_no_unit(app: Flask):
    contest = teams.judged()
    assert not any(unit.name in str(calculate(contest.stage).facts) for unit in contest.units)


def test_a_tie_left_to_people_blocks_and_says_what_to_change(app: Flask):
    contest = teams.judged([["90"], ["80"], ["70"], ["85"], ["85"], ["95"]], tie_breaks=[["people_decide", []]])
    (blocker,) = blockers(contest.stage)
    assert blocker.kind is BlockerKind.TEAMS
    assert contest.units[0].name in blocker.text and contest.units[1].name in blocker.text
    assert "换成能分出先后的规则，或改为名次并列" in blocker.text
    with pytest.raises(Refused, match="成绩还不能计算"):
        results.computed(contest)


def test_more_members_than_the_rule_allows_block_with_the_name_of_the_unit(app: Flask):
    contest = teams.judged(rule="sum_of_members")
    (blocker,) = blockers(contest.stage)
    assert f"{contest.units[0].name}：有成绩的队员 3 人，多于规定的 2 人" in blocker.text
    assert "修改“团体计分”" in blocker.text


@pytest.mark.parametrize("part", ["teams", "organisations"])
def test_the_digest_covers_teams_and_units(app: Flask, part: str):
    version = results.computed(teams.judged())
    if part == "teams":
        version.facts["teams"]["teams"][0]["total"] = "199.00"
    else:
        version.facts["organisations"]["base"] = 3
    flag_modified(version, "facts")
    session.commit()
    assert digest_of(version) != version.digest


def test_freeze_result_notices_a_changed_team_plan(app: Flask):
    contest = teams.judged()
    version = results.computed(contest)
    contest.stage.event.teams = {**teams.BEST_TWO, "counted": 1}
    session.commit()
    with pytest.raises(Refused, match="已经过时"), transaction():
        freeze_result(version, by=contest.officer)
