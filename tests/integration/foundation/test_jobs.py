"""Jobs in chunks: paused, gone on with, broken off, refused in part and as a whole."""

from collections.abc import Mapping, Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select

from foundation import files, jobs
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.files import NewFile, StoredFile
from foundation.job_chunks import BROKEN, pause_broken, run_chunk, run_to_end
from foundation.job_queue import prepare_jobs
from foundation.jobs import BulkJobKind, Job, JobState, cancel_job, enqueue, register, resume_job
from people.accounts.rules import Role
from tests.factories import people

WAITING, DONE = "waiting", "done"
BAD, UNWRITABLE = 3, 5
faults: set[int] = set()


def _pending(_job: Job):
    return select(StoredFile.id).where(StoredFile.name == WAITING).order_by(StoredFile.id)


def _prepare(_job: Job, items: Sequence[int]) -> Mapping[int, str | Refused]:
    if 0 in faults:
        raise Refused("密钥用不了。", reasons=["请恢复密钥。"])
    return {item: Refused("这一项不行。") if item in faults & {BAD} else DONE for item in items}


def _process(_job: Job, prepared: Mapping[int, str]) -> None:
    for item, name in prepared.items():
        stored = session.get_one(StoredFile, item)
        assert stored.name == WAITING
        stored.name = name
        if item in faults & {UNWRITABLE}:
            stored.media_type = None  # the column says NOT NULL
    session.flush()


def _finish(job: Job) -> None:
    job.title += "，结束了"


KIND = register(
    BulkJobKind(
        "mark_files", pending=_pending, prepare_all=_prepare, process_all=_process, label=str, finish=_finish, chunk=3
    )
)


@pytest.fixture
def officer(app: Flask):
    prepare_jobs(app)
    faults.clear()
    return people.account(Role.DISTRICT_OFFICER, people.organisation("示例区总工会"))


def job_over(count: int, officer) -> Job:
    """A job over `count` files, whose ids begin at 1."""
    with transaction():
        files.register_all([NewFile(str(one).encode(), WAITING, "text/plain") for one in range(count)])
        return enqueue(KIND, title="标记", subject_id=1, by=officer)


def done() -> int:
    return session.scalar(select(func.count()).where(StoredFile.name == DONE)) or 0


def failures(job: Job) -> list[tuple[int, str]]:
    return [(failure.item_id, failure.message) for failure in job.failures]


def test_run_chunk_goes_on_chunk_by_chunk_and_pauses_between(officer):
    job = job_over(8, officer)
    assert run_chunk(job.id) and (done(), job.done, job.state) == (3, 3, JobState.RUNNING)
    with transaction():
        cancel_job(job, by=officer)
    assert not run_chunk(job.id) and done() == 3
    with transaction():
        resume_job(job, by=officer)
    run_to_end(job.id)
    assert (done(), job.done, job.total, job.state, job.title) == (8, 8, 8, JobState.DONE, "标记，结束了")


def test_run_chunk_writes_down_who_was_refused_and_tries_again_when_asked(officer):
    job = job_over(4, officer)
    faults.add(BAD)
    run_to_end(job.id)
    assert (job.state, job.done, failures(job)) == (JobState.DONE, 3, [(BAD, "这一项不行。")])
    faults.clear()
    with transaction():
        resume_job(job, by=officer)
    run_to_end(job.id)
    assert (job.state, job.done, failures(job), done()) == (JobState.DONE, 4, [], 4)


def test_run_chunk_does_one_by_one_what_the_database_refuses_as_a_whole(officer):
    job = job_over(6, officer)
    faults.add(UNWRITABLE)
    run_to_end(job.id)
    assert (job.state, job.done, done()) == (JobState.DONE, 5, 5)
    assert [item for item, _ in failures(job)] == [UNWRITABLE]
    assert "数据库没有接受这一项" in job.failures[0].message


def test_run_chunk_pauses_where_nothing_can_be_done_and_says_why(officer):
    job = job_over(4, officer)
    faults.add(0)
    run_to_end(job.id)
    assert (job.state, job.note, job.done, failures(job)) == (JobState.CANCELLED, "密钥用不了。；请恢复密钥。", 0, [])
    faults.clear()
    with transaction():
        resume_job(job, by=officer)
    run_to_end(job.id)
    assert (job.state, job.note, done()) == (JobState.DONE, "", 4)


def test_pause_broken_leaves_a_finished_job_alone(officer):
    job = job_over(4, officer)
    run_chunk(job.id)
    pause_broken(job.id)
    assert (job.state, job.note) == (JobState.CANCELLED, BROKEN)
    with transaction():
        resume_job(job, by=officer)
    run_to_end(job.id)
    pause_broken(job.id)
    assert (job.state, job.note) == (JobState.DONE, "")


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (None, ""),
        (2_000, "每秒约 500 项，大约还要 5 分钟"),
        (100, "每秒约 10000 项，不到一分钟就好"),
        (3_000_000, "每项约 3 秒，大约还要 116 小时"),
    ],
)
def test_outlook_says_how_fast_and_how_long(pace: int | None, words: str):
    job = jobs.Job(state=JobState.RUNNING, total=140_000, done=0, pace=pace)
    assert job.outlook == words
