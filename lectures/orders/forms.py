"""Forms about orders."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from foundation.forms import JiangxinForm, MomentField
from lectures.lecturers.rules import AUDIENCE_TITLES, Audience
from lectures.menus.models import MenuItem
from lectures.menus.rules import LECTURE_MODE_TITLES, ItemKind, LectureMode
from lectures.orders.models import LectureOrder
from lectures.orders.operations import OrderFacts
from lectures.orders.rules_facts import Period
from lectures.orders.scheduling import ScheduleFacts
from lectures.places.fields import PlaceField
from people.organisations.models import Organisation

MINUTES = NumberRange(10, 480, message="一次应在 10 至 480 分钟之间；课程分几次上的，填第一次课的时长。")
RATINGS = {5: "5 分，很满意", 4: "4 分，满意", 3: "3 分，一般", 2: "2 分，不满意", 1: "1 分，很不满意"}
WHERE_ELSE, NOT_ON_THE_MENU = "其他地点（在下面写明）", "菜单上没有（在下面写明需求）"


class OrderForm(JiangxinForm):
    """What a unit wants. The end of each candidate time follows from the length."""

    orderer = SelectField("点单单位", coerce=int)
    item = SelectField("想听什么", coerce=int)
    wish = TextAreaField("菜单上没有的需求", validators=[Length(max=500, message="最多 500 个字。")])
    theme = StringField("主题", validators=[Length(max=40, message="最多 40 个字。")])
    audience = SelectField("听众", choices=AUDIENCE_TITLES)
    people = IntegerField(
        "预计人数",
        validators=[InputRequired("请填写预计人数。"), NumberRange(1, 1_000_000, message="人数应大于 0。")],
    )
    mode = SelectField("形式", choices=LECTURE_MODE_TITLES)
    place = PlaceField("场所", coerce=int, default=0)
    place_text = StringField("地点", validators=[Length(max=100, message="最多 100 个字。")])
    minutes = IntegerField("时长（分钟）", default=60, validators=[InputRequired("请填写时长。"), MINUTES])
    first = MomentField("候选时间 1", validators=[InputRequired("请至少填写一个候选时间。")])
    second = MomentField("候选时间 2", validators=[Optional()])
    third = MomentField("候选时间 3", validators=[Optional()])
    contact_name = StringField("联系人", validators=[InputRequired("请填写联系人。"), Length(max=50)])
    contact_phone = StringField(
        "联系电话",
        validators=[
            InputRequired("请填写联系电话。"),
            Regexp(r"^[0-9+\- ]{7,20}$", message="电话只写数字，如 13800000000。"),
        ],
    )
    remarks = TextAreaField("备注", validators=[Length(max=500, message="最多 500 个字。")])

    @classmethod
    def opened_on(cls, order: LectureOrder) -> "OrderForm":
        """The form with what the order says now."""
        starts = [*(one.starts_at for one in order.times), None, None]
        length = order.times[0].ends_at - order.times[0].starts_at
        texts = ("wish", "theme", "people", "place_text", "contact_name", "contact_phone", "remarks")
        return cls(
            data={name: getattr(order, name) for name in texts}
            | {
                "orderer": order.orderer_id,
                "item": order.item_id or 0,
                "audience": order.audience.value,
                "mode": order.mode.value,
                "place": order.place_id or 0,
                "minutes": length // timedelta(minutes=1),
                "first": starts[0],
                "second": starts[1],
                "third": starts[2],
            }
        )

    def offer(self, units: Sequence[Organisation], items: Sequence[MenuItem]) -> None:
        """What can be chosen from: items by large class; the places were offered before."""
        self.orderer.choices = {unit.id: unit.name for unit in units}
        classes = groupby(sorted(items, key=lambda one: one.large_class), key=lambda one: one.large_class)
        offered = {name: [(one.id, f"{one.title}（{_length(one)}）") for one in group] for name, group in classes}
        self.item.choices = {**offered, "其他": [(0, NOT_ON_THE_MENU)]}

    def facts(self) -> OrderFacts:
        """What was typed, with the times that were filled in."""
        length = timedelta(minutes=self.minutes.data or 0)
        starts = [one for one in (self.first.data, self.second.data, self.third.data) if one]
        return OrderFacts(
            item_id=self.item.data or None,
            wish=(self.wish.data or "").strip(),
            theme=(self.theme.data or "").strip(),
            audience=Audience(self.audience.data),
            place_id=self.place.data or None,
            place_text="" if self.place.data else (self.place_text.data or "").strip(),
            people=self.people.data or 0,
            mode=LectureMode(self.mode.data),
            contact_name=(self.contact_name.data or "").strip(),
            contact_phone=(self.contact_phone.data or "").strip(),
            remarks=(self.remarks.data or "").strip(),
            times=[Period(start, start + length) for start in starts],
        )


class ScheduleForm(JiangxinForm):
    """When and where an order is met: as the unit wished, unless another time was agreed with it."""

    starts_at = MomentField("开始", validators=[InputRequired("请填写开始时间。")])
    minutes = IntegerField("时长（分钟）", validators=[InputRequired("请填写时长。"), MINUTES])
    place = PlaceField("场所", coerce=int, default=0)
    room = StringField("房间或地点", validators=[Length(max=100, message="最多 100 个字。")])
    stream_url = StringField("直播地址", validators=[Length(max=500)])
    registers = BooleanField("需要报名")
    capacity = IntegerField(
        "名额（人）", validators=[Optional(), NumberRange(1, 100_000, message="名额应在 1 至 100000 之间。")]
    )
    public = BooleanField("对外公开：列在公开的讲座日程上")
    despite = StringField("仍然安排的理由", validators=[Length(max=200, message="最多 200 个字。")])

    @classmethod
    def opened_on(cls, order: LectureOrder) -> "ScheduleForm":
        """The form with the time that the lecturers were asked for."""
        time = order.chosen_time
        data = {"place": order.place_id or 0, "room": order.place_text}
        if time is not None:
            length = (time.ends_at - time.starts_at) // timedelta(minutes=1)
            data |= {"starts_at": time.starts_at, "minutes": length}
        return cls(data=data)

    def facts(self) -> ScheduleFacts:
        """What was typed."""
        starts_at = self.starts_at.data
        return ScheduleFacts(
            period=Period(starts_at, starts_at + timedelta(minutes=self.minutes.data or 0)),
            place_id=self.place.data or None,
            room=(self.room.data or "").strip(),
            stream_url=(self.stream_url.data or "").strip(),
            registers=bool(self.registers.data),
            capacity=self.capacity.data,
            public=bool(self.public.data),
            despite=(self.despite.data or "").strip(),
        )


class RatingForm(JiangxinForm):
    """评单."""

    rating = RadioField("满意程度", choices=RATINGS, coerce=int, validators=[InputRequired("请选择 1 至 5 分。")])
    words = TextAreaField("评语", validators=[Length(max=500, message="最多 500 个字。")])


class ReportForm(JiangxinForm):
    """结项报告."""

    report = TextAreaField(
        "结项报告", validators=[InputRequired("请填写报告。"), Length(max=4000, message="最多 4000 个字。")]
    )


def _length(item: MenuItem) -> str:
    """How long an item takes; a course is given in several meetings."""
    return f"课程，共 {item.minutes} 分钟" if item.kind is ItemKind.COURSE else f"{item.minutes} 分钟"
