"""Forms about selections and nominees. A field's `description` is the hint below it."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm, RowForm, RowsField, RowsForm, TicksField
from people.honours.forms import KIND_CHOICES, PLAIN
from people.honours.holders import Asked
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from studios.nominations.models import Nomination, Nominee
from studios.nominations.operations import NominationFacts, NomineeFacts, OpinionFacts
from studios.nominations.operations_results import Decision
from studios.nominations.rules import CATEGORY_TITLES, LEAST_NOTICE_DAYS, Category, ShareRule

PERCENT = [Optional(), NumberRange(0, 100, message="填 0 到 100 的整数。")]
DAYS_MESSAGE = f"公示 {LEAST_NOTICE_DAYS} 至 90 个工作日。"


class ShareRow(RowForm):
    """A share: of whom, at least or at most how many per cent, of all or of a group."""

    category = SelectField("类别", choices=CATEGORY_TITLES)
    least = IntegerField("不低于（%）", validators=PERCENT)
    most = IntegerField("不超过（%）", validators=PERCENT)
    of = SelectField("占", choices={"": "全部人选"} | {one.value: title for one, title in CATEGORY_TITLES.items()})


class NominationForm(RowsForm):
    """What a selection is about."""

    title = StringField("评选名称", validators=[InputRequired("请填写名称。"), Length(max=80)])
    kind = SelectField("荣誉", choices=KIND_CHOICES)
    year = IntegerField("年份", validators=[InputRequired("请填写四位年份。"), NumberRange(1949, 2100)])
    places = IntegerField("名额", validators=[InputRequired("请填写名额。"), NumberRange(1, 9999)])
    closes_on = DateField("推荐截止日", validators=[InputRequired("请填写日期。")])
    notice_days = IntegerField(
        "公示（工作日）",
        default=LEAST_NOTICE_DAYS,
        validators=[InputRequired(), NumberRange(LEAST_NOTICE_DAYS, 90, message=DAYS_MESSAGE)],
    )
    document = StringField("评选通知", validators=[Length(max=120)], description="文件名称和文号")
    shares = RowsField(FormField(ShareRow), "结构比例")

    def show(self, nomination: Nomination) -> None:
        """Fill the form with what is on record."""
        for name in ("title", "kind", "year", "places", "closes_on", "notice_days", "document", "row_version"):
            getattr(self, name).data = getattr(nomination, name)

    def facts(self, scheme: str) -> NominationFacts:
        """What was typed; `scheme` is the published one that it began with."""
        return NominationFacts(
            title=self.title.data or "",
            kind=HonourKind(self.kind.data),
            year=self.year.data,
            places=self.places.data,
            closes_on=self.closes_on.data,
            rules=[_rule(row.form) for row in self.shares.entries],
            scheme=scheme,
            document=self.document.data or "",
            notice_days=self.notice_days.data,
        )


class NomineeFactsForm(JiangxinForm):
    """What is said of a nominee beside his name."""

    post = StringField("岗位", validators=[Length(max=60)])
    categories = TicksField("属于哪几类", choices=CATEGORY_TITLES)
    merits = TextAreaField(
        "主要事迹", validators=[Length(max=500)], render_kw={"rows": 4}, description="公示时对公众显示，不写联系方式"
    )

    def show(self, nominee: Nominee) -> None:
        """Fill the form with what is on record."""
        self.post.data, self.merits.data = nominee.post, nominee.merits
        self.categories.data, self.row_version.data = nominee.categories, nominee.row_version

    def facts(self) -> NomineeFacts:
        """What was typed."""
        ticked = [Category(one) for one in self.categories.data or []]
        return NomineeFacts(self.post.data or "", ticked, self.merits.data or "")


class NomineeForm(NomineeFactsForm):
    """A nominee: who, of which unit."""

    unit = StringField(
        "单位",
        validators=[InputRequired("请选择单位。"), Length(max=100)],
        render_kw={"list": "units", "autocomplete": "off"},
        description="输入几个字后从列表中选择",
    )
    name = StringField("姓名或集体名称", validators=[Length(max=60)], description="授予单位的可以不填")
    number = StringField(
        "证件号码", validators=[Length(max=40)], render_kw=PLAIN, description="同一单位有同名的人时才填"
    )

    def asked(self, holder: Any) -> Asked:
        """Who is proposed."""
        name, unit, number = ((field.data or "").strip() for field in (self.name, self.unit, self.number))
        return Asked(holder, name, unit, number)


class OpinionForm(JiangxinForm):
    """What a level says of a nominee."""

    level = SelectField("哪一级的意见")
    agrees = RadioField("意见", choices={"yes": "同意推荐", "no": "不同意推荐"}, default="yes")
    words = TextAreaField(
        "意见内容",
        default="同意推荐。",
        validators=[InputRequired("请填写意见。"), Length(max=300)],
        render_kw={"rows": 2},
    )
    signed_on = DateField("签字盖章日期", validators=[InputRequired("请填写日期。")])
    file = FileField("盖章件", description="PDF、JPG 或 PNG，可以不传；职代会意见也传在这里")

    def offer(self, levels: Sequence[Organisation]) -> None:
        """The levels that one may speak for."""
        self.level.choices = [(str(level.id), level.name) for level in levels]

    def facts(self) -> OpinionFacts:
        """What was said."""
        content = self.file.data.read() if self.file.data else None
        return OpinionFacts(self.agrees.data == "yes", self.words.data or "", self.signed_on.data, content)


class SubmitNominationForm(JiangxinForm):
    """The closing of a list."""

    exception = TextAreaField(
        "结构比例达不到的原因",
        validators=[Length(max=300)],
        render_kw={"rows": 2},
        description="比例都达到的不填；填写的随公示公开",
    )


class HoldForm(JiangxinForm):
    """Which objection concerns a nominee."""

    objection = SelectField("异议")


class AwardForm(JiangxinForm):
    """The document that grants the honours."""

    document = StringField("授予文件", validators=[InputRequired("请填写授予文件。"), Length(max=120)])
    awarded_on = DateField("授予日期", validators=[InputRequired("请填写日期。")])
    public = BooleanField("向社会发布，在风采展示页显示", default=True)

    def decision(self) -> Decision:
        """What was typed."""
        return Decision(self.document.data or "", self.awarded_on.data, bool(self.public.data))


def _rule(row: Any) -> ShareRule:
    of = Category(row.of.data) if row.of.data else None
    return ShareRule(Category(row.category.data), row.least.data, row.most.data, of)
