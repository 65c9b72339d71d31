"""The dates that run out in skill-level certification. One statement for each kind."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from flask import url_for
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from assessments.applications.models import Application
from assessments.applications.queries import own
from assessments.batches.models import Batch
from assessments.batches.queries import batches_taking_applications, batches_visible_to
from assessments.batches.rules import BatchState
from assessments.sittings.models import Assignment, Seat, Sitting
from assessments.sittings.queries import duties_of, own_seats
from assessments.sittings.rules import SITTING_DUTY_TITLES, SittingState
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from website.date_ahead import AHEAD, DateAhead, at_hour, on_day

T = TypeVar("T", Seat, Assignment)
MOST = 6  # of each kind: more are not shown
CLOSELY = (Permission.APPLICATION_EDIT, Permission.APPLICATION_REVIEW, Permission.SITTING_WATCH)
"""Who works with plans, and does not only oversee the bodies below him."""


def dates_of_assessments(account: Account) -> list[DateAhead]:
    """One's own examinations and duties, what one may still apply for, and the days of plans that one works with."""
    kinds: list[Callable[[Account], Iterable[DateAhead]]] = []
    if account.person is not None:
        kinds += [_examined, _on_duty]
        kinds += [_to_apply_for] if account.may(Permission.APPLICATION_MAKE) else []
    if any(account.may(permission) for permission in CLOSELY):
        kinds += [_applications_ending, _plans_examining]
    return [one for kind in kinds for one in kind(account)]


def _examined(account: Account) -> Iterable[DateAhead]:
    for seat in session.scalars(_soon(own_seats(account)).limit(MOST)).unique():
        sitting = seat.sitting
        place = f"{sitting.title}，{sitting.premises.title} {seat.number} 号"
        page = url_for("assessments.sittings.show_my_sitting", sitting_id=sitting.id)
        yield at_hour(sitting.starts_at, "认定考试", place, page)


def _on_duty(account: Account) -> Iterable[DateAhead]:
    page = url_for("assessments.sittings.list_my_sittings")
    for duty in session.scalars(_soon(duties_of(account)).limit(MOST)).unique():
        what = f"{duty.sitting.title}（{SITTING_DUTY_TITLES[duty.duty]}）"
        yield at_hour(duty.sitting.starts_at, "认定考务", what, page)


def _to_apply_for(account: Account) -> Iterable[DateAhead]:
    path = account.person.organisation_path if account.person else None
    taking = batches_taking_applications(clock.today(), [path or account.organisation.path])
    applied = select(Application.batch_id).where(own(account), Application.active.is_(True))
    page = url_for("assessments.applications.list_my_applications")
    for _, day, title in _days_of(taking.where(Batch.id.not_in(applied)), Batch.apply_to):
        yield on_day(day, "认定报名截止", title, page)


def _applications_ending(account: Account) -> Iterable[DateAhead]:
    taking = batches_taking_applications(clock.today()).with_only_columns(Batch.id)
    for batch_id, day, title in _days_of(batches_visible_to(account).where(Batch.id.in_(taking)), Batch.apply_to):
        yield on_day(day, "认定报名截止", title, url_for("assessments.batches.show_batch", batch_id=batch_id))


def _plans_examining(account: Account) -> Iterable[DateAhead]:
    published = batches_visible_to(account).where(Batch.state == BatchState.PUBLISHED)
    for batch_id, day, title in _days_of(published, Batch.examined_on):
        page = url_for("assessments.batches.show_batch", batch_id=batch_id)
        yield on_day(day, "认定考试开始", title, page, ends=False)


def _soon(query: Select[T]) -> Select[T]:
    """Those of `query`, which joins sittings, that are still to come, nearest first."""
    ahead = Sitting.starts_at.between(clock.now(), clock.now() + AHEAD)
    return query.where(ahead, Sitting.state != SittingState.CLOSED).order_by(None).order_by(Sitting.starts_at)


def _days_of(query: Select[Batch], day: InstrumentedAttribute[date]) -> Sequence[Row[int, date, str]]:
    """The plans of `query` with the next of these days, nearest first."""
    ahead = query.where(day.between(clock.today(), clock.today() + AHEAD))
    nearest = ahead.with_only_columns(Batch.id, day, Batch.title).order_by(None).order_by(day, Batch.id)
    return session.execute(nearest.limit(MOST)).all()
