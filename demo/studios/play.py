"""The studios in the order of time: what was before the competition, and what is going on today."""

from datetime import timedelta

from demo.people import account_named
from demo.plan import Timeline
from demo.studios.contests import call_again, call_projects, call_works, count_votes, pitch_projects, publish_projects
from demo.studios.honouring import nominate
from demo.studios.ideas import finish_season, hold_selection
from demo.studios.joint import begin_projects, hold_projects
from demo.studios.naming import assess_year, call_for_names, visit_studios
from demo.studios.proposing import propose_ideas
from demo.studios.register import register_studios
from demo.studios.results import bind_apprentices, learn, record_results
from foundation import clock
from foundation.database import transaction

REGISTERED, WORKED, SELECTED, CALLED, AFTERWARDS = -41, -14, -13, 30, 39
ENTERED, PITCHED, COUNTED = -12, -11, -10
"""Days from the opening of the competition's registration."""


def begin_studios(timeline: Timeline) -> None:
    """The register, and what its studios begin."""
    with clock.frozen(timeline.on_day(REGISTERED)), transaction():
        register_studios()
        begin_projects()


def hold_studios(timeline: Timeline, address: str) -> None:
    """What they do before the competition opens."""
    with clock.frozen(timeline.on_day(WORKED)), transaction():
        hold_projects()
        record_results()
        bind_apprentices()
    with clock.frozen(timeline.on_day(SELECTED)):
        notice = hold_selection()
    with clock.frozen(notice.closes_at + timedelta(hours=9)), transaction():
        finish_season()
    _hold_contest(timeline)


def go_on_studios(timeline: Timeline) -> None:
    """What is going on today."""
    with clock.frozen(timeline.on_day(CALLED)), transaction():
        call_for_names()
    with clock.frozen(timeline.on_day(AFTERWARDS)), transaction():
        visit_studios()
        assess_year()
        learn(account_named("zhigong"))
        propose_ideas()
        call_again()
        call_works()
        nominate()


def _hold_contest(timeline: Timeline) -> None:
    """A project contest from its call to its booklet."""
    with clock.frozen(timeline.on_day(ENTERED)):
        contest = call_projects()
    with clock.frozen(timeline.on_day(PITCHED)):
        pitch_projects(contest)
    with clock.frozen(timeline.on_day(COUNTED)):
        notice = count_votes(contest)
    with clock.frozen(notice.closes_at + timedelta(hours=10)):
        publish_projects(contest)
