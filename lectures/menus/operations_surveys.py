"""Surveys of what is in demand: written, opened, answered once by each side, closed, and turned into a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from lectures.menus.models import Menu, MenuItem
from lectures.menus.models_surveys import DemandAnswer, DemandChoice, DemandSurvey, DemandTheme
from lectures.menus.operations_items import add_menu_item
from lectures.menus.queries_surveys import answer_of, sides_of
from lectures.menus.rules import Channel, ItemFacts, ItemKind
from lectures.menus.rules_surveys import (
    MOST_THEMES,
    AnswerChannel,
    SurveyState,
    reasons_against_answering,
    reasons_against_period,
)
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation

UNSORTED = "待归类"
USUAL_MINUTES = 60
LONGEST_THEME = 60


@dataclass(frozen=True)
class SurveyFacts:
    """What a survey asks: `themes` in words, and items of the draft."""

    title: str
    opens_on: date
    closes_on: date
    introduction: str = ""
    themes: list[str] = field(default_factory=list)
    items: list[MenuItem] = field(default_factory=list)


def create_demand_survey(organisation: Organisation, facts: SurveyFacts, *, by: Account) -> DemandSurvey:
    """Write a survey; nobody is asked before it is opened."""
    if not by.may_at(Permission.LECTURE_RUN, organisation.path):
        raise NotAllowed
    survey = DemandSurvey(organisation=organisation, title=facts.title, introduction=facts.introduction)
    survey.opens_on, survey.closes_on = facts.opens_on, facts.closes_on
    survey.themes = _themes(facts)
    session.add(survey)
    audit.record("create_demand_survey", survey, by=by)
    return survey


def edit_demand_survey(survey: DemandSurvey, facts: SurveyFacts, *, version: int | None = None, by: Account) -> None:
    """Change a survey before it is opened."""
    if lock(survey).state is not SurveyState.DRAFT:
        raise Refused("调查已经开始，题目不能再改，否则前后答的不是同一份。")
    survey.expect_version(version)
    themes = _themes(facts)
    session.execute(delete(DemandTheme).where(DemandTheme.survey_id == survey.id))
    session.expire(survey, ["themes"])
    with session.no_autoflush:
        survey.title, survey.introduction = facts.title, facts.introduction
        survey.opens_on, survey.closes_on = facts.opens_on, facts.closes_on
        changes = audit.pending_changes(survey)
    survey.themes = themes
    audit.record("edit_demand_survey", survey, by=by, changes=changes)


def open_demand_survey(survey: DemandSurvey, *, by: Account) -> None:
    """Ask: from its first day on it is among what waits for workers and units."""
    reasons = reasons_against_period(lock(survey).opens_on, survey.closes_on, clock.today())
    if reasons:
        raise Refused("".join(reasons) + "请先修改起止日期。")
    advance(survey, "open_demand_survey", by=by)


def close_demand_survey(survey: DemandSurvey, *, by: Account) -> None:
    """Nobody answers any more."""
    advance(lock(survey), "close_demand_survey", by=by)


def reopen_demand_survey(survey: DemandSurvey, closes_on: date, *, reason: str, by: Account) -> None:
    """Ask on until another day."""
    lock(survey)
    reasons = reasons_against_period(survey.opens_on, closes_on, clock.today())
    if reasons:
        raise Refused("".join(reasons), field="closes_on")
    before, survey.closes_on = survey.closes_on, closes_on
    advance(survey, "reopen_demand_survey", by=by, reason=reason, changes={"closes_on": (before, closes_on)})


def answer_demand_survey(
    survey: DemandSurvey,
    side: AnswerChannel,
    unit: Organisation,
    people: Mapping[int, int],
    *,
    note: str = "",
    by: Account,
) -> DemandAnswer:
    """Answer once: for a unit, with how many people want each theme (its id -> people), or as a worker of it."""
    lock(survey)
    if (side, unit) not in sides_of(by, survey):
        raise NotAllowed
    reasons = reasons_against_answering(survey.state, survey.opens_on, survey.closes_on, clock.today())
    if reasons:
        raise Refused(reasons[0])
    if answer_of(by, survey, side, unit) is not None:
        who = f"“{unit.name}”已经" if side is AnswerChannel.UNIT else "您已经"
        raise Refused(f"{who}填过这份调查，每{'个单位' if side is AnswerChannel.UNIT else '人'}只填一次。")
    chosen = {theme.id: people[theme.id] for theme in survey.themes if people.get(theme.id)}
    if not chosen and not note:
        raise Refused("请至少选一个主题，或者在“还想要什么”里写明。")
    answer = DemandAnswer(survey=survey, channel=side, organisation=unit, note=note)
    answer.person_id = by.person_id if side is AnswerChannel.WORKER else None
    counted = chosen if side is AnswerChannel.UNIT else dict.fromkeys(chosen, 1)
    answer.choices = [DemandChoice(theme_id=theme_id, people=number) for theme_id, number in counted.items()]
    session.add(answer)
    audit.record("answer_demand_survey", answer, by=by)
    return answer


def take_demand_theme(theme: DemandTheme, menu: Menu, *, by: Account) -> MenuItem:
    """Put a free theme onto the draft, to be filled in there."""
    lock(theme)
    if theme.item is not None:
        raise Refused(f"这个主题已经在菜单里：{theme.item.title}。")
    channels = tuple(channel.value for channel in Channel)
    facts = ItemFacts(
        kind=ItemKind.TOPIC,
        large_class=UNSORTED,
        title=theme.title,
        theme=theme.title,
        minutes=USUAL_MINUTES,
        channels=channels,
    )
    theme.item = add_menu_item(menu, facts, by=by)
    audit.record("take_demand_theme", theme, by=by)
    return theme.item


def _themes(facts: SurveyFacts) -> list[DemandTheme]:
    items = {item.title: item for item in facts.items}
    titles = list(dict.fromkeys([*items, *facts.themes]))
    if not titles:
        raise Refused("请至少写一个主题，或者选草稿里的内容。", field="themes")
    if len(titles) > MOST_THEMES or any(not 2 <= len(title) <= LONGEST_THEME for title in titles):
        raise Refused(f"每个主题 2 至 {LONGEST_THEME} 个字，最多 {MOST_THEMES} 个，每行一个。", field="themes")
    reasons = reasons_against_period(facts.opens_on, facts.closes_on, clock.today())
    if reasons:
        raise Refused("".join(reasons), field="closes_on")
    return [
        DemandTheme(place=place, title=title, item_id=items[title].id if title in items else None)
        for place, title in enumerate(titles, start=1)
    ]
