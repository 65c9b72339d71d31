"""Long work, durable: it survives a killed process and goes on where it was. The only file that knows DBOS.

A job is a list of items. Each item is processed in a transaction of its own; an item that a rule refuses is written
down as a failure and the rest go on. What is still to do is asked afresh from the records: a repeat does nothing twice.
"""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from dbos import DBOS, DBOSClient, run_dbos_database_migrations
from flask import Flask, current_app
from sqlalchemy import ForeignKey, Select, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import audit, clock
from foundation.audit import Actor
from foundation.database import Base, BigId, Keyed, PathText, below, enum_column, lock, session, transaction
from foundation.errors import Refused
from foundation.lifecycle import advance
from foundation.workflow import Workflow

QUEUE = "jobs"
CHUNK = 20
log = logging.getLogger(__name__)


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


JOB_WORKFLOW = Workflow(
    name="任务",
    table={
        (JobState.QUEUED, "start_job"): JobState.RUNNING,
        (JobState.RUNNING, "finish_job"): JobState.DONE,
        (JobState.QUEUED, "cancel_job"): JobState.CANCELLED,
        (JobState.RUNNING, "cancel_job"): JobState.CANCELLED,
        (JobState.CANCELLED, "resume_job"): JobState.QUEUED,
        (JobState.DONE, "resume_job"): JobState.QUEUED,
    },
    titles={
        JobState.QUEUED: "排队中",
        JobState.RUNNING: "进行中",
        JobState.DONE: "已完成",
        JobState.CANCELLED: "已停止",
    },
)


class Job(Keyed, Base):
    """One piece of long work: `done` of `total` items are finished, the refused ones stand in `failures`."""

    __tablename__ = "jobs"
    workflow = JOB_WORKFLOW

    kind: Mapped[str]
    title: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigId, index=True)
    state: Mapped[JobState] = enum_column(JobState, default=JobState.QUEUED)
    attempt: Mapped[int] = mapped_column(default=1)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
    created_by: Mapped[int] = mapped_column(BigId)
    organisation_path: Mapped[str] = mapped_column(PathText, index=True)
    failures: Mapped[list["JobFailure"]] = relationship(
        back_populates="job", order_by="JobFailure.id", cascade="all, delete-orphan"
    )

    @property
    def audit_label(self) -> str:
        return self.title


class JobFailure(Keyed, Base):
    """An item that a rule refused, with the reason in words."""

    __tablename__ = "job_failures"
    __table_args__ = (UniqueConstraint("job_id", "item_id"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), index=True)
    item_id: Mapped[int] = mapped_column(BigId)
    label: Mapped[str]
    message: Mapped[str]
    job: Mapped[Job] = relationship(back_populates="failures")


@dataclass(frozen=True)
class JobKind:
    """How one kind of job finds its items, processes one, and names it for people.

    `pending` selects the ids of what is still to do, in the order in which it is to be done.
    `prepare` does what is slow outside the transaction, which keeps others from writing; `process` gets its outcome.
    """

    name: str
    pending: Callable[[Job], Select[int]]
    process: Callable[..., None]
    label: Callable[[int], str]
    prepare: Callable[[int], Any] | None = None


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> JobKind:
    """Make a kind of job known; called where the kind is defined."""
    _kinds[kind.name] = kind
    return kind


def enqueue(kind: JobKind, *, title: str, subject_id: int, by: Actor) -> Job:
    """Ask for the work, inside the transaction of the change that needs it: a rollback leaves no job."""
    job = Job(
        kind=kind.name, title=title, subject_id=subject_id, created_by=by.id, organisation_path=by.organisation_path
    )
    session.add(job)
    session.flush()
    job.total = _count(kind.pending(job))
    audit.record("enqueue_job", job, by=by)
    _hand_over(job)
    return job


def cancel_job(job: Job, *, by: Actor) -> None:
    """Stop after the items in hand."""
    advance(lock(job), "cancel_job", by=by)


