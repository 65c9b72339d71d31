"""What waits for a person in skill-level certification."""

from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, exists, func, select

from assessments.applications.models import Application
from assessments.applications.queries import applications_edited_by, applications_reviewed_by, own
from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch, BatchNode
from assessments.batches.queries import batches_planned_by
from assessments.batches.rules import BatchState, Node
from assessments.bodies.models import AssessmentBody, Filing
from assessments.bodies.queries import bodies_edited_by
from assessments.bodies.rules import WARNING_DAYS
from assessments.certification.level_codes import level_codes
from assessments.grants.models import Grant
from assessments.grants.queries import grants_certified_by
from assessments.grants.rules import GrantState
from assessments.promotions.queries import promotions_to_confirm
from assessments.results.models import Outcome, PartScore
from assessments.results.queries import batches_scored_for
from assessments.results.rules import OutcomeState, ScoreState
from assessments.sittings.models import Sitting
from assessments.sittings.progress import sheets_to_mark
from assessments.sittings.queries import own_sittings
from assessments.sittings.rules import SittingState
from assessments.uploads.models import Upload
from assessments.uploads.queries import upload_lag, uploads_made_by
from assessments.uploads.rules import UploadState
from foundation import clock
from people.accounts.models import Account
from people.accounts.rules import Permission
from website.tasks import Task, Waiting


def applications_in_review(account: Account) -> Select[Application]:
    """Submitted applications that this officer reviews."""
    return applications_reviewed_by(account).where(Application.state == ApplicationState.SUBMITTED)


def returned_applications(account: Account) -> Select[Application]:
    """Applications of one's workers that came back to be mended; one's own are named apart."""
    returned = applications_edited_by(account).where(Application.state == ApplicationState.RETURNED)
    return returned.where(~own(account)) if account.may(Permission.APPLICATION_MAKE) else returned


def own_returned_applications(account: Account) -> Select[Application]:
    """One's own applications that came back to be mended."""
    return select(Application).where(own(account), Application.state == ApplicationState.RETURNED)


def sittings_going_on(account: Account) -> Select[Sitting]:
    """One's own examinations that are open now."""
    return own_sittings(account).where(Sitting.state == SittingState.OPEN, Sitting.ends_at >= clock.now())


def batches_to_end_applications(account: Account) -> Select[Batch]:
    """Plans whose last day of applications is over, with nobody having ended them yet."""
    return _under_way(account).where(Batch.apply_to < clock.today(), ~_done(Node.APPLICATION))


def batches_to_archive(account: Account) -> Select[Batch]:
    """Plans of which only the archive is left."""
    done = select(func.count()).where(BatchNode.batch_id == Batch.id).scalar_subquery()
    return _under_way(account).where(done == len(Node) - 1, ~_done(Node.ARCHIVE))


def batches_with_scores_to_review(account: Account) -> Select[Batch]:
    """Plans with scores that somebody else has entered."""
    entered = exists().where(
        PartScore.application_id == Application.id,
        Application.batch_id == Batch.id,
        PartScore.state == ScoreState.ENTERED,
        func.coalesce(PartScore.entered_by, 0) != account.id,
    )
    return batches_scored_for(account, Permission.SCORE_REVIEW).where(entered)


def batches_with_outcomes_to_put_up(account: Account) -> Select[Batch]:
    """Plans with outcomes that were decided and not put up yet."""
    decided = exists().where(
        Outcome.application_id == Application.id,
        Application.batch_id == Batch.id,
        Outcome.state == OutcomeState.DECIDED,
    )
    return batches_scored_for(account, Permission.SCORE_REVIEW).where(decided)


def grants_to_number(account: Account) -> Select[Grant]:
    """Levels granted that a certificate is made of, without a number."""
    return _grants(account, GrantState.GRANTED)


def grants_to_certify(account: Account) -> Select[Grant]:
    """Levels with a number, without a certificate."""
    return _grants(account, GrantState.NUMBERED)


def uploads_to_send(account: Account) -> Select[Upload]:
    """Upload files that are ready and that nobody has handed to the authority."""
    return uploads_made_by(account).where(Upload.state == UploadState.PREPARED)


