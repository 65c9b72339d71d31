"""What waits for a person in lectures, orders and training classes."""

from lectures.attendance.queries import doors_now
from lectures.classes.queries import classes_to_finish
from lectures.feedback.queries import improvements_overdue_for, surveys_waiting_for
from lectures.lecturers.queries_terms import recommendations_waiting_for, terms_ending_for
from lectures.menus import queries_surveys as demand
from lectures.menus.queries_wishes import wishes_waiting_for
from lectures.orders import queries as orders
from lectures.tours import queries as tours
from people.accounts.rules import Permission
from people.messages.queries import unread_messages_of
from website.tasks import Task

P = Permission
ORDERS, INVITATIONS = "lectures.orders.list_orders", "lectures.orders.list_my_invitations"
DOORS = "lectures.attendance.list_doors"
LECTURES, OWN_LECTURES = "lectures.tours.list_lectures", "lectures.tours.list_my_lectures"

LECTURE_TASKS = (
    Task(P.OWN_READ, "条新消息", "envelope", unread_messages_of, "people.messages.list_messages"),
    Task(P.OWN_READ, "场讲座可以填问卷", "star", surveys_waiting_for, "lectures.feedback.list_my_surveys"),
    Task(
        P.OWN_READ,
        "份需求调查等您填写",
        "clipboard-data",
        demand.surveys_waiting_for,
        "lectures.menus.list_my_demand_surveys",
    ),
    Task(P.LECTURE_RUN, "个心愿等您答复", "stars", wishes_waiting_for, "lectures.menus.list_wishes"),
    Task(
        P.LECTURE_RUN,
        "名讲师的推荐等您办理",
        "person-badge",
        recommendations_waiting_for,
        "lectures.lecturers.list_recommendations",
    ),
    Task(
        P.LECTURE_RUN,
        "名讲师聘期将满或已满",
        "hourglass-split",
        terms_ending_for,
        "lectures.lecturers.list_recommendations",
    ),
    Task(
        P.LECTURE_RUN,
        "项改进事项逾期没有落实",
        "exclamation-triangle",
        improvements_overdue_for,
        "lectures.feedback.list_improvements",
    ),
    Task(
        P.LECTURE_RUN,
        "个培训班的课已上完，等待评定结业",
        "mortarboard",
        classes_to_finish,
        "lectures.classes.list_classes",
    ),
    Task(P.LECTURE_RUN, "份点单过了办理期限", "alarm", orders.orders_overdue_for, ORDERS, (("waiting", "late"),)),
    Task(P.LECTURE_RUN, "份点单等审核", "hourglass-split", orders.orders_to_check, ORDERS, (("waiting", "check"),)),
    Task(P.LECTURE_RUN, "份点单等派单", "person-plus", orders.orders_to_assign, ORDERS, (("waiting", "assign"),)),
    Task(P.LECTURE_RUN, "份点单等排期", "calendar-plus", orders.orders_to_schedule, ORDERS, (("waiting", "schedule"),)),
    Task(P.LECTURE_RUN, "份点单等结项", "clipboard-check", orders.orders_to_close, ORDERS, (("waiting", "close"),)),
    Task(P.LECTURE_HOST, "场讲课正在签到", "qr-code", doors_now, DOORS, (("now", "1"),)),
    Task(
        P.LECTURE_ORDER, "份职工点单等单位同意", "people", orders.orders_to_endorse, ORDERS, (("waiting", "endorse"),)
    ),
    Task(P.LECTURE_ORDER, "份点单等评单", "star", orders.orders_to_rate, ORDERS, (("waiting", "rate"),)),
    Task(P.LECTURE_GIVE, "份派单等您答复", "envelope-check", orders.invitations_to_answer, INVITATIONS),
    Task(P.LECTURE_GIVE, "份点单您可以抢", "lightning", orders.orders_to_grab, INVITATIONS),
    Task(P.LECTURE_GIVE, "场讲课邀请等您答复", "mic", tours.invitations_waiting_for, OWN_LECTURES),
    Task(
        P.LECTURE_RUN,
        "场讲座讲师婉拒，等您换人",
        "person-x",
        tours.declined_lectures_for,
        LECTURES,
        (("waiting", "declined"),),
    ),
    Task(
        P.LECTURE_RUN,
        "场讲座时间已过，等您登记",
        "check2-all",
        tours.lectures_over_for,
        LECTURES,
        (("waiting", "over"),),
    ),
    Task(
        P.LECTURE_RUN,
        "场讲座的安排等您发布",
        "send",
        tours.lectures_to_tell_for,
        LECTURES,
        (("waiting", "untold"),),
    ),
)
