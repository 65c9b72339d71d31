"""The menu: every page that belongs in it, with the permission that shows it."""

from dataclasses import dataclass

from people.accounts.models import Account
from people.accounts.rules import Permission


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu."""

    title: str
    endpoint: str
    permission: Permission
    icon: str

    def covers(self, blueprint: str | None) -> bool:
        """Whether the pages of `blueprint` are reached through this line."""
        return self.endpoint.rpartition(".")[0] == blueprint != "website"


MENU = (
    MenuItem("竞赛", "competitions.planning.list_competitions", Permission.COMPETITION_READ, "trophy"),
    MenuItem("报名", "competitions.registration.list_entries", Permission.ENTRY_READ, "clipboard-check"),
    MenuItem("评分", "competitions.judging.list_my_panels", Permission.SHEET_MARK, "pencil-square"),
    MenuItem("评分组织", "competitions.judging.list_judging_stages", Permission.PANEL_EDIT, "clipboard-data"),
    MenuItem("评分进度", "competitions.judging.list_judging_stages", Permission.JUDGING_OVERSEE, "grid-3x3"),
    MenuItem("成绩", "competitions.results.list_results", Permission.RESULT_READ, "bar-chart"),
    MenuItem("本单位成绩", "competitions.results.list_unit_results", Permission.ENTRY_EDIT, "bar-chart-line"),
    MenuItem("申诉仲裁", "competitions.appeals.list_appeals", Permission.APPEAL_READ, "bank"),
    MenuItem("申诉", "competitions.appeals.list_my_appeals", Permission.APPEAL_SUBMIT, "megaphone"),
    MenuItem("线上答题", "competitions.quizzes.list_quizzes", Permission.COMPETITION_PLAN, "ui-checks"),
    MenuItem("公示", "notices.list_notices", Permission.NOTICE_EDIT, "megaphone"),
    MenuItem("证书", "certificates.issuing.list_certificates", Permission.CERTIFICATE_COLLECT, "award"),
    MenuItem("证书模板", "certificates.designs.list_designs", Permission.CERTIFICATE_DESIGN, "palette"),
    MenuItem("人员", "people.persons.list_persons", Permission.PERSON_READ, "people"),
    MenuItem("组织", "people.organisations.list_organisations", Permission.ORGANISATION_READ, "diagram-3"),
    MenuItem("账号", "people.accounts.list_accounts", Permission.ACCOUNT_EDIT, "key"),
    MenuItem("签名密钥", "certificates.signing.list_signing_keys", Permission.SIGNING_MANAGE, "shield-lock"),
    MenuItem("操作日志", "website.list_audit_entries", Permission.AUDIT_READ, "journal-text"),
    MenuItem("任务", "website.list_jobs", Permission.JOB_READ, "hourglass-split"),
)
OWN_MENU = (
    MenuItem("我的答题", "competitions.quizzes.list_my_quizzes", Permission.OWN_READ, "ui-checks"),
    MenuItem("我的报名", "competitions.registration.list_my_entries", Permission.OWN_READ, "person-lines-fill"),
    MenuItem("我的成绩", "competitions.results.list_my_results", Permission.OWN_READ, "graph-up"),
    MenuItem("我的证书", "certificates.holdings.list_my_certificates", Permission.OWN_READ, "patch-check"),
)


def menu_for(account: Account) -> list[MenuItem]:
    """What `account` finds in its menu: its work, then its own pages if it belongs to a person."""
    if account.must_change_password:
        return []
    own = OWN_MENU if account.person_id else ()
    return [item for item in (*MENU, *own) if account.may(item.permission)]
