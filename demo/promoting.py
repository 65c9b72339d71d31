"""What follows in the demo beside the first plan: a plan that is running, promotion by award, an appointment."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy import select

from assessments.applications.operations import create_application, submit_application
from assessments.applications.rules import ApplicationKind
from assessments.grants.queries import grant_from
from assessments.grants.rules import Ground
from assessments.grants.ways import ways_to_grant
from assessments.ladder.operations import RecognitionFacts, confirm_recognition, propose_recognition, ways_of
from assessments.ladder.rules import LARGE_ENTERPRISE
from assessments.promotions.models import Promotion
from assessments.promotions.operations import confirm_promotion
from assessments.promotions.operations_rules import (
    RuleSetFacts,
    activate_rule_set,
    edit_rule_set,
    load_published_rules,
)
from demo.assessing import BREWING, make_plan
from demo.certification_files import FILES
from demo.certifying import certify
from demo.growing import apply_for_titles, begin_track, note_outside_figure
from demo.make_files import CITY, DISTILLERY
from demo.people import account_named, apply_workbook, open_account_of, organisation
from demo.plan import Timeline
from demo.portraits import portrait
from foundation import clock
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Permission, Role
from people.persons.models import Person
from people.persons.operations import award_skill_level
from people.persons.photos import set_photo
from people.persons.rules import Level
from people.persons.workbooks import ROSTER

RULES = "天津市以赛代评（2024）"
CONDITIONS = ("竞赛与晋升的职业相同，获奖证书已核对。",)
APPLIED_ALREADY = 3
PHOTO_OF_WINNER = 101


def go_on(timeline: Timeline, address: str) -> None:
    """The days after the competition became final."""
    with clock.frozen(timeline.on_day(38)), transaction():
        *newcomers, master = _join()
        _run_plan(newcomers)
        begin_track(newcomers)
        apply_for_titles(_certified_workers())
        note_outside_figure()
    with clock.frozen(timeline.on_day(39)):
        with transaction():
            _appoint(master)
        with transaction():
            _apply_rules()
        promote_first(address)


def promote_first(address: str) -> None:
    """The first of the files that the final results opened is confirmed, and its certificate made by the college."""
    city, school = account_named("city"), account_named("xueyuan")
    with transaction():
        promotion = session.scalars(select(Promotion).order_by(Promotion.id)).first()
        if promotion is None:
            raise RuntimeError("竞赛成绩没有生成晋升档案。")
        person, code = promotion.person, promotion.placing.occupation_code
        set_photo(person, portrait(PHOTO_OF_WINNER), by=city)
        paths = city.scope(Permission.PROMOTION_CONFIRM)
        ways = ways_to_grant(paths, person.employer, code, promotion.level, clock.today())
        confirm_promotion(promotion, level=promotion.level, way=ways[0].key, confirmed=promotion.conditions, by=city)
        grant = grant_from(promotion.source)
    if grant is not None:
        certify([grant], "以赛代评晋升", address, by=school)


def _join() -> Sequence[Person]:
    """The distillery's other workers come in by their list; the first gets an account."""
    officer = account_named("jiuzhuang")
    batch = apply_workbook(ROSTER, FILES / "workers.xlsx", by=officer)
    ids = [item.record_id for item in batch.items]
    workers = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
    open_account_of(workers[0], "niangjiu25", Role.WORKER, DISTILLERY)
    return workers


def _run_plan(newcomers: Sequence[Person]) -> None:
    """A plan that takes applications today; some are in, by the unit's officer."""
    officer = account_named("jiuzhuang")
    plan = make_plan((Level.FIVE, Level.FOUR, Level.THREE), days=16, examined=30)
    item = next(one for one in plan.items if (one.occupation_code, one.level) == (BREWING, Level.FIVE))
    for person in newcomers[1 : 1 + APPLIED_ALREADY]:
        application = create_application(
            item, person, organisation=person.employer, kind=ApplicationKind.FIRST, condition="5-1", by=officer
        )
        session.flush()
        submit_application(application, by=officer)


def _certified_workers() -> Sequence[Person]:
    accounts = select(Account).where(Account.username.in_([f"niangjiu{number:02}" for number in (1, 2, 5, 6)]))
    return [one.person for one in session.scalars(accounts.order_by(Account.username)) if one.person]


def _appoint(master: Person) -> None:
    """A master of the first level is appointed 特级技师 for three years: proposed by one, confirmed by another."""
    officer, reviewer, today = account_named("rending"), account_named("shenhe"), clock.today()
    award_skill_level(master, BREWING, Level.ONE, "", date(2019, 6, 1), by=officer)
    facts = RecognitionFacts(
        ground=Ground.APPOINTMENT,
        level=Level.SPECIAL,
        occupation_code=BREWING,
        grounds="从事酿造二十余年，主持改进摊晾工序，带徒六名，业绩突出。（演示）",
        document=f"示酒庄〔{today.year}〕18号",
        post="酿造首席工艺师",
        begins=today,
        ends=today + timedelta(days=3 * 365),
    )
    recognition = propose_recognition(master, facts, _blank_paper(), by=officer)
    session.flush()
    way = ways_of(recognition, reviewer)[0]
    confirm_recognition(recognition, way=way.key, confirmed=[LARGE_ENTERPRISE], by=reviewer)


def _blank_paper() -> bytes:
    """A blank page stands for the signed paper."""
    stored = BytesIO()
    Image.new("RGB", (595, 842), "white").save(stored, "PDF")
    return stored.getvalue()


def _apply_rules() -> None:
    """The city loads the published rules and applies one set; the final results open their files by themselves."""
    city, today = account_named("city"), clock.today()
    loaded = load_published_rules(organisation(CITY), by=city)
    session.flush()
    chosen = next(one for one in loaded if one.title == RULES)
    facts = RuleSetFacts(
        "", date(today.year, 1, 1), None, chosen.once_a_year, ("竞赛与晋升的职业相同，获奖证书已核对。",)
    )
    edit_rule_set(chosen, facts, [line.clause for line in chosen.lines], by=city, version=None)
    activate_rule_set(chosen, by=city)
