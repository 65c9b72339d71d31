"""Planning on both databases: versions, locks, scope, completeness, editions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from competitions.planning import cloning, operations
from competitions.planning import operations_events as plans
from competitions.planning.models import Competition, Event
from competitions.planning.operations import CompetitionFacts
from competitions.planning.operations_events import EventFacts, ModuleFacts, RankingFacts
from competitions.planning.plan import competition_reasons, plan_facts, plan_reasons, scoring_plan
from competitions.planning.queries import competitions_planned_by, competitions_visible_to, events_visible_to
from competitions.planning.rules import (
    Anonymity,
    CompetitionClass,
    CompetitionLevel,
    CompetitionState,
    EventFormat,
    PartnerRole,
    StageState,
)
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused, Stale
from marking.schemes.operations import criterion_facts
from people.accounts.models import Account
from people.accounts.rules import Role
from scoring.awards import AwardBase, BoundaryRule, CountRounding
from scoring.contenders import TieBreakStep
from scoring.panel import MissingJudge
from tests.factories import competitions, people

FACTS = CompetitionFacts(
    title="职工职业技能竞赛",
    edition="首届",
    theme="匠心筑梦",
    level=CompetitionLevel.DISTRICT,
    competition_class=CompetitionClass.NONE,
    notice_text="各单位工会：",
    registration_opens=datetime(2026, 5, 1, tzinfo=UTC),
    registration_closes=datetime(2026, 6, 1, tzinfo=UTC),
    contest_begins=date(2026, 7, 1),
    contest_ends=date(2026, 7, 3),
    notice_days=5,
    partners=[(PartnerRole.ORGANISER, "示例区总工会"), (PartnerRole.HOST, "示例职业学院")],
)
WELDER = EventFacts(
    "焊工", "6-18-02-04", EventFormat.INDIVIDUAL, 1, 1, 0, 16, 60, ["grand-skill-award"], [], 3, ["职工组", "学生组"]
)
RANKING = RankingFacts(
    1,
    True,
    [["shared_rank", []]],
    [{"title": "一等奖", "count": "1"}],
    AwardBase.ENTERED,
    CountRounding.CEILING,
    BoundaryRule.NEXT_KEEPS_COUNT,
)
MODULE = ModuleFacts(
    None, "C", "综合", Decimal(10), Decimal(50), "trimmed_mean", 5, MissingJudge.EXCLUDE, Anonymity.OPEN
)


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def competition(officer: Account) -> Competition:
    return competitions.competition(officer.organisation, state=CompetitionState.DRAFT)


@pytest.fixture
def event(competition: Competition) -> Event:
    return competitions.event(competition, title="电工")


def module_facts(event: Event) -> list[ModuleFacts]:
    names = ("id", "code", "title", "weight", "full_mark", "method", "minimum_panel", "missing_judge", "anonymity")
    return [ModuleFacts(*(getattr(module, name) for name in names)) for module in event.stages[0].modules]


def save_stage(event: Event, modules: list[ModuleFacts], officer: Account, **facts) -> None:
    with transaction():
        plans.edit_stage(event.stages[0], modules, title="决赛", cut_off=None, version=None, by=officer, **facts)


def test_create_competition_keeps_facts_and_partners_in_order(officer: Account):
    with transaction():
        made = operations.create_competition(officer.organisation, FACTS, by=officer)
    assert (made.title, made.state) == ("职工职业技能竞赛", CompetitionState.DRAFT)
    assert [(partner.role, partner.name) for partner in made.partners] == FACTS.partners


def test_create_competition_is_not_allowed_outside_the_scope(officer: Account):
    with pytest.raises(NotAllowed), transaction():
        operations.create_competition(people.organisation("邻区总工会"), FACTS, by=officer)
    assert session.scalars(select(Competition)).all() == []


def test_create_competition_refuses_the_same_edition_twice(officer: Account):
    with transaction():
        operations.create_competition(officer.organisation, FACTS, by=officer)
    with pytest.raises(Refused, match="已有名为"), transaction():
        operations.create_competition(officer.organisation, FACTS, by=officer)


def test_edit_competition_records_old_and_new_and_refuses_a_stale_form(competition: Competition, officer: Account):
    version = competition.row_version
    with transaction():
        operations.edit_competition(competition, FACTS, version=version, by=officer)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "edit_competition")).one()
    assert entry.changes["theme"] == ["", "匠心筑梦"]
    assert entry.changes["partners"] == ["organiser:示例区总工会", "organiser:示例区总工会；host:示例职业学院"]
    with pytest.raises(Stale), transaction():
        operations.edit_competition(competition, FACTS, version=version, by=officer)


def test_publish_competition_is_refused_with_all_reasons_while_incomplete(competition: Competition, officer: Account):
    with transaction():
        plans.create_event(competition, WELDER, by=officer)
    with pytest.raises(Refused) as refused, transaction():
        operations.publish_competition(competition, by=officer)
    assert refused.value.reasons == ["焊工 · 决赛：还没有竞赛模块。"]
    assert competition.state is CompetitionState.DRAFT


def test_publish_competition_shows_it_to_everybody_and_withdraw_hides_it(event: Event, officer: Account):
    competition, stranger = event.competition, people.account(Role.JUDGE, people.organisation("邻区总工会"))
    assert session.scalars(competitions_visible_to(stranger)).all() == []
    with transaction():
        operations.publish_competition(competition, by=officer)
    assert session.scalars(competitions_visible_to(stranger)).all() == [competition]
    assert session.scalars(events_visible_to(None)).all() == [event]
    assert session.scalars(competitions_planned_by(stranger)).all() == []
    with transaction():
        operations.withdraw_competition(competition, reason="日期有误", by=officer)
    assert session.scalars(competitions_visible_to(None)).all() == []


def test_withdraw_and_archive_competition_are_refused_between_draw_and_judging(event: Event, officer: Account):
    event.competition.state, event.stages[0].state = CompetitionState.PUBLISHED, StageState.DRAWN
    session.commit()
    with pytest.raises(Refused, match="已经抽签"), transaction():
        operations.withdraw_competition(event.competition, reason="日期有误", by=officer)
    with pytest.raises(Refused, match="没有结束评分"), transaction():
        operations.archive_competition(event.competition, by=officer)
    assert event.competition.state is CompetitionState.PUBLISHED


def test_create_event_begins_with_a_stage_prizes_and_plan_version_one(competition: Competition, officer: Account):
    with transaction():
        made = plans.create_event(competition, WELDER, by=officer)
    assert [category.title for category in made.categories] == ["职工组", "学生组"]
    assert [stage.title for stage in made.stages] == ["决赛"]
    assert [(version.number, version.facts) for version in made.plan_versions] == [(1, plan_facts(made))]


def test_edit_event_refuses_to_lose_a_category_with_entries(event: Event, officer: Account):
    competitions.entry(event, officer.organisation, title="示例选手")
    with pytest.raises(Refused, match="组别已有报名"), transaction():
        plans.edit_event(event, replace(WELDER, categories=["学生组"]), version=None, by=officer)
    assert [category.title for category in event.categories] == ["职工组"]


def test_edit_ranking_writes_the_next_version_with_its_changes(event: Event, officer: Account):
    with transaction():
        plans.edit_ranking(event, RANKING, version=event.row_version, by=officer)
    assert (event.plan_version, event.plan_versions[-1].facts) == (2, plan_facts(event))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "edit_ranking")).one()
    assert entry.changes["rounding_places"] == [2, 1]
    with transaction():
        plans.edit_ranking(event, RANKING, version=None, by=officer)
    assert event.plan_version == 2


def test_edit_ranking_of_a_drawn_event_needs_a_reason(event: Event, officer: Account):
    event.stages[0].state = StageState.DRAWN
    session.commit()
    with pytest.raises(Refused) as refused, transaction():
        plans.edit_ranking(event, RANKING, version=None, by=officer)
    assert refused.value.field == "reason"
    with transaction():
        plans.edit_ranking(event, RANKING, version=None, reason="组委会决定", by=officer)
    assert event.plan_versions[-1].reason == "组委会决定"


def test_edit_stage_adds_removes_and_exchanges_modules(event: Event, officer: Account):
    theory, practice = module_facts(event)
    save_stage(event, [replace(practice, code="A"), replace(theory, code="B", weight=Decimal(20)), MODULE], officer)
    session.expire_all()
    found = [(module.code, module.title, module.weight) for module in event.stages[0].modules]
    assert found == [("A", "实际操作", 70), ("B", "理论知识", 20), ("C", "综合", 10)]
    assert plan_reasons(event) == ["决赛：模块“综合”：还没有评分项。"]
    save_stage(event, module_facts(event)[:1], officer)
    session.expire_all()
    assert [module.title for module in event.stages[0].modules] == ["实际操作"]


def test_edit_scheme_replaces_criteria_and_is_closed_once_judging_began(event: Event, officer: Account):
    module = event.stages[0].modules[0]
    criteria = [criterion_facts(criterion) for criterion in reversed(module.scheme.criteria)]
    with transaction():
        plans.edit_scheme(module, criteria, version=None, by=officer)
    assert [criterion.code for criterion in module.scheme.criteria] == ["2", "1"]
    event.stages[0].state = StageState.JUDGING
    session.commit()
    with pytest.raises(Refused, match="评分已经开始"), transaction():
        plans.edit_scheme(module, criteria[:1], version=None, reason="更正", by=officer)
    assert len(module.scheme.criteria) == 2


def test_create_and_delete_stage_change_the_plan(event: Event, officer: Account):
    with transaction():
        stage = plans.create_stage(event, title="附加赛", version=None, by=officer)
    assert [one.title for one in event.stages] == ["决赛", "附加赛"]
    with transaction():
        plans.delete_stage(stage, by=officer)
    session.expire_all()
    assert [one.title for one in event.stages] == ["决赛"]


def test_delete_event_is_refused_with_entries(event: Event, competition: Competition, officer: Account):
    competitions.entry(event, officer.organisation, title="示例选手")
    with pytest.raises(Refused, match="不能删除"), transaction():
        plans.delete_event(event, by=officer)
    other = competitions.event(competition)
    with transaction():
        plans.delete_event(other, by=officer)
    assert session.scalars(select(Event.id)).all() == [event.id]


def test_clone_competition_copies_plans_but_neither_entries_nor_states(event: Event, officer: Account):
    competitions.entry(event, officer.organisation, title="示例选手")
    event.stages[0].state = StageState.JUDGED
    session.commit()
    source = event.competition
    dates = cloning.next_dates(source)
    with transaction():
        made = cloning.clone_competition(source, title=source.title, edition="第二届", dates=dates, by=officer)
    copy = made.events[0]
    assert plan_facts(copy) == plan_facts(event)
    assert (made.state, copy.stages[0].state, copy.plan_version) == (CompetitionState.DRAFT, StageState.PLANNED, 1)
    assert made.registration_opens == source.registration_opens + timedelta(weeks=52)
    schemes = {one.stages[0].modules[0].scheme_id for one in (copy, event)}
    assert len(schemes) == 2
    assert competition_reasons(made) == []


def test_scoring_plan_gives_awards_at_the_last_stage_and_leaves_out_foreign_modules(competition: Competition):
    event = competitions.event(competition, stages=("预赛", "决赛"))
    event.stages[0].modules[0].code = "X"
    session.commit()
    first, last = (scoring_plan(stage) for stage in event.stages)
    assert first.awards is None
    assert [level.ratio for level in last.awards.levels] == [Decimal("0.1"), Decimal("0.2"), Decimal("0.3")]
    assert first.tie_breaks[0] == TieBreakStep("module_scores_in_order", ("B",))
    assert last.tie_breaks[0] == TieBreakStep("module_scores_in_order", ("B", "A"))
    assert plan_reasons(event) == []
