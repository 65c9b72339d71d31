"""Holds: whoever has a matter to decide first keeps the result of a stage from becoming final meanwhile.

A matter that somebody has raised is placed and released. A time that has to run out first is asked for by `waits`.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import select

from competitions.planning.models import Stage
from competitions.results.models import ResultHold
from foundation import clock
from foundation.database import session


def place_hold(stage: Stage, reference: str, text: str) -> ResultHold:
    """Keep the result of `stage` from becoming final; `text` says why. One hold for each matter."""
    hold = ResultHold(stage_id=stage.id, reference=reference, text=text)
    session.add(hold)
    return hold


def release_hold(reference: str) -> None:
    """The matter is settled."""
    hold = session.scalars(select(ResultHold).where(ResultHold.reference == reference)).one()
    hold.released_at = clock.now()


Wait = Callable[[Stage], Iterable[str]]
_waits: list[Wait] = []


def waits(wait: Wait) -> Wait:
    """Register what is asked before a result becomes final: it says for what the result of a stage has to wait yet."""
    _waits.append(wait)
    return wait


def waits_of(stage: Stage) -> list[str]:
    """Everything that the result of `stage` has to wait for now."""
    return [text for wait in _waits for text in wait(stage)]
