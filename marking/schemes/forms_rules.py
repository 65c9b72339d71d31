"""Forms of the rules that make a mark of a written value: fields and rows of a table, never a formula to type."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from wtforms import DecimalField, FormField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from foundation.forms import RowForm, RowsField, RowsForm
from marking.schemes.forms import POSITIVE, two_places
from marking.schemes.rules import CriterionFacts
from marking.schemes.wording import COUNTS
from scoring.marks import MarkingType
from scoring.measurements import MEASUREMENTS, benchmarks, deduction, full_or_zero, linear, table

INCLUDED, EXCLUDED = "included", "excluded"
EDGES = {INCLUDED: "含", EXCLUDED: "不含"}
REQUIRED = InputRequired("必填，请填写。")


def decimal_field(label: str, *validators: Any, **options: Any) -> DecimalField:
    """A number of a rule, as it is written: no rounding to two places."""
    return DecimalField(label, places=None, validators=list(validators) or [REQUIRED], **options)


class BandRow(RowForm):
    """One band of a table: from where to where, and its mark. An edge left empty is open."""

    low = decimal_field("从", Optional())
    low_edge = SelectField("下限", choices=EDGES)
    high = decimal_field("到", Optional())
    high_edge = SelectField("上限", choices=EDGES, default=EXCLUDED)
    mark = decimal_field("得分")

    def parameters(self) -> dict[str, str]:
        """The band as `scoring` reads it."""
        edges = {
            ("from" if self.low_edge.data == INCLUDED else "above"): self.low.data,
            ("to" if self.high_edge.data == INCLUDED else "below"): self.high.data,
        }
        return {name: written(edge) for name, edge in edges.items() if edge is not None} | {
            "mark": written(self.mark.data)
        }


def band_data(row: dict[str, str]) -> dict[str, object]:
    """A stored band as the data of a `BandRow`."""
    low, high = row.get("from") or row.get("above"), row.get("to") or row.get("below")
    return {
        "low": Decimal(low) if low else None,
        "low_edge": EXCLUDED if "above" in row else INCLUDED,
        "high": Decimal(high) if high else None,
        "high_edge": INCLUDED if "to" in row else EXCLUDED,
        "mark": Decimal(row["mark"]),
    }


class BandsForm(RowsForm):
    """A table of bands."""

    bands = RowsField(FormField(BandRow), "档")
    otherwise = decimal_field("各档以外得分", default=Decimal(0))

    def parameters(self) -> dict[str, Any]:
        """The table as `scoring` reads it."""
        return {"bands": [row.form.parameters() for row in self.bands], "otherwise": written(self.otherwise.data)}

    @staticmethod
    def data_of(parameters: dict[str, Any]) -> dict[str, Any]:
        """Stored parameters as the form's data."""
        if not parameters:
            return {"bands": [{}, {}]}
        return {
            "bands": [band_data(row) for row in parameters["bands"]],
            "otherwise": Decimal(parameters["otherwise"]),
        }


class FiguresForm(RowsForm):
    """A rule of a few figures: every field that is a number or a choice is a parameter of the same name."""

    FIGURES: tuple[str, ...] = ()

    def parameters(self) -> dict[str, Any]:
        """The figures as `scoring` reads them."""
        found = {name: self._fields[name].data for name in self.FIGURES}
        return {name: written(value) if isinstance(value, Decimal) else value for name, value in found.items()}

    @classmethod
    def data_of(cls, parameters: dict[str, Any]) -> dict[str, Any]:
        """Stored parameters as the form's data."""
        numbers = {name for name in cls.FIGURES if getattr(cls, name).field_class is DecimalField}
        return {name: Decimal(text) if name in numbers else text for name, text in parameters.items()}


