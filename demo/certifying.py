"""The end of the demo's plan: scores, outcomes, notice, numbers, certificates, the upload, the archive."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.batches.operations import complete_batch
from assessments.certification.certifying import certify_grants
from assessments.certification.operations import number_grants
from assessments.grants.models import Grant
from assessments.results.announcing import notice_outcomes
from assessments.results.collecting import collect_scores
from assessments.results.operations import review_scores
from assessments.results.operations_checks import begin_score_check, check_score, finish_score_check, items_of
from assessments.results.operations_outcomes import decide_outcomes, finalise_outcomes
from assessments.results.queries import scores_of
from assessments.results.rules_checks import Finding
from assessments.sittings.models import Sitting
from assessments.uploads.operations import UploadFacts, accept_upload, prepare_upload, send_upload
from assessments.uploads.rules import UploadKind
from demo.people import account_named
from demo.plan import Timeline
from foundation import clock
from foundation.database import session, transaction
from foundation.job_chunks import run_to_end
from people.accounts.models import Account

SCORED, NOTICED = -25, -24
"""Days from the opening of the competition's registration."""


def certify_plan(plan: Batch, timeline: Timeline, address: str) -> None:
    """From the last sitting to the archive."""
    with clock.frozen(timeline.on_day(SCORED)):
        _score(plan)
    reviewer = account_named("shenhe")
    with clock.frozen(timeline.on_day(NOTICED)), transaction():
        decide_outcomes(plan, by=reviewer)
        notice = notice_outcomes(plan, by=reviewer)
    over = notice.closes_at + timedelta(hours=9)
    with clock.frozen(over):
        with transaction():
            finalise_outcomes(plan, by=reviewer)
        granted = session.scalars(select(Grant).where(Grant.batch_id == plan.id).order_by(Grant.id)).all()
        certify(granted, plan.title, address, by=reviewer)
    with clock.frozen(over + timedelta(hours=3)):
        _upload(plan, by=reviewer)
    with clock.frozen(over + timedelta(hours=6)), transaction():
        complete_batch(plan, by=account_named("rending"))


def certify(grants: Sequence[Grant], title: str, address: str, *, by: Account) -> None:
    """Numbers are allotted and certificates printed."""
    with transaction():
        number_grants(grants, clock.today(), by=by)
    with transaction():
        batch = certify_grants(grants, title, address=address, by=by)
    if batch.job_id is not None:
        run_to_end(batch.job_id)


def _score(plan: Batch) -> None:
    """What machines and tablets marked is taken over, reviewed by another, and checked by chance."""
    reviewer = account_named("shenhe")
    with transaction():
        for sitting in session.scalars(select(Sitting).where(Sitting.batch_id == plan.id).order_by(Sitting.id)):
            collect_scores(sitting, by=account_named("rending"))
    with transaction():
        review_scores(plan, {one.id: one.row_version for one in scores_of(plan)}, by=reviewer)
    with transaction():
        check = begin_score_check(plan, seed="20260921", by=reviewer)
        for item in items_of(check):
            check_score(item, Finding.RIGHT, by=reviewer)
        finish_score_check(check, by=reviewer)


def _upload(plan: Batch, *, by: Account) -> None:
    """The authority is told of the new certificates and takes them."""
    with transaction():
        facts = UploadFacts(UploadKind.NEW, f"示批{plan.examined_on:%Y%m}01", "示例负责人", "示例经办人", plan)
        upload = prepare_upload(plan.site, facts, by=by)
        send_upload(upload, clock.today(), by=by)
        accept_upload(upload, by=by)
