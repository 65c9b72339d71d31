"""Every permission and every role, on one page; who may give which role; what a good password is."""

import re
from enum import StrEnum

from people.organisations.rules import OrganisationKind


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
    Role.WORKER: frozenset({P.APPEAL_SUBMIT, P.OWN_READ}),
}

# Who may give which role, inside one's own scope. Accounts with any other role are out of one's hands altogether.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMINISTRATOR: frozenset(Role),
    Role.DISTRICT_OFFICER: frozenset(Role) - {Role.SYSTEM_ADMINISTRATOR},
    Role.ENTERPRISE_OFFICER: frozenset({Role.WORKER}),
}

_FEDERATIONS = frozenset({OrganisationKind.CITY_FEDERATION, OrganisationKind.DISTRICT_FEDERATION})
_UNITS = frozenset({OrganisationKind.PRIMARY_UNION, OrganisationKind.SCHOOL, OrganisationKind.ASSESSMENT_BODY})


def role_fits(role: Role, kind: OrganisationKind) -> bool:
    """总工会经办人、系统管理员设在总工会和产业、街镇工会，不设在基层单位；单位工会经办人不设在总工会。"""
    if role in {Role.SYSTEM_ADMINISTRATOR, Role.DISTRICT_OFFICER}:
        return kind not in _UNITS
    return not (role == Role.ENTERPRISE_OFFICER and kind in _FEDERATIONS)


PASSWORD_SHORTEST = 10
PASSWORD_LONGEST = 200
SLIP_DAYS = 7
SESSION_DAYS = 14

# No 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, U and V: a code is read off paper.
SLIP_LETTERS = "34679ACDEFGHJKMNPQRTWXY"
SLIP_LENGTH = 12  # 23 ** 12 is about 2 ** 54: not to be guessed in seven days


def password_faults(password: str, *, username: str) -> list[str]:
    """Why `password` is not good enough; empty if it is (NIST SP 800-63B: length counts, not kinds of characters)."""
    faults = []
    if len(password) < PASSWORD_SHORTEST:
        faults.append(f"密码至少 {PASSWORD_SHORTEST} 个字符，可以用一句话或几个词。")
    if len(password) > PASSWORD_LONGEST:
        faults.append(f"密码最多 {PASSWORD_LONGEST} 个字符。")
    if username and username.lower() in password.lower():
        faults.append("密码里不能含有用户名。")
    if len(set(password)) < 5:
        faults.append("密码里不同的字符太少。")
    return faults


def username_faults(username: str) -> list[str]:
    """Why `username` cannot be one. All digits are refused: they could be the phone by which somebody else signs in."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,31}", username):
        return ["用户名用 3 至 32 个小写字母、数字、点、横线或下划线，以字母或数字开头。"]
    if not re.search(r"[a-z]", username):
        return ["用户名至少要有一个字母：全是数字的会与别人的手机号混淆。"]
    return []


def slip_code(text: str) -> str:
    """The code on a slip as it is compared: without the dashes and blanks that people type, in capitals."""
    return re.sub(r"[\s-]", "", text).upper()


def printed_slip_code(code: str) -> str:
    """The code as it stands on the slip: in groups of four, easier to copy."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


_SYSTEMS = (
    ("Android", "安卓"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows"),
    ("Mac OS", "苹果电脑"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)


def device_title(user_agent: str) -> str:
    """What a person calls the device that sent `user_agent`: 安卓 · 微信."""
    system = next((title for sign, title in (*_SYSTEMS, ("Linux", "Linux")) if sign in user_agent), "其他设备")
    browser = next((title for sign, title in _BROWSERS if sign in user_agent), "")
    return f"{system} · {browser}" if browser else system
