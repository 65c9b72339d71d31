"""The studios in the order of time: what was before the competition, and what is going on today."""

from demo.people import account_named
from demo.plan import Timeline
from demo.studios.joint import begin_projects, hold_projects
from demo.studios.register import register_studios
from demo.studios.results import bind_apprentices, learn, record_results
from foundation import clock
from foundation.database import transaction

REGISTERED, WORKED, AFTERWARDS = -41, -14, 39
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
    with clock.frozen(timeline.on_day(AFTERWARDS)), transaction():
        learn(account_named("zhigong"))
