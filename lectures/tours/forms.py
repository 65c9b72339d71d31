"""Forms about tours and lectures. A field's `description` is the hint below it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from foundation import clock
from foundation.forms import JiangxinForm, TicksField, text_of
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import LECTURE_MODE_TITLES, LectureMode
from lectures.places.fields import PlacesField
from lectures.places.rules import VENUE_KIND_TITLES
from lectures.tours.facts import LectureFacts, TourFacts
from lectures.tours.models import Lecture
from lectures.tours.rules import TOUR_KIND_TITLES, YEARS, TourKind
from people.organisations.models import Organisation

TITLE = [InputRequired("请填写名称。"), Length(max=100, message="最多 100 个字。")]
SHORT = [Length(max=60, message="最多 60 个字。")]
LONG = [Length(max=4000, message="最多 4000 个字。")]


def _of_our_time(_form: Any, field: Any) -> None:
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError("年份不对，请检查日期。")


DAY = [InputRequired("请填写日期。"), _of_our_time]
TIME = [InputRequired("请填写时间。")]
MOST_PLANNED, MOST_PEOPLE, MOST_COPIES = 10_000, 100_000, 40

STEPS = {
    -7 * 1440: "提前一周",
    -1440: "提前一天",
    -60: "提前一小时",
    -30: "提前半小时",
    30: "推后半小时",
    60: "推后一小时",
    1440: "推后一天",
    7 * 1440: "推后一周",
}
"""Ways to move a lecture, in minutes."""


class TourForm(JiangxinForm):
    """What is planned."""

    organisation = SelectField("主办", coerce=int)
    title = StringField("名称", validators=TITLE)
    kind = SelectField("种类", choices=TOUR_KIND_TITLES)
    theme = StringField("主题", validators=SHORT)
    first_day = DateField("开始日期", validators=DAY)
    last_day = DateField("结束日期", validators=DAY)
    planned = IntegerField(
        "计划场次",
        default=0,
        validators=[InputRequired("不定场次的写 0。"), NumberRange(0, MOST_PLANNED, "应在 0 至 10000 之间。")],
        description="不定场次的写 0",
    )
    kinds = TicksField("要去的场所", choices=VENUE_KIND_TITLES)
    introduction = TextAreaField("介绍", validators=LONG)
    public = BooleanField("公开：发布以后所有人都能看到场次", default=True)

    def facts(self) -> TourFacts:
        """What was typed."""
        return TourFacts(
            title=text_of(self.title),
            first_day=self.first_day.data or clock.today(),
            last_day=self.last_day.data or clock.today(),
            kind=TourKind(self.kind.data),
            theme=text_of(self.theme),
            introduction=text_of(self.introduction),
            planned=self.planned.data or 0,
            kinds=self.kinds.data or (),
            public=bool(self.public.data),
        )


class DespiteForm(JiangxinForm):
    """A form that can insist: warnings are answered with a tick and a reason, which is kept."""

    insists = BooleanField("仍然安排")
    despite = StringField("仍然安排的理由", validators=[Length(max=200, message="最多 200 个字。")])

    @property
    def reason(self) -> str:
        """Why it is arranged in spite of the warnings; nothing unless it was ticked."""
        return text_of(self.despite) if self.insists.data else ""


class LectureForm(DespiteForm):
    """A lecture: when, where, by whom."""

    title = StringField("题目", validators=TITLE)
    theme = StringField("主题", validators=SHORT)
    day = DateField("日期", validators=DAY)
    starts_at = TimeField("开始", validators=TIME)
    ends_at = TimeField("结束", validators=TIME, description="一场不能跨过零点")
    mode = SelectField("形式", choices=LECTURE_MODE_TITLES)
    stream_url = StringField(
        "直播地址",
        validators=[Length(max=500, message="最多 500 个字。")],
        description="以 http:// 或 https:// 开头；线上的发布前要填",
    )
    lecturers = TicksField("讲师", coerce=int)
    places = PlacesField("地点", coerce=int)
    stands = SelectField("讲师在哪个地点", coerce=int, default=0, render_kw={"data-chosen-of": "places"})
    room = StringField("房间", validators=SHORT, description="同一地点两场都写明房间、房间不同的，不算占用")
    host = StringField(
        "接待单位",
        validators=[Length(max=100)],
        render_kw={"list": "hosts", "autocomplete": "off"},
        description="不填的，取地点所属的单位",
    )
    contact = StringField("现场联系人和电话", validators=SHORT, description="只给讲师、接待单位和主办单位看，不公开")
    registers = BooleanField("需要报名")
    capacity = IntegerField(
        "名额（人）",
        validators=[Optional(), NumberRange(1, MOST_PEOPLE, "应在 1 至 100000 之间。")],
        description="不填为不限；超过座位会提醒",
    )
    introduction = TextAreaField("介绍", validators=LONG)
    public = BooleanField("公开：发布以后所有人都能看到", default=True)

    def offer(self, lecturers: Iterable[Lecturer]) -> None:
        """Among whom one chooses; the places were offered before."""
        self.lecturers.choices = {one.id: f"{one.person.name} · {one.headline or '讲师'}" for one in lecturers}
        self.stands.choices = {0: "勾选的第一个"} | self.places.choices

    def show(self, lecture: Lecture) -> None:
        """Fill in what is known of a lecture."""
        begins, ends = clock.in_shanghai(lecture.starts_at), clock.in_shanghai(lecture.ends_at)
        self.day.data, self.starts_at.data, self.ends_at.data = begins.date(), begins.time(), ends.time()
        self.lecturers.data = [speaker.lecturer_id for speaker in lecture.speakers]
        self.places.data = [point.place_id for point in lecture.points]
        self.stands.data = self.places.data[0] if len(self.places.data) > 1 else 0
        self.host.data = lecture.host.name if lecture.host else ""

    def facts(self, host: Organisation | None, item_id: int | None = None) -> LectureFacts:
        """What was typed; the unit as it was found."""
        stands, places = self.stands.data or 0, self.places.data or []
        first = [stands] if stands else []
        return LectureFacts(
            title=text_of(self.title),
            starts_at=_moment(self.day.data, self.starts_at.data),
            ends_at=_moment(self.day.data, self.ends_at.data),
            theme=text_of(self.theme),
            introduction=text_of(self.introduction),
            mode=LectureMode(self.mode.data),
            room=text_of(self.room),
            contact=text_of(self.contact),
            host=host,
            place_ids=[*first, *(place for place in places if place not in first)],
            lecturer_ids=self.lecturers.data or (),
            registers=bool(self.registers.data),
            capacity=self.capacity.data,
            stream_url=text_of(self.stream_url),
            public=bool(self.public.data),
            item_id=item_id,
        )


class MoveForm(DespiteForm):
    """Earlier or later by so much."""

    step = SelectField("改期", coerce=int, choices=STEPS, default=1440)

    @property
    def by_how_much(self) -> timedelta:
        return timedelta(minutes=self.step.data)


class CopyForm(DespiteForm):
    """The same on further days: so many, so far apart."""

    first = DateField("从哪天起", validators=DAY)
    every = SelectField("间隔", coerce=int, choices={1: "每天", 7: "每周", 14: "每两周", 28: "每四周"}, default=7)
    times = IntegerField(
        "几场", default=1, validators=[InputRequired(), NumberRange(1, MOST_COPIES, "一次最多 40 场。")]
    )

    @property
    def days(self) -> list[date]:
        """The days that were asked for."""
        first: date = self.first.data or clock.today()
        return [first + timedelta(days=self.every.data * number) for number in range(self.times.data or 0)]


class ReleaseForm(JiangxinForm):
    """What is said about a release."""

    note = TextAreaField("说明", validators=[Length(max=500, message="最多 500 个字。")])


class AnswerForm(JiangxinForm):
    """A lecturer's yes or no."""

    accepted = RadioField(
        "答复", choices={"yes": "可以讲", "no": "不能讲"}, validators=[InputRequired("请选择能不能讲。")]
    )
    reason = StringField("原因", validators=[Length(max=200, message="最多 200 个字。")])


def _moment(day: Any, at: Any) -> datetime:
    return datetime.combine(day, at, clock.SHANGHAI)
