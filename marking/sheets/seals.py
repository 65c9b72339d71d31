"""Sealing: what a rater signed is kept beside the sheet, with a digest over all of it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from foundation import clock
from foundation.database import session
from foundation.lifecycle import advance
from foundation.outbox import Operation
from marking.sheets.journal import device_facts, facts_of, log, seat_of
from marking.sheets.models import Seal, Sheet
from marking.sheets.queries import SheetLine
from marking.sheets.rules import total_of
from marking.sheets.values import awarded
from people.accounts.models import Account
from scoring.numbers import round_half_up

Strokes = list[list[list[int]]]


def seal(
    sheet: Sheet,
    lines: Sequence[SheetLine],
    *,
    signature: Strokes | None = None,
    operation: Operation | None = None,
    reason: str | None = None,
    by: Account,
) -> Seal:
    """Close a held sheet over `lines`, its criteria with their marks. Whether it may be sealed was asked before.

    `operation` is the one by which a tablet asked for it; `reason` says where marks come from that no tablet sent.
    """
    whose = facts_of(sheet, seat_of(sheet))
    sheet.sealed_at = clock.now()
    sheet.version += 1
    made = Seal(
        sheet_id=sheet.id,
        version=sheet.version,
        sealed_by=by.id,
        at=sheet.sealed_at,
        made_at=operation.made_at if operation else None,
        marks={line.criterion.code: plain(line.value) for line in lines},
        total=round_half_up(total_of(awarded(line.criterion, line.value) for line in lines), 6),
        signature=signature or [],
    )
    made.digest = digest_of(whose | seal_facts(made))
    session.add(made)
    advance(sheet, "seal_sheet", by=by, reason=reason)
    facts = {"version": made.version, "marks": made.marks, "total": plain(made.total), "digest": made.digest}
    log(sheet, "seal", **facts, **device_facts(operation))
    return made


def seal_facts(made: Seal) -> dict[str, Any]:
    """What a seal says, as JSON."""
    return {
        "version": made.version,
        "at": _moment(made.at),
        "marks": made.marks,
        "total": plain(made.total),
        "signature": made.signature,
    }


def digest_of(facts: dict[str, Any]) -> str:
    """SHA-256 in hexadecimal over the canonical JSON (sorted keys, no blanks, UTF-8) of `facts`."""
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def plain(value: Decimal | None) -> str | None:
    """A mark as text, without an exponent or idle zeros: always the same for the same number."""
    return None if value is None else f"{value.normalize():f}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
