"""The whole result of an event of 10,000 contestants computed again after one mark, from the database, against
`score_event` on the same marks already in memory.

python -m benchmarks.reranking [CONTESTANTS] [--postgresql URL]
"""

import random
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert, select, update

from benchmarks.databases import asked_count, empty_database
from benchmarks.timing import print_phases, timed
from competitions.draw.models import Draw, Heat, Place
from competitions.draw.rules import METHOD
from competitions.judging.models import ModulePanel
from competitions.judging.queries import entry_marks
from competitions.planning.models import Category, Competition, Event, Module, Stage
from competitions.planning.plan import scoring_plan
from competitions.planning.rules import Anonymity, CompetitionLevel, CompetitionState
from competitions.registration.models import Entry
from competitions.registration.rules import EntryState
from competitions.results.calculation import calculate
from foundation import clock
from foundation.database import session
from foundation.outbox import DeviceOperation
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.rules import Duty
from marking.schemes.models import Criterion, Scheme
from marking.sheets.models import Mark, Sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from scoring.contest import score_event
from scoring.marks import MarkingType

RUNS = 3
JUDGES, CRITERIA = 5, 4


def main() -> None:
    count = asked_count(10_000)
    with empty_database() as kind:
        stage = make_event(count)
        print(f"{count:,} contestants, {JUDGES} judges, {CRITERIA} criteria, on {kind}: CPU seconds of this process")
        phases: dict[str, list[float]] = {}
        for run in range(RUNS):
            for name, seconds in measure(stage, run).items():
                phases.setdefault(name, []).append(seconds)
        print_phases(list(phases.items()))


def measure(stage: Stage, run: int) -> dict[str, float]:
    """One mark changes; then the CPU seconds of each way to a result."""
    first = session.scalars(select(Mark.id).order_by(Mark.id)).first()
    session.execute(update(Mark).where(Mark.id == first).values(value=Decimal(run)))
    session.commit()
    stage_id = stage.id
    plan, marks = scoring_plan(stage), entry_marks(stage)
    bare = timed(lambda: score_event(plan, marks))
    session.expunge_all()
    reading = timed(lambda: entry_marks(session.get_one(Stage, stage_id)))
    session.expunge_all()
    whole = timed(lambda: calculate(session.get_one(Stage, stage_id)))
    session.expunge_all()
    return {
        "score_event on marks in memory": bare,
        "entry_marks, read from the database": reading,
        "calculate: read, score, every line with its working": whole,
    }


def make_event(count: int) -> Stage:
    """A stage with every sheet sealed, written by the thousand."""
    stage, scheme = _plan()
    panel = _panel(stage, scheme)
    judges = [member.id for member in panel.members if member.duty is Duty.MARKING]
    criteria = [criterion.id for criterion in scheme.criteria]
    _places(stage, count)
    chance, now = random.Random(1), clock.now()
    operation = {"stream": "marks", "actor_id": 1, "device": "benchmark", "seq": 1, "payload": {}, "outcome": {}}
    session.add(DeviceOperation(op_id="benchmark", made_at=now, **operation))
    session.flush()
    subjects, sheets, marks = [], [], []
    for number in range(1, count + 1):
        subjects.append(
            {"id": number, "panel_id": panel.id, "reference": str(number), "label": str(number), "position": number}
        )
        for place, judge in enumerate(judges):
            sheet = (number - 1) * len(judges) + place + 1
            sealed = {"state": SheetState.SEALED, "sealed_at": now, "version": 1}
            sheets.append({"id": sheet, "subject_id": number, "member_id": judge, **sealed})
            for criterion in criteria:
                value = Decimal(chance.randrange(51)) / 2
                facts = {"sheet_id": sheet, "criterion_id": criterion, "value": value, "rev": 1}
                marks.append({**facts, "op_id": "benchmark", "at": now})
    for model, rows in ((Subject, subjects), (Sheet, sheets), (Mark, marks)):
        session.execute(insert(model), rows)
    session.commit()
    return stage


def _plan() -> tuple[Stage, Scheme]:
    top = Organisation(name="示例市总工会", kind=OrganisationKind.CITY_FEDERATION, path="//")
    session.add(top)
    session.flush()
    top.path, now = f"/{top.id}/", clock.now()
    competition = Competition(
        title="示例竞赛",
        level=CompetitionLevel.CITY,
        organisation=top,
        registration_opens=now,
        registration_closes=now + timedelta(days=1),
        contest_begins=now.date(),
        contest_ends=now.date(),
        state=CompetitionState.PUBLISHED,
    )
    event = Event(competition=competition, position=1, title="焊工", occupation_code="6-18-02-04")
    event.tie_breaks = [["further_decimals", []], ["shared_rank", []]]
    event.awards = [{"title": "一等奖", "percent": "10"}]
    event.categories.append(Category(title="职工组"))
    scheme = Scheme(title="实操")
    for number in range(1, CRITERIA + 1):
        facts = {"kind": MarkingType.JUDGEMENT, "full_mark": Decimal(25), "step": Decimal("0.5")}
        scheme.criteria.append(Criterion(position=number, code=str(number), title=f"评分项{number}", **facts))
    stage = Stage(event=event, position=1, title="决赛")
    module = {"full_mark": Decimal(100), "method": "trimmed_mean", "minimum_panel": 3, "anonymity": Anonymity.OPEN}
    stage.modules.append(Module(position=1, code="A", title="实操", weight=Decimal(100), scheme=scheme, **module))
    session.add(competition)
    session.flush()
    return stage, scheme


def _panel(stage: Stage, scheme: Scheme) -> Panel:
    top = stage.event.competition.organisation
    panel = Panel(title="实操", scheme=scheme, organisation=top)
    for number in range(1, JUDGES + 1):
        judge = Account(username=f"judge{number}", display_name=f"裁判{number}", organisation=top)
        panel.members.append(PanelMember(account=judge, duty=Duty.MARKING))
    session.add(panel)
    session.flush()
    session.add(ModulePanel(module=stage.modules[0], panel=panel))
    session.flush()
    return panel


def _places(stage: Stage, count: int) -> None:
    top, category = stage.event.competition.organisation, stage.event.categories[0]
    now = clock.now()
    facts = {"event_id": stage.event_id, "category_id": category.id, "organisation_id": top.id, "award_barred": ""}
    accepted = {"state": EntryState.ACCEPTED, "submitted_at": now, "review_comment": ""}
    session.execute(
        insert(Entry), [{"id": number, "title": f"选手{number}", **facts, **accepted} for number in range(1, count + 1)]
    )
    draw = Draw(stage=stage, current_stage_id=stage.id, seed="1", station_seed="2", method=METHOD, made_by=1)
    draw.workstations, draw.facts = count, {"keys": [str(number) for number in range(1, count + 1)]}
    heat = Heat(number=1)
    draw.heats.append(heat)
    session.add(draw)
    session.flush()
    places = {"draw_id": draw.id, "heat_id": heat.id}
    session.execute(
        insert(Place),
        [
            {"entry_id": number, "contest_number": number, "workstation": number, **places}
            for number in range(1, count + 1)
        ],
    )


if __name__ == "__main__":
    main()
