"""Forms about a lecturer's file. A field's `description` is the hint below it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from wtforms import BooleanField, DecimalField, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm, RowForm, RowsField, RowsForm, TicksField, text_of
from lectures.lecturers.models import Lecturer
from lectures.lecturers.operations import LecturerFacts
from lectures.lecturers.rules import AUDIENCE_TITLES, Audience, Topic, parts
from studios.registry.forms import PLAIN, Places

NO_STUDIO = 0
LONG = Length(max=2000, message="最多 2000 个字。")


class TopicRow(RowForm):
    """Something that a lecturer speaks about."""

    title = StringField("题目", validators=[InputRequired("请填写题目。"), Length(max=100)])
    theme = StringField(
        "主题", validators=[InputRequired("请填写主题。"), Length(max=40)], render_kw={"list": "themes"}
    )
    minutes = IntegerField("时长（分钟）", default=60, validators=[InputRequired("请填写时长。"), NumberRange(5, 480)])
    outline = TextAreaField("提纲", validators=[LONG], render_kw={"rows": 2})


class LecturerForm(RowsForm):
    """What is written down about a lecturer; who it is and in which pool is asked when he is written down."""

    pool = SelectField("讲师库", coerce=int)
    unit = StringField(
        "所在单位",
        validators=[InputRequired("请选择单位。"), Length(max=100)],
        render_kw={"list": "units", "autocomplete": "off"},
        description="输入几个字后从列表中选择",
    )
    name = StringField("姓名", validators=[InputRequired("请填写姓名。"), Length(max=60)])
    number = StringField(
        "证件号码", validators=[Length(max=40)], render_kw=PLAIN, description="本单位没有同名的人时不用填"
    )
    headline = StringField(
        "称号", validators=[InputRequired("请填写称号。"), Length(max=60)], description="如：全国劳动模范、市级工匠"
    )
    studio_id = SelectField("所在的创新工作室", coerce=int)
    introduction = TextAreaField("简介", validators=[LONG], render_kw={"rows": 4}, description="写给没听说过他的人看")
    audiences = TicksField("适合的听众", choices=AUDIENCE_TITLES, coerce=Audience)
    languages = StringField(
        "语言", default="普通话", validators=[Length(max=60)], description="几种以顿号隔开，如：普通话、重庆话"
    )
    latitude = DecimalField(
        "出发地纬度", places=None, validators=[Optional(), Places(6)], description="GCJ-02 坐标，如 29.290123；算路程用"
    )
    longitude = DecimalField("出发地经度", places=None, validators=[Optional(), Places(6)], description="如 106.259876")
    travel_km = IntegerField(
        "出行范围（公里）", validators=[Optional(), NumberRange(1, 5000)], description="最远到多少公里以外；不限的不填"
    )
    fee = DecimalField(
        "课酬（元／讲）",
        places=None,
        default=Decimal(0),
        validators=[InputRequired("没有课酬填 0。"), Places(2), NumberRange(0, 100_000)],
    )
    fee_rule = StringField("课酬说明", validators=[Length(max=200)], description="如：公益宣讲，不取课酬；线上减半")
    yearly_cap = IntegerField("每年最多讲几场", validators=[Optional(), NumberRange(1, 500)], description="不限的不填")
    rest_days = IntegerField(
        "两讲之间至少休息几天", default=0, validators=[InputRequired("不需要的填 0。"), NumberRange(0, 60)]
    )
    topics = RowsField(FormField(TopicRow), "讲题", min_entries=1)
    opinion = TextAreaField(
        "推荐意见", validators=[InputRequired("请写推荐意见。"), Length(max=500)], render_kw={"rows": 3}
    )

    def asks(self, *, pools: dict[int, str] | None = None, opinion: bool = False) -> Self:
        """Ask who it is, for which of these pools, and for an opinion; or for nothing of it."""
        if pools is None:
            del self.pool, self.unit, self.name, self.number
        else:
            self.pool.choices = pools
            del self.studio_id
        if not opinion:
            del self.opinion
        return self

    def facts(self) -> LecturerFacts:
        """What was typed."""
        return LecturerFacts(
            headline=text_of(self.headline),
            introduction=text_of(self.introduction),
            audiences=self.audiences.data or [],
            languages=parts(self.languages.data),
            studio_id=(self.studio_id.data or None) if "studio_id" in self else None,
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            travel_km=self.travel_km.data,
            fee=self.fee.data,
            fee_rule=text_of(self.fee_rule),
            yearly_cap=self.yearly_cap.data,
            rest_days=self.rest_days.data or 0,
            topics=[_topic(row.form) for row in self.topics],
        )

    @classmethod
    def opened_on(cls, lecturer: Lecturer, studios: Mapping[int, str]) -> Self:
        """The form with what is written down."""
        names = ("headline", "introduction", "audiences", "latitude", "longitude", "travel_km", "fee", "fee_rule")
        said: dict[str, Any] = {
            name: getattr(lecturer, name) for name in (*names, "yearly_cap", "rest_days", "row_version")
        }
        said |= {"languages": "、".join(lecturer.languages), "studio_id": lecturer.studio_id or NO_STUDIO}
        keys = ("title", "theme", "minutes", "outline")
        said["topics"] = [{key: getattr(one, key) for key in keys} for one in lecturer.topics]
        form = cls(data=said).asks()
        form.studio_id.choices = {NO_STUDIO: "没有"} | dict(studios)
        return form


class GalleryForm(JiangxinForm):
    """Whether a lecturer is shown to everybody, and where the paper is on which he consented."""

    public = BooleanField("在公开的讲师风采页上展示姓名、称号、单位、讲题和照片")
    consent = StringField(
        "本人同意的依据",
        validators=[Length(max=200)],
        description="公开展示的必填，如：2026-10-12 书面同意书，存区总工会宣教部",
    )


def _topic(row: Any) -> Topic:
    return Topic(text_of(row.title), text_of(row.theme), row.minutes.data or 0, text_of(row.outline))
