"""Every permission and every role, on one page; who may give which role."""

from enum import StrEnum

from people.organisations.rules import FEDERATIONS, UNITS, OrganisationKind


class Permission(StrEnum):
    """What a person may do, named subject:verb. Where it holds is the scope of the grant: an organisation's subtree."""

    ORGANISATION_READ = "organisation:read"
    ORGANISATION_EDIT = "organisation:edit"
    PERSON_READ = "person:read"
    PERSON_EDIT = "person:edit"
    PERSON_UNMASK = "person:unmask"
    PERSON_MERGE = "person:merge"
    ACCOUNT_EDIT = "account:edit"
    AUDIT_READ = "audit:read"
    JOB_READ = "job:read"
    COMPETITION_READ = "competition:read"
    COMPETITION_PLAN = "competition:plan"
    ENTRY_READ = "entry:read"
    ENTRY_EDIT = "entry:edit"
    ENTRY_REVIEW = "entry:review"
    DRAW_MAKE = "draw:make"
    PANEL_EDIT = "panel:edit"
    SHEET_MARK = "sheet:mark"
    SHEET_TRANSCRIBE = "sheet:transcribe"
    JUDGING_OVERSEE = "judging:oversee"
    QUESTION_EDIT = "question:edit"
    RESULT_READ = "result:read"
    RESULT_PUBLISH = "result:publish"
    RESULT_CORRECT = "result:correct"
    RESULT_CHECK = "result:check"
    APPEAL_SUBMIT = "appeal:submit"
    APPEAL_READ = "appeal:read"
    APPEAL_RULE = "appeal:rule"
    NOTICE_EDIT = "notice:edit"
    CERTIFICATE_DESIGN = "certificate:design"
    CERTIFICATE_ISSUE = "certificate:issue"
    CERTIFICATE_REVOKE = "certificate:revoke"
    CERTIFICATE_COLLECT = "certificate:collect"
    SIGNING_MANAGE = "signing:manage"
    BODY_READ = "body:read"
    BODY_EDIT = "body:edit"
    BATCH_READ = "batch:read"
    BATCH_PLAN = "batch:plan"
    APPLICATION_MAKE = "application:make"
    APPLICATION_EDIT = "application:edit"
    APPLICATION_REVIEW = "application:review"
    SITTING_PLAN = "sitting:plan"
    SITTING_WATCH = "sitting:watch"
    SCORE_ENTER = "score:enter"
    SCORE_REVIEW = "score:review"
    GRANT_READ = "grant:read"
    GRANT_CERTIFY = "grant:certify"
    LEVEL_APPOINT = "level:appoint"
    PROMOTION_CONFIRM = "promotion:confirm"
    GROWTH_READ = "growth:read"
    GROWTH_EDIT = "growth:edit"
    FIGURE_READ = "figure:read"
    FIGURE_EDIT = "figure:edit"
    OWN_READ = "own:read"


class Role(StrEnum):
    """What somebody is in an organisation."""

    SYSTEM_ADMINISTRATOR = "system-administrator"
    DISTRICT_OFFICER = "district-officer"
    ENTERPRISE_OFFICER = "enterprise-officer"
    CHIEF_JUDGE = "chief-judge"
    JUDGE = "judge"
    SUPERVISOR = "supervisor"
    ARBITRATOR = "arbitrator"
    ASSESSMENT_OFFICER = "assessment-officer"
    ASSESSMENT_REVIEWER = "assessment-reviewer"
    ASSESSOR = "assessor"
    QUALITY_INSPECTOR = "quality-inspector"
    WORKER = "worker"


ROLE_TITLES = {
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
    Role.DISTRICT_OFFICER: "总工会经办人",
    Role.ENTERPRISE_OFFICER: "单位工会经办人",
    Role.CHIEF_JUDGE: "裁判长",
    Role.JUDGE: "裁判员",
    Role.SUPERVISOR: "监督员",
    Role.ARBITRATOR: "仲裁员",
    Role.ASSESSMENT_OFFICER: "评价机构经办人",
    Role.ASSESSMENT_REVIEWER: "评价机构审核人",
    Role.ASSESSOR: "考评员",
    Role.QUALITY_INSPECTOR: "质量督导员",
    Role.WORKER: "职工",
}

