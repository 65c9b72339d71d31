"""Outcomes: decided from reviewed scores, held by an objection for one person alone, voided with a reason, final."""

from collections.abc import Iterable, Set

from assessments.batches.models import Batch
from assessments.batches.operations import require_node
from assessments.batches.rules import Node
from assessments.grants.models import Grant
from assessments.grants.operations import GrantFacts, open_grants, withdraw_grant
from assessments.grants.queries import grant_from, sources_in
from assessments.grants.rules import GrantState, Ground
from assessments.results.deciding import decided, entered_since
from assessments.results.models import Outcome, OutcomeObjection
from assessments.results.nodes import check_of, contradicted, note_notice, unreviewed
from assessments.results.queries import examined_in, held_outcomes, outcomes_of, standing_outcome
from assessments.results.rules import OutcomeState
from assessments.results.rules_checks import CheckState
from assessments.results.rules_outcomes import reasons_against_redeciding
from assessments.results.standing import already_holding
from foundation import audit, clock
from foundation.database import lock, lock_all, session
from foundation.errors import Refused
from foundation.lifecycle import advance, advance_all
from notices.models import Objection, PublicNotice
from notices.operations import end_notice
from notices.rules import NoticeState, ObjectionState
from people.accounts.models import Account
from people.messages.operations import send_message
from people.messages.queries import accounts_of


def decide_outcomes(batch: Batch, *, by: Account) -> list[Outcome]:
    """Decide what every application of a plan came to that has no outcome yet.

    Raises `Refused` until all scores are reviewed, agree with attendance, and the spot check is finished.
    """
    lock(batch)
    check = check_of(batch)
    reasons = [f"还没有审核的成绩：{label}。" for label in unreviewed(batch)[:20]] + contradicted(batch)[:20]
    if check is None or check.state is not CheckState.FINISHED:
        reasons.append("成绩还没有完成抽检复核。")
    if reasons:
        raise Refused("现在还不能作出认定结果。", reasons=reasons)
    require_node(batch, Node.SCORES)
    known = {outcome.application_id for outcome in outcomes_of(batch)}
    applications = [one for one in examined_in(batch) if one.id not in known]
    if not applications:
        raise Refused("这个认定计划的申报都已经有认定结果。")
    outcomes = [
        Outcome(application=application, passed=facts.passed, working=facts.to_json())
        for application, facts in zip(applications, decided(batch, applications), strict=True)
    ]
    session.add_all(outcomes)
    audit.record_all("decide_outcome", outcomes, by=by, changes=[{"passed": (None, one.passed)} for one in outcomes])
    return outcomes


def redecide_outcome(outcome: Outcome, *, reason: str, by: Account) -> None:
    """Decide a voided outcome anew from the scores as they were corrected; it is put up again before it is final.

    Raises `Refused` where an objection was upheld and nothing has been corrected since.
    """
    _refuse_own(outcome, by)
    application = lock(outcome).application
    (facts,) = decided(application.batch, [application])
    upheld = any(objection.state is ObjectionState.UPHELD for objection in outcome.present_objections)
    corrected = facts.to_json() != outcome.working or entered_since(outcome)
    if reasons := reasons_against_redeciding(upheld=upheld, corrected=corrected):
        raise Refused("".join(reasons))
    before = outcome.passed
    outcome.passed, outcome.working = facts.passed, facts.to_json()
    outcome.notice, outcome.decided_at = None, clock.now()
    advance(outcome, "redecide_outcome", by=by, reason=reason)
    audit.record("decide_outcome", outcome, by=by, changes={"passed": (before, outcome.passed)})


def disqualify_outcome(outcome: Outcome, *, reason: str, address: str = "", by: Account) -> None:
    """End a voided outcome for good: no score is corrected, no certificate follows. The candidate is told the reason.

    `address` is the page of the outcome.
    """
    _refuse_own(outcome, by)
    batch, person = lock(outcome.application.batch), outcome.application.person
    lock(outcome)
    changes = {"passed": (outcome.passed, False)}
    outcome.passed, outcome.state_reason = False, reason.strip()
    advance(outcome, "disqualify_outcome", by=by, reason=reason, changes=changes)
    title = f"您在“{batch.title}”中的认定资格已取消"
    send_message(session.scalars(accounts_of([person.id])), title, text=f"原因：{reason.strip()}", address=address)
    note_notice(batch, by=by)


def hold_outcome(outcome: Outcome, objection: Objection, *, by: Account) -> None:
    """State that an objection concerns this person, and perhaps others: each of them waits for its answer."""
    _refuse_own(outcome, by)
    lock(outcome)
    if objection.notice_id != outcome.notice_id:
        raise Refused("这条异议不是对公示这份结果的公示提出的，请核对。")
    if any(held.objection_id == objection.id for held in outcome.objections):
        raise Refused("这条异议已经指明涉及本人，请刷新页面查看。")
    session.add(OutcomeObjection(outcome=outcome, objection=objection))
    if outcome.state is OutcomeState.HELD:
        audit.record("hold_outcome", outcome, by=by, reason=f"异议 {objection.id}")
    else:
        advance(outcome, "hold_outcome", by=by, reason=f"异议 {objection.id}")


def release_outcome(outcome: Outcome, *, reason: str, by: Account) -> None:
    """The objections were answered and none is right: the outcome goes on where it was."""
    _refuse_own(outcome, by)
    lock(outcome)
    for objection in outcome.present_objections:
        if objection.state is ObjectionState.RECEIVED:
            raise Refused(f"异议 {objection.id} 还没有答复。请先在公示页面答复。")
        if objection.state is ObjectionState.UPHELD:
            raise Refused(
                f"异议 {objection.id} 成立，结果不能恢复。请作废结果，再更正成绩、重新作出结果，或者取消资格。"
            )
    advance(outcome, "release_outcome", by=by, reason=reason)


