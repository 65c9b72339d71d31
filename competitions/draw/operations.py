"""Making and voiding draws."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from competitions.draw.models import Draw, Heat, Place, SealedMapping
from competitions.draw.queries import current_draw, entrants, entries_under_review, log_of
from competitions.draw.rules import (
    LAYERS,
    METHOD,
    Layer,
    Placement,
    digest,
    draw,
    layers_needed,
    reasons_against_draw,
    work_numbers,
)
from competitions.planning.models import Stage
from competitions.planning.plan import plan_reasons
from competitions.planning.rules import MATCHES_ELSEWHERE
from competitions.registration.models import Entry
from foundation import chain, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission

SEED_BYTES = 8
SECRET_SEED_BYTES = 16  # too many to try, so that its published SHA-256 gives nothing away


def make_draw(
    stage: Stage,
    *,
    workstations: int,
    seed: str = "",
    contest_numbers_sealed: bool = False,
    begins_at: datetime | None = None,
    every: timedelta = timedelta(0),
    by: Account,
) -> Draw:
    """Draw the entrants of `stage`. Without a `seed` (such as a lottery number) a random one is taken.

    Every layer that a blind module needs gets a random seed of its own, which waits to be sealed; with
    `contest_numbers_sealed` also the contest numbers. Heats begin at `begins_at` and then `every` so often.
    Raises `Refused` with every reason at once, and if `stage` has been drawn already.
    """
    if not by.may_at(Permission.DRAW_MAKE, stage.organisation_path):
        raise NotAllowed
    if stage.event.side_against_side:
        raise Refused(MATCHES_ELSEWHERE)
    lock(stage.event)  # a change of the plan holds it too: either comes first, and the other sees it
    drawn = entrants(lock(stage))
    _refuse_unready(stage, drawn)
    secret = layers_needed([module.anonymity for module in stage.modules], contest_numbers=contest_numbers_sealed)
    if Layer.CONTEST_NUMBER in secret and seed.strip():
        raise Refused("参赛号加密时，种子由系统随机产生，请把种子一栏留空。", field="seed")
    advance(stage, "make_draw", by=by)
    seeds = {layer: secrets.token_hex(SECRET_SEED_BYTES) for layer in LAYERS}
    made = Draw(
        stage=stage,
        current_stage_id=stage.id,
        seed="" if Layer.CONTEST_NUMBER in secret else seed.strip() or secrets.token_hex(SEED_BYTES),
        station_seed="" if Layer.WORKSTATION in secret else seeds[Layer.WORKSTATION],
        method=METHOD,
        workstations=workstations,
        facts={"keys": [str(entry.id) for entry in drawn]},
        made_by=by.id,
        mappings=[SealedMapping(layer=one, seed=seeds[one], commitment=digest(seeds[one])) for one in secret],
    )
    session.add(made)
    _give_places(made, drawn, begins_at, every)
    chain.append(log_of(stage), "make_draw", _chained(made))
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
    chain.append(log_of(stage), "void_draw", {"draw": made.id})


def _chained(made: Draw) -> dict[str, object]:
    """What anybody needs to repeat the draw, as far as it may be known now."""
    return {
        "draw": made.id,
        "method": made.method,
        "workstations": made.workstations,
        "keys": made.facts["keys"],
        "seed": made.seed,
        "station_seed": made.station_seed,
        "commitments": {mapping.layer.value: mapping.commitment for mapping in made.mappings},
    }


def _refuse_unready(stage: Stage, drawn: Sequence[Entry]) -> None:
    waiting = [f"{entry.organisation.name} {entry.title}（编号 {entry.id}）" for entry in entries_under_review(stage)]
    reasons = reasons_against_draw(plan_reasons(stage.event), waiting, len(drawn))
    if reasons:
        raise Refused("还不能抽签，请先处理下列事项。", reasons=reasons)


def _give_places(made: Draw, drawn: Sequence[Entry], begins_at: datetime | None, every: timedelta) -> None:
    secret = {mapping.layer: mapping.seed for mapping in made.mappings}
    placements: list[Placement] = draw(
        made.facts["keys"],
        seed=secret.get(Layer.CONTEST_NUMBER, made.seed),
        station_seed=secret.get(Layer.WORKSTATION, made.station_seed),
        workstations=made.workstations,
    )
    for number in range(1, placements[-1].heat + 1):
        starts = begins_at + (number - 1) * every if begins_at else None
        made.heats.append(Heat(number=number, begins_at=starts))
    session.flush()
    by_key = {str(entry.id): entry for entry in drawn}
    works: dict[tuple[int, int], str] = {}
    if Layer.WORK in secret:
        works = work_numbers([(one.heat, one.workstation) for one in placements], work_seed=secret[Layer.WORK])
    session.add_all(
        Place(
            draw=made,
            entry=by_key[placement.key],
            heat=made.heats[placement.heat - 1],
            contest_number=placement.contest_number,
            workstation=placement.workstation,
            work_number=works.get((placement.heat, placement.workstation)),
        )
        for placement in placements
    )
    session.flush()
