"""更正的影响：两版成绩相比，谁的名次、总分、奖项、晋级变了，哪些已发的证书随之作废。只说这些，不说别的。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a result means for one entry. `total` and `status` are the published texts; `status` is empty if ranked."""

    key: str
    label: str
    total: str
    score_rank: int | None
    award_rank: int | None
    award: str
    goes_on: bool
    status: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry for which the proposed result says something else. `certificates`: numbers that no longer hold."""

    before: Outcome
    after: Outcome
    certificates: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.after.label

    @property
    def moves(self) -> bool:
        """Whether the rank by score changes, also from or to none at all."""
        return self.before.score_rank != self.after.score_rank

    @property
    def loses_award(self) -> bool:
        """Whether an award is lost, also to another one."""
        return bool(self.before.award) and self.before.award != self.after.award

    @property
    def gains_award(self) -> bool:
        """Whether an award is gained, also in place of another one."""
        return bool(self.after.award) and self.before.award != self.after.award

    @property
    def loses_promotion(self) -> bool:
        return self.before.goes_on and not self.after.goes_on

    @property
    def gains_promotion(self) -> bool:
        return self.after.goes_on and not self.before.goes_on


def impact_of(
    standing: Iterable[Outcome], proposed: Iterable[Outcome], certificates: Mapping[str, Sequence[str]]
) -> list[Difference]:
    """Every entry for which `proposed` differs from `standing`, best new rank first; those without a rank last.

    `certificates`: the numbers of the certificates in force, by entry. One that says another award or another placing
    than the proposed result no longer holds. Both results have the same entries: none is ever added or dropped.
    """
    known = {outcome.key: outcome for outcome in standing}
    differences = [
        Difference(known[after.key], after, _void(known[after.key], after, certificates.get(after.key, ())))
        for after in proposed
        if known[after.key] != after
    ]
    return sorted(differences, key=lambda one: (one.after.score_rank is None, one.after.score_rank or 0, one.label))


def _void(before: Outcome, after: Outcome, numbers: Sequence[str]) -> tuple[str, ...]:
    """证书上写有奖项和评奖名次，任何一项变了，证书即不再有效。"""
    return () if (before.award, before.award_rank) == (after.award, after.award_rank) else tuple(numbers)


def to_json(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """The preview as plain JSON values, to be kept with the proposal."""
    return [asdict(one) | {"certificates": list(one.certificates)} for one in differences]


def from_json(stored: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """The preview as it was kept."""
    return [Difference(Outcome(**one["before"]), Outcome(**one["after"]), tuple(one["certificates"])) for one in stored]
