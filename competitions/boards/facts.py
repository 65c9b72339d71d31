"""The chief judge's board: how far each judge and contestant is, what needs a look. Totals only once sealed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import and_, func, select

from competitions.boards.rules import Leaning, is_wide, leanings, share, spread_of
from competitions.judging.models import ModulePanel
from competitions.judging.queries import excused_references, judge_labels, panel_ids_of, panels_of
from competitions.planning.models import Stage
from competitions.planning.plan import scoring_plan
from foundation.database import session
from foundation.outbox import Device
from marking.panels.models import PanelMember, Subject
from marking.panels.rules import Duty
from marking.schemes.models import Criterion
from marking.sheets.late_marks import waiting_late_marks
from marking.sheets.models import Mark, Seal, Sheet
from marking.sheets.rules import SheetState
from scoring.methods.aspects import CODE as ASPECTS
from scoring.spreads import spreads


@dataclass(frozen=True)
class Pip:
    """One judge's sheet of one contestant, as a coloured sign: sealed, marked, begun, untouched, recused."""

    judge: int
    state: str
    marked: int


@dataclass
class Tile:
    """One contestant (or work) with a pip for each judge; `spread` once two judges have sealed."""

    label: str
    excused: bool
    pips: list[Pip] = field(default_factory=list)
    spread: Decimal | None = None
    wide: bool = False
    apart: Sequence[str] = ()
    """评判项相差超过规定级数的，逐项写明：须合议后重新评分。"""

    @property
    def done(self) -> bool:
        """Whether every judge who marks it has sealed."""
        return all(pip.state in ("sealed", "recused") for pip in self.pips)


@dataclass(frozen=True)
class JudgeLine:
    """How far one judge is, whether he leans, and his devices."""

    label: str
    name: str
    sealed: int
    needed: int
    leaning: Leaning | None
    devices: Sequence[Device]

    @property
    def percent(self) -> int:
        """Sealed of needed, in percent."""
        return share(self.sealed, self.needed)


@dataclass(frozen=True)
class PanelBoard:
    """One module's panel on the board."""

    title: str
    criteria: int
    judges: list[JudgeLine]
    tiles: list[Tile]

    @property
    def sealed(self) -> int:
        """How many sheets are sealed."""
        return sum(judge.sealed for judge in self.judges)

    @property
    def needed(self) -> int:
        """How many sheets have to be sealed."""
        return sum(judge.needed for judge in self.judges)

    @property
    def missing(self) -> list[Tile]:
        """The contestants who still lack a sealed sheet though a judge has begun them."""
        return [tile for tile in self.tiles if not tile.done and any(pip.marked for pip in tile.pips)]

    @property
    def wide(self) -> list[Tile]:
        """The contestants whose judges are far apart in total."""
        return [tile for tile in self.tiles if tile.wide]

    @property
    def apart(self) -> list[Tile]:
        """The contestants with a graded aspect that has to be discussed and graded again."""
        return [tile for tile in self.tiles if tile.apart and not tile.excused]


def panel_boards(stage: Stage) -> list[PanelBoard]:
    """The board of each panel of `stage`, in a fixed number of statements however many contestants there are."""
    seated = panels_of(stage)
    panel_ids = [one.panel_id for one in seated]
    sheets, totals, apart = _sheets(panel_ids), _totals(panel_ids), _aspects_apart(stage, seated)
    devices = _devices([member.account_id for one in seated for member in one.panel.members])
    return [
        _panel_board(one, sheets[one.panel_id], totals, apart, excused_references(stage, one.module), devices)
        for one in seated
    ]


def count_late_marks(stage: Stage) -> int:
    """How many late marks wait for the chief judge's decision."""
    waiting = waiting_late_marks(panel_ids_of(stage))
    return session.scalar(select(func.count()).select_from(waiting.order_by(None).subquery())) or 0


SheetRow = tuple[int, int, int, str, str, SheetState, int]


def _panel_board(
    one: ModulePanel,
    rows: Sequence[SheetRow],
    totals: dict[int, Decimal],
    apart: dict[int, list[str]],
    excused: set[str],
    devices: dict[int, list[Device]],
) -> PanelBoard:
    criteria = len(one.panel.scheme.criteria)
    tiles: dict[int, Tile] = {}
    sealed_totals: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for sheet_id, subject_id, member_id, label, reference, state, marked in rows:
        tile = tiles.setdefault(subject_id, Tile(label, reference in excused, apart=apart.get(subject_id, ())))
        tile.pips.append(Pip(member_id, _sign(state, marked, criteria), marked))
        if state is SheetState.SEALED and not tile.excused:
            sealed_totals[subject_id][member_id] = totals.get(sheet_id, Decimal(0))
    full_mark = one.module.full_mark
    for subject_id, by_judge in sealed_totals.items():
        tiles[subject_id].spread = spread_of(by_judge)
        tiles[subject_id].wide = is_wide(tiles[subject_id].spread, full_mark)
    leans = leanings(list(sealed_totals.values()), full_mark)
    labels = judge_labels(one.panel)
    judges = [
        _judge_line(member, labels[member.id], list(tiles.values()), leans.get(member.id), devices)
        for member in one.panel.members
        if member.duty is Duty.MARKING
    ]
    return PanelBoard(one.module.title, criteria, judges, list(tiles.values()))


