"""The demo's plan of this autumn, from its first line to the end of its examinations. The distillery certifies."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from assessments.applications.evidence import set_application_photo
from assessments.applications.models import Application
from assessments.applications.reviewing import accept_application
from assessments.applications.workbooks import APPLICATIONS
from assessments.batches.models import Batch
from assessments.batches.operations import BatchFacts, complete_node, create_batch, publish_batch
from assessments.batches.rules import Node, NumberWay
from assessments.sittings.operations import SittingFacts, create_sitting
from assessments.sittings.rules import SittingMode
from assessments.sittings.seating import seat_batch
from assessments.standards.conditions import Judgement
from assessments.standards.rules import PASS_SCORE, Part
from demo.bodies import body_of, register_bodies, room
from demo.certification_files import FILES
from demo.examining import hold_practical, hold_theory, prepare_sitting
from demo.growing import hold_training
from demo.make_files import DISTILLERY, SEED
from demo.people import account_named, apply_workbook, open_account_of
from demo.plan import Timeline
from demo.portraits import portrait
from foundation import clock
from foundation.database import session, transaction
from people.accounts.rules import Role
from people.persons.rules import Level

BREWING, TASTING = "6-02-06-03", "6-02-06-07"
REGISTERED, PUBLISHED, APPLIED, REVIEWED, SEATED, EXAMINED = -40, -39, -36, -33, -29, -26
"""Days from the opening of the competition's registration."""
SEASONS = "冬春夏秋冬"
NOT_PASSING = {3: 0.4, 11: 0, 19: 0.5}
"""The talents of those who will not pass, by their place in the form; who has none does not come."""
SITTINGS = (
    ("理论知识（酿造）", BREWING, Part.THEORY, SittingMode.ONLINE, "理论考场一", 9, 11),
    ("理论知识（品酒）", TASTING, Part.THEORY, SittingMode.ONLINE, "理论考场二", 9, 11),
    ("操作技能（酿造）", BREWING, Part.PRACTICAL, SittingMode.TABLET, "酿造实训车间", 13, 17),
    ("操作技能（品酒）", TASTING, Part.PRACTICAL, SittingMode.TABLET, "品评室", 13, 17),
)
"""Title, occupation, part, mode, room, begin and end by the hour."""


def hold_plan(timeline: Timeline) -> Batch:
    """Bodies, a plan, its applicants, its sittings; all examined at the end."""
    with clock.frozen(timeline.on_day(REGISTERED)), transaction():
        register_bodies()
    with clock.frozen(timeline.on_day(PUBLISHED)), transaction():
        plan = make_plan((Level.FOUR,), days=6, examined=13)
    with clock.frozen(timeline.on_day(APPLIED)), transaction():
        _apply(plan)
    with clock.frozen(timeline.on_day(REVIEWED)), transaction():
        reviewer = account_named("shenhe")
        for application in _applications(plan):
            accept_application(application, confirmed=[Judgement.RELATED_OCCUPATION], by=reviewer)
    with clock.frozen(timeline.on_day(SEATED)), transaction():
        hold_training(plan, [one.person for one in _applications(plan)])
        _set_up(plan)
    _examine(plan)
    return plan


def make_plan(levels: tuple[Level, ...], *, days: int, examined: int) -> Batch:
    """A published plan for brewers and tasters that takes applications for `days` from now."""
    body, opens = body_of(DISTILLERY), clock.today()
    day = opens + timedelta(days=examined)
    officer = account_named("rending")
    lines = [line for line in body.scope if line.occupation_code in {BREWING, TASTING}]
    facts = BatchFacts(
        site_id=body.sites[0].id,
        title=f"{day.year} 年{SEASONS[day.month // 3]}季职业技能等级认定",
        filing_number=f"示计备{opens:%Y%m}号",
        apply_from=opens,
        apply_to=opens + timedelta(days=days),
        examined_on=day,
        number_way=NumberWay.ALLOTTED,
        pass_score=Decimal(PASS_SCORE),
        notice_days=5,
        resit_months=24,
        remarks="演示计划：人员、单位均为虚构。",
        places={(line.id, level): 30 for line in lines for level in levels},
    )
    plan = create_batch(body, facts, by=officer)
    publish_batch(plan, by=officer)
    return plan


def _apply(plan: Batch) -> None:
    """The unit's officer hands in the 33-column form and everybody's photo; the applicants get accounts."""
    officer = account_named("jiuzhuang")
    apply_workbook(APPLICATIONS, FILES / "applications.xlsx", by=officer, batch=plan.id)
    for number, application in enumerate(_applications(plan), start=1):
        set_application_photo(application, portrait(number), by=officer)
        open_account_of(application.person, f"niangjiu{number:02}", Role.WORKER, DISTILLERY)


def _set_up(plan: Batch) -> None:
    """Applications end; four sittings with paper, scheme and officials; everybody gets his seats."""
    officer = account_named("rending")
    complete_node(plan, Node.APPLICATION, by=officer)
    items = {item.occupation_code: item.id for item in plan.items}
    for title, occupation, part, mode, place, begins, ends in SITTINGS:
        premises = room(plan.body, place)
        hours = _moment(plan, begins), _moment(plan, ends)
        sitting = create_sitting(
            plan, SittingFacts(items[occupation], part, mode, title, premises.id, *hours), by=officer
        )
        session.flush()
        prepare_sitting(sitting)
    seat_batch(plan, by=officer)


def _examine(plan: Batch) -> None:
    """The day of the examination: theory in the morning, practical work in the afternoon."""
    chance = random.Random(SEED)
    talents = {one.id: chance.uniform(0.66, 0.97) for one in _applications(plan)}
    for place, talent in NOT_PASSING.items():
        talents[list(talents)[place]] = talent
    hold_theory(plan, talents, chance)
    hold_practical(plan, talents, chance)


def _applications(plan: Batch) -> Sequence[Application]:
    return session.scalars(select(Application).where(Application.batch_id == plan.id).order_by(Application.id)).all()


def _moment(plan: Batch, hour: int) -> datetime:
    return datetime.combine(plan.examined_on, time(hour), clock.SHANGHAI)
