"""What a plan says about scoring, on pages: measurement rules, conversions, teams, medals; scoring reads it all."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.planning.cloning import clone_competition, next_dates
from competitions.planning.models import Event, Module
from competitions.planning.plan import plan_facts, plan_reasons, scoring_plan
from competitions.planning.rewards import organisation_award_plan, team_award_plan, team_plan
from foundation.database import session, transaction
from marking.panels.rules import MarkSource
from marking.schemes.models import Criterion
from marking.schemes.operations import criterion_facts
from marking.schemes.wording import rule_text
from people.accounts.models import Account
from people.accounts.rules import Role
from scoring.awards import AwardLevel, Share
from scoring.medals import MOSCOW_2018, MedalPlan
from scoring.numbers import RoundingMode
from tests.factories import competitions, people

BANDS = {
    "bands-0-low": "9.9",
    "bands-0-low_edge": "included",
    "bands-0-high": "10.1",
    "bands-0-high_edge": "excluded",
    "bands-0-mark": "40",
    "otherwise": "0",
}
RULES = [
    ("full_or_zero", {}, "40", "40", "满分或零分"),
    (
        "benchmarks",
        {
            "marks-0-mark": "0",
            "marks-0-description": "未达到",
            "marks-1-mark": "40",
            "marks-1-description": "完全达到",
        },
        "40",
        "40",
        "分档得分：0 分：未达到；40 分：完全达到",
    ),
    ("deduction", {"each": "0.5"}, "3", "38.5", "按错扣分：每处扣 0.5 分，扣完为止"),
    ("table", BANDS, "9.95", "40", "查表得分：9.9 ≤ 值 < 10.1 得 40；其余得 0"),
    (
        "linear",
        {"nominal": "50", "tolerance": "0.02", "unit": "0.01", "each": "1", "count": "exact"},
        "50.05",
        "37",
        "按偏差扣分：名义值 50，公差 ±0.02，每超出 0.01 扣 1 分（按比例），扣完为止",
    ),
]


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def event(officer: Account) -> Event:
    return competitions.event(competitions.competition(officer.organisation))


@pytest.fixture
def office(client: FlaskClient, officer: Account) -> FlaskClient:
    people.sign_in(client, officer)
    return client


def criterion(event: Event) -> Criterion:
    """The measured one of module A: full mark 40, step 0.5."""
    session.expire_all()
    return event.stages[0].modules[0].scheme.criteria[1]


def address(event: Event, rule: str) -> str:
    one = criterion(event)
    return f"/modules/{event.stages[0].modules[0].id}/criteria/{one.id}?rule={rule}"


@pytest.mark.parametrize(("rule", "typed", "written", "mark", "said"), RULES)
def test_edit_criterion_is_tried_first_and_reaches_scoring(office, event: Event, rule, typed, written, mark, said):
    form = {"full_mark": "40", "step": "0.01", "tried": written, **typed}
    tried = office.post(address(event, rule), data=form | {"try": "yes"})
    assert f"写 {written}，得 {mark} 分。" in tried.text
    assert criterion(event).rule == ""
    assert office.post(address(event, rule), data=form).status_code == 302
    assert (criterion(event).rule, rule_text(criterion_facts(criterion(event)))) == (rule, said)
    scored = scoring_plan(event.stages[0]).modules[0].criteria[1]
    assert (scored.rule, plan_reasons(event)) == (rule, [])
    opened = office.get(address(event, rule)).text
    assert all(f'value="{text}"' in opened for name, text in typed.items() if text.replace(".", "").isdigit())


@pytest.mark.parametrize(
    ("rule", "typed", "message"),
    [
        ("deduction", {"each": "0"}, "参数“扣几分”应大于 0"),
        ("table", BANDS | {"bands-0-mark": "30"}, "最高一档为满分"),
        ("table", BANDS | {"bands-0-low": "", "bands-0-high": ""}, "至少要写上限或下限之一"),
        ("benchmarks", {"marks-0-mark": "40", "marks-0-description": "达到"}, "须列出 0 分"),
        ("linear", {"nominal": "", "tolerance": "0", "unit": "1", "each": "1", "count": "ceil"}, "必填"),
    ],
)
def test_edit_criterion_says_in_chinese_what_a_rule_lacks(office: FlaskClient, event: Event, rule, typed, message):
    answer = office.post(address(event, rule), data={"full_mark": "40", "step": "0.5", **typed})
    assert (answer.status_code, message in answer.text, criterion(event).rule) == (422, True, "")


def test_edit_scheme_keeps_the_rules_of_its_rows(office: FlaskClient, event: Event):
    office.post(address(event, "deduction"), data={"full_mark": "40", "step": "0.5", "each": "0.5"})
    page = f"/modules/{event.stages[0].modules[0].id}/scheme"
    assert "按错扣分：每处扣 0.5 分" in office.get(page).text
    rows: dict[str, Any] = {}
    for place, one in enumerate(event.stages[0].modules[0].scheme.criteria):
        graded = {"kind": "graded"} if place == 0 else {"kind": "measurement", "rule": one.rule}
        parameters = {"parameters": '{"each": "0.5"}'} if place else {}
        for name, text in (
            {"code": one.code, "title": one.title, "full_mark": one.full_mark, "step": "0.5"} | graded | parameters
        ).items():
            rows[f"criteria-{place}-{name}"] = text
    assert office.post(page, data=rows).status_code == 302
    first, second = scoring_plan(event.stages[0]).modules[0].criteria
    assert (first.scale, first.rule, second.rule, second.parameters) == (3, "", "deduction", {"each": "0.5"})


def module(event: Event, place: int = 0) -> Module:
    session.expire_all()
    return event.stages[0].modules[place]


def test_edit_conversion_is_tried_over_a_field_and_reaches_scoring(office: FlaskClient, event: Event):
    page = f"/modules/{module(event).id}/conversion?rule=place_points"
    form = {"points": "8/4/2/1", "ties": "mean_of_places", "tried": "95 90 90 82"}
    tried = office.post(page, data=form | {"try": "yes"}).text
    assert [f"{raw} → <strong>{score}</strong>" in tried for raw, score in (("95", 8), ("90", 3), ("82", 1))] == [
        True
    ] * 3
    office.post(page, data=form)
    plan = scoring_plan(event.stages[0]).modules[0]
    assert (plan.conversion, plan.conversion_parameters["points"]) == ("place_points", "8/4/2/1")
    wrong = office.post(page, data=form | {"points": "1/2/3"})
    assert (wrong.status_code, "由高到低" in wrong.text) == (422, True)


def test_edit_stage_makes_a_module_scored_by_time(office: FlaskClient, event: Event):
    office.post(f"/modules/{module(event).id}/scheme", data={})
    rows: dict[str, Any] = {"title": "决赛"}
    for place, one in enumerate(event.stages[0].modules):
        facts = {"id": one.id, "code": one.code, "title": one.title, "weight": one.weight, "full_mark": "100"}
        facts |= {"minimum_panel": "1", "missing_judge": "refuse", "anonymity": "workstation", "widest_spread": "1"}
        facts |= {"method": "" if place else "single", "source": "tablet" if place else "import"}
        rows |= {f"modules-{place}-{name}": value for name, value in facts.items()}
    page = f"/stages/{event.stages[0].id}/edit"
    assert office.post(page, data=rows).status_code == 302
    timed = module(event, 1)
    assert (timed.timed, timed.conversion, module(event).source) == (True, "time_linear", MarkSource.IMPORT)
    assert any("按用时计分，不用评分项" in reason for reason in plan_reasons(event))
    assert "按用时计分" in office.get(f"/events/{event.id}").text
    refused = office.post(page, data=rows | {"modules-1-source": "paper"})
    assert "按用时计分的模块没有评分表" in refused.text
    assert office.get(f"/modules/{timed.id}/conversion?rule=place_points").status_code == 404


RANKING = {
    "rounding_places": "1",
    "rounding_mode": "half_even",
    "round_each_part": "",
    "scale": "scale_700",
    "rank_by_scale": "yes",
    "tie_breaks-0-code": "people_decide",
    "rewards": "medals",
    "distance": "2",
    "medallion_from": "700",
    "bronze_behind_silvers": "yes",
    "small_fields": "yes",
    "organisation_awards-0-title": "优秀组织奖",
    "organisation_awards-0-count": "5",
    "award_base": "ranked",
    "award_rounding": "floor",
    "award_boundary": "next_keeps_count",
}


def test_edit_ranking_takes_medals_the_scale_and_no_shared_places(office: FlaskClient, event: Event):
    assert office.post(f"/events/{event.id}/ranking", data=RANKING).status_code == 302
    session.expire_all()
    plan = scoring_plan(event.stages[0])
    assert plan.awards == MedalPlan(Decimal(2), Decimal(700), small_fields=MOSCOW_2018)
    assert (plan.scale, plan.rank_by_scale, plan.rounding.mode) == ("scale_700", True, RoundingMode.HALF_EVEN)
    assert [step.code for step in plan.tie_breaks] == ["people_decide"]
    assert organisation_award_plan(event).levels == (AwardLevel("优秀组织奖", count=5),)
    page = office.get(f"/events/{event.id}").text
    assert ("不设并列，由人裁定" in page, "相差不超过 2 分" in page, "优秀组织奖：5 名" in page) == (True, True, True)
    assert plan_reasons(event) == []


def test_edit_ranking_takes_a_line_a_limit_and_a_stated_base(office: FlaskClient, event: Event):
    data = RANKING | {"rewards": "", "awards-0-title": "优胜奖", "awards-0-down_to": "1/2"}
    office.post(f"/events/{event.id}/ranking", data=data | {"award_at_most": "3/10", "award_stated_base": "120"})
    session.expire_all()
    awards = scoring_plan(event.stages[0]).awards
    assert (awards.levels, awards.at_most, awards.stated_base) == (
        (AwardLevel("优胜奖", down_to=Share(1, 2)),),
        Share(3, 10),
        120,
    )
    twice = office.post(f"/events/{event.id}/ranking", data=data | {"awards-0-count": "3"})
    assert "比例、固定名额、名次线只填一项" in twice.text
    assert "写成分数" in office.post(f"/events/{event.id}/ranking", data=data | {"award_at_most": "30%"}).text


TEAMS = {
    "rule": "points_by_place",
    "counted": "3",
    "place_points": "8/4/2/1",
    "tie_breaks-0-code": "more_first_places",
    "awards-0-title": "团体一等奖",
    "awards-0-count": "1",
}


def test_edit_teams_reaches_scoring_and_can_be_taken_back(office: FlaskClient, event: Event):
    page = f"/events/{event.id}/teams"
    assert office.post(page, data=TEAMS).status_code == 302
    session.expire_all()
    plan = team_plan(event)
    assert (plan.rule, plan.counted, plan.place_points) == ("points_by_place", 3, tuple(map(Decimal, (8, 4, 2, 1))))
    assert team_award_plan(event).levels == (AwardLevel("团体一等奖", count=1),)
    assert 'value="8/4/2/1"' in office.get(page).text
    refused = office.post(page, data=TEAMS | {"place_points": ""})
    assert (refused.status_code, "名次积分须写明各名次的分数" in refused.text) == (422, True)
    office.post(page, data={"rule": "", "counted": "3"})
    session.expire_all()
    assert team_plan(event) is None


def test_clone_competition_takes_everything_that_scoring_reads(office: FlaskClient, event: Event, officer: Account):
    office.post(address(event, "deduction"), data={"full_mark": "40", "step": "0.5", "each": "0.5"})
    office.post(f"/events/{event.id}/ranking", data=RANKING)
    office.post(f"/events/{event.id}/teams", data=TEAMS)
    office.post(f"/modules/{module(event).id}/conversion?rule=hundred_less_five", data={})
    source = event.competition
    with transaction():
        made = clone_competition(source, title=source.title, edition="第二届", dates=next_dates(source), by=officer)
    session.expire_all()
    assert plan_facts(made.events[0]) == plan_facts(event)
    assert scoring_plan(made.events[0].stages[0]) == scoring_plan(event.stages[0])


def test_pages_about_scoring_are_for_those_who_plan_the_event(client: FlaskClient, event: Event):
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, people.organisation("别的区总工会")))
    for page in (address(event, ""), f"/modules/{module(event).id}/conversion", f"/events/{event.id}/teams"):
        assert client.get(page).status_code == 404
