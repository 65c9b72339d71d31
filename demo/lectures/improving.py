"""What listeners found wanting, and what became of it."""

from datetime import date, timedelta

from demo.lectures.days import moment
from demo.lectures.tours import all_tours, lectures_of
from demo.people import account_named
from foundation import clock
from foundation.database import session
from lectures.feedback.operations import (
    ImprovementFacts,
    complete_improvement,
    create_improvement,
    drop_improvement,
)
from lectures.places.rules import VenueKind
from lectures.tours.rules import LectureState

FINDINGS = (
    ("报告厅太热，后排听不清", "organisation", 30, "已加装音响两只，下一场前调试空调。"),
    ("讲稿字太小", "content", 25, ""),
    ("希望多一些现场演示", "usefulness", 12, ""),
    ("开讲时间与交接班冲突", "organisation", 20, "不再办理"),
)
"""What was found, by which question, how many days it may take, and what was done (empty: it is open)."""


def improve(today: date) -> None:
    """Four findings about this year's lectures at enterprises: one is done, one dropped, two are open."""
    city = account_named("city")
    surveyed = [
        one
        for one in lectures_of(all_tours()[-1])
        if one.state is LectureState.HELD and one.points[0].place.kind is VenueKind.ENTERPRISE
    ]
    for lecture, (finding, question, days, done) in zip(surveyed[-len(FINDINGS) :], FINDINGS, strict=True):
        with clock.frozen(moment(max(lecture.day + timedelta(days=8), today - timedelta(days=15)))):
            facts = ImprovementFacts(finding, "示例市总工会宣教部", clock.today() + timedelta(days=days), question)
            made = create_improvement(lecture, facts, by=city)
            session.flush()
        with clock.frozen(moment(today - timedelta(days=1))):
            if done == "不再办理":
                drop_improvement(made, reason="该单位已改为轮休日安排。", by=city)
            elif done:
                complete_improvement(made, done, by=city)