P = Permission

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Runs the machine; sees no identity numbers, marks nothing, decides nothing.
    Role.SYSTEM_ADMINISTRATOR: frozenset(
        {
            P.ORGANISATION_READ,
            P.ORGANISATION_EDIT,
            P.ACCOUNT_EDIT,
            P.SIGNING_MANAGE,
            P.AUDIT_READ,
            P.JOB_READ,
            P.OWN_READ,
        }
    ),
    # Runs competitions and reviews entries for the organisations below.
    Role.DISTRICT_OFFICER: frozenset(
        {
            P.ORGANISATION_READ,
            P.ORGANISATION_EDIT,
            P.PERSON_READ,
            P.PERSON_EDIT,
            P.PERSON_UNMASK,
            P.PERSON_MERGE,
            P.ACCOUNT_EDIT,
            P.AUDIT_READ,
            P.JOB_READ,
            P.COMPETITION_READ,
            P.COMPETITION_PLAN,
            P.ENTRY_READ,
            P.ENTRY_REVIEW,
            P.DRAW_MAKE,
            P.PANEL_EDIT,
            P.SHEET_TRANSCRIBE,
            P.QUESTION_EDIT,
            P.RESULT_READ,
            P.RESULT_PUBLISH,
            P.RESULT_CORRECT,
            P.APPEAL_READ,
            P.NOTICE_EDIT,
            P.CERTIFICATE_DESIGN,
            P.CERTIFICATE_ISSUE,
            P.CERTIFICATE_REVOKE,
            P.CERTIFICATE_COLLECT,
            P.BODY_READ,
            P.BODY_EDIT,
            P.BATCH_READ,
            P.GRANT_READ,
            P.PROMOTION_CONFIRM,
            P.GROWTH_READ,
            P.FIGURE_READ,
            P.FIGURE_EDIT,
            P.OWN_READ,
        }
    ),
    # Registers the workers of one's own unit, gives them their accounts, and collects their certificates.
    Role.ENTERPRISE_OFFICER: frozenset(
        {
            P.ORGANISATION_READ,
            P.PERSON_READ,
            P.PERSON_EDIT,
            P.ACCOUNT_EDIT,
            P.JOB_READ,
            P.COMPETITION_READ,
            P.ENTRY_READ,
            P.ENTRY_EDIT,
            P.APPEAL_SUBMIT,
            P.CERTIFICATE_COLLECT,
            P.BATCH_READ,
            P.APPLICATION_EDIT,
            P.GRANT_READ,
            P.GROWTH_READ,
            P.GROWTH_EDIT,
            P.FIGURE_READ,
            P.OWN_READ,
        }
    ),
    # Heads a panel: sees who has not finished. The panel says of which event.
    Role.CHIEF_JUDGE: frozenset(
        {P.COMPETITION_READ, P.SHEET_MARK, P.JUDGING_OVERSEE, P.RESULT_READ, P.RESULT_CORRECT, P.OWN_READ}
    ),
    Role.JUDGE: frozenset({P.COMPETITION_READ, P.SHEET_MARK, P.OWN_READ}),
    # Watch, and check results against paper; change nothing.
    Role.SUPERVISOR: frozenset(
        {
            P.COMPETITION_READ,
            P.ENTRY_READ,
            P.JUDGING_OVERSEE,
            P.RESULT_READ,
            P.RESULT_CHECK,
            P.APPEAL_READ,
            P.AUDIT_READ,
            P.OWN_READ,
        }
    ),
    # Rules on appeals and checks results; what follows from a ruling is proposed here and applied by others.
    Role.ARBITRATOR: frozenset(
        {
            P.COMPETITION_READ,
            P.RESULT_READ,
            P.RESULT_CORRECT,
            P.RESULT_CHECK,
            P.APPEAL_READ,
            P.APPEAL_RULE,
            P.OWN_READ,
        }
    ),
    # Runs a body's plans: writes them, takes applications, seats candidates, enters scores. Reviews nothing of it.
    Role.ASSESSMENT_OFFICER: frozenset(
        {
            P.ORGANISATION_READ,
            P.PERSON_READ,
            P.PERSON_EDIT,
            P.ACCOUNT_EDIT,
            P.JOB_READ,
            P.BODY_READ,
            P.BODY_EDIT,
            P.BATCH_READ,
            P.BATCH_PLAN,
            P.APPLICATION_EDIT,
            P.SITTING_PLAN,
            P.SITTING_WATCH,
            P.SCORE_ENTER,
            P.QUESTION_EDIT,
            P.GRANT_READ,
            P.LEVEL_APPOINT,
            P.GROWTH_READ,
            P.FIGURE_READ,
            P.OWN_READ,
        }
    ),
    # The second person of a body: reviews applications and scores, puts results up, numbers and certifies.
    Role.ASSESSMENT_REVIEWER: frozenset(
        {
            P.ORGANISATION_READ,
            P.PERSON_READ,
            P.PERSON_UNMASK,
            P.JOB_READ,
            P.BODY_READ,
            P.BATCH_READ,
            P.APPLICATION_REVIEW,
            P.SITTING_WATCH,
            P.SCORE_REVIEW,
            P.NOTICE_EDIT,
            P.GRANT_READ,
            P.GRANT_CERTIFY,
            P.PROMOTION_CONFIRM,
            P.CERTIFICATE_DESIGN,
            P.CERTIFICATE_ISSUE,
            P.CERTIFICATE_REVOKE,
            P.CERTIFICATE_COLLECT,
            P.GROWTH_READ,
            P.FIGURE_READ,
            P.AUDIT_READ,
            P.OWN_READ,
        }
    ),
    # Marks on a tablet, like a judge; the panel says whom.
    Role.ASSESSOR: frozenset({P.SHEET_MARK, P.OWN_READ}),
    # Inspects sittings and results; changes nothing.
    Role.QUALITY_INSPECTOR: frozenset({P.BODY_READ, P.BATCH_READ, P.SITTING_WATCH, P.FIGURE_READ, P.OWN_READ}),
    Role.WORKER: frozenset({P.APPEAL_SUBMIT, P.APPLICATION_MAKE, P.OWN_READ}),
}

# Who may give which role, inside one's own scope. Accounts with any other role are out of one's hands altogether.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMINISTRATOR: frozenset(Role),
    Role.DISTRICT_OFFICER: frozenset(Role) - {Role.SYSTEM_ADMINISTRATOR},
    Role.ENTERPRISE_OFFICER: frozenset({Role.WORKER}),
    Role.ASSESSMENT_OFFICER: frozenset({Role.ASSESSOR, Role.QUALITY_INSPECTOR, Role.WORKER}),
}


def role_fits(role: Role, kind: OrganisationKind) -> bool:
    """总工会经办人、系统管理员设在总工会和产业、街镇工会，不设在基层单位；单位工会经办人不设在总工会。"""
    if role in {Role.SYSTEM_ADMINISTRATOR, Role.DISTRICT_OFFICER}:
        return kind not in UNITS
    return not (role == Role.ENTERPRISE_OFFICER and kind in FEDERATIONS)
