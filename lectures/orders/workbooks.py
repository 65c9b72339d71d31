"""Orders of a year as a workbook: one line each; a second sheet says how long the steps take."""

from collections.abc import Sequence

from foundation.clock import in_shanghai
from foundation.workbook_writing import Row, Sheet, export_workbook
from foundation.workbooks import Cell, Column
from lectures.lecturers.rules import AUDIENCE_TITLES
from lectures.menus.rules import CHANNEL_TITLES, LECTURE_MODE_TITLES
from lectures.orders.models import LectureOrder
from lectures.orders.queries_figures import OrderFigures
from lectures.orders.rules import ORDER_STATE_TITLES, InvitationState
from lectures.tours.rules import LECTURE_STATE_TITLES

COLUMNS = (
    Column("ordered_on", "点单日期", Cell.DATE),
    Column("orderer", "点单单位", width=30),
    Column("channel", "渠道"),
    Column("title", "内容", width=40),
    Column("theme", "主题", width=16),
    Column("audience", "听众", width=16),
    Column("mode", "形式"),
    Column("where", "地点", width=30),
    Column("people", "预计人数", Cell.NUMBER),
    Column("lecturers", "讲师", width=20),
    Column("starts_at", "开讲时间", width=18),
    Column("lecture_state", "场次"),
    Column("rating", "评单（分）", Cell.NUMBER),
    Column("due_on", "本步期限", Cell.DATE),
    Column("state", "状态"),
)
TIMES = (
    Column("state", "步骤"),
    Column("passed", "走过的点单（次）", Cell.NUMBER),
    Column("days", "停留天数（中位数）", Cell.NUMBER),
)


def orders_workbook(orders: Sequence[LectureOrder], figures: OrderFigures) -> bytes:
    """One line for each order, and how long each step takes. No contact names or phones."""
    times: list[Row] = [
        {"state": ORDER_STATE_TITLES[one.state], "passed": one.passed, "days": one.days} for one in figures.times
    ]
    return export_workbook("点单", COLUMNS, [_row(one) for one in orders], Sheet("每步用时", TIMES, times))


def _row(order: LectureOrder) -> Row:
    taken = [one.lecturer.person.name for one in order.invitations if one.state is InvitationState.ACCEPTED]
    lecture = order.lecture
    return {
        "ordered_on": order.ordered_on,
        "orderer": order.orderer.name,
        "channel": CHANNEL_TITLES[order.channel],
        "title": order.title,
        "theme": order.theme,
        "audience": AUDIENCE_TITLES[order.audience],
        "mode": LECTURE_MODE_TITLES[order.mode],
        "where": order.where,
        "people": order.people,
        "lecturers": "、".join(taken),
        "starts_at": f"{in_shanghai(lecture.starts_at):%Y-%m-%d %H:%M}" if lecture else "",
        "lecture_state": LECTURE_STATE_TITLES[lecture.state] if lecture else "",
        "rating": order.rating,
        "due_on": order.due_on,
        "state": ORDER_STATE_TITLES[order.state],
    }
