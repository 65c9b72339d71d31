"""The studios in the order of time: what was before the competition, and what is going on today."""

from demo.people import account_named
from demo.plan import Timeline
from demo.studios.joint import begin_projects, hold_projects
from demo.studios.naming import assess_year, call_for_names, visit_studios
from demo.studios.register import register_studios
from demo.studios.results import bind_apprentices, learn, record_results
from foundation import clock
from foundation.database import transaction

REGISTERED, WORKED, CALLED, AFTERWARDS = -41, -14, 30, 39
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


def go_on_studios(timeline: Timeline) -> None:
    """What is going on today."""
    with clock.frozen(timeline.on_day(CALLED)), transaction():
        call_for_names()
    with clock.frozen(timeline.on_day(AFTERWARDS)), transaction():
        visit_studios()
        assess_year()
        learn(account_named("zhigong"))
