"""Reading boards: which exist, what version they are at, and what the public may see."""

import hashlib
from decimal import Decimal

from sqlalchemy import Select, func, select

from competitions.boards.models import Board
from competitions.boards.rules import provisional_places, total_shown
from competitions.draw.queries import marking_label
from competitions.judging.models import Appearance, ModulePanel
from competitions.judging.queries import entry_marks, places_of
from competitions.planning.models import Competition, Event, Module, Stage
from competitions.planning.queries import stages_visible_to
from competitions.planning.rules import Anonymity
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import lines_of
from competitions.results.rules import SHOWN
from foundation.chain import ChainHead
from foundation.database import session
from foundation.outbox import Device
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within
from scoring.contest import score_event
from scoring.marks import EntryStatus
from scoring.plan import ScoringPlan


def boards_set_by(user: Account) -> Select[Stage]:
    """The stages whose public board `user` may set: those of the competitions of his organisations."""
    return (
        select(Stage)
        .join(Stage.event)
        .join(Event.competition)
        .join(Competition.organisation)
        .where(within(user.scope(Permission.RESULT_PUBLISH), Organisation.path))
    )


def public_stages() -> Select[Stage]:
    """The stages of published competitions."""
    return stages_visible_to(None)


def board_of(stage_id: int) -> Board | None:
    """What has been set for the public board of a stage."""
    return session.scalars(select(Board).where(Board.stage_id == stage_id)).one_or_none()


def marking_version(stage_id: int) -> str:
    """What changes whenever anything that a board shows has changed: marks, seals, appearances, results, settings."""
    panels = select(ModulePanel.panel_id).join(Module, Module.id == ModulePanel.module_id)
    logs = [f"panel:{panel}" for panel in session.scalars(panels.where(Module.stage_id == stage_id))]
    heads = session.execute(
        select(ChainHead.log, ChainHead.digest).where(ChainHead.log.in_([*logs, f"stage:{stage_id}"]))
    )
    stated = session.execute(
        select(func.count(), func.max(Appearance.stated_at)).where(Appearance.stage_id == stage_id)
    ).one()
    state = session.scalar(select(Stage.state).where(Stage.id == stage_id))
    facts = [state, *sorted(map(tuple, heads)), tuple(map(str, stated))]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def device_version() -> str:
    """What changes, at most once a minute, when a device was heard of."""
    seen = session.scalar(select(func.max(Device.last_seen)))
    return f"{seen:%d%H%M}" if seen else ""


def published_lines(stage: Stage) -> list[ResultLine]:
    """The lines of the result that is up for notice or final; none before."""
    query = select(ResultVersion).where(ResultVersion.stage_id == stage.id, ResultVersion.state.in_(SHOWN))
    version = session.scalars(query.order_by(ResultVersion.number.desc())).first()
    return list(lines_of(version)) if version else []


def live_places(stage: Stage, plan: ScoringPlan) -> list[tuple[int, str, Decimal]]:
    """The provisional order of those whose every sheet is sealed: place, label, total. For open modules only."""
    labels = {str(place.entry_id): marking_label(place, anonymity=Anonymity.OPEN) for place in places_of(stage)}
    complete = [
        one
        for one in entry_marks(stage)
        if one.status is EntryStatus.COMPETING
        and len(one.sheets) == len(plan.modules)
        and all(sheet is not None for module in one.sheets.values() for sheet in module.values())
    ]
    result = score_event(plan, complete)
    totals = {labels[entry.key]: total_shown([entry.total]) for entry in result.ranked if entry.total is not None}
    return provisional_places(totals)
