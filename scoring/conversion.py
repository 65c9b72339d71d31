"""A conversion: the scores of all entries of a module (or their totals) in, places or times or points out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from scoring.numbers import ScoringError
from scoring.parameters import Parameters


class NotConvertible(ScoringError):
    """The scores do not allow this conversion, such as a scale whose spread is 0."""


@dataclass(frozen=True, slots=True)
class Converted:
    """One entry's score before and after: `raw` (points, or seconds), its place where places count, and the `score`.

    `facts`: the figures of the whole field that went into it (the median), by the word that people read.
    """

    code: str
    raw: Decimal
    score: Decimal
    place: int | None = None
    facts: Mapping[str, Decimal] = field(default_factory=dict)


class Conversion(Protocol):
    """What a file in `scoring/conversions/` offers."""

    CODE: str
    TITLE: str
    FROM_TIME: bool
    """It converts the seconds used in a module, not the module's score."""

    def check(self, parameters: Parameters, full_mark: Decimal) -> None:
        """Whether these parameters can be used with a module of this full mark. Error: `InvalidParameters`."""

    def converted_full_mark(self, parameters: Parameters, full_mark: Decimal) -> Decimal | None:
        """The full mark after conversion; None: there is none, so that it cannot be weighted."""

    def convert(
        self, raws: Mapping[str, Decimal], parameters: Parameters, full_mark: Decimal
    ) -> Mapping[str, Converted]:
        """Every entry of `raws` converted. Error: `NotConvertible`."""


def places_of(raws: Mapping[str, Decimal]) -> dict[str, int]:
    """名次：得分高者列前，相同者名次并列，其后名次空出（1、2、2、4）。The keys are the entries."""
    places: dict[str, int] = {}
    place, best = 0, None
    for count, key in enumerate(sorted(raws, key=lambda key: (-raws[key], key)), start=1):
        if raws[key] != best:
            place, best = count, raws[key]
        places[key] = place
    return places
