"""The home page, the pages of long work, and the health page."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import text

from assessments.promotions.routes import open_what_is_due
from certificates.printing.fonts import font_report
from competitions.planning.models import Competition
from competitions.planning.queries import competitions_visible_to
from competitions.planning.rules import CompetitionState
from foundation import jobs
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import ConfirmForm
from foundation.jobs import Job, jobs_visible_to
from lectures.calendars.told import Told
from lectures.programme.queries import Wanted, batch_of, coming_lectures
from lectures.tours.models import ReleasedLecture
from notices.models import PublicNotice
from notices.queries import public_notices
from notices.rules import NoticeState
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission
from website.dates import dates_ahead
from website.errors import page_before
from website.waiting import waiting_for

SHOWN = 6  # of each list on the page for visitors

bp = Blueprint("website", __name__)


@bp.get("/")
@public
def show_home():
    """What waits for me today, then everything else. For visitors: verification, competitions, lectures, notices."""
    if current_user.is_authenticated:
        if acting().may(Permission.PROMOTION_CONFIRM):
            open_what_is_due()
        return render_template("website/show_home.html", waiting=waiting_for(acting()), dates=dates_ahead(acting()))
    published = competitions_visible_to(None).where(Competition.state == CompetitionState.PUBLISHED)
    open_notices = public_notices().where(PublicNotice.state == NoticeState.OPEN)
    return render_template(
        "website/show_home.html",
        waiting=None,
        lectures=_coming(),
        competitions=session.scalars(published.order_by(Competition.contest_begins.desc()).limit(SHOWN)).all(),
        notices=session.scalars(open_notices.order_by(PublicNotice.closes_at).limit(SHOWN)).all(),
    )


@bp.get("/health")
@public
def show_health():
    """Whether the database answers and the fonts that certificates need are here; for monitors and officers."""
    session.execute(text("SELECT 1"))
    missing = font_report()
    return {"database": "ok", "fonts": missing or "ok"}, 503 if missing else 200


@bp.get("/jobs")
@requires(Permission.JOB_READ)
def list_jobs():
    """Long work, newest first."""
    page = page_by_key(_visible_jobs(), Job, after=_after())
    return render_template("website/list_jobs.html", page=page)


@bp.get("/jobs/<int:job_id>")
@requires(Permission.JOB_READ)
def show_job(job_id: int):
    """How far one job is, and what failed and why."""
    job = _job(job_id)
    endpoint, name = jobs.kind_of(job).page
    values: dict[str, Any] = {name: job.subject_id}
    subject = url_for(endpoint, **values) if endpoint else ""
    return render_template("website/show_job.html", job=job, form=ConfirmForm(), subject=subject)


@bp.get("/jobs/<int:job_id>/progress")
@requires(Permission.JOB_READ)
def poll_job(job_id: int):
    """The job page's numbers, for its progress bar."""
    job = _job(job_id)
    return {"state": job.state.value, "done": job.done, "total": job.total, "outlook": job.outlook}


@bp.post("/jobs/<int:job_id>/cancel")
@requires(Permission.JOB_READ)
def cancel_job(job_id: int):
    """Pause a job after the items in hand."""
    job = _job(job_id)
    with transaction():
        jobs.cancel_job(job, by=acting())
    return redirect(page_before() or url_for("website.show_job", job_id=job_id))


@bp.post("/jobs/<int:job_id>/resume")
@requires(Permission.JOB_READ)
def resume_job(job_id: int):
    """Go on with a paused job, or try what failed again."""
    job = _job(job_id)
    with transaction():
        jobs.resume_job(job, by=acting())
    return redirect(page_before() or url_for("website.show_job", job_id=job_id))


def _coming() -> list[Told]:
    """The next public lectures, without those that were cancelled."""
    query = coming_lectures(Wanted()).where(ReleasedLecture.cancelled.is_(False))
    return list(batch_of(query, 1, SHOWN).lectures)


def _visible_jobs():
    account = acting()
    return jobs_visible_to(account.scope(Permission.JOB_READ), account.id)


def _job(job_id: int) -> Job:
    return fetch(_visible_jobs().where(Job.id == job_id))


def _after() -> int | None:
    return request.args.get("after", type=int)
