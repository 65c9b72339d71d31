"""Reading the sealed mappings of draws: what is published, who keeps them, who knows them, who may open them."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from competitions.draw.models import Draw, MappingLook, SealedMapping
from competitions.draw.queries import current_draw, stages_drawn_by
from competitions.draw.rules import (
    FIRST_METHOD,
    OPENING_ORDER,
    REQUEST_LASTS,
    Layer,
    digest,
    layers_needed,
    reasons_against_marking,
)
from competitions.planning.models import Competition, Event, Stage
from foundation import clock
from foundation.database import session
from marking.panels.models import Panel, PanelMember
from marking.panels.rules import Duty
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Permission, Role
from people.organisations.queries import ids_in, within

ANONYMISER_ROLES = (Role.JUDGE, Role.CHIEF_JUDGE, Role.DISTRICT_OFFICER)
WITNESS_ROLES = (Role.SUPERVISOR, Role.DISTRICT_OFFICER)


def public_seeds(draw: Draw) -> dict[Layer, str]:
    """The seeds that are published now; a layer that is still secret is not among them."""
    seeds = {Layer.CONTEST_NUMBER: draw.seed, Layer.WORKSTATION: draw.station_seed}
    seeds |= {mapping.layer: mapping.seed for mapping in draw.mappings}
    return {layer: seed for layer, seed in seeds.items() if not draw.hides(layer)}


def commitments(draw: Draw) -> dict[Layer, str]:
    """The published SHA-256 of every seed that is or was secret."""
    found = {mapping.layer: mapping.commitment for mapping in draw.mappings}
    if draw.method == FIRST_METHOD:
        found[Layer.WORKSTATION] = digest(draw.station_seed)
    return found


def sealed_mappings(stage: Stage) -> list[SealedMapping]:
    """The mappings that have not been opened yet, in the order in which they are to be opened."""
    draw = current_draw(stage)
    waiting = {mapping.layer: mapping for mapping in draw.mappings if mapping.opened_at is None} if draw else {}
    return [waiting[layer] for layer in OPENING_ORDER if layer in waiting]


def reasons_unsealed(stage: Stage) -> list[str]:
    """What still has to be sealed before the raters may begin."""
    draw = current_draw(stage)
    if draw is None or draw.method == FIRST_METHOD:
        return []
    needed = layers_needed([module.anonymity for module in stage.modules], contest_numbers=False)
    drawn = {mapping.layer for mapping in draw.mappings}
    sealed = {mapping.layer for mapping in draw.mappings if mapping.sealed_at is not None}
    return reasons_against_marking(needed, drawn, sealed)


def raters_of(stage: Stage) -> set[int]:
    """The accounts that mark in `stage` or head its panels: they must not know a mapping."""
    query = (
        select(PanelMember.account_id)
        .join(PanelMember.panel)
        .where(
            Panel.scheme_id.in_(module.scheme_id for module in stage.modules),
            PanelMember.duty.in_((Duty.MARKING, Duty.CHIEF)),
        )
    )
    return set(session.scalars(query))


def mapping_keepers(stage: Stage) -> set[int]:
    """The accounts that keep a layer of the draw in force or have looked at one: they must not mark."""
    return {account_id for known in _knowers(current_draw(stage)).values() for account_id in known}


def knows_another_layer(account: Account, mapping: SealedMapping) -> bool:
    """Whether `account` keeps or has seen another layer of the same draw."""
    return any(account.id in known for layer, known in _knowers(mapping.draw).items() if layer is not mapping.layer)


def _knowers(draw: Draw | None) -> dict[Layer, set[int]]:
    if draw is None:
        return {}
    known = {mapping.layer: {mapping.officer_id} - {None} for mapping in draw.mappings}
    looks = (
        select(SealedMapping.layer, MappingLook.account_id)
        .join(MappingLook, MappingLook.mapping_id == SealedMapping.id)
        .where(SealedMapping.draw_id == draw.id)
    )
    for layer, account_id in session.execute(looks):
        known[layer].add(account_id)
    return {layer: {account_id for account_id in ids if account_id is not None} for layer, ids in known.items()}


def mappings_kept_by(account: Account) -> Select[SealedMapping]:
    """The mappings of draws in force that `account` was appointed to keep, newest first."""
    return _mappings().where(SealedMapping.officer_id == account.id)


def mappings_to_seal(account: Account) -> Select[SealedMapping]:
    """Those of them that it has not sealed yet."""
    return mappings_kept_by(account).where(SealedMapping.sealed_at.is_(None))


def mappings_drawn_by(user: Account) -> Select[SealedMapping]:
    """The mappings of draws in force in the stages that `user` draws."""
    return _mappings().where(Draw.current_stage_id.in_(stages_drawn_by(user).with_only_columns(Stage.id)))


def mappings_witnessed_by(user: Account) -> Select[SealedMapping]:
    """The mappings of draws in force whose opening `user` may witness: as supervisor or officer in scope."""
    paths = [grant.organisation.path for grant in user.grants if grant.role in WITNESS_ROLES]
    organisers = ids_in(paths)
    stages = select(Stage.id).where(Stage.event.has(Event.competition.has(Competition.organisation_id.in_(organisers))))
    return _mappings().where(Draw.current_stage_id.in_(stages))


def awaiting_witness(user: Account) -> Select[SealedMapping]:
    """The mappings that somebody else has just asked to open before a witness such as `user`."""
    return mappings_witnessed_by(user).where(
        SealedMapping.opened_at.is_(None),
        SealedMapping.asked_at > clock.now() - REQUEST_LASTS,
        SealedMapping.asked_by != user.id,
    )


def mappings_visible_to(user: Account) -> Select[SealedMapping]:
    """The mappings of which `user` may know how they are kept: its own, those it draws and those it may witness."""
    among = [query(user).with_only_columns(SealedMapping.id).order_by(None) for query in _VISIBLE]
    return _mappings().where(or_(*(SealedMapping.id.in_(ids) for ids in among)))


_VISIBLE = (mappings_kept_by, mappings_drawn_by, mappings_witnessed_by)


def _mappings() -> Select[SealedMapping]:
    stage = contains_eager(SealedMapping.draw).joinedload(Draw.stage)
    return (
        select(SealedMapping)
        .join(SealedMapping.draw)
        .where(Draw.current_stage_id.is_not(None))
        .options(stage.joinedload(Stage.event).joinedload(Event.competition), joinedload(SealedMapping.officer))
        .order_by(SealedMapping.id.desc())
    )


def anonymisers_available_to(user: Account) -> Select[Account]:
    """The judges and officers whom `user` may ask to keep a mapping: those appointed inside its scope."""
    return (
        select(Account)
        .where(
            Account.active,
            Account.grants.any(
                RoleGrant.role.in_(ANONYMISER_ROLES)
                & RoleGrant.organisation.has(within(user.scope(Permission.DRAW_MAKE)))
            ),
        )
        .order_by(Account.display_name, Account.id)
    )
