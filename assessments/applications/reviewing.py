"""What a reviewer does with applications: accept, return, reject, and the sanctioned way back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assessments.applications.applicants import Applicants
from assessments.applications.models import Application
from assessments.applications.operations import his_own
from assessments.applications.queries import filled_in_by
from assessments.applications.records import condition_of, submission_day
from assessments.applications.rules import ApplicationState
from assessments.applications.rules_applying import (
    Applying,
    reasons_against_applying,
    reasons_against_condition,
    reasons_against_reviewer,
    unconfirmed,
)
from assessments.batches.rules import BatchState
from assessments.standards.conditions import JUDGEMENT_TITLES, ConditionResult, Judgement
from certificates.issuing.numbering import next_numbers
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from foundation.references import references_to
from people.accounts.models import Account
from people.persons.rules import age_on


@dataclass(frozen=True)
class ReviewOutcome:
    """What became of one application of a bulk review: `refused` says why nothing did."""

    name: str
    refused: str = ""


def accept_application(application: Application, *, confirmed: Collection[Judgement] = (), by: Account) -> None:
    """Accept it, with what the reviewer confirmed; it gets its ticket number, which it keeps.

    Raises `Refused` where the condition is not met, something is not confirmed, or the reviewer entered it himself.
    """
    application = _reviewed(application, by)
    if application.batch.state is not BatchState.PUBLISHED:
        raise Refused("认定计划已经归档或取消，不能再审核通过。确需办理的，请经办人先重新打开计划。")
    result = reviewed_condition(application)
    known = {*application.confirmed, *(one.value for one in confirmed)}
    reasons = _reasons_against_person(application)
    if application.resit_of_id is None:
        reasons += reasons_against_condition(result)
        reasons += unconfirmed(result.to_confirm if result else (), known)
    _refuse_for(reasons)
    application.confirmed = dict.fromkeys(sorted(known), True)
    application.ticket_number = application.ticket_number or _next_ticket(application)
    application.state_reason = ""
    advance(application, "accept_application", by=by)
    if confirmed:
        said = "；".join(JUDGEMENT_TITLES[one] for one in confirmed)
        audit.record("confirm_application", application, by=by, changes={"confirmed": (None, said)})


def return_application(application: Application, *, reason: str, by: Account) -> None:
    """Send it back to be mended, with the reason; its place is free until it is handed in again."""
    application = _reviewed(application, by)
    application.state_reason = reason.strip()
    advance(application, "return_application", by=by, reason=reason)


def reject_application(application: Application, *, reason: str, by: Account) -> None:
    """Turn it down, with the reason; its place is free."""
    application = _reviewed(application, by)
    application.active, application.state_reason = None, reason.strip()
    advance(application, "reject_application", by=by, reason=reason)


def revise_application(application: Application, *, reason: str, by: Account) -> None:
    """Take a decision back; it waits for review again. Raises `Refused` once something rests on the decision."""
    lock(application.batch)  # nobody is seated meanwhile
    was_rejected = lock(application).state is ApplicationState.REJECTED
    application = _reviewed(application, by)
    if was_rejected:
        _refuse_for(_reasons_against_standing_again(application))
    elif references_to(application, ignoring=frozenset({"assessment_evidence"})):
        raise Refused(
            "这份申报已经编排了座位，或已有成绩、补考申请。还没有考试的，请先取消座位，再重新审核；"
            "已经考过的，请在认定结果里作废结果，再取消资格。"
        )
    application.active, application.state_reason = True, reason.strip()
    advance(application, "revise_application", by=by, reason=reason)


def accept_applications(applications: Sequence[Application], *, by: Account) -> list[ReviewOutcome]:
    """Accept many whose doubtful points the reviewer has confirmed one by one; each has its own outcome."""
    return [_accepted(application, by) for application in applications]


def reviewed_condition(application: Application) -> ConditionResult | None:
    """The condition relied on, checked on the day of submission."""
    return condition_of(application, submission_day(application))


def reviewer_reasons(application: Application, by: Account) -> list[str]:
    """Why this reviewer cannot decide on it; empty: he can."""
    filled = {application.entered_by, application.submitted_by, *filled_in_by(application)}
    return reasons_against_reviewer(by.id, filled_in_by=filled, his_own=his_own(application, by))


def _accepted(application: Application, by: Account) -> ReviewOutcome:
    name = application.person.name
    try:
        with session.begin_nested():
            result = reviewed_condition(application) if application.resit_of_id is None else None
            accept_application(application, confirmed=result.to_confirm if result else (), by=by)
    except Refused as refusal:
        return ReviewOutcome(name, "".join(refusal.reasons) or refusal.message)
    return ReviewOutcome(name)


def _reviewed(application: Application, by: Account) -> Application:
    application = lock(application)
    _refuse_for(reviewer_reasons(application, by))
    application.reviewed_by = by.id
    return application


def _reasons_against_person(application: Application) -> list[str]:
    """By his age on the day of submission, and by the levels that he holds now."""
    applicants = Applicants(application.batch, [application.person], submission_day(application))
    return applicants.reasons_against_person(application.item, application.person)


def _reasons_against_standing_again(application: Application) -> list[str]:
    item, person = lock(application.item), lock(application.person)
    applicants = Applicants(application.batch, [person], clock.today())
    return reasons_against_applying(
        Applying(
            level=item.level,
            age=age_on(person.birth_date, submission_day(application)),
            outside=(),
            held=(),
            here=person.id in applicants.standing,
            elsewhere=applicants.elsewhere(item, person),
            taken=applicants.taken[item.id],
            places=item.places,
        )
    )


def _next_ticket(application: Application) -> str:
    """准考证号：计划 4 位，加计划内流水 5 位。"""
    [sequence] = next_numbers(f"ticket-{application.batch_id}", 1)
    return f"{application.batch_id:04d}{sequence:05d}"


def _refuse_for(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons[0] if len(reasons) == 1 else "还不能这样审核。", reasons=reasons)
