"""Stages as judging finds them: drawn, or with judging open. Call inside `app`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from competitions.draw.models import Draw, Heat, Place, SealedMapping
from competitions.draw.rules import digest, layers_needed
from competitions.judging.operations import add_judge, check_in_entry, open_judging
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Stage
from competitions.planning.rules import Anonymity, StageState
from competitions.registration.models import Entry
from foundation import clock
from foundation.database import session, transaction
from marking.panels.rules import Duty
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import competitions, people
from tests.factories.marking import judge, scheme
from tests.factories.numbers import Numbers

_numbers = Numbers()
ONE_MODULE = ({"code": "A", "title": "实际操作", "weight": 100, "anonymity": Anonymity.WORKSTATION},)


def full_scheme() -> list[dict[str, Any]]:
    """One blind module with criteria of every kind: typed, tapped, described."""
    return [{"code": "A", "title": "实际操作", "weight": 100, "full_mark": 33, "scheme": scheme()}]


@dataclass
class Contest:
    """A stage with everybody who has to do with its judging."""

    district: Organisation
    units: list[Organisation]
    stage: Stage
    entries: list[Entry]
    officer: Account
    chief: Account
    judges: list[Account]
    keepers: list[Account]

    @property
    def draw(self) -> Draw:
        return session.scalars(select(Draw).where(Draw.current_stage_id == self.stage.id)).one()


def drawn(
    entries: int = 3,
    judges: int = 2,
    modules: Sequence[dict[str, Any]] = ONE_MODULE,
    within: Organisation | None = None,
) -> Contest:
    """A drawn stage, a unit for each entry, and judges of no unit who sit on no panel yet; `within`: its parent."""
    district = people.organisation(f"示例{next(_numbers)}区总工会", within)
    names = [f"{district.name}下第{number}示例公司工会" for number in range(1, entries + 1)]
    units = [people.organisation(name, district) for name in names]
    event = competitions.event(competitions.competition(district), modules=modules)
    entered = [
        competitions.entry(event, unit, people.person(f"选手{number}", unit))
        for number, unit in enumerate(units, start=1)
    ]
    contest = Contest(
        district,
        units,
        event.stages[0],
        entered,
        people.account(Role.DISTRICT_OFFICER, district),
        judge(district, role=Role.CHIEF_JUDGE),
        [judge(district) for _ in range(judges)],
        [],
    )
    _draw(contest)
    return contest


def opened(entries: int = 3, judges: int = 2, modules: Sequence[dict[str, Any]] = ONE_MODULE) -> Contest:
    """A stage with its panels formed, everybody checked in, and judging open."""
    contest = drawn(entries, judges, modules)
    with transaction():
        seat(contest)
        for entry in contest.entries:
            check_in_entry(contest.stage, entry.id, AppearanceStatus.PRESENT, by=contest.officer)
        open_judging(contest.stage, by=contest.officer)
    return contest


def seat(contest: Contest) -> None:
    """Put the chief and all judges on the panel of every module."""
    for module in contest.stage.modules:
        add_judge(module, contest.chief, Duty.CHIEF, by=contest.officer)
        for one in contest.judges:
            add_judge(module, one, Duty.MARKING, by=contest.officer)


def _draw(contest: Contest) -> None:
    stage = contest.stage
    draw = Draw(
        stage=stage,
        current_stage_id=stage.id,
        seed="2026",
        station_seed="",
        method="test",
        workstations=len(contest.entries),
        facts={},
        made_by=contest.officer.id,
    )
    heat = Heat(number=1)
    draw.heats.append(heat)
    session.add(draw)
    session.flush()
    for number, entry in enumerate(contest.entries, start=1):
        spot = {"workstation": 10 + number, "work_number": f"A{50 - number}K"}
        session.add(Place(draw=draw, entry=entry, heat=heat, contest_number=number, **spot))
    for layer in layers_needed([module.anonymity for module in stage.modules], contest_numbers=False):
        keeper, seed = judge(contest.district), f"seed of {layer}"
        contest.keepers.append(keeper)
        draw.mappings.append(
            SealedMapping(layer=layer, seed=seed, commitment=digest(seed), officer=keeper, sealed_at=clock.now())
        )
    stage.state = StageState.DRAWN
    session.commit()


def unsealed(contest: Contest) -> Contest:
    """The same with every mapping opened by its keeper before a supervisor."""
    supervisor = people.account(Role.SUPERVISOR, contest.district)
    for mapping in contest.draw.mappings:
        mapping.opener, mapping.witness, mapping.opened_at = mapping.officer, supervisor, clock.now()
    session.commit()
    return contest