def void_outcome(outcome: Outcome, *, reason: str, by: Account) -> None:
    """Take an outcome back, with its reason; a level granted on it is withdrawn.

    Raises `Refused` while an objection waits, a resit rests on it, or a certificate is valid.
    """
    _refuse_own(outcome, by)
    lock(outcome)
    if any(objection.state is ObjectionState.RECEIVED for objection in outcome.present_objections):
        raise Refused("这份结果还有异议没有答复。请先在公示页面答复，再作废。")
    resting = standing_outcome(outcome.application_id)
    if resting is not None and resting.id != outcome.id:
        raise Refused(
            f"补考（准考证 {resting.application.ticket_number}）的结果沿用了这份结果的成绩，请先作废补考的结果。"
        )
    grant = _grant_on(outcome)
    if grant is not None and grant.state is not GrantState.WITHDRAWN:
        withdraw_grant(grant, reason=reason, by=by)
    outcome.state_reason, outcome.final_on = reason.strip(), None
    advance(outcome, "void_outcome", by=by, reason=reason)


def finalise_outcomes(batch: Batch, *, by: Account) -> list[Outcome]:
    """Make final what was put up long enough and nobody objects to; who passed is granted the level.

    Whoever holds the level by now, or a higher one, stays as he is. Raises `Refused` if there is nobody else, or while
    an objection does not say yet whom it concerns.
    """
    lock(batch)
    waiting = [outcome for outcome in held_outcomes(batch) if outcome.state is OutcomeState.NOTICED]
    notices = {outcome.notice for outcome in waiting if outcome.notice}
    ran_out = {notice.id for notice in notices if _has_run_out(notice)}
    if unplaced := [objection for notice in notices if notice.id in ran_out for objection in unplaced_in(notice)]:
        listed = [f"异议 {objection.id} 还没有指明涉及哪位考生。" for objection in unplaced]
        raise Refused("还不能转为正式结果：请先在认定结果页指明异议涉及谁。", reasons=listed)
    due = [outcome for outcome in waiting if outcome.notice_id in ran_out]
    lock_all([outcome.application.person for outcome in due])
    holding = already_holding(due)
    done = [outcome for outcome in due if outcome.id not in holding]
    if holding and not done:
        raise Refused("公示期满的结果都不能生效。", reasons=list(holding.values()))
    if not done:
        raise Refused("没有公示期满、可以生效的结果。公示期满后再办理；有异议的，先处理异议。")
    for outcome in done:
        outcome.final_on = clock.today()
    advance_all(done, "finalise_outcome", by=by)
    known = sources_in(batch)
    open_grants([_granted(outcome, known) for outcome in done if outcome.passed], by=by)
    _end(notices, ran_out, by)
    note_notice(batch, by=by)
    return done


def _refuse_own(outcome: Outcome, by: Account) -> None:
    """Nobody decides about his own outcome."""
    if outcome.application.person_id == by.person_id:
        raise Refused("这是您本人的认定结果，请由其他审核人办理。")


def unplaced_in(notice: PublicNotice) -> list[Objection]:
    """The objections to a notice that are not dismissed and do not say yet whom they concern."""
    placed = session.query(OutcomeObjection.objection_id).join(Objection).filter(Objection.notice_id == notice.id)
    known = {row[0] for row in placed}
    return [one for one in notice.objections if one.id not in known and one.state is not ObjectionState.DISMISSED]


def objections_open_to(outcome: Outcome) -> list[Objection]:
    """The objections to its notice, not dismissed, that are not yet said to concern this person."""
    if outcome.notice is None:
        return []
    known = {held.objection_id for held in outcome.objections}
    return [
        one for one in outcome.notice.objections if one.id not in known and one.state is not ObjectionState.DISMISSED
    ]


def _has_run_out(notice: PublicNotice) -> bool:
    return notice.state is not NoticeState.VOIDED and notice.closes_at <= clock.now()


def _end(notices: Iterable[PublicNotice], ran_out: set[int], by: Account) -> None:
    """End the notices to which no objection waits for its answer; the others end with their last answer."""
    for notice in notices:
        answered = all(objection.state is not ObjectionState.RECEIVED for objection in notice.objections)
        if notice.id in ran_out and notice.state is NoticeState.OPEN and answered:
            end_notice(notice, by=by)


def _granted(outcome: Outcome, known: Set[str]) -> GrantFacts:
    application = outcome.application
    batch, item = application.batch, application.item
    return GrantFacts(
        source=_free_source(outcome, known),
        ground=Ground.EXAMINATION,
        site=batch.site,
        person=application.person,
        employer=application.organisation,
        occupation_code=item.occupation_code,
        trade=item.trade,
        level=item.level,
        granted_on=clock.today(),
        batch=batch,
        photo=application.photo,
    )


def _free_source(outcome: Outcome, known: Set[str]) -> str:
    """What the grant rests on: the application, with a count where an earlier grant on it was withdrawn."""
    source, nth = f"application:{outcome.application_id}", 1
    while source in known:
        nth += 1
        source = f"application:{outcome.application_id}#{nth}"
    return source


def _grant_on(outcome: Outcome) -> Grant | None:
    """The latest grant that rests on this outcome's application."""
    found, nth = grant_from(f"application:{outcome.application_id}"), 1
    while later := grant_from(f"application:{outcome.application_id}#{nth + 1}"):
        found, nth = later, nth + 1
    return found
