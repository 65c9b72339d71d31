"""Stages whose plan ranks teams. Call inside `app`."""

from collections.abc import Sequence
from typing import Any

from competitions.planning.models import Event
from foundation.database import session
from tests.factories import results
from tests.factories.judging import ONE_MODULE, Contest
from tests.factories.results import Scores

THREE_UNITS = (0, 0, 0, 1, 1, 2)
"""Which unit each of six entries is of: three of the first, two of the second, one of the third."""
SIX = [["90"], ["80"], ["70"], ["88"], ["86"], ["95"]]
BEST_TWO = {
    "rule": "best_k",
    "counted": 2,
    "place_points": [],
    "award_points": {},
    "tie_breaks": [],
    "awards": [{"title": "团体一等奖", "count": "1"}, {"title": "团体二等奖", "count": "1"}],
}
BEST_UNITS = [{"title": "优秀组织奖", "percent": "50"}]


def judged(
    scores: Scores = SIX,
    units: Sequence[int] = THREE_UNITS,
    modules: Sequence[dict[str, Any]] = ONE_MODULE,
    **teams: Any,
) -> Contest:
    """Judging has ended; the entry of each row of `scores` is of the unit with that number. Best two count."""
    contest = results.judged(scores, modules)
    arrange(contest, units, **teams)
    return contest


def arrange(contest: Contest, units: Sequence[int] = THREE_UNITS, **teams: Any) -> None:
    """Put the entries into these units and have the teams ranked."""
    event: Event = contest.stage.event
    for entry, unit in zip(contest.entries, units, strict=True):
        entry.organisation = contest.units[unit]
    event.teams = {**BEST_TWO, **teams}
    event.organisation_awards = BEST_UNITS
    session.commit()