def _judge_line(
    member: PanelMember, label: str, tiles: Sequence[Tile], lean: Leaning | None, devices: dict[int, list[Device]]
) -> JudgeLine:
    states = [pip.state for tile in tiles if not tile.excused for pip in tile.pips if pip.judge == member.id]
    return JudgeLine(
        label=label,
        name=member.account.display_name,
        sealed=states.count("sealed"),
        needed=len(states) - states.count("recused"),
        leaning=lean,
        devices=devices.get(member.account_id, []),
    )


def _sign(state: SheetState, marked: int, criteria: int) -> str:
    if state is not SheetState.OPEN:
        return state.value
    return "marked" if criteria and marked == criteria else "begun" if marked else "untouched"


def _sheets(panel_ids: Sequence[int]) -> dict[int, list[SheetRow]]:
    marked = func.count(Mark.value)
    query = (
        select(
            Subject.panel_id,
            Sheet.id,
            Sheet.subject_id,
            Sheet.member_id,
            Subject.label,
            Subject.reference,
            Sheet.state,
            marked,
        )
        .join(Subject, Subject.id == Sheet.subject_id)
        .outerjoin(Mark, Mark.sheet_id == Sheet.id)
        .where(Subject.panel_id.in_(panel_ids))
        .group_by(Subject.panel_id, Sheet.id, Subject.label, Subject.reference, Subject.position)
        .order_by(Subject.position, Sheet.member_id)
    )
    rows: dict[int, list[SheetRow]] = defaultdict(list)
    for row in session.execute(query):
        rows[row[0]].append(row[1:])
    return rows


def _totals(panel_ids: Sequence[int]) -> dict[int, Decimal]:
    """The total of every sealed sheet, as its judge signed it."""
    sealed = and_(Seal.sheet_id == Sheet.id, Seal.version == Sheet.version, Sheet.state == SheetState.SEALED)
    query = (
        select(Seal.sheet_id, Seal.total)
        .join(Sheet, sealed)
        .join(Subject, Subject.id == Sheet.subject_id)
        .where(Subject.panel_id.in_(panel_ids))
    )
    return {sheet_id: total for sheet_id, total in session.execute(query)}  # noqa: C416 - dict() asks it for keys


def _aspects_apart(stage: Stage, seated: Sequence[ModulePanel]) -> dict[int, list[str]]:
    """Where judges are too far apart on graded aspects, by subject; asked only for modules that score by aspect."""
    plans = {module.code: module for module in scoring_plan(stage).modules if module.method == ASPECTS}
    graded = {one.panel_id: (plans[one.module.code], one) for one in seated if one.module.code in plans}
    if not graded:
        return {}
    query = (
        select(Subject.panel_id, Subject.id, Sheet.member_id, Criterion.code, Mark.value)
        .join(Sheet, Sheet.subject_id == Subject.id)
        .join(Mark, Mark.sheet_id == Sheet.id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(Subject.panel_id.in_(graded), Sheet.state != SheetState.RECUSED)
    )
    written: dict[tuple[int, int], dict[str, dict[str, Decimal]]] = defaultdict(dict)
    labels = {panel_id: judge_labels(one.panel) for panel_id, (_, one) in graded.items()}
    for panel_id, subject_id, member_id, code, value in session.execute(query):
        if value is not None:
            written[panel_id, subject_id].setdefault(labels[panel_id][member_id], {})[code] = value
    found = {}
    for (panel_id, subject_id), sheets in written.items():
        plan = graded[panel_id][0]
        found[subject_id] = [spread.told() for spread in spreads(plan.criteria, sheets, plan.panel.widest_spread)]
    return found


def _devices(account_ids: Sequence[int]) -> dict[int, list[Device]]:
    """The devices of each account, the one last seen first."""
    found: dict[int, list[Device]] = defaultdict(list)
    for device in session.scalars(
        select(Device).where(Device.actor_id.in_(account_ids)).order_by(Device.last_seen.desc())
    ):
        found[device.actor_id].append(device)
    return found
