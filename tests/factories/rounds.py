"""Side-against-side contests as officers find them. Call inside `app`."""

from dataclasses import dataclass
from typing import Any

from competitions.planning.models import Stage
from competitions.planning.rules import EventFormat
from competitions.registration.models import Entry
from competitions.rounds.models import Match, SideContest
from competitions.rounds.operations import Terms, close_round, draw_preliminary, set_terms
from competitions.rounds.operations_matches import decide_match
from competitions.rounds.panels import panels_of, seat_match_judges
from competitions.rounds.queries import rounds_of
from competitions.rounds.rules import MatchState
from foundation.database import session, transaction
from marking.sheets.models import Sheet
from marking.sheets.queries import sheets_of_panels
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import competitions, marking, people
from tests.factories.marking import judge
from tests.factories.numbers import Numbers

_numbers = Numbers()
TERMS: dict[str, Any] = {
    "rounds": 2,
    "qualifiers": 2,
    "third_place": True,
    "win_points": 2,
    "draw_points": 1,
    "loss_points": 0,
    "draws_stand": True,
    "speakers_marked": True,
    "least_matches": 1,
    "team_prizes": [{"title": "一等奖", "count": "1"}, {"title": "二等奖", "count": "1"}],
    "speaker_prizes": [{"title": "优秀谈判员", "count": "2"}],
}


@dataclass
class Sides:
    """A contest with all who have to do with it."""

    district: Organisation
    stage: Stage
    contest: SideContest
    teams: list[Entry]
    officer: Account
    judges: list[Account]

    def matches(self, number: int) -> list[Match]:
        """The matches of one round."""
        return next(one.matches for one in rounds_of(self.contest) if one.number == number)


def planned(teams: int = 4, judges: int = 3, members: int = 2, **terms: Any) -> Sides:
    """Terms set, teams accepted, nothing drawn."""
    district = people.organisation(f"示例{next(_numbers)}区总工会")
    officer = people.account(Role.DISTRICT_OFFICER, district)
    facts: dict[str, Any] = {"format": EventFormat.SIDES, "smallest_team": members, "largest_team": members}
    held = competitions.competition(district)
    event = competitions.event(held, modules=(), title="集体协商", **facts)
    entered = []
    for number in range(1, teams + 1):
        unit = people.organisation(f"{district.name}下第{number}示例公司工会", district)
        persons = [people.person(f"队员{number}之{at}", unit) for at in range(1, members + 1)]
        entered.append(competitions.entry(event, unit, *persons, title=f"第{number}示例队"))
    with transaction():
        contest = set_terms(event.stages[0], Terms(**(TERMS | terms)), version=None, by=officer)
    return Sides(district, event.stages[0], contest, entered, officer, [judge(district) for _ in range(judges)])


def drawn(teams: int = 4, judges: int = 3, **terms: Any) -> Sides:
    """The preliminary drawn by the seed 2026."""
    sides = planned(teams, judges, **terms)
    with transaction():
        draw_preliminary(sides.contest, seed="2026", by=sides.officer)
    return sides


def marked(sides: Sides, match: Match, worker: str, employer: str, speaker: str = "20") -> None:
    """Judges seated, and every sheet sealed: the first criterion of a side is what it is given, all others 5."""
    with transaction():
        seat_match_judges(match, sides.judges, by=sides.officer)
    first = {str(match.worker_id): worker, str(match.employer_id): employer}
    for sheet in session.scalars(sheets_of_panels([panel.id for panel in panels_of(match)])).all():
        side = sheet.subject.panel_id == match.team_panel_id
        _fill(sheet, first[sheet.subject.reference] if side else speaker)


def decided(sides: Sides, match: Match, worker: str, employer: str, speaker: str = "20") -> None:
    """A match with its outcome by scores."""
    marked(sides, match, worker, employer, speaker)
    with transaction():
        decide_match(match, by=sides.officer)


def played(sides: Sides, number: int) -> None:
    """A whole round decided and closed: the team with the smaller number wins by 3 to 2 in its first criterion."""
    for match in sides.matches(number):
        if match.state is MatchState.OPEN:
            scores = ("3", "2") if match.worker_id < match.employer_id else ("2", "3")
            decided(sides, match, *scores)
    round_ = next(one for one in rounds_of(sides.contest) if one.number == number)
    with transaction():
        close_round(round_, by=sides.officer)


def _fill(sheet: Sheet, first: str) -> None:
    others = ["5"] * (len(sheet.subject.panel.scheme.criteria) - 1)
    marking.sealed(sheet, first, *others, by=sheet.member.account)
