"""A competition worth rehearsing, and its rehearsal. Call inside `app`."""

from decimal import Decimal

from competitions.draw.queries_mappings import sealed_mappings
from competitions.draw.sealing import open_mapping
from competitions.judging.operations import close_judging
from competitions.planning.models import Competition, Stage
from competitions.planning.rules import Anonymity
from competitions.rehearsals.models import Rehearsal
from competitions.rehearsals.operations import begin_rehearsal, simulate_judging
from competitions.rehearsals.preparing import prepare_rehearsal
from competitions.rehearsals.queries import stages_of
from competitions.results.models import ResultVersion
from competitions.results.operations import compute_result, freeze_result
from competitions.results.operations_spot_checks import begin_spot_check
from foundation.database import session, transaction
from foundation.job_chunks import run_to_end
from foundation.jobs import Job
from marking.schemes.models import Criterion, Scheme
from people.accounts.models import Account
from people.accounts.rules import Role
from scoring.marks import MarkingType
from tests.factories import competitions, people

SEED = "2026"


def planned() -> tuple[Competition, Account]:
    """A published competition with two events, one of them in two stages and judged by grades; and its officer."""
    district = people.organisation("演练示例区总工会")
    source = competitions.competition(district, title="示例区职工技能大赛")
    competitions.event(source, title="焊工")
    graded = {"code": "A", "title": "作品", "weight": 100, "full_mark": 9, "method": "aspects", "minimum_panel": 3}
    competitions.event(
        source,
        modules=({**graded, "scheme": graded_scheme(), "anonymity": Anonymity.WORK},),
        stages=("预赛", "决赛"),
        title="茶艺师",
    )
    return source, people.account(Role.DISTRICT_OFFICER, district, username="officer")


def graded_scheme() -> Scheme:
    """A judgement by grades, and a measurement by deduction."""
    made = Scheme(title="作品")
    made.criteria.append(
        Criterion(
            position=1,
            code="J1",
            title="整体效果",
            kind=MarkingType.JUDGEMENT,
            full_mark=Decimal(6),
            step=Decimal("0.5"),
            scale=3,
        )
    )
    made.criteria.append(
        Criterion(
            position=2,
            code="M1",
            title="尺寸",
            kind=MarkingType.MEASUREMENT,
            full_mark=Decimal(3),
            step=Decimal("0.5"),
            rule="deduction",
            parameters={"each": "0.5"},
        )
    )
    return made


def begun(contestants: int = 4) -> tuple[Rehearsal, Account]:
    """A rehearsal that has just begun, and the officer."""
    source, officer = planned()
    with transaction():
        rehearsal = begin_rehearsal(source, contestants=contestants, seed=SEED, by=officer)
    return rehearsal, officer


def prepared(contestants: int = 4) -> tuple[Rehearsal, Account]:
    """A rehearsal of which every stage is being judged."""
    rehearsal, officer = begun(contestants)
    with transaction():
        prepare_rehearsal(rehearsal, by=officer)
    return rehearsal, officer


def simulated(rehearsal: Rehearsal, officer: Account, share: int = 100) -> Job:
    """The finished job of the simulated judges."""
    with transaction():
        job = simulate_judging(rehearsal, share=share, by=officer)
    run_to_end(job.id)
    return session.get_one(Job, job.id, populate_existing=True)


def frozen(rehearsal: Rehearsal, officer: Account) -> ResultVersion:
    """The frozen result of the first event, its mapping opened by the officer before a supervisor."""
    stage = stage_called(rehearsal, "焊工")
    supervisor = people.account(Role.SUPERVISOR, rehearsal.competition.organisation, username="supervisor")
    with transaction():
        close_judging(stage, by=officer)
        for mapping in sealed_mappings(stage):
            open_mapping(mapping, witness=supervisor, by=officer)
        version = compute_result(stage, by=officer)
        freeze_result(version, by=officer)
        begin_spot_check(version, "top_ten_2026", seed="7", by=supervisor)
    return version


def stage_called(rehearsal: Rehearsal, event: str, stage: str = "决赛") -> Stage:
    """One of its stages."""
    return next(one for one in stages_of(rehearsal) if (one.event.title, one.title) == (event, stage))
