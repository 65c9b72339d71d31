"""Loads the demo up to a stage, as people would have done it day by day: `flask demo --stage judging`."""

from collections.abc import Callable
from datetime import timedelta

from competitions.planning.cloning import EditionDates, clone_competition
from competitions.planning.models import Competition
from competitions.planning.operations import publish_competition
from competitions.registration.workbooks import ENTRIES
from demo import contest, papers, people
from demo.assessing import hold_plan
from demo.certifying import certify_plan
from demo.lectures.play import hold_lectures
from demo.make_files import CITY
from demo.plan import DemoStage, Timeline, make_competition
from demo.promoting import go_on
from demo.quiz import hold_quiz
from demo.studios.play import begin_studios, go_on_studios, hold_studios
from foundation import clock
from foundation.database import session, transaction
from people.accounts.models import Account

Say = Callable[[str], None]
FOUNDED = -41
"""The day of the first organisation, from the opening of the competition's registration."""


def load_demo(stage: DemoStage, address: str, say: Say) -> None:
    """Everything up to `stage`, into an empty database."""
    timeline = Timeline.ending_at(stage)
    with clock.frozen(timeline.on_day(FOUNDED)), transaction():
        say("组织和账号……")
        people.load_organisations()
        people.load_accounts()
    if stage is DemoStage.CERTIFICATES:
        say("创新工作室……")
        begin_studios(timeline)
        say("技能等级认定……")
        certify_plan(hold_plan(timeline), timeline, address)
        hold_studios(timeline, address)
    with clock.frozen(timeline.on_day(0)), transaction():
        competition = make_competition(people.organisation(CITY), timeline, by=people.account_named("city"))
        hold_quiz(competition, by=people.account_named("city"))
    with clock.frozen(timeline.on_day(8)):
        say("各单位的报名表……")
        _load_rosters(competition)
    if stage is DemoStage.REGISTRATION:
        with clock.frozen(timeline.on_day(11)), transaction():
            contest.review_entries(keep_waiting=60)
        return
    with clock.frozen(timeline.on_day(22)), transaction():
        contest.review_entries()
    with clock.frozen(timeline.on_day(26)), transaction():
        say("抽签和裁判组……")
        contest.draw_events(competition)
    with clock.frozen(timeline.on_day(30)):
        say("评分……")
        half_way = ("茶艺师", "焊工", "工业机器人系统操作员") if stage is DemoStage.JUDGING else ()
        contest.judge_events(competition, unfinished=half_way)
    if stage is DemoStage.JUDGING:
        return
    with clock.frozen(timeline.on_day(32)), transaction():
        say("成绩和公示……")
        contest.publish_results(competition)
    if stage is DemoStage.CERTIFICATES:
        _certify(competition, timeline, address, say)


def _certify(competition: Competition, timeline: Timeline, address: str, say: Say) -> None:
    """The results become final: certificates, and what follows from them."""
    say("证书……")
    with clock.frozen(timeline.on_day(38)):
        papers.issue_awards(competition, address)
        papers.appoint_judges(address)
    with clock.frozen(timeline.on_day(39)):
        papers.live_on(address)
    say("以赛代评、聘任和人才培养……")
    go_on(timeline, address)
    go_on_studios(timeline)
    say("巡讲、云讲堂和点单……")
    hold_lectures()
    with transaction():
        _open_next_edition(competition)


def _load_rosters(competition: Competition) -> None:
    """Every unit's officer hands in the unit's workbook."""
    with transaction():
        units = {officer.organisation.name: officer.id for officer in people.open_unit_accounts()}
    for roster in sorted((people.FILES / "rosters").glob("*.xlsx")):
        with transaction():
            officer = session.get_one(Account, units[roster.stem.split("-", 1)[1]])
            people.apply_workbook(ENTRIES, roster, by=officer, competition_id=competition.id)
    with transaction():
        people.load_worker_account()


def _open_next_edition(competition: Competition) -> None:
    """The next edition, cloned and open for registration: something to try out."""
    now, today = clock.now(), clock.today()
    dates = EditionDates(
        registration_opens=now - timedelta(days=3),
        registration_closes=now + timedelta(days=20),
        contest_begins=today + timedelta(days=30),
        contest_ends=today + timedelta(days=31),
    )
    city = people.account_named("city")
    title = competition.title.replace("首届", "第二届")
    publish_competition(clone_competition(competition, title=title, edition="", dates=dates, by=city), by=city)
