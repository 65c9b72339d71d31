"""The form of a marking scheme: one row a criterion."""

import json
from decimal import Decimal
from typing import Any

from wtforms import DecimalField, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from foundation.forms import RowForm, RowsField, RowsForm
from marking.schemes.models import Scheme
from marking.schemes.rules import GRADES, KIND_TITLES, CriterionFacts
from scoring.marks import MarkingType

GRADED = "graded"
POSITIVE = NumberRange(min=Decimal("0.01"), max=10000, message="应大于 0，不超过 10000。")


def two_places(_form: object, field: DecimalField) -> None:
    """A mark as people write it has at most two decimal places."""
    if field.data is not None and field.data.is_finite() and field.data.as_tuple().exponent < -2:
        raise ValidationError("最多两位小数。")


class CriterionRow(RowForm):
    """One criterion."""

    code = StringField("代码", validators=[InputRequired("请填写代码。"), Length(max=20)])
    title = StringField("评分项", validators=[InputRequired("请填写评分项。"), Length(max=200)])
    group = StringField("所属子项", validators=[Length(max=200)])
    kind = SelectField("类型", choices=KIND_TITLES | {GRADED: "评判（0—3 级）"})
    full_mark = DecimalField("满分", places=None, validators=[InputRequired("请填写满分。"), POSITIVE, two_places])
    step = DecimalField(
        "步长", places=None, default=Decimal("0.5"), validators=[InputRequired("请填写步长。"), POSITIVE]
    )
    descriptors = TextAreaField("评判标准", validators=[Length(max=2000)])
    # Set on a page of their own; here they only travel with the row.
    rule = HiddenField()
    parameters = HiddenField()
    scale = HiddenField()

    def validate_parameters(self, field: HiddenField) -> None:
        """What this form wrote itself."""
        if not isinstance(read_parameters(field.data), dict):
            raise ValidationError("测量规则没有读出来，请刷新页面后重新填写。")


class SchemeForm(RowsForm):
    """All criteria of a scheme. `reason` is asked for once the plan is locked."""

    criteria = RowsField(FormField(CriterionRow), "评分项")
    reason = StringField("修改原因", validators=[Length(max=500)])

    @classmethod
    def opened_on(cls, scheme: Scheme) -> "SchemeForm":
        """The form with what the scheme says now; an empty scheme begins with one row."""
        rows = [
            {
                "code": criterion.code,
                "title": criterion.title,
                "group": criterion.group,
                "kind": GRADED if criterion.scale else criterion.kind.value,
                "rule": criterion.rule,
                "parameters": json.dumps(criterion.parameters, ensure_ascii=False),
                "scale": str(criterion.scale or ""),
                "full_mark": criterion.full_mark,
                "step": criterion.step,
                "descriptors": "\n".join(criterion.descriptors),
            }
            for criterion in scheme.criteria
        ]
        return cls(criteria=rows or [{}])

    def facts(self) -> list[CriterionFacts]:
        """The criteria as typed."""
        return [_facts(row.form) for row in self.criteria]

    @property
    def total(self) -> Decimal:
        """The sum of the full marks typed so far."""
        return sum((row.form.full_mark.data or Decimal(0) for row in self.criteria), Decimal(0))


def read_parameters(text: str | None) -> Any:
    """The parameters of a rule as a row carries them; None if that is no JSON."""
    try:
        return json.loads(text or "{}")
    except ValueError:
        return None


def _facts(row: CriterionRow) -> CriterionFacts:
    graded = row.kind.data == GRADED
    kind = MarkingType.JUDGEMENT if graded else MarkingType(row.kind.data)
    measured = kind is MarkingType.MEASUREMENT and bool(row.rule.data)
    lines = tuple(line.strip() for line in (row.descriptors.data or "").splitlines() if line.strip())
    return CriterionFacts(
        code=(row.code.data or "").strip(),
        title=(row.title.data or "").strip(),
        kind=kind,
        full_mark=row.full_mark.data,
        step=row.step.data,
        descriptors=lines,
        rule=(row.rule.data or "") if measured else "",
        parameters=read_parameters(row.parameters.data) if measured else {},
        scale=int(row.scale.data) if graded and str(row.scale.data or "").isdigit() else GRADES if graded else None,
        group=(row.group.data or "").strip(),
    )
