"""Forms about indicator trees, reports on them, and problems."""

from decimal import Decimal

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm
from studios.evaluations.operations_reporting import SelfReport
from studios.evaluations.operations_trees import IndicatorFacts, TreeFacts
from studios.evaluations.rules_trees import LEAF_KIND_TITLES, LeafKind, Node

LONG_TEXT = Length(max=2000, message="最多 2000 个字。")
WEIGHT = NumberRange(min=Decimal("0.01"), max=100, message="权重应大于 0，不超过 100。")


class TreeForm(JiangxinForm):
    """What a year's assessment is called, and when reports are due."""

    organiser = SelectField("组织考核的单位", coerce=int)
    title = StringField("考核名称", validators=[DataRequired("请填写考核名称。"), Length(max=80)])
    year = IntegerField("年度", validators=[InputRequired("请填写年度。"), NumberRange(2000, 2100)])
    report_by = DateField("自评截止", validators=[InputRequired("请填写自评截止日期。")])
    missing_is_zero = BooleanField("办结时没有报的指标按 0 分计（须事先写进考核方案）")

    def facts(self) -> TreeFacts:
        """What was filled in."""
        title = (self.title.data or "").strip()
        return TreeFacts(title, self.year.data or 0, self.report_by.data, bool(self.missing_is_zero.data))


class IndicatorForm(JiangxinForm):
    """One indicator; how it is scored is asked for a leaf only."""

    code = StringField("编号", validators=[DataRequired("请填写编号。"), Length(max=20)])
    title = StringField("名称", validators=[DataRequired("请填写名称。"), Length(max=200)])
    weight = DecimalField("权重（%）", validators=[InputRequired("请填写权重。"), WEIGHT])


class LeafForm(IndicatorForm):
    """A third-level indicator."""

    kind = SelectField("计分方式", choices=LEAF_KIND_TITLES)
    full = DecimalField("满分或目标值", validators=[Optional()])
    measure = StringField("计量单位", validators=[Length(max=20)])
    evidence = StringField("佐证材料（填了就必须上传）", validators=[Length(max=200)])


def facts_in(form: IndicatorForm) -> IndicatorFacts:
    """What was filled in."""
    named = ((form.code.data or "").strip(), (form.title.data or "").strip(), form.weight.data or Decimal(0))
    if not isinstance(form, LeafForm):
        return IndicatorFacts(*named)
    kind = LeafKind(form.kind.data)
    full = Decimal(1) if kind is LeafKind.DONE else form.full.data or None
    said = ((form.measure.data or "").strip(), (form.evidence.data or "").strip())
    return IndicatorFacts(*named, kind, full, *said)


class UnitsForm(JiangxinForm):
    """Which units report, by name."""

    names = TextAreaField("成员单位，一行一个全称", validators=[DataRequired("请填写成员单位。"), Length(max=20_000)])

    def listed(self) -> list[str]:
        """The names, blank lines left out."""
        return [line.strip() for line in (self.names.data or "").splitlines() if line.strip()]


class LeafReportForm(JiangxinForm):
    """What a unit says of itself on a leaf."""

    value = DecimalField("自评", validators=[InputRequired("请填写自评。")])
    note = TextAreaField("说明", validators=[LONG_TEXT])
    file = FileField("佐证材料")

    def said(self) -> SelfReport:
        """What was filled in."""
        content = self.file.data.read() if self.file.data else None
        return SelfReport(self.value.data or Decimal(0), (self.note.data or "").strip(), content or None)


class CheckForm(JiangxinForm):
    """The checker's number."""

    value = DecimalField("核定", validators=[InputRequired("请填写核定的数。")])
    reason = TextAreaField("原因（与自评不同时必填）", validators=[LONG_TEXT])


class ProblemForm(JiangxinForm):
    """A problem that was found."""

    indicator = SelectField("哪一项指标（可以不选）", coerce=int)
    description = TextAreaField("发现的问题", validators=[DataRequired("请写明发现的问题。"), LONG_TEXT])
    due_on = DateField("整改期限", validators=[InputRequired("请填写整改期限。")])

    def offer(self, leaves: list[Node]) -> None:
        """The leaves of the tree."""
        self.indicator.choices = [(0, "不属于某一项")] + [(one.key, f"{one.code} {one.title}") for one in leaves]


class RemedyForm(JiangxinForm):
    """How a problem was put right."""

    remedy = TextAreaField("整改情况", validators=[DataRequired("请写明整改情况。"), LONG_TEXT])
