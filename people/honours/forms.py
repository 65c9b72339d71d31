"""The forms about honours. A field's `description` is the hint below it."""

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from foundation.forms import JiangxinForm, UploadForm
from people.honours.holders import Asked
from people.honours.models import Honour
from people.honours.operations import HonourFacts
from people.honours.rules import (
    FAMILY_TITLES,
    HONOUR_HOLDERS,
    HONOUR_TITLES,
    HolderKind,
    HonourKind,
    kinds_of,
)

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
KIND_CHOICES = [
    SelectChoice(kind.value, HONOUR_TITLES[kind], optgroup=title)
    for family, title in FAMILY_TITLES.items()
    for kind in kinds_of(family)
]
PERSONAL_CHOICES = [one for one in KIND_CHOICES if HONOUR_HOLDERS[HonourKind(one.value)] is HolderKind.PERSON]
TEXT = [Length(max=120, message="最多 120 个字。")]


class HonourForm(JiangxinForm):
    """An honour on a person's page, with the year and the document that granted it."""

    kind = SelectField("荣誉", choices=PERSONAL_CHOICES)
    year = IntegerField("授予年份", validators=[InputRequired("请填写四位年份。")])
    document = StringField("授予文件", validators=TEXT)


class CorrectHonourForm(HonourForm):
    """What the register says of an honour; who holds it does not change."""

    kind = SelectField("荣誉", choices=KIND_CHOICES)
    awarded_on = DateField("授予日期", validators=[Optional()], description="文件落款日期；不清楚的不填")
    title = StringField("文件上的名称", validators=TEXT, description="与上面叫法不同时填，如“巴渝工匠”")
    basis_words = StringField("授予依据", validators=TEXT, description="如：2024 年钳工竞赛第一名、某某创新工作室")
    public = BooleanField("公开展示：向社会发布的名单，在风采展示页显示姓名、单位和荣誉")

    def show(self, honour: Honour) -> None:
        """Fill the form with what is on record."""
        for name in ("kind", "year", "document", "awarded_on", "title", "basis_words", "public", "row_version"):
            getattr(self, name).data = getattr(honour, name)

    def facts(self) -> HonourFacts:
        """What was typed."""
        return HonourFacts(
            kind=HonourKind(self.kind.data),
            year=self.year.data,
            title=_text(self.title),
            awarded_on=self.awarded_on.data,
            document=_text(self.document),
            basis_words=_text(self.basis_words),
            public=bool(self.public.data),
        )


class RecordHonourForm(CorrectHonourForm):
    """An honour for the register, and who holds it."""

    unit = StringField(
        "单位",
        validators=[InputRequired("请选择单位。"), Length(max=100)],
        render_kw={"list": "units", "autocomplete": "off"},
        description="输入几个字后从列表中选择；授予时所在的单位",
    )
    name = StringField(
        "姓名或集体名称", validators=[Length(max=60)], description="个人填姓名，班组、岗位填名称；授予单位的可以不填"
    )
    number = StringField(
        "证件号码", validators=[Length(max=40)], render_kw=PLAIN, description="同一单位有同名的人时才填"
    )

    def asked(self) -> Asked:
        """Who is said to hold it."""
        holder = HONOUR_HOLDERS[HonourKind(self.kind.data)]
        return Asked(holder, _text(self.name), _text(self.unit), _text(self.number))


class WithdrawHonourForm(JiangxinForm):
    """The withdrawal of an honour."""

    withdrawn_on = DateField("撤销日期", validators=[InputRequired("请填写日期。")])
    reason = TextAreaField(
        "原因和文件", validators=[InputRequired("请写明原因和文件。"), Length(max=500)], render_kw={"rows": 3}
    )


class HonourPhotoForm(UploadForm):
    """A photo for the gallery, which is shown to everybody."""

    consent = BooleanField(
        "照片上的人同意公开展示这张照片", validators=[InputRequired("须经照片上的人同意，才能公开展示。")]
    )


def _text(field: Any) -> str:
    return (field.data or "").strip()
