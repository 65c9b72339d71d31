"""Forms about what a studio has and does."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, DecimalField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from foundation.forms import JiangxinForm, text_of
from studios.registry.forms import Places
from studios.registry.operations_belongings import ActivityFacts, EquipmentFacts, FundFacts, PhotoFacts
from studios.registry.rules import (
    ACTIVITY_KIND_TITLES,
    FUND_SOURCE_TITLES,
    PHOTO_KIND_TITLES,
    ActivityKind,
    FundSource,
    PhotoKind,
)

PAPERS = ".pdf,.jpg,.jpeg,.png"
PICTURES = ".jpg,.jpeg,.png"


class PaperForm(JiangxinForm):
    """A form that may carry a paper."""

    file = FileField("附件", render_kw={"accept": PAPERS}, description="PDF、JPG 或 PNG，最大 10 MB；没有的不选")

    def paper(self) -> bytes | None:
        """The bytes of the paper, if one was chosen."""
        return self.file.data.read() if self.file.data else None


class EquipmentForm(JiangxinForm):
    """A piece of equipment."""

    name = StringField("设备名称", validators=[InputRequired("请填写设备名称。"), Length(max=60)])
    model = StringField("型号", validators=[Length(max=60)])
    quantity = IntegerField("数量（台、套）", default=1, validators=[InputRequired("请填写数量。")])
    value = DecimalField(
        "价值（元）", places=None, validators=[Optional(), Places(2)], description="这几台一共的价值；不清楚的不填"
    )

    def facts(self) -> EquipmentFacts:
        """What was typed."""
        return EquipmentFacts(text_of(self.name), text_of(self.model), self.quantity.data or 0, self.value.data)


class RuleForm(PaperForm):
    """A rule of the studio with its file."""

    title = StringField(
        "制度名称", validators=[InputRequired("请填写名称。"), Length(max=80)], description="如：学习培训制度、奖励办法"
    )
    issued_on = DateField("发布日期", validators=[InputRequired("请填写日期。")])


class FundForm(PaperForm):
    """Money of one source in one year."""

    year = IntegerField("年份", validators=[InputRequired("请填写四位年份。")])
    source = SelectField("来源", choices=FUND_SOURCE_TITLES)
    title = StringField(
        "名目", validators=[Length(max=60)], description="如：命名补助、攻关项目经费；同一来源有几笔的要写"
    )
    amount = DecimalField("金额（元）", places=None, validators=[InputRequired("请填写金额。"), Places(2)])
    spent = DecimalField("已支出（元）", places=None, default=0, validators=[Optional(), Places(2)])

    def facts(self) -> FundFacts:
        """What was typed."""
        spent = {"spent": self.spent.data} if self.spent.data is not None else {}
        return FundFacts(
            self.year.data or 0, FundSource(self.source.data), self.amount.data, title=text_of(self.title), **spent
        )


class ActivityForm(PaperForm):
    """What took place."""

    kind = SelectField("类别", choices=ACTIVITY_KIND_TITLES)
    title = StringField("内容", validators=[InputRequired("请填写内容。"), Length(max=100)])
    held_on = DateField("日期", validators=[InputRequired("请填写日期。")], description="办了几天的填第一天")
    place = StringField("地点", validators=[Length(max=100)])
    sessions = IntegerField("场次", default=1, validators=[InputRequired("请填写场次。")])
    attendances = IntegerField("人次", default=0, validators=[InputRequired("请填写人次。")])

    def facts(self) -> ActivityFacts:
        """What was typed."""
        return ActivityFacts(
            ActivityKind(self.kind.data),
            text_of(self.title),
            self.held_on.data,
            text_of(self.place),
            self.sessions.data or 0,
            -1 if self.attendances.data is None else self.attendances.data,
        )


class PhotoForm(JiangxinForm):
    """A photo with its words."""

    file = FileField(
        "照片",
        validators=[FileRequired("请选择照片。")],
        render_kw={"accept": PICTURES},
        description="JPG 或 PNG，最大 15 MB；照片里的拍摄地点等信息会去掉",
    )
    kind = SelectField("拍的是什么", choices=PHOTO_KIND_TITLES)
    caption = StringField("说明", validators=[InputRequired("请写一句说明。"), Length(max=80)])
    taken_on = DateField("拍摄日期", validators=[Optional()])
    public = BooleanField("可以放在公开页面上", default=True)

    def facts(self) -> PhotoFacts:
        """What was typed."""
        return PhotoFacts(PhotoKind(self.kind.data), text_of(self.caption), self.taken_on.data, self.public.data)
