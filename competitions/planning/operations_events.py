"""Changing the plan of an event. Every saved change is the next plan version."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from competitions.planning.models import Category, Competition, Event, Module, PlanVersion, Stage
from competitions.planning.plan import plan_facts
from competitions.planning.rules import Anonymity, CompetitionState, EventFormat, StageState, reasons_against_change
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from marking.panels.rules import MarkSource
from marking.schemes.models import Scheme
from marking.schemes.operations import replace_criteria
from marking.schemes.rules import CriterionFacts
from people.accounts.models import Account
from scoring.awards import AwardBase, BoundaryRule, CountRounding
from scoring.conversions import CONVERSIONS, time_linear
from scoring.numbers import RoundingMode
from scoring.panel import MissingJudge
from scoring.tie_breaks.shared_rank import CODE as SHARED_RANK

FIRST_AWARDS = [
    {"title": "一等奖", "percent": "10"},
    {"title": "二等奖", "percent": "20"},
    {"title": "三等奖", "percent": "30"},
]

FIRST_TIME = {"standard": "3600", "unit": "60", "each": "1", "count": "ceil"}


@dataclass(frozen=True, slots=True)
class EventFacts:
    """Who competes in an event, and in what."""

    title: str
    occupation_code: str
    format: EventFormat
    smallest_team: int
    largest_team: int
    most_substitutes: int
    youngest: int | None
    oldest: int | None
    barred_honours: list[str]
    unrewarded_honours: list[str]
    quota_per_organisation: int | None
    categories: Sequence[str]


@dataclass(frozen=True, slots=True)
class RankingFacts:
    """How an event is rounded, ranked and rewarded. Tie-breaks are [code, [module codes]], awards as in `Event`."""

    rounding_places: int
    round_each_part: bool
    tie_breaks: list[list[Any]]
    awards: list[dict[str, str]]
    award_base: AwardBase
    award_rounding: CountRounding
    award_boundary: BoundaryRule
    rounding_mode: RoundingMode = RoundingMode.HALF_UP
    scale: str = ""
    rank_by_scale: bool = False
    award_at_most: str = ""
    award_stated_base: int | None = None
    medals: dict[str, Any] = field(default_factory=dict)
    organisation_awards: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A module without its scheme. `id` is that of the module as it was; None for a new one."""

    id: int | None
    code: str
    title: str
    weight: Decimal
    full_mark: Decimal
    method: str
    minimum_panel: int
    missing_judge: MissingJudge
    anonymity: Anonymity
    source: MarkSource = MarkSource.TABLET
    widest_spread: int = 1


@contextmanager
def changing_plan(
    event: Event, action: str, *, version: int | None, reason: str, by: Account, stage: Stage | None = None
) -> Iterator[None]:
    """Around a change of `event`: keeps the next plan version and writes old and new into the audit log.

    `stage` is the one whose modules or schemes change, if they do.

    Raises `Refused` if the plan is locked and no reason is given, and if it cannot change any more.
    """
    lock(event).expect_version(version)
    reasons = reasons_against_change(
        [stage.state for stage in event.stages],
        archived=event.competition.state is CompetitionState.ARCHIVED,
        marked=stage.state if stage else None,
        reason=reason,
    )
    if reasons:
        raise Refused(reasons[0], field="reason")
    before = plan_facts(event)
    yield
    session.flush()
    session.expire(event, ["categories", "stages"])
    after = plan_facts(event)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if changes:
        event.plan_version += 1
        _keep_version(event, reason=reason, by=by)
        audit.record(action, event, by=by, reason=reason, changes=changes)


def create_event(competition: Competition, facts: EventFacts, *, by: Account) -> Event:
    """An event with one stage, shared ranks and prizes of 10, 20 and 30 %: a beginning that can be changed."""
    if lock(competition).state is CompetitionState.ARCHIVED:
        raise Refused("竞赛已归档，不能再增加赛项。")
    _refuse_same_title(competition, facts.title, None)
    event = Event(position=len(competition.events) + 1, tie_breaks=[[SHARED_RANK, []]], awards=FIRST_AWARDS)
    event.competition = competition
    session.add(event)
    with session.no_autoflush:
        _fill(event, facts)
        event.categories.extend(Category(title=title) for title in facts.categories)
        event.stages.append(Stage(position=1, title="决赛", cut_off=None))
    session.flush()
    _keep_version(event, reason="", by=by)
    audit.record("create_event", event, by=by)
    return event


def edit_event(event: Event, facts: EventFacts, *, version: int | None, reason: str = "", by: Account) -> None:
    """Change who competes. A category with entries stays: the database refuses to lose it."""
    with changing_plan(event, "edit_event", version=version, reason=reason, by=by):
        _refuse_same_title(event.competition, facts.title, event.id)
        _fill(event, facts)
        had = {category.title: category for category in event.categories}
        with _refusing("组别已有报名，不能删除或改名。"):
            event.categories[:] = [had.get(title) or Category(title=title) for title in facts.categories]


