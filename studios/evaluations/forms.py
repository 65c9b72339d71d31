"""Forms about evaluations from two sides."""

import re
from decimal import Decimal
from typing import cast

from wtforms import DateField, DecimalField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from foundation.forms import JiangxinForm, ReasonForm, TicksField
from scoring.numbers import as_text
from studios.evaluations.operations import EvaluationFacts, Named
from studios.evaluations.rules import FEWEST_MEMBERS
from studios.rubrics.models import RubricVersion
from studios.rubrics.rules import Rubric, choices_of

ITEM = "item-"
APART = re.compile(r"[，,、\t]")


class EvaluationForm(JiangxinForm):
    """What an evaluation is about, and who is evaluated."""

    organiser = SelectField("组织评价的单位", coerce=int)
    title = StringField("评价名称", validators=[DataRequired("请填写评价名称。"), Length(max=80)])
    period = StringField("评价哪一段时间", validators=[DataRequired("请填写年度或任期。"), Length(max=40)])
    officer_rubric = SelectField("上级用的标准")
    member_rubric = SelectField("会员用的标准")
    officer_weight = DecimalField("上级评价权重（%）", validators=[InputRequired("请填写权重。")], default=Decimal(60))
    least_officers = IntegerField("每个对象上级至少几人", validators=[InputRequired(), NumberRange(1, 30)], default=3)
    least_members = IntegerField(
        "每个对象会员至少几人", validators=[InputRequired(), NumberRange(FEWEST_MEMBERS, 10_000)], default=10
    )
    closes_on = DateField("会员测评截止", validators=[InputRequired("请填写截止日期。")])
    subjects = TextAreaField("评价哪些单位", validators=[DataRequired("请填写评价哪些单位。"), Length(max=20_000)])

    def facts(self, officer_rubric: RubricVersion, member_rubric: RubricVersion) -> EvaluationFacts:
        """What was filled in."""
        return EvaluationFacts(
            title=(self.title.data or "").strip(),
            period=(self.period.data or "").strip(),
            officer_rubric=officer_rubric,
            member_rubric=member_rubric,
            officer_weight=self.officer_weight.data or Decimal(0),
            least_officers=self.least_officers.data or 0,
            least_members=self.least_members.data or 0,
            closes_on=self.closes_on.data,
        )

    def named(self) -> list[Named]:
        """The units line by line, each with its chair behind a comma where one is evaluated."""
        lines = [line.strip() for line in (self.subjects.data or "").splitlines() if line.strip()]
        parts = [[part.strip() for part in APART.split(line, maxsplit=1)] for line in lines]
        return [(part[0], part[1] if len(part) > 1 else "") for part in parts]


class RatersForm(JiangxinForm):
    """Which officers score."""

    raters = TicksField("上级评价人", coerce=int, validators=[DataRequired("请选择评价人。")])


class ReopenEvaluationForm(ReasonForm):
    """Until when members go on rating, and why."""

    closes_on = DateField("新的测评截止日期", validators=[InputRequired("请填写新的截止日期。")])


class RatingForm(JiangxinForm):
    """A member's paper; its items come from the rubric (`rating_form`)."""

    def findings(self) -> dict[str, Decimal]:
        """What was chosen, by the code of the item."""
        given = [field for field in self if field.short_name.startswith(ITEM)]
        return {field.short_name.removeprefix(ITEM): Decimal(field.data) for field in given}


def rating_form(rubric: Rubric) -> RatingForm:
    """A paper with a question for each item: its bands to choose from, or a number up to its points."""
    fields: dict[str, RadioField | DecimalField] = {}
    for item in rubric.items:
        label = f"{item.title}（{as_text(item.points)} 分）"
        if choices := choices_of(item):
            offered = {as_text(one.points): f"{one.meaning}（{as_text(one.points)} 分）" for one in choices}
            required = [DataRequired("请选择一项。")]
            fields[ITEM + item.code] = RadioField(label, choices=offered, validators=required, description=item.hint)
        else:
            most = NumberRange(0, item.points, message=f"应在 0 和 {as_text(item.points)} 之间。")
            typed = [InputRequired("请打分。"), most]
            fields[ITEM + item.code] = DecimalField(label, validators=typed, description=item.hint)
    return cast(RatingForm, type("RatingPaper", (RatingForm,), fields)())
