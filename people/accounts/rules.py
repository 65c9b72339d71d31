"""Every permission and every role, on one page."""

from enum import StrEnum


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
    JUDGING_OVERSEE = "judging:oversee"
    RESULT_READ = "result:read"
    RESULT_PUBLISH = "result:publish"
    NOTICE_EDIT = "notice:edit"
    CERTIFICATE_ISSUE = "certificate:issue"
    CERTIFICATE_REVOKE = "certificate:revoke"
    CERTIFICATE_COLLECT = "certificate:collect"
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
    WORKER = "worker"


ROLE_TITLES = {
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
    Role.DISTRICT_OFFICER: "总工会经办人",
    Role.ENTERPRISE_OFFICER: "单位工会经办人",
    Role.CHIEF_JUDGE: "裁判长",
    Role.JUDGE: "裁判员",
    Role.SUPERVISOR: "监督员",
    Role.ARBITRATOR: "仲裁员",
    Role.WORKER: "职工",
}

P = Permission

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Runs the machine; sees no identity numbers, marks nothing, decides nothing.
    Role.SYSTEM_ADMINISTRATOR: frozenset(
        {P.ORGANISATION_READ, P.ORGANISATION_EDIT, P.ACCOUNT_EDIT, P.AUDIT_READ, P.JOB_READ, P.OWN_READ}
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
            P.RESULT_READ,
            P.RESULT_PUBLISH,
            P.NOTICE_EDIT,
            P.CERTIFICATE_ISSUE,
            P.CERTIFICATE_REVOKE,
            P.CERTIFICATE_COLLECT,
            P.OWN_READ,
        }
    ),
    # Registers the workers of one's own unit and collects their certificates.
    Role.ENTERPRISE_OFFICER: frozenset(
        {
            P.ORGANISATION_READ,
            P.PERSON_READ,
            P.PERSON_EDIT,
            P.JOB_READ,
            P.COMPETITION_READ,
            P.ENTRY_READ,
            P.ENTRY_EDIT,
            P.CERTIFICATE_COLLECT,
            P.OWN_READ,
        }
    ),
    # Heads a panel: sees who has not finished. The panel says of which event.
    Role.CHIEF_JUDGE: frozenset({P.COMPETITION_READ, P.SHEET_MARK, P.JUDGING_OVERSEE, P.RESULT_READ, P.OWN_READ}),
    Role.JUDGE: frozenset({P.COMPETITION_READ, P.SHEET_MARK, P.OWN_READ}),
    # Watch; change nothing.
    Role.SUPERVISOR: frozenset(
        {P.COMPETITION_READ, P.ENTRY_READ, P.JUDGING_OVERSEE, P.RESULT_READ, P.AUDIT_READ, P.OWN_READ}
    ),
    Role.ARBITRATOR: frozenset({P.COMPETITION_READ, P.RESULT_READ, P.OWN_READ}),
    Role.WORKER: frozenset({P.OWN_READ}),
}

PASSWORD_SHORTEST = 10
SLIP_DAYS = 7
SESSION_DAYS = 14


def password_faults(password: str, *, username: str) -> list[str]:
    """Why `password` is not good enough; an empty list if it is (NIST SP 800-63B: length counts, not variety)."""
    faults = []
    if len(password) < PASSWORD_SHORTEST:
        faults.append(f"密码至少 {PASSWORD_SHORTEST} 个字符，可以用一句话或几个词。")
    if username and username.lower() in password.lower():
        faults.append("密码里不能含有用户名。")
    if len(set(password)) < 5:
        faults.append("密码里不同的字符太少。")
    return faults
