"""The bracket as a picture: boxes and lines with their places, for the page and for paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from competitions.registration.models import Entry
from competitions.rounds.models import Match, Round, SideContest
from competitions.rounds.rules import MatchState, Phase, RoundState
from scoring.matches.brackets import round_title
from scoring.matches.pairing import Side

WIDE, HIGH, GAP, STEP, HEAD = 200, 62, 22, 250, 28
LONGEST_NAME = 10


@dataclass(frozen=True)
class Line:
    """One team in a box: its name as far as there is room, its score, and whether it won."""

    name: str
    score: str
    won: bool


@dataclass(frozen=True)
class Box:
    """A match at its place; without teams while it is not known who meets."""

    x: int
    y: int
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Bracket:
    """The whole picture; `paths`: from box to box."""

    width: int
    height: int
    titles: list[tuple[int, str]]
    boxes: list[Box]
    paths: list[str]
    said: str


def bracket_of(contest: SideContest, rounds: Sequence[Round], *, told: bool) -> Bracket:
    """The knock-out with the rounds that are still to come; `told`: also outcomes of rounds that are not closed."""
    played = [one for one in rounds if one.phase is Phase.KNOCK_OUT]
    columns = _columns(contest.qualifiers)
    boxes: list[Box] = []
    paths: list[str] = []
    for at, teams in enumerate(columns):
        matches = played[at].matches if at < len(played) else []
        main = [match for match in matches if not match.third_place]
        for slot in range(teams // 2):
            x, y = at * STEP, _top(at, slot)
            boxes.append(_box(x, y, main[slot] if slot < len(main) else None, told))
            if at + 1 < len(columns):
                paths.append(_path(x, y, _top(at + 1, slot // 2)))
    if contest.third_place and len(columns) > 1:
        last = played[len(columns) - 1].matches if len(played) == len(columns) else []
        third = next((match for match in last if match.third_place), None)
        boxes.append(
            _box((len(columns) - 1) * STEP, _top(len(columns) - 1, 0) + HIGH + GAP + HEAD, third, told, "季军赛")
        )
    titles = [(at * STEP, round_title(teams)) for at, teams in enumerate(columns)]
    height = max(box.y for box in boxes) + HIGH + 4
    return Bracket((len(columns) - 1) * STEP + WIDE + 2, height, titles, boxes, paths, _said(boxes))


def _columns(qualifiers: int) -> list[int]:
    """How many teams are in each round of the knock-out: 8, 4, 2."""
    columns = [qualifiers]
    while columns[-1] > 2:
        columns.append(columns[-1] // 2)
    return columns


def _top(column: int, slot: int) -> int:
    """The upper edge of a box: in the middle of the two that lead to it."""
    spread = (HIGH + GAP) << column
    return HEAD + (spread - HIGH - GAP) // 2 + slot * spread


def _path(x: int, y: int, target: int) -> str:
    start, end = y + HIGH // 2, target + HIGH // 2
    middle = x + (WIDE + STEP) // 2
    return f"M{x + WIDE} {start}H{middle}V{end}H{x + STEP}"


def _box(x: int, y: int, match: Match | None, told: bool, title: str = "") -> Box:
    if match is None:
        return Box(x, y, title, (Line("待定", "", False), Line("待定", "", False)))
    shown = match.state is MatchState.DECIDED and (told or match.round.state is RoundState.CLOSED)
    return Box(x, y, title, tuple(_line(match, side, entry, shown) for side, entry in match.sides.items()))


def _line(match: Match, side: Side, entry: Entry, shown: bool) -> Line:
    name = entry.title if len(entry.title) <= LONGEST_NAME else entry.title[: LONGEST_NAME - 1] + "…"
    score = match.score_of[side]
    return Line(name, f"{score:f}" if shown and score is not None else "", shown and match.winner is side)


def _said(boxes: Sequence[Box]) -> str:
    """The picture in words, for those who cannot see it."""
    parts = []
    for box in boxes:
        teams = [
            f"{line.name}{' ' + line.score if line.score else ''}{'（胜）' if line.won else ''}" for line in box.lines
        ]
        parts.append(" 对 ".join(teams))
    return "；".join(parts)
