"""What the organisers of a competition do with entries: accept, return, reject, and put right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from competitions.registration.models import Entry
from competitions.registration.operations import give_up_place, mark_active, reasons_against_members
from competitions.registration.queries import (
    contestants_of,
    entries_to_review,
    hold_against_draw,
    requirements_of,
)
from competitions.registration.quotas import take_places
from competitions.registration.rules import EntryState, award_bar, reasons_against_entry
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account


@dataclass(frozen=True)
class ReviewOutcome:
    """What became of one entry of a bulk review: `refused` says why nothing did."""

    title: str
    refused: str = ""


def accept_entry(entry: Entry, *, by: Account) -> None:
    """Pass an entry after checking it again. Raises `Refused` with every reason it fails now."""
    hold_against_draw([entry.event_id])
    lock(entry)
    requirements, contestants = requirements_of(entry.event), contestants_of(entry)
    if reasons := reasons_against_entry(contestants, requirements):
        raise Refused("报名不符合参赛条件，请退回修改。", reasons=reasons)
    entry.award_barred = award_bar(contestants, requirements)
    entry.review_comment = ""
    _advance(entry, "accept_entry", by=by)


def return_entry(entry: Entry, *, reason: str, by: Account) -> None:
    """Send an entry back to be mended; it keeps its place."""
    lock(entry)
    entry.review_comment = reason.strip()
    _advance(entry, "return_entry", by=by, reason=reason)


def reject_entry(entry: Entry, *, reason: str, by: Account) -> None:
    """Turn an entry down; its place is free again."""
    lock(entry)
    give_up_place(entry)
    entry.review_comment = reason.strip()
    _advance(entry, "reject_entry", by=by, reason=reason)


def correct_entry(entry: Entry, *, reason: str, by: Account) -> None:
    """Take back an acceptance or a rejection, before the draw: the entry waits for review again."""
    hold_against_draw([entry.event_id])
    lock(entry)
    if requirements_of(entry.event).drawn:
        raise Refused("本赛项已经抽签，审核结论不能再改。需要更正的，先作废抽签。")
    if entry.state is EntryState.REJECTED:
        if reasons := reasons_against_members(entry):
            raise Refused("不能恢复这份报名。", reasons=reasons)
        take_places(entry.event, entry.organisation)
    entry.review_comment = reason.strip()
    _advance(entry, "correct_entry", by=by, reason=reason)


def review_entries(entry_ids: Sequence[int], decision: str, *, reason: str = "", by: Account) -> list[ReviewOutcome]:
    """Accept, return or reject many entries; one that a rule refuses does not stop the rest."""
    decide: Callable[[Entry], None] = {
        "accept_entry": lambda entry: accept_entry(entry, by=by),
        "return_entry": lambda entry: return_entry(entry, reason=reason, by=by),
        "reject_entry": lambda entry: reject_entry(entry, reason=reason, by=by),
    }[decision]
    chosen = session.scalars(entries_to_review(by).where(Entry.id.in_(entry_ids)).order_by(Entry.id)).all()
    hold_against_draw({entry.event_id for entry in chosen})
    return [_review(entry, decide) for entry in chosen]


def _review(entry: Entry, decide: Callable[[Entry], None]) -> ReviewOutcome:
    title = entry.audit_label
    try:
        with session.begin_nested():
            decide(entry)
    except Refused as refusal:
        return ReviewOutcome(title, "；".join(refusal.reasons) or refusal.message)
    return ReviewOutcome(title)


def _advance(entry: Entry, action: str, *, by: Account, reason: str | None = None) -> None:
    entry.row_version += 1
    advance(entry, action, by=by, reason=reason)
    mark_active(entry)
