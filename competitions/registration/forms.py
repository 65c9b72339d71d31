"""Forms about entries."""

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from competitions.planning.models import Event
from competitions.registration.operations import LONGEST_TITLE
from foundation.forms import JiangxinForm, ReasonForm
from people.persons.rules import DOCUMENT_TITLES, DocumentKind


class EntryForm(JiangxinForm):
    """An entry: category, the team's name, and somebody not yet on record. The members are check boxes of their own."""

    category = SelectField("组别", coerce=int)
    title = StringField("队名", validators=[Length(max=LONGEST_TITLE, message=f"队名最多 {LONGEST_TITLE} 个字。")])
    search = StringField("查找本单位职工")
    new_name = StringField("姓名")
    new_document = SelectField(
        "证件类型",
        choices=DOCUMENT_TITLES,
        default=DocumentKind.RESIDENT.value,
    )
    new_number = StringField("证件号码")
    new_phone = StringField("手机号")
    new_birth_date = DateField("出生日期", validators=[Optional()])

    def offer(self, event: Event) -> None:
        """The choices that `event` gives."""
        self.category.choices = {category.id: category.title for category in event.categories}

    @property
    def names_somebody_new(self) -> bool:
        """Whether somebody not yet on record was typed in."""
        return bool((self.new_name.data or "").strip() or (self.new_number.data or "").strip())

    @property
    def new_document_kind(self) -> DocumentKind:
        return DocumentKind(self.new_document.data)

    def validate_new_number(self, field: StringField) -> None:
        if self.names_somebody_new and not (field.data or "").strip():
            raise ValidationError("请填写证件号码。")

    def validate_new_name(self, field: StringField) -> None:
        if self.names_somebody_new and not (field.data or "").strip():
            raise ValidationError("请填写姓名。")


class SubstituteForm(ReasonForm):
    """Who leaves, who comes, and why."""

    leaving = SelectField("换下", coerce=int)
    search = StringField("查找本单位职工")
    coming = SelectField("换上", coerce=int, validate_choice=False)


class ReviewForm(JiangxinForm):
    """A decision on the entries that are ticked; going back needs a reason."""

    decision = SelectField(
        "审核结论", choices={"accept_entry": "通过", "return_entry": "退回", "reject_entry": "不通过"}
    )
    reason = StringField("原因", validators=[Length(max=500, message="原因最多 500 字。")])

    def validate_reason(self, field: StringField) -> None:
        if self.decision.data != "accept_entry" and not (field.data or "").strip():
            raise ValidationError("退回和不通过都需要写明原因，报名单位会看到。")


class QuotaForm(JiangxinForm):
    """The places of one organisation in one event."""

    event = SelectField("赛项", coerce=int)
    organisation = SelectField("单位", coerce=int)
    places = IntegerField(
        "名额", validators=[InputRequired("请填写名额。"), NumberRange(0, 100_000, "名额应为 0 至 100000 的整数。")]
    )


class EntriesWorkbookForm(JiangxinForm):
    """An entry sheet and the competition that it is for."""

    competition = SelectField("竞赛", coerce=int)
    file = FileField("填好的报名表（.xlsx）", validators=[FileRequired("请选择填好的报名表。")])
