"""Beginning a rehearsal, letting simulated judges mark in it, and wiping it. `preparing` makes it ready for judging."""

import secrets
from itertools import pairwise

from sqlalchemy import select

from competitions.planning.cloning import EditionDates, clone_competition
from competitions.planning.models import Competition, Event
from competitions.planning.plan import competition_reasons
from competitions.registration.models import Entry, StageEntrant
from competitions.registration.rules import EntryState
from competitions.rehearsals.judging import SIMULATE_JUDGING
from competitions.rehearsals.models import Rehearsal
from competitions.rehearsals.queries import rehearsal_of, waiting_sheets
from competitions.rehearsals.rules import UNITS, contestant_title, rehearsal_title
from competitions.rehearsals.wiping import wipe
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.jobs import Job, JobState, enqueue
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind

SEED_BYTES = 8


def begin_rehearsal(source: Competition, *, contestants: int, seed: str = "", by: Account) -> Rehearsal:
    """Copy `source`, a draft that only planners see, with so many simulated contestants in each event.

    Without a `seed` a random one is taken. Raises `Refused` if there is a rehearsal already or the plan has gaps.
    """
    if lock(source).rehearsal or rehearsal_of(source):
        raise Refused("这项竞赛已有一场演练。请先清除它，再开始新的演练。")
    if reasons := competition_reasons(source):
        raise Refused("赛项方案还不完整，不能演练。请先补齐下列内容。", reasons=reasons)
    dates = EditionDates(
        source.registration_opens, source.registration_closes, source.contest_begins, source.contest_ends
    )
    title = rehearsal_title(source.title)
    made = clone_competition(source, title=title, edition=source.edition, dates=dates, by=by)
    made.rehearsal_of_id = source.id
    rehearsal = Rehearsal(
        competition=made,
        contestants=contestants,
        seed=seed.strip() or secrets.token_hex(SEED_BYTES),
        begun_by=by.id,
    )
    session.add(rehearsal)
    session.flush()
    rehearsal.units.extend(_unit(rehearsal, name) for name in UNITS)
    for event in made.events:
        _enter_contestants(event, rehearsal)
    facts = {"contestants": (None, contestants), "seed": (None, rehearsal.seed)}
    audit.record("begin_rehearsal", rehearsal, by=by, changes=facts)
    return rehearsal


def simulate_judging(rehearsal: Rehearsal, *, share: int, by: Account) -> Job:
    """Have the simulated judges fill and seal `share` percent of their sheets; what is filled already counts.

    Raises `Refused` if they are at it already, or have nothing to fill.
    """
    lock(rehearsal)
    _refuse_running(rehearsal)
    rehearsal.share = share
    session.flush()
    if session.scalars(waiting_sheets(rehearsal).limit(1)).first() is None:
        raise Refused(f"模拟裁判没有要填的评分表：还没有备赛，或已填满 {share}%。请先一键备赛，或把比例调高。")
    audit.record("simulate_judging", rehearsal, by=by, changes={"share": (None, share)})
    title = f"{rehearsal.audit_label} · 模拟裁判评分"
    return enqueue(SIMULATE_JUDGING, title=title, subject_id=rehearsal.id, by=by)


def wipe_rehearsal(rehearsal: Rehearsal, *, title: str, by: Account) -> int:
    """Delete the rehearsal with all that belongs to it; how many records. `title` is typed, so that nobody slips.

    What is append-only stays: the audit log, the hash-chained logs, the operations that devices sent.
    """
    competition = lock(rehearsal.competition)
    if title.strip() != competition.title:
        raise Refused("填写的名称与演练的名称不一致，没有清除。请照原样填写。", field="title")
    _refuse_running(rehearsal)
    for job in jobs_of(rehearsal):
        session.delete(job)
    entry = audit.record("wipe_rehearsal", rehearsal, by=by)
    removed = wipe(competition.id)
    entry.changes = {"records": [removed, 0]}
    return removed


def jobs_of(rehearsal: Rehearsal) -> list[Job]:
    """The simulated markings that were asked for, newest first."""
    query = select(Job).where(Job.kind == SIMULATE_JUDGING.name, Job.subject_id == rehearsal.id)
    return list(session.scalars(query.order_by(Job.id.desc())))


def _refuse_running(rehearsal: Rehearsal) -> None:
    if any(job.state in (JobState.QUEUED, JobState.RUNNING) for job in jobs_of(rehearsal)):
        raise Refused("模拟裁判正在评分。请等任务完成，或在任务页停止它，再进行这项操作。")


def _unit(rehearsal: Rehearsal, name: str) -> Organisation:
    """A simulated unit, closed from the beginning: nothing real is ever registered for it."""
    parent = rehearsal.competition.organisation
    made = Organisation(
        parent=parent,
        path="//",
        kind=OrganisationKind.PRIMARY_UNION,
        name=f"演练单位{name}（演练 {rehearsal.id}）",
        active=False,
    )
    session.add(made)
    session.flush()
    made.path = f"{parent.path}{made.id}/"
    return made


def _enter_contestants(event: Event, rehearsal: Rehearsal) -> None:
    """Accepted entries of nobody; for later stages, those who would go on to them, so that each can be rehearsed."""
    entries = [
        Entry(
            event=event,
            category=event.categories[place % len(event.categories)],
            organisation=rehearsal.units[place % len(rehearsal.units)],
            title=contestant_title(place + 1),
            state=EntryState.ACCEPTED,
            submitted_at=clock.now(),
        )
        for place in range(rehearsal.contestants)
    ]
    session.add_all(entries)
    session.flush()
    going = entries
    for stage, following in pairwise(event.stages):
        going = going[: stage.cut_off]
        session.add_all(StageEntrant(stage=following, entry=entry) for entry in going)