def edit_ranking(event: Event, facts: RankingFacts, *, version: int | None, reason: str = "", by: Account) -> None:
    """Change rounding, tie-breaks and awards."""
    with changing_plan(event, "edit_ranking", version=version, reason=reason, by=by):
        _fill(event, facts)


def delete_event(event: Event, *, reason: str = "", by: Account) -> None:
    """Remove an event that nobody has entered and that has not been drawn."""
    lock(event)
    if event.competition.state is not CompetitionState.DRAFT:
        raise Refused("竞赛已发布，赛项不能删除。请先撤回竞赛。")
    audit.record("delete_event", event, by=by, reason=reason, changes={"title": (event.title, None)})
    with _refusing("这个赛项已有报名或抽签记录，不能删除。"):
        for version in event.plan_versions:
            session.delete(version)
        for stage in event.stages:
            _delete_stage(stage)
        session.flush()
        session.delete(event)


def create_stage(event: Event, *, title: str, version: int | None, reason: str = "", by: Account) -> Stage:
    """A further stage after the last one."""
    stage = Stage(
        position=max((one.position for one in event.stages), default=0) + 1, title=title.strip(), cut_off=None
    )
    with changing_plan(event, "create_stage", version=version, reason=reason, by=by):
        event.stages.append(stage)
    return stage


def delete_stage(stage: Stage, *, reason: str = "", by: Account) -> None:
    """Remove a stage that has not been drawn, with its modules and schemes."""
    if stage.state is not StageState.PLANNED or len(stage.event.stages) == 1:
        raise Refused("只有尚未抽签的阶段可以删除，而且赛项至少要有一个阶段。")
    event = stage.event
    with (
        changing_plan(event, "delete_stage", version=None, reason=reason, by=by, stage=stage),
        _refusing("这个阶段已有抽签记录或裁判组，不能删除。"),
    ):
        _delete_stage(stage)


def edit_stage(
    stage: Stage,
    modules: Sequence[ModuleFacts],
    *,
    title: str,
    cut_off: int | None,
    version: int | None,
    reason: str = "",
    by: Account,
) -> None:
    """Change a stage and its modules; a new module begins with an empty scheme."""
    codes = [facts.code for facts in modules]
    if len(set(codes)) < len(codes):
        raise Refused("模块代码重复，请改为不同代码。")
    with changing_plan(stage.event, "edit_stage", version=version, reason=reason, by=by, stage=stage):
        stage.title, stage.cut_off = title, cut_off
        had = {module.id: module for module in stage.modules}
        with _refusing("有模块已组建裁判组，不能删除。"):
            for module in had.values():
                if module.id not in {facts.id for facts in modules}:
                    session.delete(module)
                    session.delete(module.scheme)
                else:
                    module.code = f"#{module.id}"  # so that two modules may exchange codes
        for position, facts in enumerate(modules, start=1):
            module = had.get(facts.id or 0) or Module(scheme=Scheme(title=facts.title))
            _fill_module(module, position, facts)
            if module.id is None:
                stage.modules.append(module)


def edit_scheme(
    module: Module, criteria: Sequence[CriterionFacts], *, version: int | None, reason: str = "", by: Account
) -> None:
    """Change the marking scheme of `module`."""
    stage = module.stage
    with changing_plan(stage.event, "edit_scheme", version=version, reason=reason, by=by, stage=stage):
        replace_criteria(module.scheme, criteria)


@contextmanager
def _refusing(message: str) -> Iterator[None]:
    """What other records still hang on cannot be deleted: the database says so, and this says it in words."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        raise Refused(message) from error


def _delete_stage(stage: Stage) -> None:
    for module in stage.modules:
        session.delete(module)
        session.delete(module.scheme)
    session.flush()
    session.delete(stage)


def _fill_module(module: Module, position: int, facts: ModuleFacts) -> None:
    module.position = position
    for one in fields(facts):
        if one.name != "id":
            setattr(module, one.name, getattr(facts, one.name))
    module.scheme.title = facts.title
    reads_time = bool(module.conversion) and CONVERSIONS[module.conversion].FROM_TIME
    if module.timed and not reads_time:
        module.conversion, module.conversion_parameters = time_linear.CODE, FIRST_TIME
    elif reads_time and not module.timed:
        module.conversion, module.conversion_parameters = "", {}


def _fill(event: Event, facts: EventFacts | RankingFacts) -> None:
    for one in fields(facts):
        if one.name != "categories":
            setattr(event, one.name, getattr(facts, one.name))


def _refuse_same_title(competition: Competition, title: str, own_id: int | None) -> None:
    same = select(Event.id).where(Event.competition_id == competition.id, Event.title == title)
    if any(found != own_id for found in session.scalars(same)):
        raise Refused(f"本竞赛已有赛项“{title}”，请改名。", field="title")


def _keep_version(event: Event, *, reason: str, by: Account) -> None:
    session.add(
        PlanVersion(
            event_id=event.id, number=event.plan_version, facts=plan_facts(event), reason=reason.strip(), saved_by=by.id
        )
    )
