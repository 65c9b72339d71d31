"""The menu: every page that belongs in it, by field of work, with the permission that shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from people.accounts.models import Account
from people.accounts.rules import Permission

FEW_LINES = 2  # a group of so few shows its lines themselves
MANY_GROUPS = 6  # beside so many, two lines fold too, or the menu runs over on a tablet
FEW_GROUPS = 2  # who has no more fields of work than these finds what is his own by field, too


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu."""

    title: str
    endpoint: str
    permission: Permission
    icon: str
    leads_to: tuple[str, ...] = ()
    """Blueprints without a line of their own whose pages this line leads to."""

    def covers(self, blueprint: str | None) -> bool:
        """Whether the pages of `blueprint` are reached through this line."""
        return blueprint != "website" and blueprint in (self.endpoint.rpartition(".")[0], *self.leads_to)


@dataclass(frozen=True)
class MenuGroup:
    """The lines of one field of work, which open together."""

    title: str
    icon: str
    lines: Sequence[MenuItem]
    few: int = FEW_LINES

    @property
    def opens(self) -> bool:
        """Whether the lines stand behind the group's title, or are few enough to stand in the menu themselves."""
        return len(self.lines) > self.few


P = Permission
OF_A_PLAN = ("assessments.sittings", "assessments.results")
PROGRAMME = ("lectures.programme",)
MENU = (
    MenuGroup(
        "竞赛",
        "trophy",
        (
            MenuItem("竞赛", "competitions.planning.list_competitions", P.COMPETITION_READ, "trophy"),
            MenuItem("报名", "competitions.registration.list_entries", P.ENTRY_READ, "clipboard-check"),
            MenuItem("评分", "competitions.judging.list_my_panels", P.SHEET_MARK, "pencil-square"),
            MenuItem("评分组织", "competitions.judging.list_judging_stages", P.PANEL_EDIT, "clipboard-data"),
            MenuItem("评分进度", "competitions.judging.list_judging_stages", P.JUDGING_OVERSEE, "grid-3x3"),
            MenuItem("成绩", "competitions.results.list_results", P.RESULT_READ, "bar-chart"),
            MenuItem("本单位成绩", "competitions.results.list_unit_results", P.ENTRY_EDIT, "bar-chart-line"),
            MenuItem("申诉仲裁", "competitions.appeals.list_appeals", P.APPEAL_READ, "bank"),
            MenuItem("申诉", "competitions.appeals.list_my_appeals", P.APPEAL_SUBMIT, "megaphone"),
            MenuItem("线上答题", "competitions.quizzes.list_quizzes", P.COMPETITION_PLAN, "ui-checks"),
            MenuItem("公示", "notices.list_notices", P.NOTICE_EDIT, "megaphone"),
        ),
    ),
    MenuGroup(
        "技能等级认定",
        "ladder",
        (
            MenuItem("评价机构", "assessments.bodies.list_bodies", P.BODY_READ, "buildings"),
            MenuItem("职业标准", "assessments.standards.list_standards", P.BODY_READ, "book"),
            MenuItem("认定计划", "assessments.batches.list_batches", P.BATCH_READ, "calendar2-check", OF_A_PLAN),
            MenuItem("申报", "assessments.applications.list_applications", P.APPLICATION_EDIT, "clipboard-plus"),
            MenuItem("申报审核", "assessments.applications.list_applications", P.APPLICATION_REVIEW, "clipboard-check"),
            MenuItem("技能等级", "assessments.certification.list_grants", P.GRANT_READ, "ladder"),
            MenuItem("数据上报", "assessments.uploads.list_uploads", P.GRANT_READ, "cloud-upload"),
            MenuItem("以赛代评", "assessments.promotions.list_promotions", P.GRANT_READ, "graph-up-arrow"),
            MenuItem("新八级工", "assessments.ladder.show_ladder", P.GRANT_READ, "bar-chart-steps"),
            MenuItem("统计", "assessments.figures.show_figures", P.FIGURE_READ, "pie-chart"),
        ),
    ),
    MenuGroup(
        "人才成长",
        "tree",
        (
            MenuItem("培养计划", "assessments.tracks.list_tracks", P.GROWTH_READ, "tree"),
            MenuItem("培训班", "assessments.trainings.list_trainings", P.GROWTH_READ, "easel"),
            MenuItem("职称", "assessments.titling.list_titlings", P.GROWTH_READ, "mortarboard"),
        ),
    ),
    MenuGroup(
        "创新工作室",
        "lightbulb",
        (
            MenuItem("工作室", "studios.registry.list_studios", P.STUDIO_READ, "lightbulb"),
            MenuItem("联盟", "studios.alliances.list_alliances", P.STUDIO_READ, "diagram-2"),
            MenuItem("攻关项目", "studios.projects.list_projects", P.STUDIO_READ, "bullseye"),
            MenuItem("揭榜", "studios.challenges.list_challenges", P.STUDIO_READ, "megaphone"),
            MenuItem("师徒", "studios.mentoring.list_mentorings", P.STUDIO_READ, "people"),
            MenuItem("成果", "studios.outcomes.list_outcomes", P.STUDIO_READ, "patch-check"),
            MenuItem("申报命名", "studios.designation.list_designation_calls", P.STUDIO_READ, "award"),
            MenuItem("考核", "studios.appraisals.list_rounds", P.STUDIO_READ, "clipboard-data"),
            MenuItem("年度风采", "studios.showcases.show_wall", P.STUDIO_READ, "bar-chart-line"),
        ),
    ),
    MenuGroup(
        "创新成果",
        "rocket-takeoff",
        (
            MenuItem("合理化建议", "studios.proposals.list_proposals", P.PROPOSAL_EDIT, "lightbulb"),
            MenuItem("五小成果", "studios.proposals.list_selections", P.PROPOSAL_EDIT, "stars"),
            MenuItem("项目竞赛", "studios.contests.list_contests", P.CONTEST_WATCH, "easel2"),
            MenuItem("项目申报", "studios.contests.list_contests", P.CONTEST_ENTER, "easel2"),
            MenuItem("职工投票", "studios.ballots.list_ballots", P.CONTEST_WATCH, "check2-square"),
            MenuItem("评价考核", "studios.evaluations.list_trees", P.REVIEW_RUN, "clipboard-data"),
            MenuItem("指标上报", "studios.evaluations.list_trees", P.CONTEST_ENTER, "clipboard-data"),
            MenuItem("展示册", "studios.booklets.list_booklets", P.CONTEST_RUN, "journal-richtext"),
            MenuItem("评审", "studios.reviews.list_reviews", P.REVIEW_RUN, "clipboard2-check", ("studios.rubrics",)),
        ),
    ),
    MenuGroup(
        "巡讲点单",
        "mic",
        (
            MenuItem("点单菜单", "lectures.menus.list_items", P.LECTURE_ORDER, "card-list"),
            MenuItem("点单", "lectures.orders.list_orders", P.LECTURE_ORDER, "card-checklist"),
            MenuItem("讲师库", "lectures.lecturers.list_lecturers", P.LECTURE_RUN, "person-badge"),
            MenuItem("讲师推荐", "lectures.lecturers.list_lecturers", P.LECTURER_RECOMMEND, "person-badge"),
            MenuItem("巡讲计划", "lectures.tours.list_tours", P.LECTURE_RUN, "mic", ("lectures.planning",)),
            MenuItem("讲座日历", "lectures.calendars.show_calendar", P.LECTURE_HOST, "calendar3", PROGRAMME),
            MenuItem("签到与报名", "lectures.attendance.list_doors", P.LECTURE_HOST, "person-check"),
            MenuItem("听课反馈", "lectures.feedback.list_feedback", P.LECTURE_RUN, "star"),
            MenuItem("点单培训班", "lectures.classes.list_classes", P.LECTURE_ORDER, "easel3"),
            MenuItem("宣讲场所", "lectures.places.list_places", P.LECTURE_ORDER, "geo-alt"),
            MenuItem("覆盖统计", "lectures.coverage.show_coverage", P.LECTURE_RUN, "pin-map"),
        ),
    ),
    MenuGroup(
        "证书",
        "award",
        (
            MenuItem("证书", "certificates.issuing.list_certificates", P.CERTIFICATE_COLLECT, "award"),
            MenuItem("证书模板", "certificates.designs.list_designs", P.CERTIFICATE_DESIGN, "palette"),
        ),
    ),
    MenuGroup(
        "人员与组织",
        "people",
        (
            MenuItem("人员", "people.persons.list_persons", P.PERSON_READ, "people"),
            MenuItem("组织", "people.organisations.list_organisations", P.ORGANISATION_READ, "diagram-3"),
            MenuItem("荣誉", "people.honours.list_honours", P.HONOUR_READ, "award", ("studios.nominations",)),
            MenuItem("账号", "people.accounts.list_accounts", P.ACCOUNT_EDIT, "key"),
        ),
    ),
    MenuGroup(
        "系统",
        "gear",
        (
            MenuItem("签名密钥", "certificates.signing.list_signing_keys", P.SIGNING_MANAGE, "shield-lock"),
            MenuItem("操作日志", "website.list_audit_entries", P.AUDIT_READ, "journal-text"),
            MenuItem("任务", "website.list_jobs", P.JOB_READ, "hourglass-split"),
        ),
    ),
)
OWN_MENU = (
    MenuGroup(
        "我的竞赛",
        "trophy",
        (
            MenuItem("我的答题", "competitions.quizzes.list_my_quizzes", P.OWN_READ, "ui-checks"),
            MenuItem("我的报名", "competitions.registration.list_my_entries", P.OWN_READ, "person-lines-fill"),
            MenuItem("我的成绩", "competitions.results.list_my_results", P.OWN_READ, "graph-up"),
        ),
    ),
    MenuGroup(
        "我的等级",
        "ladder",
        (
            MenuItem("我的认定", "assessments.applications.list_my_applications", P.OWN_READ, "clipboard-plus"),
            MenuItem("我的考试", "assessments.sittings.list_my_sittings", P.OWN_READ, "calendar-event"),
            MenuItem("认定结果", "assessments.results.list_my_results", P.OWN_READ, "clipboard-check"),
            MenuItem("我的晋升", "assessments.promotions.list_my_promotions", P.OWN_READ, "graph-up-arrow"),
            MenuItem("我的聘任", "assessments.ladder.list_recognitions", P.OWN_READ, "person-check"),
        ),
    ),
    MenuGroup(
        "我的参与",
        "lightbulb",
        (
            MenuItem("我的工作室", "studios.registry.list_my_studios", P.STUDIO_LEAD, "tools"),
            MenuItem("我的攻关", "studios.projects.list_projects", P.STUDIO_LEAD, "bullseye"),
            MenuItem("揭榜攻关", "studios.challenges.list_challenges", P.STUDIO_LEAD, "megaphone"),
            MenuItem("我的申报", "studios.designation.list_designations", P.STUDIO_LEAD, "award"),
            MenuItem("我的建议", "studios.proposals.list_my_proposals", P.PROPOSAL_MAKE, "lightbulb"),
            MenuItem("我的五小", "studios.proposals.list_my_achievements", P.PROPOSAL_MAKE, "stars"),
            MenuItem("项目征集", "studios.contests.list_calls", P.OWN_READ, "megaphone"),
            MenuItem("我的投票", "studios.ballots.list_my_ballots", P.BALLOT_CAST, "check2-square"),
            MenuItem("我的测评", "studios.evaluations.list_my_evaluations", P.BALLOT_CAST, "star"),
            MenuItem("我的评审", "studios.reviews.list_my_reviews", P.SHEET_MARK, "clipboard2-check"),
        ),
    ),
    MenuGroup(
        "我的讲座",
        "mic",
        (
            MenuItem("接单抢单", "lectures.orders.list_my_invitations", P.LECTURE_GIVE, "lightning"),
            MenuItem("我的讲课", "lectures.tours.list_my_lectures", P.LECTURE_GIVE, "mic"),
            MenuItem("我的讲座日历", "lectures.calendars.show_calendar", P.LECTURE_GIVE, "calendar3"),
            MenuItem("听众评价", "lectures.feedback.show_my_feedback", P.LECTURE_GIVE, "star"),
            MenuItem("我的讲师档案", "lectures.lecturers.show_my_lecturer", P.LECTURE_GIVE, "person-badge"),
            MenuItem(
                "我的听课", "lectures.attendance.list_my_registrations", P.OWN_READ, "ticket-perforated", PROGRAMME
            ),
            MenuItem("我要点单", "lectures.menus.list_items", P.OWN_READ, "card-list"),
            MenuItem("我的点单", "lectures.orders.list_my_orders", P.OWN_READ, "card-checklist"),
            MenuItem("心愿单", "lectures.menus.list_my_wishes", P.OWN_READ, "stars"),
            MenuItem("我的培训班", "lectures.classes.list_my_classes", P.OWN_READ, "easel3"),
        ),
    ),
    MenuGroup(
        "我的档案",
        "person-vcard",
        (
            MenuItem("我的证书", "certificates.holdings.list_my_certificates", P.OWN_READ, "patch-check"),
            MenuItem("我的履历", "assessments.timelines.show_my_timeline", P.OWN_READ, "person-vcard"),
            MenuItem("我的师徒", "studios.mentoring.list_my_mentorings", P.OWN_READ, "people"),
        ),
    ),
)


