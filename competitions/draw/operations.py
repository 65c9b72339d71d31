"""Making and voiding draws."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from competitions.draw.models import Draw, Heat, Place
from competitions.draw.queries import current_draw, entrants, entries_under_review
from competitions.draw.rules import METHOD, Placement, draw, reasons_against_draw
from competitions.planning.models import Stage
from competitions.planning.plan import plan_reasons
from competitions.registration.models import Entry
from foundation import clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission

SEED_BYTES = 8
STATION_SEED_BYTES = 16  # too many to try, so that its published SHA-256 gives nothing away


def make_draw(
    stage: Stage,
    *,
    workstations: int,
    seed: str = "",
    begins_at: datetime | None = None,
    every: timedelta = timedelta(0),
    by: Account,
) -> Draw:
    """Draw the entrants of `stage`. Without a `seed` (such as a lottery number) a random one is taken.

    Heats begin at `begins_at` and then `every` so often. Raises `Refused` with every reason at once, and if `stage` has
    been drawn already.
    """
    if not by.may_at(Permission.DRAW_MAKE, stage.organisation_path):
        raise NotAllowed
    lock(stage.event)  # a change of the plan holds it too: either comes first, and the other sees it
    drawn = entrants(lock(stage))
    _refuse_unready(stage, drawn)
    advance(stage, "make_draw", by=by)
    made = Draw(
        stage=stage,
        current_stage_id=stage.id,
        seed=seed.strip() or secrets.token_hex(SEED_BYTES),
        station_seed=secrets.token_hex(STATION_SEED_BYTES),
        method=METHOD,
        workstations=workstations,
        facts={"keys": [str(entry.id) for entry in drawn]},
        made_by=by.id,
    )
    session.add(made)
    _give_places(made, drawn, begins_at, every)
    return made


def void_draw(stage: Stage, *, reason: str, by: Account) -> None:
    """Take back the draw of `stage`; it stays readable with the reason."""
    if not by.may_at(Permission.DRAW_MAKE, stage.organisation_path):
        raise NotAllowed
    advance(lock(stage), "void_draw", by=by, reason=reason)
    made = current_draw(stage)
    if made is None:
        raise Refused("没有找到有效的抽签，请刷新页面。")
    made.current_stage_id = None
    made.voided_at, made.void_reason = clock.now(), reason.strip()


def _refuse_unready(stage: Stage, drawn: Sequence[Entry]) -> None:
    waiting = [f"{entry.organisation.name} {entry.title}（编号 {entry.id}）" for entry in entries_under_review(stage)]
    reasons = reasons_against_draw(plan_reasons(stage.event), waiting, len(drawn))
    if reasons:
        raise Refused("还不能抽签，请先处理下列事项。", reasons=reasons)


def _give_places(made: Draw, drawn: Sequence[Entry], begins_at: datetime | None, every: timedelta) -> None:
    placements: list[Placement] = draw(
        made.facts["keys"], seed=made.seed, station_seed=made.station_seed, workstations=made.workstations
    )
    for number in range(1, placements[-1].heat + 1):
        starts = begins_at + (number - 1) * every if begins_at else None
        made.heats.append(Heat(number=number, begins_at=starts))
    session.flush()
    by_key = {str(entry.id): entry for entry in drawn}
    session.add_all(
        Place(
            draw=made,
            entry=by_key[placement.key],
            heat=made.heats[placement.heat - 1],
            contest_number=placement.contest_number,
            workstation=placement.workstation,
        )
        for placement in placements
    )
    session.flush()
