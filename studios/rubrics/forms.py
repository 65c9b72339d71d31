"""The form of a scoring table: one row an item."""

import re
from decimal import Decimal
from typing import Self

from wtforms import DecimalField, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from foundation.forms import RowForm, RowsField, RowsForm
from scoring.numbers import as_text
from studios.rubrics.models import RubricVersion
from studios.rubrics.rules import ITEM_KIND_TITLES, Band, FixedDeduction, ItemKind, Rubric, RubricItem

BAND_LINE = re.compile(r"\s*(\d{1,4})\s*[-–—~至]\s*(\d{1,4})\s*(.*)")
DEDUCTION_LINE = re.compile(r"\s*(.*?\S)\s+(\d{1,4}(?:\.\d{1,2})?)\s*")
MOST = NumberRange(0, 10000, message="应在 0 到 10000 之间。")


class ItemRow(RowForm):
    """One item."""

    code = StringField("代码", validators=[InputRequired("请填写代码。"), Length(max=40)])
    title = StringField("项目", validators=[InputRequired("请填写项目。"), Length(max=200)])
    group = StringField("所属方面", validators=[Length(max=100)])
    kind = SelectField("计分方式", choices=ITEM_KIND_TITLES)
    points = DecimalField("满分", places=None, validators=[InputRequired("请填写满分，一票否决写 0。"), MOST])
    bands = TextAreaField("各档（每行一档：26-30 省先进）", validators=[Length(max=1000)])
    per_unit = DecimalField("每缺一个扣", places=None, validators=[Optional(), MOST])
    needed = IntegerField("应有几个", validators=[Optional(), NumberRange(1, 10000, message="应大于 0。")])
    deductions = TextAreaField("定额扣分（每行一条：标识不清 2）", validators=[Length(max=1000)])
    hint = StringField("给专家的说明", validators=[Length(max=200)])

    def validate_bands(self, field: TextAreaField) -> None:
        """Every line is a band."""
        _matches(field.data, BAND_LINE, "26-30 省先进")

    def validate_deductions(self, field: TextAreaField) -> None:
        """Every line is a deduction."""
        _matches(field.data, DEDUCTION_LINE, "标识不清 2")

    def item(self) -> RubricItem:
        """The item as typed."""
        bands = [BAND_LINE.fullmatch(line) for line in _lines(self.bands.data)]
        less = [DEDUCTION_LINE.fullmatch(line) for line in _lines(self.deductions.data)]
        return RubricItem(
            (self.code.data or "").strip(),
            (self.title.data or "").strip(),
            (self.group.data or "").strip(),
            ItemKind(self.kind.data),
            self.points.data,
            tuple(Band(Decimal(one[1]), Decimal(one[2]), one[3].strip()) for one in bands if one),
            self.per_unit.data,
            self.needed.data,
            tuple(FixedDeduction(one[1], Decimal(one[2])) for one in less if one),
            (self.hint.data or "").strip(),
        )


class RubricForm(RowsForm):
    """A scoring table as a whole."""

    title = StringField("名称", validators=[InputRequired("请填写名称。"), Length(max=100)])
    source = StringField("依据", validators=[Length(max=300)])
    full = DecimalField("总满分", places=None, validators=[InputRequired("请填写总满分。"), MOST])
    bonus_cap = DecimalField(
        "加分上限", places=None, default=Decimal(0), validators=[InputRequired("没有加分写 0。"), MOST]
    )
    items = RowsField(FormField(ItemRow), "项目")

    @classmethod
    def opened_on(cls, version: RubricVersion) -> Self:
        """The form with what the version says now."""
        rubric = version.rubric
        rows = [_row(item) for item in rubric.items]
        form = cls(
            title=rubric.title, source=rubric.source, full=rubric.full, bonus_cap=rubric.bonus_cap, items=rows or [{}]
        )
        if not form.is_submitted():
            form.row_version.data = version.row_version
        return form

    def rubric(self, code: str) -> Rubric:
        """The table as typed; its code stays."""
        items = tuple(row.form.item() for row in self.items)
        return Rubric(
            code, self.title.data.strip(), (self.source.data or "").strip(), items, self.bonus_cap.data, self.full.data
        )


def _row(item: RubricItem) -> dict[str, object]:
    return {
        "code": item.code,
        "title": item.title,
        "group": item.group,
        "kind": item.kind.value,
        "points": item.points,
        "bands": "\n".join(f"{as_text(low)}-{as_text(high)} {title}" for low, high, title in item.bands),
        "per_unit": item.per_unit,
        "needed": item.needed,
        "deductions": "\n".join(f"{title} {as_text(points)}" for title, points in item.deductions),
        "hint": item.hint,
    }


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


def _matches(text: str | None, pattern: re.Pattern[str], example: str) -> None:
    for line in _lines(text):
        if not pattern.fullmatch(line):
            raise ValidationError(f"“{line.strip()}”没有读懂，每行写成“{example}”。")
