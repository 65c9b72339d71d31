"""A result as it may be published and recomputed by anybody: numbers and ranks, no names, nobody's reasons.

The words in which a disqualification or a deduction is explained are for the entry and the officers. They are left out
before scoring, so that the digest of a result can be computed from an archive that does not tell them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from scoring.marks import EntryMarks
from scoring.numbers import as_text
from scoring.plan import ScoringPlan
from scoring.results import EntryResult, EventResult, hash_of_json, result_hash, to_plain

LEFT_OUT = "（略）"


def without_words(marks: EntryMarks) -> EntryMarks:
    """The same marks with every free text left out; what was barred, deducted or decided stays."""
    return replace(
        marks,
        status_reason="",
        award_barred=LEFT_OUT if marks.award_barred else "",
        decided_basis=LEFT_OUT if marks.decided_basis else "",
        deductions={
            module: tuple(replace(one, reason=LEFT_OUT) for one in deductions)
            for module, deductions in marks.deductions.items()
        },
    )


def published_facts(plan: ScoringPlan, results: Mapping[str, EventResult], teams: Mapping[str, Any]) -> dict[str, Any]:
    """What a version says beside its lines: the plan, how the awards of each category were counted, and the `teams`
    where the plan ranks them (see `team_facts`).
    """
    return {
        "plan": to_plain(plan),
        "categories": {
            title: {"awards": to_plain(result.awards), "hash": result_hash(result)} for title, result in results.items()
        },
        **teams,
    }


def published_line(entry: EntryResult, *, category: str, contest_number: int) -> dict[str, Any]:
    """One line with its whole working; `entry` is scored from marks without words."""
    return {
        "entry": int(entry.key),
        "category": category,
        "contest_number": contest_number,
        "total": None if entry.total is None else as_text(entry.total.normalize()),
        "score_rank": entry.score_rank,
        "award_rank": entry.award_rank,
        "award": entry.award or "",
        "working": to_plain(entry),
    }


def digest_of_published(plan_version: int, facts: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over the plan, the awards and every line with its working: one changed character gives another."""
    ordered = sorted(lines, key=lambda line: line["entry"])
    return hash_of_json({"plan_version": plan_version, "facts": dict(facts), "lines": ordered})
