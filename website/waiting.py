"""What waits for a person today: one line for each kind of work, with how many and where."""

from typing import Any

from flask import url_for
from sqlalchemy import ScalarSelect, Select, String, cast, exists, func, select

from assessments.ladder.queries import appointments_ending, recognitions_to_decide
from assessments.sittings.models import Sitting
from certificates.signing.queries import keys_to_acknowledge
from certificates.validity.queries import expiring_certificates_visible_to, revocations_to_confirm
from competitions.appeals.models import Appeal
from competitions.appeals.queries import appeals_ruled_by
from competitions.appeals.rules import AppealState
from competitions.draw.queries_mappings import awaiting_witness, mappings_to_seal
from competitions.judging.models import Appearance, ModulePanel
from competitions.judging.rules import NEEDS_NO_SHEETS
from competitions.planning.models import Competition, Event, Module, Stage
from competitions.planning.rules import CompetitionState, StageState
from competitions.registration.models import Entry
from competitions.registration.queries import entries_editable_by, entries_to_review
from competitions.registration.rules import EntryState
from competitions.results.models import ResultVersion
from competitions.results.models_corrections import Correction
from competitions.results.queries_corrections import corrections_decided_by
from competitions.results.rules import ResultState
from competitions.results.rules_corrections import CorrectionState
from foundation import clock
from foundation.database import session
from foundation.jobs import Job, JobState, jobs_visible_to
from marking.panels.models import Panel, Subject
from marking.panels.queries import panels_with
from marking.panels.rules import Duty, PanelState
from marking.sheets.late_marks import waiting_late_marks
from marking.sheets.models import LateMark, Sheet
from marking.sheets.queries import sheets_visible_to
from marking.sheets.rules import SheetState
from notices.models import Objection, PublicNotice
from notices.queries import notices_visible_to, objections_visible_to
from notices.rules import NoticeState, ObjectionState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import within
from studios.reviews.models import Review
from website.tasks import Task, Waiting
from website.waiting_assessments import ASSESSMENT_TASKS, certificates_to_upload
from website.waiting_lectures import LECTURE_TASKS
from website.waiting_studios import STUDIO_TASKS


def waiting_for(account: Account) -> list[Waiting]:
    """The work that waits for `account`, most pressing first. All kinds that it may do at all are counted at once."""
    tasks = [task for task in TASKS if account.may(task.permission)]
    counts = session.execute(select(*(_count(task.pending(account)) for task in tasks))).one() if tasks else ()
    waiting = [
        Waiting(task.title, count, url_for(task.endpoint, **dict[str, Any](task.filter)), task.icon)
        for task, count in zip(tasks, counts, strict=True)
        if count
    ]
    late = certificates_to_upload(account)
    return [*waiting, late] if late else waiting


def open_sheets(account: Account) -> Select[Sheet]:
    """The account's own sheets of contests to fill and seal, without those of contestants who did not appear."""
    missing = exists().where(
        Appearance.status.in_(NEEDS_NO_SHEETS),
        cast(Appearance.entry_id, String) == Subject.reference,
        Appearance.stage_id == Module.stage_id,
        Module.id == ModulePanel.module_id,
        ModulePanel.panel_id == Subject.panel_id,
    )
    own = sheets_visible_to(account).join(Panel, Panel.id == Subject.panel_id)
    elsewhere = exists().where(Sitting.panel_id == Subject.panel_id) | exists().where(
        Review.panel_id == Subject.panel_id
    )
    return own.where(Sheet.state == SheetState.OPEN, Panel.state == PanelState.OPEN, ~missing, ~elsewhere)


def entries_in_review(account: Account) -> Select[Entry]:
    """Submitted entries that this officer reviews."""
    return entries_to_review(account).where(Entry.state == EntryState.SUBMITTED)


def returned_entries(account: Account) -> Select[Entry]:
    """Entries that came back to the unit to be mended."""
    return entries_editable_by(account).where(Entry.state == EntryState.RETURNED)


def unsent_entries(account: Account) -> Select[Entry]:
    """Drafts of the unit while registration is open."""
    open_now = (Competition.registration_opens <= clock.now()) & (Competition.registration_closes > clock.now())
    drafts = entries_editable_by(account).where(Entry.state == EntryState.DRAFT)
    return drafts.where(Entry.event.has(Event.competition.has(open_now)))


def unanswered_objections(account: Account) -> Select[Objection]:
    """Objections without an answer."""
    return objections_visible_to(account).where(Objection.state == ObjectionState.RECEIVED)


def undecided_appeals(account: Account) -> Select[Appeal]:
    """Appeals that this arbitrator has not ruled on or turned away."""
    before = (AppealState.SUBMITTED, AppealState.ACCEPTED, AppealState.HEARING)
    return appeals_ruled_by(account).where(Appeal.state.in_(before))


def corrections_to_decide(account: Account) -> Select[Correction]:
    """Proposed corrections that somebody else has made and this account may approve."""
    proposed = corrections_decided_by(account).where(Correction.state == CorrectionState.PROPOSED)
    return proposed.where(Correction.proposed_by_id != account.id)


def late_marks_to_decide(account: Account) -> Select[LateMark]:
    """Late marks on the panels that this account heads."""
    return waiting_late_marks(panels_with(account, Duty.CHIEF))


