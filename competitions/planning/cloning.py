"""A new edition from the last one: everything that is decided again every year only in its details."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import inspect

from competitions.planning.models import Category, Competition, Event, Module, PlanVersion, Stage
from competitions.planning.operations import CompetitionFacts, create_competition
from competitions.planning.plan import plan_facts
from foundation import audit
from foundation.database import Base, session
from marking.schemes.operations import copy_scheme
from people.accounts.models import Account

ONE_YEAR = timedelta(weeks=52)  # the same day of the week


@dataclass(frozen=True, slots=True)
class EditionDates:
    """When the new edition takes place."""

    registration_opens: datetime
    registration_closes: datetime
    contest_begins: date
    contest_ends: date


def next_dates(competition: Competition) -> EditionDates:
    """The dates of `competition` a year on: a proposal for the next edition."""
    return EditionDates(
        competition.registration_opens + ONE_YEAR,
        competition.registration_closes + ONE_YEAR,
        competition.contest_begins + ONE_YEAR,
        competition.contest_ends + ONE_YEAR,
    )


def clone_competition(
    source: Competition, *, title: str, edition: str, dates: EditionDates, by: Account
) -> Competition:
    """A draft with the partners and all events, modules and schemes of `source`; without attachments and entries."""
    facts = CompetitionFacts(
        title=title,
        edition=edition,
        theme=source.theme,
        level=source.level,
        competition_class=source.competition_class,
        notice_text=source.notice_text,
        registration_opens=dates.registration_opens,
        registration_closes=dates.registration_closes,
        contest_begins=dates.contest_begins,
        contest_ends=dates.contest_ends,
        notice_days=source.notice_days,
        partners=[(partner.role, partner.name) for partner in source.partners],
    )
    made = create_competition(source.organisation, facts, by=by)
    for event in source.events:
        made.events.append(_copy_event(event))
    session.flush()
    for event in made.events:
        facts_now = plan_facts(event)
        session.add(PlanVersion(event_id=event.id, number=1, facts=facts_now, saved_by=by.id))
    audit.record("clone_competition", made, by=by, changes={"source": (None, source.audit_label)})
    return made


def _copy_event(event: Event) -> Event:
    copy = Event(**_columns(event, "competition_id", "plan_version"))
    copy.categories.extend(Category(title=category.title) for category in event.categories)
    for stage in event.stages:
        copied = Stage(**_columns(stage, "event_id", "state"))
        for module in stage.modules:
            copied.modules.append(
                Module(**_columns(module, "stage_id", "scheme_id"), scheme=copy_scheme(module.scheme))
            )
        copy.stages.append(copied)
    return copy


def _columns(record: Base, *left_out: str) -> dict[str, object]:
    """What stands in the columns of `record`, for a record of the same kind."""
    names = {column.key for column in inspect(type(record)).column_attrs} - {"id", "row_version", *left_out}
    return {name: getattr(record, name) for name in names}
