"""What waits for a person in lectures, orders and training classes."""

from lectures.classes.queries import classes_to_finish
from lectures.feedback.queries import improvements_overdue_for, surveys_waiting_for
from lectures.lecturers.queries_terms import recommendations_waiting_for, terms_ending_for
from people.accounts.rules import Permission
from people.messages.queries import unread_messages_of
from website.tasks import Task

P = Permission

LECTURE_TASKS = (
    Task(P.OWN_READ, "条新消息", "envelope", unread_messages_of, "people.messages.list_messages"),
    Task(P.OWN_READ, "场讲座可以填问卷", "star", surveys_waiting_for, "lectures.feedback.list_my_surveys"),
    Task(
        P.LECTURE_RUN,
        "名讲师的推荐等待本会",
        "person-badge",
        recommendations_waiting_for,
        "lectures.lecturers.list_recommendations",
    ),
    Task(
        P.LECTURE_RUN,
        "名讲师聘期将满",
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
)
