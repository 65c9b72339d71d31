"""What is done with notices: put up, objected to, answered, ended, voided."""

from datetime import datetime, time, timedelta

from foundation import audit, clock
from foundation.audit import Actor
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from notices.models import Objection, PublicNotice
from notices.queries import count_objections
from notices.queries_calendar import calendar_between
from notices.rules import (
    NoticeFacts,
    ObjectionState,
    reasons_against_days,
    reasons_against_ending,
    reasons_against_objecting,
)
from notices.rules_working_days import nth_working_day_after, period_in_words
from people.organisations.models import Organisation


def put_up_notice(
    reference: str,
    *,
    title: str,
    facts: NoticeFacts,
    organisation: Organisation,
    days: int = 0,
    working_days: int | None = None,
    by: Actor,
) -> PublicNotice:
    """Show `facts` to the public for `days` calendar days from now, or to the end of the last of `working_days`.

    Neither facts nor closing ever change; a mistake is voided. Raises `Refused` for an impossible length.
    """
    _refuse_for(reasons_against_days(days if working_days is None else working_days), "公示没有发布")
    opens_at = clock.now()
    closes_at, period = opens_at + timedelta(days=days), None
    if working_days is not None:
        closes_at, period = end_of_working_days(opens_at, working_days)
    notice = PublicNotice(
        reference=reference,
        title=title,
        facts=facts.to_json(),
        organisation=organisation,
        opens_at=opens_at,
        closes_at=closes_at,
        period=period,
    )
    session.add(notice)
    audit.record("put_up_notice", notice, by=by, changes={"closes_at": (None, notice.closes_at)})
    return notice


def end_of_working_days(opens_at: datetime, working_days: int) -> tuple[datetime, str]:
    """When a notice of so many working days closes: 24:00 in China of the last of them; and that in words."""
    opening_day = clock.in_shanghai(opens_at).date()
    calendar = calendar_between(opening_day.year, opening_day.year + 1)
    last = nth_working_day_after(opening_day, working_days, calendar.exceptions)
    closes_at = datetime.combine(last + timedelta(days=1), time(), clock.SHANGHAI)
    first_year = (opening_day + timedelta(days=1)).year
    return closes_at, period_in_words(working_days, last, calendar.missing(first_year, last.year))


def end_notice(notice: PublicNotice, *, by: Actor) -> None:
    """The notice has run its time. Raises `Refused` before that, or while objections wait for an answer."""
    lock(notice)
    unanswered = count_objections(notice, ObjectionState.RECEIVED)
    _refuse_for(reasons_against_ending(clock.now(), notice.closes_at, unanswered), "公示还不能结束")
    advance(notice, "end_notice", by=by)


def void_notice(notice: PublicNotice, *, reason: str, by: Actor) -> None:
    """Say publicly that the notice no longer holds, and why."""
    lock(notice)
    notice.void_reason = reason.strip()
    advance(notice, "void_notice", by=by, reason=reason)


def raise_objection(notice: PublicNotice, *, name: str, contact: str, content: str) -> Objection:
    """Take an objection from anybody while the notice is open. Raises `Refused` afterwards."""
    lock(notice)
    _refuse_for(reasons_against_objecting(clock.now(), notice.closes_at, notice.state), "异议没有提交")
    objection = Objection(notice=notice, name=name.strip(), contact=contact.strip(), content=content.strip())
    session.add(objection)
    audit.record("raise_objection", objection, by=None)
    return objection


def uphold_objection(objection: Objection, *, answer: str, by: Actor) -> None:
    """Answer that the objection is right. What was put up has to be corrected."""
    _answer(objection, "uphold_objection", answer, by)


def dismiss_objection(objection: Objection, *, answer: str, by: Actor) -> None:
    """Answer that the objection is not right, and why."""
    _answer(objection, "dismiss_objection", answer, by)


def _answer(objection: Objection, action: str, answer: str, by: Actor) -> None:
    lock(objection)
    objection.answer = answer.strip()
    advance(objection, action, by=by, reason=answer)


def _refuse_for(reasons: list[str], message: str) -> None:
    if reasons:
        raise Refused(f"{message}：{'；'.join(reason.rstrip('。') for reason in reasons)}。", reasons=reasons)
