"""Orders in every state of their life, each as far as it has come by today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from demo.lectures.days import moment, working_day
from demo.lectures.menu import item_called
from demo.lectures.places import places_by_name
from demo.lectures.plans import hall_of
from demo.lectures.pool import LECTURER
from demo.lectures.running import answer_for
from demo.people import account_named
from demo.studios.register import LEADER
from foundation import clock
from foundation.database import session
from lectures.attendance.checking_in import check_in_person
from lectures.attendance.rules import CheckInMethod
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules import Audience
from lectures.menus.queries import unit_of
from lectures.menus.rules import LectureMode
from lectures.orders.closing import close_order, rate_order, report_order
from lectures.orders.inviting import accept_order, assign_order, decline_order, grab_order, open_grabbing
from lectures.orders.models import LectureOrder
from lectures.orders.operations import (
    OrderFacts,
    cancel_order,
    check_order,
    create_order,
    reject_order,
    return_order,
    submit_order,
)
from lectures.orders.rules_facts import Period
from lectures.orders.scheduling import ScheduleFacts, remind_order, schedule_order
from lectures.orders.steps import Addresses
from lectures.tours.operations import hold_lecture
from people.accounts.models import Account
from people.persons.models import Person

ADDRESSES = Addresses(
    order=lambda number: f"/lectures/orders/{number}",
    lecture=lambda lecture, _: f"/lectures/programme/{lecture.id}",
    invitations="/lectures/my-invitations",
)
DRAFT, ENDORSING, CHECKING, ASSIGNING, GRABBING, ASKED, TAKEN, SCHEDULED, HELD, RATED, DONE = range(11)
RETURNED, REJECTED, DECLINED, CANCELLED = range(11, 15)
LISTENERS, ANSWERING = 8, 6
DESPITE = "单位指定的时间，讲师已确认"
FOR_UNIONS = "永川示例松柏社区"
"""Where a federation wants the lecture that it orders."""


@dataclass(frozen=True)
class OrderPlan:
    """Who ordered which item (or, in quotation marks, wished) how many days ago, for when, and how far it has come.

    `wanted` counts days from today; those of one lecturer lie three days apart: no weekend joins them.
    """

    orderer: str
    item: str
    reached: int
    ago: int
    wanted: int
    grabbed: bool = False
    lecturer: str = LECTURER
    people: int = 40


ORDERS = (
    OrderPlan("qiye", "车间里的数字化", DONE, 29, -16),
    OrderPlan("jiuzhuang", "人工智能怎样帮一线", DONE, 28, -13, grabbed=True),
    OrderPlan("qiye05", "一把焊枪三十年", RATED, 27, -9, lecturer=LEADER),
    OrderPlan("qiye", "从学徒到技师", HELD, 25, -3, lecturer=LEADER),
    OrderPlan("qiye09", "毫厘之间见匠心", REJECTED, 18, 20),
    OrderPlan("jiuzhuang", "班组安全隐患排查", CANCELLED, 17, 15, lecturer=LEADER),
    OrderPlan("qiye16", "人工智能怎样帮一线", SCHEDULED, 14, 10),
    OrderPlan("qiye22", "车间里的数字化", DECLINED, 9, 24),
    OrderPlan("qiye30", "班组数据看板制作", TAKEN, 8, 17),
    OrderPlan("qiye", "人工智能怎样帮一线", ASKED, 6, 13),
    OrderPlan("jiuzhuang", "车间里的数字化", GRABBING, 5, 19),
    OrderPlan("yongchuan", "劳模家风故事会", ASSIGNING, 4, 26),
    OrderPlan("qiye01", "身边的事故案例", RETURNED, 4, 30),
    OrderPlan("qiye", "身边的事故案例", CHECKING, 1, 21),
    OrderPlan("zhigong", "“机器视觉检测入门”", ENDORSING, 2, 28),
    OrderPlan("qiye", "小工匠体验课", DRAFT, 1, 33),
)


def place_orders(today: date) -> None:
    """All of them, one after the other, each on its own days."""
    for plan in ORDERS:
        place_order(plan, today)


def place_order(plan: OrderPlan, today: date) -> LectureOrder:
    """One of them, taken as far as it comes."""
    orderer, begins = account_named(plan.orderer), today - timedelta(days=plan.ago)
    with clock.frozen(moment(begins)):
        order = create_order(unit_of(orderer), _facts(plan, today), by=orderer)
        session.flush()
        if plan.reached != DRAFT:
            submit_order(order, ADDRESSES, by=orderer)
    _go(plan, order, begins)
    return order


def _go(plan: OrderPlan, order: LectureOrder, begins: date) -> None:
    """Take an order through its steps; every step is a day after the one before, but for those after the session."""
    if plan.reached in {DRAFT, ENDORSING, CHECKING}:
        return
    with clock.frozen(moment(begins + timedelta(days=1), 10)):
        if plan.reached in _ENDS:
            _ENDS[plan.reached](order)
            return
        check_order(order, ADDRESSES, by=account_named("city"))
    if plan.reached == ASSIGNING:
        return
    with clock.frozen(moment(begins + timedelta(days=3), 10)):
        if not _give(plan, order):
            return
    with clock.frozen(moment(begins + timedelta(days=4), 15)):
        _schedule(order)
    if plan.reached == CANCELLED:
        with clock.frozen(moment(begins + timedelta(days=6))):
            cancel_order(order, ADDRESSES, reason="停产检修，人员放假。", by=account_named(plan.orderer))
    elif plan.reached >= HELD:
        _finish(plan, order)


def _give(plan: OrderPlan, order: LectureOrder) -> bool:
    """It is assigned or grabbed; says whether a lecturer took it and it is to be scheduled."""
    city, account = account_named("city"), account_named(plan.lecturer)
    lecturer = session.scalars(select(Lecturer).where(Lecturer.person_id == account.person_id)).one()
    if plan.reached == GRABBING or plan.grabbed:
        open_grabbing(order, ADDRESSES, by=city)
        if plan.grabbed:
            grab_order(order, lecturer, 1, ADDRESSES, by=account)
        return plan.grabbed
    assign_order(order, 1, [lecturer.id], ADDRESSES, by=city)
    session.flush()
    session.expire(order, ["invitations"])
    if plan.reached == ASKED:
        return False
    if plan.reached == DECLINED:
        decline_order(order.invitations[0], ADDRESSES, reason="那一周出差，请另请他人。", by=account)
        return False
    accept_order(order.invitations[0], ADDRESSES, by=account)
    return plan.reached != TAKEN


def _schedule(order: LectureOrder) -> None:
    """On the calendar at the first time, and told to everybody."""
    city, period = account_named("city"), order.times[0].period
    session.expire(order, ["invitations"])
    facts = ScheduleFacts(period, order.place_id, "多功能厅", public=True, despite=DESPITE)
    schedule_order(order, facts, ADDRESSES, by=city)
    session.flush()


def _finish(plan: OrderPlan, order: LectureOrder) -> None:
    """The session with who came, then what the unit says of it, the report, the end."""
    city, orderer, lecture = account_named("city"), account_named(plan.orderer), order.lecture
    assert lecture is not None
    with clock.frozen(lecture.starts_at - timedelta(days=2)):
        remind_order(order, ADDRESSES, by=city)
    with clock.frozen(lecture.ends_at):
        hold_lecture(lecture, by=city)
        staff = select(Person).where(Person.employer_id == orderer.organisation_id).order_by(Person.id)
        others = staff.where(Person.id.not_in([one.lecturer.person_id for one in lecture.speakers]))
        listening = session.scalars(others.limit(LISTENERS)).all()
        for person in listening:
            check_in_person(lecture, person, CheckInMethod.HOST, point=lecture.points[0], by=orderer)
        answer_for(lecture, listening[-ANSWERING:])
    if plan.reached == HELD:
        return
    with clock.frozen(lecture.ends_at + timedelta(days=1)):
        rate_order(order, 5 if plan.grabbed else 4, "讲得实在，职工爱听。", ADDRESSES, by=orderer)
    if plan.reached == RATED:
        return
    with clock.frozen(lecture.ends_at + timedelta(days=3)):
        text = f"{lecture.title}按时举办，到场职工签到 {LISTENERS} 人，现场答疑半小时。"
        report_order(order, text, by=account_named(plan.lecturer))
        session.flush()
        close_order(order, ADDRESSES, by=city)


def _facts(plan: OrderPlan, today: date) -> OrderFacts:
    unit: Account = account_named(plan.orderer)
    wish = plan.item.strip("“”") if plan.item.startswith("“") else ""
    place = places_by_name().get(hall_of(unit_of(unit).name), places_by_name()[FOR_UNIONS])
    return OrderFacts(
        item_id=None if wish else item_called(plan.item).id,
        wish=wish,
        theme="数智赋能" if wish else "",
        audience=Audience.WORKERS,
        place_id=place.id,
        place_text="",
        people=plan.people,
        mode=LectureMode.ON_SITE,
        contact_name="示例联系人",
        contact_phone="13800000000",
        remarks="请提前一天调试投影。",
        times=_times(today + timedelta(days=plan.wanted)),
    )


def _times(day: date) -> list[Period]:
    """That morning, or two days later."""
    days = (working_day(day), working_day(day + timedelta(days=2)))
    starts = [moment(one, 10) + timedelta(minutes=90 * place) for place, one in enumerate(days)]
    return [Period(one, one + timedelta(hours=1)) for one in starts]


_ENDS: dict[int, Callable[[LectureOrder], None]] = {
    RETURNED: lambda order: return_order(order, ADDRESSES, reason="请写明听众工种和人数。", by=account_named("city")),
    REJECTED: lambda order: reject_order(
        order, ADDRESSES, reason="同一内容上月已在本单位讲过，请另选。", by=account_named("city")
    ),
}
