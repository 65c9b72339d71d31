"""Holds: whoever has a matter to decide first keeps the result of a stage from becoming final meanwhile."""

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