def bodies_running_out(account: Account) -> Select[AssessmentBody]:
    """Bodies in use whose last filing ends within the days of warning, or has ended."""
    last = select(func.max(Filing.valid_to)).where(Filing.body_id == AssessmentBody.id).scalar_subquery()
    soon = clock.today() + timedelta(days=WARNING_DAYS)
    return bodies_edited_by(account).where(AssessmentBody.active, last <= soon)


def certificates_to_upload(account: Account) -> Waiting | None:
    """The certificates that the authority has not been told of, with the days since the earliest was issued."""
    if not account.may(Permission.GRANT_CERTIFY):
        return None
    count, days = upload_lag(account)
    title = f"张证书还没有上报，最早的已 {days} 天"
    return Waiting(title, count, url_for(UPLOADS), "cloud-upload") if count else None


def _under_way(account: Account) -> Select[Any]:
    return batches_planned_by(account).where(Batch.state == BatchState.PUBLISHED)


def _done(node: Node) -> ColumnElement[bool]:
    return exists().where(BatchNode.batch_id == Batch.id, BatchNode.node == node)


def _grants(account: Account, state: GrantState) -> Select[Grant]:
    return grants_certified_by(account).where(Grant.state == state, Grant.level.in_(level_codes()))


P = Permission
APPLICATIONS = "assessments.applications.list_applications"
OWN_SITTINGS = "assessments.sittings.list_my_sittings"
OWN_APPLICATIONS = "assessments.applications.list_my_applications"
BATCHES = "assessments.batches.list_batches"
GRANTS = "assessments.certification.list_grants"
UPLOADS = "assessments.uploads.list_uploads"
PROMOTIONS = "assessments.promotions.list_promotions"
BODIES = "assessments.bodies.list_bodies"
UNDER_WAY = (("state", "published"),)

# Most pressing first.
ASSESSMENT_TASKS = (
    Task(P.OWN_READ, "场考试正在进行，请进入", "calendar-event", sittings_going_on, OWN_SITTINGS),
    Task(P.SHEET_MARK, "名考生等您考评封存", "tablet", sheets_to_mark, OWN_SITTINGS),
    Task(
        P.APPLICATION_MAKE, "份申报被退回，等您修改", "arrow-return-left", own_returned_applications, OWN_APPLICATIONS
    ),
    Task(
        P.APPLICATION_EDIT,
        "份职工申报被退回，等修改",
        "arrow-return-left",
        returned_applications,
        APPLICATIONS,
        (("state", "returned"),),
    ),
    Task(
        P.APPLICATION_REVIEW,
        "份申报等您审核",
        "clipboard-check",
        applications_in_review,
        APPLICATIONS,
        (("state", "submitted"),),
    ),
    Task(
        P.BATCH_PLAN,
        "个认定计划报名截止，等您结束报名",
        "calendar2-check",
        batches_to_end_applications,
        BATCHES,
        UNDER_WAY,
    ),
    Task(
        P.SCORE_REVIEW, "个认定计划有成绩等您审核", "clipboard-data", batches_with_scores_to_review, BATCHES, UNDER_WAY
    ),
    Task(P.SCORE_REVIEW, "个认定计划的结果等您公示", "megaphone", batches_with_outcomes_to_put_up, BATCHES, UNDER_WAY),
    Task(P.GRANT_CERTIFY, "人的证书等您编号", "hash", grants_to_number, GRANTS, (("state", "granted"),)),
    Task(P.GRANT_CERTIFY, "人已编号，等您制证", "award", grants_to_certify, GRANTS, (("state", "numbered"),)),
    Task(
        P.PROMOTION_CONFIRM,
        "份以赛代评档案等您确认",
        "graph-up-arrow",
        promotions_to_confirm,
        PROMOTIONS,
        (("state", "waiting"),),
    ),
    Task(P.GRANT_CERTIFY, "份上报文件等您报送", "cloud-upload", uploads_to_send, UPLOADS, (("state", "prepared"),)),
    Task(P.BATCH_PLAN, "个认定计划可以归档", "archive", batches_to_archive, BATCHES, UNDER_WAY),
    Task(P.BODY_EDIT, "个评价机构的备案快要到期或已到期", "calendar-x", bodies_running_out, BODIES),
)
