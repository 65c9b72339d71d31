"""Ranking 140,000 entries marked by 7 judges, against the least that any program must do for the same ranks.

python -m benchmarks.ranking [ENTRIES]
"""

import random
import sys
from decimal import Decimal

from benchmarks.timing import compare
from scoring.contest import score_event
from scoring.marks import Criterion, EntryMarks
from scoring.methods import trimmed_mean
from scoring.numbers import Rounding
from scoring.panel import PanelSettings
from scoring.plan import ModulePlan, ScoringPlan

JUDGES = [f"J{number}" for number in range(1, 8)]
CRITERIA = tuple(Criterion(code, code, Decimal(50)) for code in ("A1", "A2"))
PANEL = PanelSettings(minimum_panel=trimmed_mean.MINIMUM_PANEL)
PLAN = ScoringPlan(
    (ModulePlan("A", "实操", Decimal(100), Decimal(100), CRITERIA, trimmed_mean.CODE, PANEL),), Rounding()
)


def make_entries(count: int) -> list[EntryMarks]:
    """Entries with marks in steps of 0.5, the same each time."""
    chance = random.Random(1)
    mark = [Decimal(half) / 2 for half in range(101)]
    return [
        EntryMarks(
            key=str(number),
            label=f"{number:06}",
            sheets={
                "A": {judge: {"A1": mark[chance.randrange(101)], "A2": mark[chance.randrange(101)]} for judge in JUDGES}
            },
        )
        for number in range(count)
    ]


def bare_ranks(entries: list[EntryMarks]) -> list[tuple[int, str]]:
    """Totals, trimmed means and shared ranks in plain Python with no checks and no working kept."""
    totals = []
    for entry in entries:
        sheets = sorted(sum(marks.values()) for marks in entry.sheets["A"].values() if marks is not None)
        totals.append((sum(sheets[1:-1]) / 5, entry.key))
    totals.sort(reverse=True)
    ranks, rank, before = [], 0, None
    for place, (total, key) in enumerate(totals, start=1):
        rank = rank if total == before else place
        ranks.append((rank, key))
        before = total
    return ranks


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 140_000
    entries = make_entries(count)
    ours = {(entry.score_rank, entry.key) for entry in score_event(PLAN, entries).ranked}
    assert ours == set(bare_ranks(entries)), "the two do not agree"
    print(f"Ranking {count:,} entries x {len(JUDGES)} judges, trimmed mean, every working kept")
    compare(
        ("bare totals, sort and ranks", lambda: bare_ranks(entries)),
        ("score_event", lambda: score_event(PLAN, entries)),
        3,
    )


if __name__ == "__main__":
    main()
