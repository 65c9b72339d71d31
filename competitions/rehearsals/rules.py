"""What a rehearsal (演练) is called, and what its simulated judges write.

Everything that looks like chance is computed from a recorded seed: the same seed gives the same marks, in whatever
order the sheets are filled, and also when the work is broken off and taken up again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise

from scoring.marks import Criterion, MarkingType
from scoring.measurements import benchmarks, deduction, full_or_zero, linear, table
from scoring.numbers import round_half_up
from scoring.parameters import number, rows
from scoring.sheets import mark_of, written_fault

TITLE_PREFIX = "【演练】"
DEFAULT_CONTESTANTS = 12
MOST_CONTESTANTS = 300
UNITS = ("甲", "乙", "丙", "丁")
FEWEST_JUDGES = 3  # so that a board has something to compare, where the rule allows more than one

QUALITY = (450, 980)  # of a contestant, in thousandths of the full mark
BY_CRITERION, BIAS, NOISE = 60, 40, 25  # how far each of them moves a mark, up or down, in thousandths
SECONDS = (2400, 6600)  # time used, where times are asked for
_LONGEST_LADDER = 40
_MOST = Decimal(999_999)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes on whose sheet of which module.

    `spread`: how far apart the grades of a panel may be; None: it need not agree.
    """

    seed: str
    module: str
    contestant: str
    judge: str
    spread: Decimal | None = None


def rehearsal_title(title: str) -> str:
    """What the rehearsal of a competition is called, on every page and tablet."""
    return f"{TITLE_PREFIX}{title}"


def contestant_title(place: int) -> str:
    """A simulated contestant: plainly nobody."""
    return f"演练选手{place:03d}"


def thrown(seed: str, *what: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, always the same for the same seed and purpose."""
    digest = sha256("/".join((seed, *what)).encode()).digest()
    return low + int.from_bytes(digest[:8]) % (high - low + 1)


def seconds_used(seed: str, contestant: str, purpose: str) -> Decimal:
    """The time that a simulated contestant used, in seconds."""
    return Decimal(thrown(seed, "time", contestant, purpose, low=SECONDS[0], high=SECONDS[1]))


def written_value(criterion: Criterion, hand: Hand) -> Decimal:
    """What a simulated judge writes: near the contestant's quality, as the criterion's rule, scale and step allow.

    测量项各裁判一致；评判项各有宽严。须合议的裁判组，等级相差不超过规定。
    """
    judged = criterion.kind is MarkingType.JUDGEMENT
    aim = _aim(criterion, hand, with_leaning=judged and hand.spread is None)
    if not criterion.rule and criterion.scale is None:
        step = criterion.step or Decimal("0.1")
        return (aim * criterion.full_mark / 1000 // step) * step
    ladder = ladder_of(criterion)
    wanted = aim * criterion.full_mark / 1000
    place = min(range(len(ladder)), key=lambda one: abs(mark_of(criterion, ladder[one]) - wanted))
    if judged and hand.spread is not None and thrown(*_of(hand, criterion), hand.judge, low=0, high=2) == 0:
        higher = ladder[min(place + 1, len(ladder) - 1)]
        return higher if higher - ladder[place] <= hand.spread else ladder[place]
    return ladder[place]


def ladder_of(criterion: Criterion) -> list[Decimal]:
    """Values that can be written at a criterion with a rule or a scale, from the lowest mark to the highest."""
    candidates = CANDIDATES[criterion.rule](criterion) if criterion.scale is None else _grades(criterion.scale)
    writable = {value for value in candidates if 0 <= value <= _MOST and written_fault(criterion, value) is None}
    return sorted(writable, key=lambda value: (mark_of(criterion, value), value))


def _aim(criterion: Criterion, hand: Hand, *, with_leaning: bool) -> int:
    """The share of the full mark that is aimed at, in thousandths."""
    aim = thrown(hand.seed, "quality", hand.contestant, low=QUALITY[0], high=QUALITY[1])
    aim += thrown(*_of(hand, criterion), low=-BY_CRITERION, high=BY_CRITERION)
    if with_leaning:
        aim += thrown(hand.seed, "bias", hand.judge, low=-BIAS, high=BIAS)
        aim += thrown(*_of(hand, criterion), hand.judge, low=-NOISE, high=NOISE)
    return min(max(aim, 0), 1000)


def _of(hand: Hand, criterion: Criterion) -> tuple[str, ...]:
    return hand.seed, "criterion", hand.module, criterion.code, hand.contestant


def _grades(highest: int) -> Iterator[Decimal]:
    yield from map(Decimal, range(highest + 1))


def _listed_marks(criterion: Criterion) -> Iterator[Decimal]:
    yield from (number(row, "mark") for row in rows(criterion.parameters, "marks"))


def _fault_counts(_criterion: Criterion) -> Iterator[Decimal]:
    yield from map(Decimal, range(_LONGEST_LADDER))


def _all_or_nothing(criterion: Criterion) -> Iterator[Decimal]:
    yield from (Decimal(0), criterion.full_mark)


def _in_bands(criterion: Criterion) -> Iterator[Decimal]:
    """The edges of the bands, and a value between every two."""
    names = ("from", "above", "to", "below")
    edges = sorted({number(row, name) for row in rows(criterion.parameters, "bands") for name in names if name in row})
    yield from edges
    yield from (round_half_up((low + high) / 2, 6) for low, high in pairwise(edges))


def _off_nominal(criterion: Criterion) -> Iterator[Decimal]:
    """The nominal value, and values further and further off it."""
    facts = criterion.parameters
    yield number(facts, "nominal")
    beyond = number(facts, "nominal") + number(facts, "tolerance")
    yield from (beyond + place * number(facts, "unit") for place in range(_LONGEST_LADDER))


CANDIDATES: Mapping[str, Callable[[Criterion], Iterator[Decimal]]] = {
    benchmarks.CODE: _listed_marks,
    deduction.CODE: _fault_counts,
    full_or_zero.CODE: _all_or_nothing,
    linear.CODE: _off_nominal,
    table.CODE: _in_bands,
}
"""For every rule of measurement, what a simulated judge may have read off."""
