"""The durable queue: a job survives a killed process and goes on where it was. The only file that knows DBOS."""

import logging
import threading
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSClient, ScheduleInput, error, run_dbos_database_migrations
from flask import Flask
from sqlalchemy.orm import Session

from foundation import clock
from foundation.job_chunks import pause_broken, run_chunk

QUEUE = "jobs"
VERSION = "1"
"""Raised only when a change makes half-done jobs of the old code unfit for the new."""

EVERY_MORNING = "0 7 * * *"
"""When `daily` work is done: once, however many workers there are."""

log = logging.getLogger(__name__)
_worker_app: Flask | None = None


def start_jobs(app: Flask) -> None:
    """Let this application hand work over."""
    client = DBOSClient(system_database_url=_url(app), lazy=True)

    def hand_over(session: Session, workflow_id: str, job_id: int) -> None:
        options: Any = {"queue_name": QUEUE, "workflow_name": "run_job", "workflow_id": workflow_id}
        client.enqueue_in_transaction(session, options | {"app_version": VERSION}, job_id)

    app.extensions["jobs"] = hand_over


def prepare_jobs(app: Flask) -> None:
    """Make or upgrade DBOS's own tables, in the application's database."""
    run_dbos_database_migrations(system_database_url=_url(app))


def work(app: Flask) -> None:
    """Be a worker: take up what a killed worker of this name left, then what comes, until the process is stopped.

    At its start and each morning it does what stands in `app.extensions["daily"]`, by name: functions that may run at
    any time and as often as wanted, and say what they did.
    """
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
    every_morning: ScheduleInput = {
        "schedule_name": "daily",
        "workflow_fn": _run_daily,
        "schedule": EVERY_MORNING,
        "cron_timezone": clock.SHANGHAI.key,
        "context": list(app.extensions["daily"]),
    }
    DBOS.apply_schedules([every_morning])
    DBOS.start_workflow(_run_daily, clock.now(), every_morning["context"])  # this machine may sleep at that hour
    log.info("worker %s is ready", app.config["WORKER_ID"])
    threading.Event().wait()


@DBOS.step(name="run_chunk", retries_allowed=True, max_attempts=4, interval_seconds=1, backoff_rate=3)
def _run_chunk_step(job_id: int) -> bool:
    assert _worker_app is not None
    with _worker_app.app_context():
        return run_chunk(job_id)


@DBOS.step(name="pause_broken")
def _pause_broken_step(job_id: int) -> None:
    assert _worker_app is not None
    with _worker_app.app_context():
        pause_broken(job_id)


@DBOS.workflow(name="run_job")
def _run_job(job_id: int) -> None:
    more = True
    try:
        while more:
            more = _run_chunk_step(job_id)
    finally:
        if more:  # an error that came back at every attempt
            _pause_broken_step(job_id)


@DBOS.step(name="do_daily", retries_allowed=True, max_attempts=4, interval_seconds=60, backoff_rate=3)
def _daily_step(name: str) -> str:
    assert _worker_app is not None
    done: str = _worker_app.extensions["daily"][name]()
    return done


@DBOS.workflow(name="run_daily")
def _run_daily(_due: datetime, names: list[str]) -> None:
    """Each work by itself: where one fails again and again, the others are done all the same."""
    for name in names:
        try:
            log.info("%s: %s", name, _daily_step(name))
        except error.DBOSMaxStepRetriesExceeded:
            log.exception("%s failed; it is tried again tomorrow", name)


def _url(app: Flask) -> str:
    return str(app.config["SQLALCHEMY_DATABASE_URI"])
