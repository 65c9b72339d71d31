"""Does a job chunk by chunk. Nothing is remembered in between: each chunk asks the records what is still to do."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from foundation import clock
from foundation.database import lock, session, transaction
from foundation.errors import Refused
from foundation.jobs import BulkJobKind, Job, JobFailure, JobKind, JobState, kind_of, still_to_do
from foundation.lifecycle import advance

CHUNK = 20
"""Items of a chunk that are processed one by one. A job pauses between two chunks."""

NOT_WRITTEN = "数据库没有接受这一项。请继续任务重试；仍不成功的，请联系系统管理员。"

BROKEN = "任务因系统错误自动暂停，已做完的不受影响。请点“继续”；再次出错的，请联系系统管理员查看日志。"


def run_chunk(job_id: int) -> bool:
    """Process the next items. True while there is more to do."""
    with transaction():
        job = lock(session.get_one(Job, job_id))
        if job.state == JobState.QUEUED:
            advance(job, "start_job", by=None)
    if job.state != JobState.RUNNING:
        return False
    kind = kind_of(job)
    size = kind.chunk if isinstance(kind, BulkJobKind) else CHUNK
    waiting = _next_items(job, size + 1)
    began = time.monotonic()
    items = waiting[:size]
    try:
        failed = _do_together(kind, job, items) if isinstance(kind, BulkJobKind) else _do_singly(kind, items)
    except Refused as refusal:  # nothing at all can be done
        _pause(job_id, "；".join([refusal.message, *refusal.reasons]))
        return False
    with transaction():
        job = lock(session.get_one(Job, job_id))
        _write_progress(job, failed, len(items), time.monotonic() - began)
        if job.state == JobState.RUNNING and len(waiting) <= size:
            _finish(job)
    return job.state == JobState.RUNNING


def run_to_end(job_id: int) -> None:
    """Do the whole job in this process (commands and tests)."""
    while run_chunk(job_id):
        pass


def pause_broken(job_id: int) -> None:
    """Pause a job that an error broke off, so that a person sees it and can let it go on."""
    _pause(job_id, BROKEN)


def _pause(job_id: int, note: str) -> None:
    with transaction():
        job = lock(session.get_one(Job, job_id))
        if job.state in (JobState.QUEUED, JobState.RUNNING):
            advance(job, "cancel_job", by=None)
            job.note = note


def _next_items(job: Job, count: int) -> list[int]:
    """The items that come next, without those that failed; only these are read, however many wait."""
    pending = kind_of(job).pending(job)
    (item,) = pending.selected_columns
    failed = select(JobFailure.item_id).where(JobFailure.job_id == job.id)
    return list(session.scalars(pending.where(item.not_in(failed)).limit(count)))


def _do_singly(kind: JobKind, items: Sequence[int]) -> dict[int, Refused]:
    """Process each item in a transaction of its own; who was refused, and why."""
    failed = {}
    for item in items:
        try:
            prepared = [kind.prepare(item)] if kind.prepare else []
            with transaction():
                kind.process(item, *prepared)
        except Refused as refusal:
            failed[item] = refusal
    return failed


def _do_together(kind: BulkJobKind, job: Job, items: Sequence[int]) -> dict[int, Refused]:
    """Process a chunk in one transaction, or each item in one where the database refuses the whole."""
    outcomes = kind.prepare_all(job, items)
    failed = {item: outcome for item, outcome in outcomes.items() if isinstance(outcome, Refused)}
    prepared = {item: outcome for item, outcome in outcomes.items() if item not in failed}
    try:
        with transaction():
            kind.process_all(job, prepared)
    except (Refused, IntegrityError, DataError):
        failed |= _do_apart(kind, job, prepared)
    return failed


def _do_apart(kind: BulkJobKind, job: Job, prepared: Mapping[int, Any]) -> dict[int, Refused]:
    failed = {}
    for item, outcome in prepared.items():
        try:
            with transaction():
                kind.process_all(job, {item: outcome})
        except Refused as refusal:
            failed[item] = refusal
        except (IntegrityError, DataError) as error:
            failed[item] = Refused(NOT_WRITTEN, reasons=[f"{NOT_WRITTEN}（{type(error).__name__}）"])
    return failed


def _write_progress(job: Job, failed: Mapping[int, Refused], count: int, seconds: float) -> None:
    kind = kind_of(job)
    known = set(session.scalars(select(JobFailure.item_id).where(JobFailure.job_id == job.id)))
    session.add_all(
        JobFailure(job=job, item_id=item, label=kind.label(item), message="；".join(why.reasons) or why.message)
        for item, why in failed.items()
        if item not in known
    )
    job.done = max(job.total - still_to_do(job), 0)
    if count:
        pace = int(seconds * 1_000_000 / count)
        job.pace = (job.pace * 3 + pace) // 4 if job.pace else pace


def _finish(job: Job) -> None:
    kind = kind_of(job)
    if isinstance(kind, BulkJobKind):
        kind.finish(job)
    advance(job, "finish_job", by=None)
    job.finished_at = clock.now()