def resume_job(job: Job, *, by: Actor) -> None:
    """Go on with what is not done, and try the failed items again."""
    advance(lock(job), "resume_job", by=by)
    job.failures.clear()
    job.attempt += 1
    job.finished_at = None
    _hand_over(job)


def jobs_visible_to(paths: Sequence[str], creator_id: int) -> Select[Job]:
    """The jobs a person asked for, and those of the subtrees at `paths`."""
    return select(Job).where(or_(Job.created_by == creator_id, *(below(Job.organisation_path, path) for path in paths)))


def run_chunk(job_id: int) -> bool:
    """Process the next items. True while there is more to do."""
    with transaction():
        job = session.get_one(Job, job_id)
        if job.state == JobState.QUEUED:
            advance(job, "start_job", by=None)
    if job.state != JobState.RUNNING:
        return False
    kind = _kinds[job.kind]
    waiting = _next_items(kind.pending(job), failed={failure.item_id for failure in job.failures})
    for item in waiting[:CHUNK]:
        _process(kind, job_id, item)
    with transaction():
        job = session.get_one(Job, job_id)
        job.done = max(job.total - _count(kind.pending(job)), 0)
        if job.state == JobState.RUNNING and len(waiting) <= CHUNK:
            advance(job, "finish_job", by=None)
            job.finished_at = clock.now()
    return job.state == JobState.RUNNING


def run_to_end(job_id: int) -> None:
    """Do the whole job in this process (commands and tests)."""
    while run_chunk(job_id):
        pass


def _next_items(pending: Select[int], *, failed: Collection[int]) -> list[int]:
    """The items of the next chunk, and one more if there is one; only these are read, however many wait."""
    following = session.scalars(pending.limit(CHUNK + 1 + len(failed)))
    return [item for item in following if item not in failed][: CHUNK + 1]


def _count(pending: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(pending.order_by(None).subquery())) or 0


def _process(kind: JobKind, job_id: int, item: int) -> None:
    try:
        prepared = [kind.prepare(item)] if kind.prepare else []
        with transaction():
            kind.process(item, *prepared)
    except Refused as refusal:
        with transaction():
            message = "；".join(refusal.reasons) or refusal.message
            session.add(JobFailure(job_id=job_id, item_id=item, label=kind.label(item), message=message))


def _hand_over(job: Job) -> None:
    options: Any = {"queue_name": QUEUE, "workflow_name": "run_job", "workflow_id": f"job-{job.id}-{job.attempt}"}
    if "jobs" in current_app.extensions:
        current_app.extensions["jobs"].enqueue_in_transaction(session(), options | {"app_version": VERSION}, job.id)


# --- DBOS -------------------------------------------------------------------------------------------------------------

VERSION = "1"  # raised only when a change makes half-done jobs of the old code unfit for the new
_worker_app: Flask | None = None


def start_jobs(app: Flask) -> None:
    """Let this application hand work over."""
    app.extensions["jobs"] = DBOSClient(system_database_url=_url(app), lazy=True)


def prepare_jobs(app: Flask) -> None:
    """Make or upgrade DBOS's own tables, in the application's database."""
    run_dbos_database_migrations(system_database_url=_url(app))


def work(app: Flask) -> None:
    """Be a worker: take up what a killed worker of this name left, then what comes, until the process is stopped."""
    global _worker_app
    _worker_app = app
    DBOS(
        config={
            "name": "jiangxin",
            "system_database_url": _url(app),
            "application_version": VERSION,
            "executor_id": app.config["WORKER_ID"],
            "run_migrations": False,
            "log_level": "WARNING",
        }
    )
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=1)
    log.info("worker %s is ready", app.config["WORKER_ID"])
    threading.Event().wait()


@DBOS.step(name="run_chunk")
def _run_chunk_step(job_id: int) -> bool:
    assert _worker_app is not None
    with _worker_app.app_context():
        return run_chunk(job_id)


@DBOS.workflow(name="run_job")
def _run_job(job_id: int) -> None:
    while _run_chunk_step(job_id):
        pass


def _url(app: Flask) -> str:
    return str(app.config["SQLALCHEMY_DATABASE_URI"])
