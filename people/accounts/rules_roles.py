"""Which role may what, who may give which role, and where a role fits: on one page."""

from people.accounts.rules import Permission, Role
from people.organisations.rules import FEDERATIONS, UNITS, OrganisationKind

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
            P.HONOUR_READ,
            P.HONOUR_EDIT,
            P.HONOUR_NOMINATE,
            P.STUDIO_READ,
            P.STUDIO_EDIT,
            P.DESIGNATION_RECOMMEND,
            P.DESIGNATION_RUN,
            P.BENEFIT_VERIFY,
            P.CHALLENGE_RUN,
            P.REVIEW_RUN,
            P.PROPOSAL_EDIT,
            P.PROPOSAL_RUN,
            P.CONTEST_ENTER,
            P.CONTEST_RUN,
            P.CONTEST_WATCH,
            P.LECTURE_RUN,
            P.LECTURE_ORDER,
            P.LECTURE_HOST,
            P.LECTURER_RECOMMEND,
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
            P.HONOUR_READ,
            P.HONOUR_NOMINATE,
            P.STUDIO_READ,
            P.STUDIO_EDIT,
            P.BENEFIT_VERIFY,
            P.PROPOSAL_EDIT,
            P.CONTEST_ENTER,
            P.LECTURE_ORDER,
            P.LECTURE_HOST,
            P.LECTURER_RECOMMEND,
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
            P.CONTEST_WATCH,
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
    # Keeps the file of the studio that he leads; the studio says of which.
    Role.STUDIO_LEADER: frozenset({P.STUDIO_LEAD, P.PROPOSAL_MAKE, P.BALLOT_CAST, P.OWN_READ}),
    # Scores applications, proposals and projects, like a judge; the panel says which.
    Role.EXPERT: frozenset({P.SHEET_MARK, P.OWN_READ}),
    # Answers what he is asked to give, says when he can, reads what listeners said of him.
    Role.LECTURER: frozenset({P.LECTURE_GIVE, P.OWN_READ}),
    Role.WORKER: frozenset({P.APPEAL_SUBMIT, P.APPLICATION_MAKE, P.PROPOSAL_MAKE, P.BALLOT_CAST, P.OWN_READ}),
}

# Who may give which role, inside one's own scope. Accounts with any other role are out of one's hands altogether.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMINISTRATOR: frozenset(Role),
    Role.DISTRICT_OFFICER: frozenset(Role) - {Role.SYSTEM_ADMINISTRATOR},
    Role.ENTERPRISE_OFFICER: frozenset({Role.STUDIO_LEADER, Role.LECTURER, Role.WORKER}),
    Role.ASSESSMENT_OFFICER: frozenset({Role.ASSESSOR, Role.QUALITY_INSPECTOR, Role.WORKER}),
}


def role_fits(role: Role, kind: OrganisationKind) -> bool:
    """总工会经办人、系统管理员设在总工会和产业、街镇工会，不设在基层单位；单位工会经办人不设在总工会。"""
    if role in {Role.SYSTEM_ADMINISTRATOR, Role.DISTRICT_OFFICER}:
        return kind not in UNITS
    return not (role == Role.ENTERPRISE_OFFICER and kind in FEDERATIONS)
