"""A conversion: the scores of all entries of a module (or their totals) in, places or times or points out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

    def parameter_faults(self, parameters: Parameters, full_mark: Decimal) -> Iterator[str]:
        """Why these parameters cannot be used with a module of this full mark."""

    def converted_full_mark(self, parameters: Parameters, full_mark: Decimal) -> Decimal | None:
        """The full mark after conversion; None: there is none, so that it cannot be weighted."""

    def convert(
        self, raws: Mapping[str, Decimal], parameters: Parameters, full_mark: Decimal
    ) -> Mapping[str, Converted]:
        """Every entry of `raws` converted. Error: `NotConvertible`."""