class CriterionForm(RowsForm):
    """What every measured criterion has; its rule adds the rest. `tried`: a value to try the rule with."""

    RULE = ""
    full_mark = DecimalField("满分", places=None, validators=[REQUIRED, POSITIVE, two_places])
    tried = StringField("试一个数", validators=[Length(max=13)])
    reason = StringField("修改原因", validators=[Length(max=500)])

    def parameters(self) -> dict[str, Any]:
        """The parameters of the rule; a plain mark has none."""
        return {}

    @classmethod
    def data_of(cls, parameters: dict[str, Any]) -> dict[str, Any]:
        """Stored parameters as the form's data."""
        return {}

    def facts(self, criterion: CriterionFacts) -> CriterionFacts:
        """The criterion as typed."""
        return replace(
            criterion,
            kind=MarkingType.MEASUREMENT,
            full_mark=self.full_mark.data,
            step=self.step.data if "step" in self else criterion.step,
            rule=self.RULE,
            parameters=self.parameters(),
        )


class PlainForm(CriterionForm):
    """直接写得分."""

    step = DecimalField("步长", places=None, validators=[REQUIRED, POSITIVE])


class FullOrZeroForm(CriterionForm):
    """满分或零分: nothing more to say."""

    RULE = full_or_zero.CODE


class BenchmarkRow(RowForm):
    """One permitted mark, and what it takes."""

    mark = decimal_field("得分")
    description = StringField("达到的标准", validators=[REQUIRED, Length(max=200)])


class BenchmarksForm(CriterionForm):
    """分档得分."""

    RULE = benchmarks.CODE
    marks = RowsField(FormField(BenchmarkRow), "档")

    def parameters(self) -> dict[str, Any]:
        rows = [(row.form.mark.data, row.form.description.data) for row in self.marks]
        return {"marks": [{"mark": written(mark), "description": (said or "").strip()} for mark, said in rows]}

    @classmethod
    def data_of(cls, parameters: dict[str, Any]) -> dict[str, Any]:
        return {
            "marks": [
                {"mark": Decimal(row["mark"]), "description": row["description"]}
                for row in parameters.get("marks", [{"mark": "0", "description": "未达到"}])
            ]
        }


class DeductionForm(FiguresForm, CriterionForm):
    """按错扣分."""

    RULE, FIGURES = deduction.CODE, ("each",)
    each = decimal_field("每处扣几分")


class TableForm(BandsForm, CriterionForm):
    """查表得分."""

    RULE = table.CODE
    step = DecimalField("测量值的最小单位", places=None, validators=[REQUIRED, POSITIVE])


class LinearForm(FiguresForm, CriterionForm):
    """按偏差扣分."""

    RULE, FIGURES = linear.CODE, ("nominal", "tolerance", "unit", "each", "count")
    nominal = decimal_field("名义值")
    tolerance = decimal_field("公差（±）", default=Decimal(0))
    unit = decimal_field("每超出多少")
    each = decimal_field("扣几分")
    count = SelectField("不足一个单位时", choices=COUNTS)
    step = DecimalField("测量值的最小单位", places=None, validators=[REQUIRED, POSITIVE])


FINE_STEP = Decimal("0.01")  # to begin with, where a value is measured
FORMS: dict[str, type[CriterionForm]] = {
    form.RULE: form for form in (PlainForm, FullOrZeroForm, BenchmarksForm, DeductionForm, TableForm, LinearForm)
}
RULE_TITLES = {"": "直接写得分"} | {code: MEASUREMENTS[code].TITLE for code in FORMS if code}


def criterion_form(rule: str, criterion: CriterionFacts) -> CriterionForm:
    """The form of `rule` opened on a criterion; what the criterion says now, where it has that rule already."""
    kind = FORMS[rule]
    known = criterion.parameters if criterion.rule == rule else {}
    step = FINE_STEP if rule in (table.CODE, linear.CODE) and criterion.rule != rule else criterion.step
    return kind(full_mark=criterion.full_mark, step=step, **kind.data_of(dict(known)))


def written(value: Decimal | None) -> str:
    """A number as parameters hold it: plain text."""
    return "" if value is None else f"{value:f}"


def cells_of(form: RowsForm, *left_out: str) -> list[Any]:
    """The fields of a rule's own, the full mark first: no rows, nothing hidden, none of `left_out`."""
    hidden = ("CSRFTokenField", "HiddenField", "RowsField")
    cells = [field for field in form if field.type not in hidden and field.short_name not in left_out]
    return sorted(cells, key=lambda field: field.short_name != "full_mark")
