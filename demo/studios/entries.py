"""What units hand in to the demo's project contests."""

from dataclasses import replace
from decimal import Decimal

from demo.studios.photographs import Work, photograph
from demo.studios.pictures import photo
from demo.studios.register import all_studios
from foundation.database import session
from people.accounts.models import Account
from studios.contests.models import Contest
from studios.contests.models_submissions import Submission
from studios.contests.rules import BudgetLine, BudgetSource
from studios.contests.submitted_files import add_submission_file
from studios.contests.submitting import SubmissionFacts, create_submission, submit_submission

PROJECTS = (
    "职工夜校进车间",
    "暖心驿站升级",
    "工间健身微课堂",
    "心理关爱云陪伴",
    "技能传承小讲台",
    "职工子女暑期托管",
    "夜班职工平安回家",
    "女职工健康小屋",
    "职工书屋流动车",
    "单身青年交友日",
    "老师傅说厂史",
    "午间十分钟放松操",
)
NEW_FORMS = ("骑手充电驿站", "网约车司机夜间食堂", "货车司机之家", "骑手技能提升课", "快递员法律小课堂")
BUDGET = (("师资和课时", BudgetSource.UNION, 30_000), ("场地和材料", BudgetSource.OWN, 18_000))


def enter(
    contest: Contest, number: int, title: str, *, with_picture: bool, by: Account, submitted: bool = True
) -> None:
    """A service project of the unit of a studio; a draft unless it is submitted."""
    unit = all_studios()[number % 30].organisation
    budget = [BudgetLine(item, source, Decimal(amount)) for item, source, amount in BUDGET]
    facts = replace(
        _facts(contest, number, title),
        summary=f"“{title}”由{unit.name}承办，每周开展两次，就近方便，缺什么补什么，做完当场评价、月月改进。",
        need="问卷 300 份，七成职工希望在下班前后、离岗位不远的地方得到这项服务。",
        beneficiaries=f"一线职工 {300 + number * 37 % 500} 余人",
        goals=f"全年 {30 + number % 20} 场，参加 {900 + number * 61 % 800} 人次，满意率 95% 以上。",
        plan="三月调研，四月开展，每季度小结，十一月总结推广。",
        team="专职一人，职工志愿者六人。",
        budget_total=sum((line.amount for line in budget), Decimal(0)),
        authors=["示例负责人", "示例经办人"],
        budget=budget,
    )
    submission = create_submission(contest, unit, facts, by=by)
    session.flush()
    if with_picture:
        _add_picture(submission, photo(number, title), by=by)
    if submitted:
        submit_submission(submission, by=by)
        session.flush()


def enter_work(contest: Contest, number: int, work: Work, *, by: Account) -> None:
    """A photograph by somebody of the unit of a studio."""
    facts = replace(_facts(contest, number, work.title), summary=work.words, authors=["示例作者"])
    submission = create_submission(contest, all_studios()[number % 30].organisation, facts, by=by)
    session.flush()
    _add_picture(submission, photograph(work), by=by)
    submit_submission(submission, by=by)
    session.flush()


def _facts(contest: Contest, number: int, title: str) -> SubmissionFacts:
    """What every entry says, with nothing yet about what it is."""
    return SubmissionFacts(
        class_id=contest.classes[number % len(contest.classes)].id,
        applicant_class="基层工会",
        title=title,
        group_name="",
        contact_name="示例联系人",
        contact_phone="19600000000",
        summary="",
        need="",
        beneficiaries="",
        goals="",
        plan="",
        team="",
        budget_total=Decimal(0),
        authors=(),
        budget=(),
    )


def _add_picture(submission: Submission, content: bytes, *, by: Account) -> None:
    add_submission_file(submission, content, submission.title, by=by)
    session.flush()
    session.expire(submission, ["files"])
