"""Making a rehearsal ready for judging in one go: draw, sealed mappings, panels, opening, check-in.

What people would do is done by simulated accounts, through the operations that people use. Nobody can sign in to them:
they are active only inside the transaction that makes the rehearsal ready.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from competitions.draw.operations import make_draw
from competitions.draw.queries import current_draw
from competitions.draw.sealing import appoint_anonymiser, seal_mapping
from competitions.judging.models import Appearance, ModuleTime
from competitions.judging.operations import add_judge, open_judging
from competitions.judging.queries import appearances_of, panel_of, places_of
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Module, Stage
from competitions.planning.rules import StageState
from competitions.rehearsals.models import Rehearsal
from competitions.rehearsals.queries import stages_of
from competitions.rehearsals.rules import FEWEST_JUDGES, seconds_used
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from marking.panels.rules import Duty
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from scoring.methods import single

WORKSTATIONS = 20
KEEPERS = 3  # one for each layer that may be kept secret


@dataclass(frozen=True)
class Crew:
    """The simulated accounts of a rehearsal, by what they do."""

    keepers: Sequence[Account]
    chief: Account
    judges: Sequence[Account]

    @property
    def everybody(self) -> list[Account]:
        return [*self.keepers, self.chief, *self.judges]


def prepare_rehearsal(rehearsal: Rehearsal, *, by: Account) -> None:
    """Bring every stage that is not yet being judged to judging. Raises `Refused` with what a stage still lacks."""
    lock(rehearsal.competition)
    waiting = [stage for stage in stages_of(rehearsal) if stage.state in (StageState.PLANNED, StageState.DRAWN)]
    if not waiting:
        raise Refused("各赛项都已经开始评分，不用再备赛。")
    crew = _hired(rehearsal, max(_judges_for(module) for stage in waiting for module in stage.modules))
    for stage in waiting:
        _make_ready(stage, crew, by)
        _check_in(stage, rehearsal.seed, by)
    for account in crew.everybody:
        account.active = False
    audit.record("prepare_rehearsal", rehearsal, by=by)


def _make_ready(stage: Stage, crew: Crew, by: Account) -> None:
    if stage.state is StageState.PLANNED:
        make_draw(stage, workstations=WORKSTATIONS, by=by)
    drawn = current_draw(stage)
    assert drawn is not None
    for mapping, keeper in zip(drawn.mappings, crew.keepers, strict=False):
        if mapping.officer is None:
            appoint_anonymiser(mapping, keeper, by=by)
            seal_mapping(mapping, by=keeper)
    for module in stage.modules:
        _seat(module, crew, by)
    open_judging(stage, by=by)


def _seat(module: Module, crew: Crew, by: Account) -> None:
    """Fill the duties that nobody has: real judges who were seated before stay, and mark for themselves."""
    panel = panel_of(module)
    held = {member.duty for member in panel.members} if panel else set()
    if Duty.CHIEF not in held:
        add_judge(module, crew.chief, Duty.CHIEF, by=by)
    if Duty.MARKING not in held:
        for judge in crew.judges[: _judges_for(module)]:
            add_judge(module, judge, Duty.MARKING, by=by)


def _judges_for(module: Module) -> int:
    if module.timed:
        return 0
    return 1 if module.method == single.CODE else max(module.minimum_panel, FEWEST_JUDGES)


def _check_in(stage: Stage, seed: str, by: Account) -> None:
    """Everybody came, and used some time. All at once: three hundred check-ins one by one would take minutes."""
    stated = appearances_of(stage)
    entries = [place.entry for place in places_of(stage) if place.entry_id not in stated]
    appearances = [
        Appearance(
            stage=stage,
            entry=entry,
            status=AppearanceStatus.PRESENT,
            seconds=seconds_used(seed, entry.title, "stage"),
        )
        for entry in entries
    ]
    times = [
        ModuleTime(
            module=module,
            entry=entry,
            seconds=seconds_used(seed, entry.title, module.code),
            stated_by=by.id,
        )
        for module in stage.modules
        if module.timed
        for entry in entries
    ]
    session.add_all([*appearances, *times])
    audit.record_all("check_in_entry", appearances, by=by)
    audit.record_all("record_module_time", times, by=by)


def _hired(rehearsal: Rehearsal, judges: int) -> Crew:
    keepers = [_account(rehearsal, "keeper", place, "演练加密裁判", Role.JUDGE) for place in range(1, KEEPERS + 1)]
    chief = _account(rehearsal, "chief", 1, "演练裁判长", Role.CHIEF_JUDGE)
    markers = [_account(rehearsal, "judge", place, "演练裁判", Role.JUDGE) for place in range(1, judges + 1)]
    session.flush()
    return Crew(keepers, chief, markers)


def _account(rehearsal: Rehearsal, part: str, place: int, title: str, role: Role) -> Account:
    """A simulated account without a password, active until the rehearsal is ready."""
    username = f"rehearsal-{rehearsal.id}-{part}-{place}"
    known = next((account for account in rehearsal.accounts if account.username == username), None)
    if known is None:
        home = rehearsal.competition.organisation
        known = Account(username=username, display_name=f"{title}{place}", organisation=home, demo=True)
        known.grants.append(RoleGrant(role=role, organisation=home))
        rehearsal.accounts.append(known)
    known.active = True
    return known