def menu_for(account: Account) -> list[MenuGroup]:
    """What `account` finds in its menu: its work by field, then its own pages if it belongs to a person."""
    if account.must_change_password:
        return []
    work = _allowed(account, MENU)
    own = _allowed(account, OWN_MENU) if account.person_id else []
    if len(work) > FEW_GROUPS and own:
        own = [MenuGroup("我的", "person", [line for group in own for line in group.lines])]
    few = 1 if len(work) > MANY_GROUPS else FEW_LINES
    return [replace(group, few=few) for group in (*work, *own)]


def line_of(menu: Sequence[MenuGroup], endpoint: str | None, blueprint: str | None) -> MenuItem | None:
    """The line that leads to the page at hand: to itself, or to the pages it belongs to."""
    lines = [line for group in menu for line in group.lines]
    exact = (line for line in lines if line.endpoint == endpoint)
    return next(exact, None) or next((line for line in lines if line.covers(blueprint)), None)


def _allowed(account: Account, groups: Sequence[MenuGroup]) -> list[MenuGroup]:
    shown = [
        replace(group, lines=_one_each(line for line in group.lines if account.may(line.permission)))
        for group in groups
    ]
    return [group for group in shown if group.lines]


def _one_each(lines: Iterable[MenuItem]) -> list[MenuItem]:
    """The lines, the first where several lead to the same page."""
    first: dict[str, MenuItem] = {}
    for line in lines:
        first.setdefault(line.endpoint, line)
    return list(first.values())
