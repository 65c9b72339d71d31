"""Reading surveys of what is in demand, who still has to answer, and what they say."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import selectinload

from foundation import clock
from foundation.database import session
from lectures.menus.models import Menu
from lectures.menus.models_surveys import DemandAnswer, DemandChoice, DemandSurvey, DemandTheme
from lectures.menus.queries import unit_of, units_ordering
from lectures.menus.rules import Channel, MenuState, channel_of
from lectures.menus.rules_surveys import AnswerChannel, Demand, SurveyState, ranked
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import lineage, lineages


def surveys_run_by(user: Account) -> Select[DemandSurvey]:
    """The surveys that one holds."""
    units = ids_in(user.scope(Permission.LECTURE_RUN))
    return select(DemandSurvey).where(DemandSurvey.organisation_id.in_(units)).order_by(DemandSurvey.id.desc())


def surveys_for(user: Account) -> Select[DemandSurvey]:
    """The surveys that one may be asked in: of the federations above one's own unit and those that one orders for."""
    asking = lineages([unit_of(user).path, *(unit.path for unit in answering_units(user))])
    query = select(DemandSurvey).where(DemandSurvey.organisation_id.in_(asking))
    return query.where(DemandSurvey.state != SurveyState.DRAFT).order_by(DemandSurvey.id.desc())


def surveys_waiting_for(user: Account) -> Select[DemandSurvey]:
    """The surveys that are open today and lack one's own answer, or that of a unit which one answers for."""
    today = clock.today()
    running = surveys_for(user).where(DemandSurvey.state == SurveyState.OPEN)
    running = running.where(DemandSurvey.opens_on <= today, DemandSurvey.closes_on >= today)
    own: ColumnElement[bool] = false()
    if user.person_id:
        asked = DemandSurvey.organisation_id.in_(lineage(unit_of(user).path))
        own = asked & ~_answered(DemandAnswer.person_id == user.person_id)
    return running.where(or_(own, *(_unanswered_by(unit) for unit in answering_units(user))))


def answering_units(user: Account) -> list[Organisation]:
    """The units for which one answers: those at which one has the role that orders."""
    return [unit for unit in units_ordering(user) if channel_of(unit.kind) is Channel.ENTERPRISE]


def sides_of(user: Account, survey: DemandSurvey) -> list[tuple[AnswerChannel, Organisation]]:
    """As what one can answer a survey: for each unit that one answers for, and oneself as a worker."""
    units = [(AnswerChannel.UNIT, unit) for unit in answering_units(user)]
    workers = [(AnswerChannel.WORKER, unit_of(user))] if user.person_id else []
    return [(side, unit) for side, unit in units + workers if survey.organisation_id in lineage(unit.path)]


def answer_of(user: Account, survey: DemandSurvey, side: AnswerChannel, unit: Organisation) -> DemandAnswer | None:
    """What one, or the unit, has answered."""
    query = select(DemandAnswer).where(DemandAnswer.survey_id == survey.id, DemandAnswer.channel == side)
    whose = DemandAnswer.organisation_id == unit.id
    query = query.where(whose if side is AnswerChannel.UNIT else DemandAnswer.person_id == user.person_id)
    return session.scalars(query.options(selectinload(DemandAnswer.choices))).one_or_none()


def answered_by(user: Account, survey_ids: Sequence[int]) -> set[tuple[int, AnswerChannel, int | None]]:
    """What is answered already of these surveys: by each unit that one answers for (its id), by oneself (None)."""
    units = [unit.id for unit in answering_units(user)]
    by_unit = (DemandAnswer.channel == AnswerChannel.UNIT) & DemandAnswer.organisation_id.in_(units)
    own = DemandAnswer.person_id == user.person_id if user.person_id else false()
    query = select(DemandAnswer).where(DemandAnswer.survey_id.in_(survey_ids), or_(by_unit, own))
    return {
        (one.survey_id, one.channel, one.organisation_id if one.channel is AnswerChannel.UNIT else None)
        for one in session.scalars(query)
    }


def answer_counts(survey_ids: Sequence[int]) -> dict[tuple[int, AnswerChannel], int]:
    """How many units, and how many workers, answered each of these surveys."""
    query = select(DemandAnswer.survey_id, DemandAnswer.channel, func.count())
    query = query.where(DemandAnswer.survey_id.in_(survey_ids))
    grouped = query.group_by(DemandAnswer.survey_id, DemandAnswer.channel)
    return {(row[0], row[1]): row[2] for row in session.execute(grouped)}


def demands_of(survey: DemandSurvey) -> list[Demand]:
    """What a survey says of each theme, the most wanted first. Units, their people and workers are counted apart."""
    query = (
        select(DemandChoice.theme_id, DemandAnswer.channel, func.count(), func.sum(DemandChoice.people))
        .join(DemandChoice.answer)
        .where(DemandAnswer.survey_id == survey.id)
        .group_by(DemandChoice.theme_id, DemandAnswer.channel)
    )
    counted = {(row[0], row[1]): (row[2], int(row[3])) for row in session.execute(query)}
    demands = []
    for theme in survey.themes:
        units, people = counted.get((theme.id, AnswerChannel.UNIT), (0, 0))
        workers, _each_one = counted.get((theme.id, AnswerChannel.WORKER), (0, 0))
        demands.append(Demand(theme.id, units, people, workers))
    return ranked(demands)


def notes_of(survey: DemandSurvey) -> Sequence[DemandAnswer]:
    """The answers that say something in words, the last first."""
    query = select(DemandAnswer).where(DemandAnswer.survey_id == survey.id, DemandAnswer.note != "")
    return session.scalars(query.order_by(DemandAnswer.id.desc()).limit(100)).unique().all()


def draft_of(survey: DemandSurvey) -> Menu | None:
    """The version of the menu that is being written where the survey is held."""
    query = select(Menu).where(Menu.organisation_id == survey.organisation_id, Menu.state == MenuState.DRAFT)
    return session.scalars(query).one_or_none()


def theme_of(survey: DemandSurvey, theme_id: int) -> DemandTheme | None:
    """One of its themes."""
    return next((theme for theme in survey.themes if theme.id == theme_id), None)


def _answered(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(DemandAnswer.survey_id == DemandSurvey.id, whose)


def _unanswered_by(unit: Organisation) -> ColumnElement[bool]:
    by_unit = (DemandAnswer.channel == AnswerChannel.UNIT) & (DemandAnswer.organisation_id == unit.id)
    return DemandSurvey.organisation_id.in_(lineage(unit.path)) & ~_answered(by_unit)