def notices_run_out(account: Account) -> Select[PublicNotice]:
    """Notices whose time is over and that nobody has ended yet."""
    over = (PublicNotice.state == NoticeState.OPEN) & (PublicNotice.closes_at <= clock.now())
    return notices_visible_to(account).where(over)


def stages_to_draw(account: Account) -> Select[Stage]:
    """Stages of published competitions whose registration is over and that have no draw."""
    ready = (Competition.state == CompetitionState.PUBLISHED) & (Competition.registration_closes <= clock.now())
    return _stages(account, Permission.DRAW_MAKE).where(Stage.state == StageState.PLANNED, Stage.position == 1, ready)


def stages_to_publish(account: Account) -> Select[Stage]:
    """Stages with all marks in, whose result is neither under notice nor final."""
    shown = exists().where(
        ResultVersion.stage_id == Stage.id, ResultVersion.state.in_((ResultState.NOTICED, ResultState.FINAL))
    )
    return _stages(account, Permission.RESULT_PUBLISH).where(Stage.state == StageState.JUDGED, ~shown)


def failed_jobs(account: Account) -> Select[Job]:
    """Finished jobs of which some items failed, and those that an error broke off."""
    visible = jobs_visible_to(account.scope(Permission.JOB_READ), account.id)
    failed = (Job.state == JobState.DONE) & Job.failures.any()
    return visible.where(failed | ((Job.state == JobState.CANCELLED) & (Job.note != "")))


def _stages(account: Account, permission: Permission) -> Select[Stage]:
    reach = within(account.scope(permission))
    held = select(Stage).join(Stage.event).join(Event.competition).join(Competition.organisation)
    return held.where(reach, Competition.rehearsal_of_id.is_(None))


def _count(query: Select[Any]) -> ScalarSelect[int]:
    ids = query.with_only_columns(query.column_descriptions[0]["entity"].id).order_by(None)
    return select(func.count()).select_from(ids.subquery()).scalar_subquery()


P = Permission
COMPETITIONS = "competitions.planning.list_competitions"
ENTRIES = "competitions.registration.list_entries"
JUDGING = "competitions.judging.list_judging_stages"
RESULTS = "competitions.results.list_results"
MAPPINGS = "competitions.draw.list_my_mappings"
REVOCATIONS = "certificates.validity.list_revocations"
EXPIRING = "certificates.validity.list_expiring"
RECOGNITIONS = "assessments.ladder.list_recognitions"
WAITING = (("state", "waiting"),)

# Most pressing first.
TASKS = (
    Task(P.SHEET_MARK, "张评分表等您评分封存", "pencil-square", open_sheets, "competitions.judging.list_my_panels"),
    Task(P.COMPETITION_READ, "份对应关系等您封存", "lock", mappings_to_seal, MAPPINGS),
    Task(P.COMPETITION_READ, "份对应关系请您见证打开", "unlock", awaiting_witness, MAPPINGS),
    Task(P.JUDGING_OVERSEE, "项迟到的打分等您裁定", "clock-history", late_marks_to_decide, JUDGING),
    Task(P.RESULT_CORRECT, "份更正等您批准", "pencil-square", corrections_to_decide, RESULTS),
    Task(P.CERTIFICATE_REVOKE, "份批量撤销等您确认", "x-octagon", revocations_to_confirm, REVOCATIONS),
    Task(
        P.SIGNING_MANAGE,
        "把自建签名密钥的效力说明等您确认",
        "shield-exclamation",
        lambda _account: keys_to_acknowledge(),
        "certificates.signing.list_signing_keys",
    ),
    Task(P.APPEAL_RULE, "件申诉等您办理", "bank", undecided_appeals, "competitions.appeals.list_appeals"),
    Task(P.NOTICE_EDIT, "条异议等您答复", "chat-left-text", unanswered_objections, "notices.list_notices"),
    Task(
        P.ENTRY_EDIT, "项报名被退回，等您修改", "arrow-return-left", returned_entries, ENTRIES, (("state", "returned"),)
    ),
    Task(P.ENTRY_EDIT, "项报名还没有提交", "pencil", unsent_entries, ENTRIES, (("state", "draft"),)),
    Task(P.ENTRY_REVIEW, "项报名等您审核", "clipboard-check", entries_in_review, ENTRIES, (("state", "submitted"),)),
    Task(P.NOTICE_EDIT, "个公示已到期，等您结束", "megaphone", notices_run_out, "notices.list_notices"),
    Task(P.RESULT_PUBLISH, "个赛项评分结束，等您公示成绩", "trophy", stages_to_publish, RESULTS),
    Task(P.DRAW_MAKE, "个赛项报名截止，等您抽签", "shuffle", stages_to_draw, COMPETITIONS),
    Task(P.PROMOTION_CONFIRM, "项聘任、认定等您审定", "person-check", recognitions_to_decide, RECOGNITIONS, WAITING),
    Task(
        P.LEVEL_APPOINT,
        "项聘任的聘期将满或已满",
        "calendar-x",
        appointments_ending,
        RECOGNITIONS,
        (("state", "ending"),),
    ),
    Task(P.CERTIFICATE_ISSUE, "张证书快要到期", "calendar-x", expiring_certificates_visible_to, EXPIRING),
    *ASSESSMENT_TASKS,
    *STUDIO_TASKS,
    *LECTURE_TASKS,
    Task(P.JOB_READ, "个后台任务有没办成的", "exclamation-triangle", failed_jobs, "website.list_jobs"),
)
