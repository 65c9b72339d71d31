"""What every form has: a protection against double submission, and the version of the record it was opened on.

Also forms that hold rows, and the field for a moment by the clock in China.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import MAXYEAR, MINYEAR, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict
from wtforms import DateTimeLocalField, DecimalField, FieldList, Form, HiddenField, SelectMultipleField, TextAreaField
from wtforms.i18n import get_translations
from wtforms.utils import unset_value
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from foundation import clock
from foundation.database import Base, session
from foundation.errors import AlreadySubmitted, Refused

MOST_DIGITS = 18
"""What a key or a version can have, so that no number from outside is too large for a database."""


class SubmittedForm(Base):
    """A form that has been acted on, so that its second arrival is not acted on again."""

    __tablename__ = "submitted_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class FiniteNumbers:
    """Part of a form's Meta: "NaN" and "Infinity" are decimals to Python, but no numbers to anybody else."""

    def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
        field = super().bind_field(form, unbound_field, options)  # type: ignore[misc]
        if isinstance(field, DecimalField):
            field.filters = (*field.filters, partial(_finite, field))
        return field


def _finite(field: DecimalField, value: Any) -> Any:
    if isinstance(value, Decimal) and not value.is_finite():
        field.data = None
        raise ValueError("请填写数字。")
    return value


class JiangxinForm(FlaskForm):
    """The base of every form.

    `submission_key` is fresh each time the form is shown; `claim` makes it count once.
    `row_version` carries the version of the record being edited.
    """

    class Meta(FiniteNumbers, FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            """WTForms' own messages in Chinese."""
            return get_translations(["zh"])

    submission_key = HiddenField(default=lambda: uuid4().hex)
    row_version = HiddenField()

    def claim(self) -> None:
        """Inside a transaction: act on this form once. Raises `AlreadySubmitted` the second time."""
        try:
            with session.begin_nested():
                session.add(SubmittedForm(key=(self.submission_key.data or uuid4().hex)[:64]))
        except IntegrityError as error:
            raise AlreadySubmitted("这份表单刚才已经提交成功，没有重复提交。") from error

    @property
    def version(self) -> int | None:
        """The version of the record that the person saw."""
        text = str(self.row_version.data or "")  # a number where the form was filled from the record
        return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None

    def blame(self, refusal: Refused) -> None:
        """Put a refusal beside the field it is about, or on top of the form."""
        field: Any = self._fields.get(refusal.field or "")
        target = field.errors if field is not None else self.form_errors
        target[:] = [*target, *(refusal.reasons or [refusal.message])]


class RowForm(Form):
    """One row of a form with rows. It speaks for itself: WTForms does not hand it the language of its form."""

    class Meta(FiniteNumbers, Form.Meta):
        get_translations = JiangxinForm.Meta.get_translations


class RowsField(FieldList):
    """Rows of a form. Once it is sent only what was sent counts: a new row never shows what a removed one held."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, () if formdata else data, extra_filters)


class RowsForm(JiangxinForm):
    """A form with lists of rows. A button named `rows` changes a list and shows the form again, unsaved.

    The button's value says what to do: "criteria:add", "criteria:remove:2", "criteria:up:2", "criteria:down:2".
    """

    class Meta(JiangxinForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            sent = super().wrap_formdata(form, formdata)
            return arranged(sent) if sent and "rows" in sent else sent

    @property
    def arranging(self) -> bool:
        """Whether this is a change of rows, not a submission."""
        return self.is_submitted() and "rows" in request.form

    def validate(self, extra_validators: Any = None) -> bool:
        valid = not self.arranging and bool(super().validate(extra_validators))
        self.form_errors.extend(fault for field in self if isinstance(field, RowsField) for fault in _row_faults(field))
        return valid


def _row_faults(field: Any) -> Iterator[str]:
    for number, row in enumerate(field.entries, start=1):
        for cell in row.form:
            yield from (f"{field.label.text}第 {number} 行，{cell.label.text}：{message}" for message in cell.errors)


def arranged(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was typed, with its rows changed as the `rows` button says and numbered anew."""
    name, action, place = [*sent["rows"].split(":"), "", ""][:3]
    rows: dict[int, list[tuple[str, str]]] = {}
    kept: MultiDict[str, str] = MultiDict()
    for key, value in sent.items(multi=True):
        prefix, _, rest = key.partition("-")
        number, _, field = rest.partition("-")
        if prefix == name and number.isdecimal():
            rows.setdefault(int(number), []).append((field, value))
        else:
            kept.add(key, value)
    order = _rearranged(sorted(rows), action, int(place) if place.isdecimal() else 0)
    for position, old_position in enumerate(order):
        for field, value in rows.get(old_position, [("", "")]):
            kept.add(f"{name}-{position}-{field}", value)
    return kept


def _rearranged(numbers: list[int], action: str, number: int) -> list[int]:
    if action == "add":
        return [*numbers, max(numbers, default=-1) + 1]
    if action not in {"remove", "up", "down"} or number not in numbers:
        return numbers
    place = numbers.index(number)
    rest = [other for other in numbers if other != number]
    if action != "remove":
        rest.insert(max(place - 1, 0) if action == "up" else place + 1, number)
    return rest


class TicksField(SelectMultipleField):
    """Several of a list, by ticking."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MomentField(DateTimeLocalField):
    """A moment by the clock in China; its `data` knows its time zone.

    The first and last years of the calendar are refused: in UTC they would lie outside it.
    """

    data: Any

    def process_data(self, value: datetime | None) -> None:
        self.data = clock.in_shanghai(value) if value else None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data and not MINYEAR < self.data.year < MAXYEAR:
            self.data = None
            raise ValueError("年份不对，请检查日期。")
        self.data = self.data.replace(tzinfo=clock.SHANGHAI) if self.data else None


class ReasonForm(JiangxinForm):
    """For steps that need a reason."""

    reason = TextAreaField(
        "原因", validators=[DataRequired("请写明原因。"), Length(max=500, message="原因最多 500 字。")]
    )


class UploadForm(JiangxinForm):
    """One file to take in."""

    file = FileField("选择文件", validators=[FileRequired("请选择文件。")])

    def read(self) -> tuple[bytes, str]:
        """The file's bytes and the name it had on the person's computer."""
        return self.file.data.read(), (self.file.data.filename or "")[-200:]


class ConfirmForm(JiangxinForm):
    """For steps that need only a yes."""


def text_of(field: Any) -> str:
    """What was typed, without the blanks around it."""
    return (field.data or "").strip()


@contextmanager
def answering(form: JiangxinForm) -> Iterator[None]:
    """Around the work of a form: a refusal is shown on that form, with what was typed still in it."""
    try:
        yield
    except AlreadySubmitted:
        raise
    except Refused as refusal:
        form.blame(refusal)
