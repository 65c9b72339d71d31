"""Forms for numbering, certifying and the blank stock."""

from collections.abc import Sequence

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from assessments.batches.models import Batch
from assessments.certification.rules import LENGTH
from assessments.certification.rules_stock import MOVEMENT_TITLES, Movement
from assessments.certification.stock import MovementFacts
from foundation import clock
from foundation.forms import JiangxinForm

NO_PLAN = 0


class NumberForm(JiangxinForm):
    """The day that is printed on the certificates; its year stands in the numbers."""

    face_date = DateField("发证日期", default=clock.today, validators=[DataRequired("请填写发证日期。")])


class EnterNumberForm(NumberForm):
    """A number from elsewhere, typed."""

    number = StringField(
        "证书编号", validators=[DataRequired("请填写证书编号。"), Length(max=2 * LENGTH, message="编号太长，请核对。")]
    )


class CertifyForm(JiangxinForm):
    """What the batch of certificates is called."""

    title = StringField(
        "批次名称", validators=[DataRequired("请填写批次名称。"), Length(max=100, message="最多 100 字。")]
    )


class MovementForm(JiangxinForm):
    """One movement of blank papers."""

    movement = SelectField("变动", choices=MOVEMENT_TITLES, coerce=Movement)
    count = IntegerField(
        "张数",
        validators=[InputRequired("请填写张数。"), NumberRange(1, 1_000_000, message="张数应在 1 到 1000000 之间。")],
    )
    batch = SelectField("认定计划", coerce=int)
    responsible = StringField(
        "责任人", validators=[DataRequired("请填写责任人。"), Length(max=60, message="最多 60 字。")]
    )
    serials = StringField("印制流水码（起止）", validators=[Length(max=200, message="最多 200 字。")])
    reason = TextAreaField("说明", validators=[Length(max=500, message="最多 500 字。")])

    def offer(self, plans: Sequence[Batch]) -> None:
        """The plans that papers may be taken for."""
        self.batch.choices = [(NO_PLAN, "不属于某个计划"), *((plan.id, plan.title) for plan in plans)]

    def facts(self, plans: Sequence[Batch]) -> MovementFacts:
        """What was filled in."""
        return MovementFacts(
            self.movement.data,
            self.count.data,
            self.responsible.data,
            next((plan for plan in plans if plan.id == self.batch.data), None),
            self.serials.data or "",
            self.reason.data or "",
        )
