"""Last season's selection of 五小, from its call over the review and the notice to the library."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from demo.make_files import CITY, DISTILLERY
from demo.people import ENTERPRISE, account_named, organisation
from demo.studios.pictures import paper
from demo.studios.register import all_studios, officer_over
from demo.studios.scoring import experts, score_review
from foundation import clock
from foundation.database import session, transaction
from notices.models import PublicNotice
from people.accounts.models import Account
from studios.proposals.announcing import finalise_achievements, notice_achievements
from studios.proposals.comparing import compare_achievement, find_duplicates, judge_duplicate
from studios.proposals.grading import grade_achievements, settle_tie
from studios.proposals.library import adopt_achievement, shelve_achievements
from studios.proposals.models_selections import Selection
from studios.proposals.operations_achievements import (
    AchievementText,
    add_achievement_paper,
    create_achievement,
    endorse_achievement,
    submit_achievement,
)
from studios.proposals.operations_selections import (
    SelectionFacts,
    close_selection,
    create_selection,
    finish_selection,
    open_selection,
)
from studios.proposals.queries_achievements import candidates_of, in_order
from studios.proposals.recommending import pass_achievement, recommend_achievement
from studios.proposals.reviewing import ReviewPlan, review_achievements
from studios.proposals.rules_achievements import FIVE_SMALL, NEEDED_PAPERS, AchievementState, Verdict
from studios.proposals.rules_grades import Grade
from studios.registry.models import Studio
from studios.reviews.operations import close_review
from studios.reviews.rules import ReviewKind, ScoreMethod

RATERS = 3
GRADES = (Grade("一等成果", 1), Grade("二等成果", 2), Grade("三等成果", 3), Grade("优秀成果"))
ENTRANTS = (0, 6, 7, 10, 11, 14, 16, 20, 22, 25, 26, 29)
"""The studios that entered something, by their places in the register."""
WORKS = ("快换夹具", "防错工装", "自动吹屑装置", "余料切割排样法", "油温预警器", "巡检口诀", "线束导向块", "茶筛清洁器")
HOW = (
    "把螺栓压板改成偏心轮，一拨即紧，工装底板加两根定位销，换型时不用再找正。",
    "在检具上做台阶，装反时放不进去；再加一只接近开关，没有到位设备不启动。",
    "利用回程气缸的余气吹净定位面，省掉人工拿气枪，铁屑落进下面的抽屉。",
    "先按长度排序，再把短料插进长料的余头，用一张表格算出顺序，利用率提高三个百分点。",
    "温度探头接一块数码管，超过七十度闪灯，超过八十度蜂鸣，材料都是仓库里的旧件。",
    "把三十二个检查点编成八句话，按走动的路线排列，新人两天就能背熟，不漏项。",
    "用尼龙车出带槽的小轮，线束从槽里过，不再刮破外皮，返修少了九成。",
    "筛网背面加一排软毛刷，随振动来回扫，茶末不再堵网，停机清理从四次减到一次。",
    "在管道最低处开一个小排口，加装手动阀，每班排一次积水，仪表不再冻坏。",
    "把说明书拍成三分钟的短片，二维码贴在设备旁，扫一下就能看，师傅不用反复讲。",
    "两块废钢板焊成可以升降的托架，一个人就能装卸六十公斤的工件，腰伤没有了。",
    "取酒口加装带刻度的玻璃弯管，看花和量度同时完成，每甑少取样两次。",
)


def hold_selection() -> PublicNotice:
    """The selection of the season from its call to its public notice."""
    city = account_named("city")
    with transaction():
        selection = _call(by=city)
        studios = all_studios()
        for number, place in enumerate(ENTRANTS):
            _enter(selection, studios[place], number, by=city)
    with transaction():
        for achievement in in_order(selection, AchievementState.RECOMMENDED):
            compare_achievement(achievement, find_duplicates(achievement), by=city)
            session.flush()
            for candidate in candidates_of(achievement):
                judge_duplicate(candidate, Verdict.DIFFERENT, "用处和结构都不同。", by=city)
            pass_achievement(achievement, by=city)
        close_selection(selection, by=city)
    with transaction():
        plan = ReviewPlan(ReviewKind.PAPER, "improvement-proposal", ScoreMethod.TRIMMED_MEAN, RATERS)
        review = review_achievements(selection, plan, experts()[:RATERS], by=city)
        session.flush()
        score_review(review, lambda place: 0.55 + 0.035 * (place * 5 % 12))
        close_review(review, by=city)
    with transaction():
        grade_achievements(selection, by=city)
        session.flush()
        _settle_ties(selection, by=city)
    with transaction():
        return notice_achievements(selection, by=city)


def finish_season() -> None:
    """The notice has run out: grades are final, the library opens, other units take up what they can use."""
    city = account_named("city")
    selection = session.scalars(select(Selection)).one()
    finalise_achievements(selection, by=city)
    shelved = shelve_achievements(selection, by=city)
    session.flush()
    finish_selection(selection, by=city)
    for number, achievement in enumerate(shelved[:5]):
        for unit in (organisation(ENTERPRISE), organisation(DISTILLERY))[: 1 + number % 2]:
            if unit.id != achievement.organisation_id:
                adopt_achievement(achievement, unit, clock.today(), "在同类工位试用。", paper(), by=city)


def _call(*, by: Account) -> Selection:
    today = clock.today()
    facts = SelectionFacts(
        title=f"{today.year} 年渝永江示例市职工“五小”创新成果评选",
        year=today.year,
        scheme="anhui_2024",
        kinds=FIVE_SMALL,
        categories=(),
        opens_on=today,
        closes_on=today + timedelta(days=1),
        grades=GRADES,
        recommender_places=6,
    )
    selection = create_selection(facts, organisation(CITY), by=by)
    open_selection(selection, by=by)
    session.flush()
    return selection


def _enter(selection: Selection, studio: Studio, number: int, *, by: Account) -> None:
    """Filled in for the first finisher, handed in, endorsed by the unit, recommended by the district."""
    assert studio.leader is not None
    hours = 200 + number * 90
    text = AchievementText(
        title=f"{studio.speciality}{WORKS[number % len(WORKS)]}",
        kind=list(FIVE_SMALL)[number % len(FIVE_SMALL)],
        category="",
        summary=f"针对{studio.speciality}工序的等待和返工，做了{WORKS[number % len(WORKS)]}，已在班组使用。",
        content="".join(
            f"{studio.speciality}第{step}步，{WORKS[(number + step) % len(WORKS)]}。" for step in range(1, 9)
        ),
        finished_on=clock.today() - timedelta(days=150 + number),
        authors=[studio.leader.name, studio.members[1].person.name],
        problems="效率",
        novelty="结构简单，成本不到 500 元。",
        used_since=clock.today() - timedelta(days=120),
        benefit=Decimal(hours * 60),
        benefit_basis=f"年节约 {hours} 小时 × 60 元。",
        benefit_verifier="财务部 示例员",
        studio=studio,
    )
    achievement = create_achievement(selection, studio.organisation, text, by=by)
    session.flush()
    for kind in NEEDED_PAPERS:
        add_achievement_paper(achievement, kind, paper(), by=by)
        session.flush()
    session.expire(achievement, ["papers"])
    submit_achievement(achievement, by=by)
    endorse_achievement(achievement, [], by=officer_over(studio))
    recommend_achievement(achievement, "同意推荐。", by=officer_over(studio))


def _settle_ties(selection: Selection, *, by: Account) -> None:
    """The jury settles what is tied across grades: in the order of entering, as long as a grade has places."""
    tied = [one for one in in_order(selection, AchievementState.CHECKED) if one.grade_options]
    left = Counter({grade.title: grade.places or len(ENTRANTS) for grade in GRADES})
    left.subtract(one.grade for one in in_order(selection, AchievementState.GRADED))
    for achievement in tied:
        grade = next(option for option in achievement.grade_options if left[option] > 0)
        left[grade] -= 1
        settle_tie(achievement, grade, reason="评委会合议决定。", by=by)
