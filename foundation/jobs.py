"""Long work that people ask for and watch. foundation/job_chunks.py does it, foundation/job_queue.py keeps it going.

A job is a list of items. What is still to do is asked afresh from the records, so that a repeat does nothing twice; an
item that a rule refuses is written down as a failure and the rest go on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import ForeignKey, Select, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import audit, clock
from foundation.audit import Actor
from foundation.database import Base, BigId, Keyed, PathText, below, enum_column, lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from foundation.workflow import Workflow


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
        JobState.CANCELLED: "已暂停",
    },
)


class Job(Keyed, Base):
    """One piece of long work: `done` of `total` items are finished, the refused ones stand in `failures`.

    `pace` is what an item took lately, in microseconds. `note` says why the job paused by itself; empty: it did not.
    """

    __tablename__ = "jobs"
    workflow = JOB_WORKFLOW

    kind: Mapped[str]
    title: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigId, index=True)
    state: Mapped[JobState] = enum_column(JobState, default=JobState.QUEUED)
    attempt: Mapped[int] = mapped_column(default=1)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    pace: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
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

    @property
    def outlook(self) -> str:
        """How fast it goes and how long it still takes, in words; empty while nobody knows."""
        if self.state != JobState.RUNNING or not self.pace:
            return ""
        minutes = (self.total - self.done) * self.pace // 60_000_000 + 1
        speed = f"每秒约 {1_000_000 // self.pace} 项" if self.pace <= 500_000 else f"每项约 {self.pace // 1_000_000} 秒"
        if minutes > 120:
            return f"{speed}，大约还要 {minutes // 60} 小时"
        return f"{speed}，大约还要 {minutes} 分钟" if minutes > 1 else f"{speed}，不到一分钟就好"


class JobFailure(Keyed, Base):
    """An item that a rule refused, with the reason in words."""

    __tablename__ = "job_failures"
    __table_args__ = (UniqueConstraint("job_id", "item_id"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), index=True)
    item_id: Mapped[int] = mapped_column(BigId)
    label: Mapped[str]
    message: Mapped[str]
    job: Mapped[Job] = relationship(back_populates="failures")


NO_PAGE = ("", "")


@dataclass(frozen=True)
class JobKind:
    """How one kind of job finds its items, processes them one by one, and names each for people.

    `pending` selects the ids of what is still to do, in the order in which it is to be done.
    `prepare` does what is slow outside the transaction, which keeps others from writing; `process` gets its outcome.
    `page`: the endpoint of the page about the job's subject, and how that page's address names the subject.
    """

    name: str
    pending: Callable[[Job], Select[int]]
    process: Callable[..., None]
    label: Callable[[int], str]
    prepare: Callable[[int], Any] | None = None
    page: tuple[str, str] = NO_PAGE


@dataclass(frozen=True)
class BulkJobKind:
    """The same for items by the ten thousand, `chunk` at a time.

    `prepare_all` does what is slow outside the transaction and says for each item what came of it, or why it was
    refused; where it raises Refused, nothing can be done at all, and the job pauses with that as its note.
    `process_all` gets the others and writes them in one transaction; it passes over what is done already.
    `finish` belongs to the transaction that ends the job: what can only be said of all items together.
    """

    name: str
    pending: Callable[[Job], Select[int]]
    prepare_all: Callable[[Job, Sequence[int]], Mapping[int, Any | Refused]]
    process_all: Callable[[Job, Mapping[int, Any]], None]
    label: Callable[[int], str]
    finish: Callable[[Job], None]
    chunk: int = 200
    page: tuple[str, str] = NO_PAGE


AnyKind = JobKind | BulkJobKind
K = TypeVar("K", JobKind, BulkJobKind)
_kinds: dict[str, AnyKind] = {}


def register(kind: K) -> K:
    """Make a kind of job known; called where the kind is defined."""
    _kinds[kind.name] = kind
    return kind


def kind_of(job: Job) -> AnyKind:
    """How this job is done. Raises KeyError for a kind that nobody registered."""
    return _kinds[job.kind]


def enqueue(kind: AnyKind, *, title: str, subject_id: int, by: Actor) -> Job:
    """Ask for the work, inside the transaction of the change that needs it: a rollback leaves no job."""
    job = Job(
        kind=kind.name, title=title, subject_id=subject_id, created_by=by.id, organisation_path=by.organisation_path
    )
    session.add(job)
    session.flush()
    job.total = still_to_do(job)
    audit.record("enqueue_job", job, by=by)
    _hand_over(job)
    return job


def cancel_job(job: Job, *, by: Actor) -> None:
    """Pause after the items in hand."""
    advance(lock(job), "cancel_job", by=by)


def resume_job(job: Job, *, by: Actor) -> None:
    """Go on with what is not done, and try the failed items again."""
    advance(lock(job), "resume_job", by=by)
    job.failures.clear()
    job.attempt += 1
    job.finished_at, job.note = None, ""
    _hand_over(job)


def jobs_visible_to(paths: Sequence[str], creator_id: int) -> Select[Job]:
    """The jobs a person asked for, and those of the subtrees at `paths`."""
    return select(Job).where(or_(Job.created_by == creator_id, *(below(Job.organisation_path, path) for path in paths)))


def still_to_do(job: Job) -> int:
    """How many items are not done, those that failed among them."""
    pending = kind_of(job).pending(job).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(pending)) or 0


def _hand_over(job: Job) -> None:
    if "jobs" in current_app.extensions:
        current_app.extensions["jobs"](session(), f"job-{job.id}-{job.attempt}", job.id)
