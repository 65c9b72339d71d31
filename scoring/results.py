"""What comes out: every entry with its working, in an order and a form that can be frozen, hashed and recomputed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scoring.awards import AwardWorking
from scoring.conversion import Converted
from scoring.marks import Deduction, EntryStatus
from scoring.numbers import as_text
from scoring.panel import Working
from scoring.plan import ScoringPlan
from scoring.ranking import Decision


@dataclass(frozen=True, slots=True)
class ModuleScore:
    """一个模块的得分过程。

    `working`: the judges and the combined score. `deductions`: each with its reason; `deduction` is their sum.
    `score`: combined less deduction, not rounded; `published` is it rounded.
    `weighted`: scaled to the weight (得分 / 满分 × 权重), not rounded; `weighted_published` is it rounded.
    `converted`: where the plan converts, the raw score, its place and the result; `score` and `full_mark` are then
    those after conversion.
    """

    code: str
    title: str
    weight: Decimal
    full_mark: Decimal
    working: Working
    deductions: tuple[Deduction, ...]
    deduction: Decimal
    score: Decimal
    published: Decimal
    weighted: Decimal
    weighted_published: Decimal
    converted: Converted | None = None


@dataclass(frozen=True, slots=True)
class EntryResult:
    """One entry's result. An unranked entry has no total, no ranks, no award, and says why in `unranked_reason`.

    `seconds` is the time used, kept because a tie may have been decided by it. `scale`: the total on the scale of the
    plan, for publication.
    """

    key: str
    label: str
    status: EntryStatus
    modules: tuple[ModuleScore, ...] = ()
    total: Decimal | None = None
    total_unrounded: Decimal | None = None
    seconds: Decimal | None = None
    score_rank: int | None = None
    tied: int = 1
    against_ahead: Decision | None = None
    against_behind: Decision | None = None
    award_rank: int | None = None
    award: str | None = None
    award_barred: str = ""
    unranked_reason: str = ""
    scale: Converted | None = None

    @property
    def scale_score(self) -> Decimal | None:
        """The total on the scale that the plan publishes (such as 700 for the median); None without one."""
        return self.scale.score if self.scale is not None else None


@dataclass(frozen=True, slots=True)
class EventResult:
    """The result of an event: the plan it was computed with, the ranked entries by rank, then the unranked by label."""

    plan: ScoringPlan
    entries: tuple[EntryResult, ...]
    awards: AwardWorking | None

    @property
    def ranked(self) -> tuple[EntryResult, ...]:
        """The entries with a rank, best first; those who share one by label."""
        return tuple(entry for entry in self.entries if entry.score_rank is not None)

    @property
    def unranked(self) -> tuple[EntryResult, ...]:
        """The entries without a rank, each with its reason."""
        return tuple(entry for entry in self.entries if entry.score_rank is None)

    def entry(self, key: str) -> EntryResult:
        """The entry with this key; unknown: `KeyError`."""
        for entry in self.entries:
            if entry.key == key:
                return entry
        raise KeyError(key)

    def to_json(self) -> dict[str, object]:
        """The whole working as plain JSON values; a Decimal is a string."""
        plain = to_plain(self)
        assert isinstance(plain, dict)
        return plain


def result_hash(result: EventResult) -> str:
    """SHA-256 in hexadecimal over the canonical JSON (sorted keys, no blanks, UTF-8): one result, one hash."""
    return hash_of_json(result.to_json())


def hash_of_json(plain: Mapping[str, object]) -> str:
    """The hash of a result that was stored as JSON, to prove that it is still what was frozen."""
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_plain(value: object) -> object:
    """Records, mappings, lists, tuples, sets, Decimals and enums as JSON values. Anything else: `TypeError`."""
    if isinstance(value, Decimal):
        return as_text(value)
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    # Dataclasses and NamedTuples both list their fields here; no other type below does.
    names: tuple[str, ...] = getattr(type(value), "__match_args__", ())
    if names:
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | frozenset):
        return [to_plain(item) for item in (value if isinstance(value, tuple) else sorted(value))]
    raise TypeError(f"{type(value).__name__} has no JSON form")
