"""更正的影响：两版成绩相比，谁的名次、总分、奖项、晋级变了，哪些已发的证书随之作废；哪些代表队变了。只说这些。"""

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
    """One entry for which the proposed result says something else.

    `certificates`: numbers of those that no longer hold; `kept`: of those that stay true and valid.
    """

    before: Outcome
    after: Outcome
    certificates: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.after.label

    @property
    def certificate_effects(self) -> list[str]:
        """每张证书会怎样：内容不再属实的撤销，仍获奖的待新成绩成为正式后另编新号重新制作；其余照旧有效。"""
        then = f"新成绩转为正式后按“{self.after.award}”另发新证" if self.after.award else "不再获奖，不另发"
        voided = [f"{number} 撤销，{then}" for number in self.certificates]
        return voided + [f"{number} 内容仍属实，继续有效" for number in self.kept]

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
        _difference(known[after.key], after, tuple(certificates.get(after.key, ())))
        for after in proposed
        if known[after.key] != after
    ]
    return sorted(differences, key=lambda one: (one.after.score_rank is None, one.after.score_rank or 0, one.label))


def _difference(before: Outcome, after: Outcome, numbers: tuple[str, ...]) -> Difference:
    """证书上写有奖项和评奖名次，任何一项变了，证书即不再有效。"""
    true = (before.award, before.award_rank) == (after.award, after.award_rank)
    return Difference(before, after, certificates=() if true else numbers, kept=numbers if true else ())


@dataclass(frozen=True, slots=True)
class TeamOutcome:
    """What a result means for one team. `award` is the team's, `organisation_award` the unit's (优秀组织奖)."""

    key: str
    label: str
    total: str
    rank: int | None
    award: str
    organisation_award: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TeamDifference:
    """One team for which the proposed result says something else."""

    before: TeamOutcome
    after: TeamOutcome

    @property
    def label(self) -> str:
        return self.after.label


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that a correction changes: for entries, and for teams with their units."""

    entries: Sequence[Difference] = ()
    teams: Sequence[TeamDifference] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, to be kept with the proposal."""
        return {
            "entries": [
                asdict(one) | {"certificates": list(one.certificates), "kept": list(one.kept)} for one in self.entries
            ],
            "teams": [asdict(one) for one in self.teams],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Effects:
        """As they were kept."""
        return cls(
            [
                Difference(
                    Outcome(**one["before"]),
                    Outcome(**one["after"]),
                    tuple(one["certificates"]),
                    tuple(one.get("kept", ())),  # older previews do not tell
                )
                for one in stored["entries"]
            ],
            [TeamDifference(TeamOutcome(**one["before"]), TeamOutcome(**one["after"])) for one in stored["teams"]],
        )


def impact_on_teams(standing: Iterable[TeamOutcome], proposed: Iterable[TeamOutcome]) -> list[TeamDifference]:
    """Every team for which `proposed` differs from `standing`, in its order.

    The plan may have begun or ceased to rank teams meanwhile: a team of one side only has nothing on the other.
    """
    known = {outcome.key: outcome for outcome in standing}
    found = {outcome.key: outcome for outcome in proposed}
    pairs = [
        (known.get(key) or _nothing(found[key]), found.get(key) or _nothing(known[key])) for key in {**found, **known}
    ]
    return [TeamDifference(before, after) for before, after in pairs if before != after]


def _nothing(other: TeamOutcome) -> TeamOutcome:
    return TeamOutcome(other.key, other.label, "", None, "", "")
