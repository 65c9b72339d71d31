"""Asking for a plan, computing it, taking it over line by line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.jobs import Job, JobKind, enqueue, register
from foundation.lifecycle import advance
from lectures.orders.inviting import assign_order
from lectures.orders.steps import Addresses
from lectures.planning.greedy import plan_greedily
from lectures.planning.models import PlanLine, TourPlan
from lectures.planning.queries import lines_of, teachers_for, wanted_for
from lectures.planning.rules import Option, Plan, PlanState, Wanted, options_of
from lectures.planning.solver import plan_well
from lectures.tours.facts import LectureFacts
from lectures.tours.models import LectureTour
from lectures.tours.operations import edit_lecture
from lectures.tours.rules import TourState
from people.accounts.models import Account
from people.accounts.rules import Permission


@dataclass(frozen=True)
class Computed:
    """What the solver found, and the baseline beside it."""

    wanted: Sequence[Wanted]
    plan: Plan
    baseline: Plan


def create_plan(tour: LectureTour, seconds: int, *, by: Account) -> tuple[TourPlan, Job]:
    """Have a plan computed for all that lacks a lecturer: by a job, in at most so many seconds."""
    if not by.may_at(Permission.LECTURE_RUN, tour.organisation_path):
        raise NotAllowed
    if lock(tour).state is not TourState.OPEN:
        raise Refused("计划已经结束，不能再排。请先重新打开计划。")
    if not wanted_for(tour):
        raise Refused("没有要排的：这个计划里没有缺讲师的场次，也没有待派的点单。")
    plan = TourPlan(tour=tour, seconds=seconds)
    session.add(plan)
    audit.record("create_plan", plan, by=by)
    return plan, enqueue(COMPUTE_PLAN, title=plan.audit_label, subject_id=plan.id, by=by)


def adopt_plan(plan: TourPlan, line_ids: Collection[int], addresses: Addresses, *, by: Account) -> list[str]:
    """Take the ticked lines over: lecturers are asked for the orders and put down for the sessions.

    A line that has become impossible meanwhile is left, and its reason is returned and kept; the others are done.
    Raises `Refused` if none is ticked.
    """
    held = _held(plan, by)
    ticked = [line for line in lines_of(held) if line.id in line_ids and line.lecturer is not None]
    if not ticked:
        raise Refused("还没有选中任何一行。请勾选要采用的安排。")
    failures = []
    for line in ticked:
        line.outcome = _adopt_line(line, addresses, by)
        if line.outcome:
            failures.append(f"{line.title}：{line.outcome}")
    advance(held, "adopt_plan", by=by, changes={"adopted": (None, len(ticked) - len(failures))})
    return failures


def drop_plan(plan: TourPlan, *, by: Account) -> None:
    """Nothing of it is taken over."""
    advance(_held(plan, by), "drop_plan", by=by)


def _held(plan: TourPlan, by: Account) -> TourPlan:
    if not by.may_at(Permission.LECTURE_RUN, plan.organisation_path):
        raise NotAllowed
    return lock(plan)


def _adopt_line(line: PlanLine, addresses: Addresses, by: Account) -> str:
    """Do what a line proposes; why it could not be done, or nothing."""
    assert line.lecturer
    try:
        with session.begin_nested():
            if line.order:
                assign_order(line.order, line.rank, [line.lecturer.id], addresses, by=by)
            elif line.lecture:
                facts = replace(LectureFacts.of(line.lecture), lecturer_ids=[line.lecturer.id])
                edit_lecture(line.lecture, facts, by=by)
    except Refused as fault:
        return "；".join([fault.message, *fault.reasons])
    return ""


# --- The job ----------------------------------------------------------------------------------------------------------


def _waiting(job: Job) -> Select[int]:
    return select(TourPlan.id).where(TourPlan.id == job.subject_id, TourPlan.state == PlanState.QUEUED)


def _compute(plan_id: int) -> Computed:
    plan = session.get_one(TourPlan, plan_id)
    wanted = wanted_for(plan.tour)
    options = options_of(wanted, teachers_for(plan.tour, wanted))
    return Computed(wanted, plan_well(wanted, options, plan.seconds), plan_greedily(wanted, options))


def _keep(plan_id: int, computed: Computed) -> None:
    plan = lock(session.get_one(TourPlan, plan_id))
    chosen = {option.wanted.key: option for option in computed.plan.chosen}
    lines = [_line(one, chosen.get(one.key), computed.plan.left_out) for one in computed.wanted]
    session.add_all(PlanLine(plan=plan, **line) for line in lines)
    plan.wanted, plan.placed, plan.km = len(computed.wanted), len(chosen), computed.plan.km
    plan.baseline_placed, plan.baseline_km = len(computed.baseline.chosen), computed.baseline.km
    plan.made_at = clock.now()
    advance(plan, "propose_plan", by=None)


def _line(wanted: Wanted, option: Option | None, left_out: Mapping[str, str]) -> dict[str, object]:
    kind, _, number = wanted.key.partition(":")
    line: dict[str, object] = {f"{kind}_id": int(number)}
    if option is None:
        return line | {"reason": left_out[wanted.key]}
    facts = {"lecturer_id": option.teacher.id, "rank": option.rank, "km": option.km}
    return line | facts | {"starts_at": option.slot.starts_at}


def _label(plan_id: int) -> str:
    return session.get_one(TourPlan, plan_id).audit_label


COMPUTE_PLAN = register(
    JobKind(
        "compute_plan",
        pending=_waiting,
        prepare=_compute,
        process=_keep,
        label=_label,
        page=("lectures.planning.show_plan", "plan_id"),
    )
)
