"""What every form has: a protection against double submission, and the version of the record it was opened on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from foundation import clock
from foundation.database import Base, session
from foundation.errors import AlreadySubmitted, Refused


class SubmittedForm(Base):
    """A form that has been acted on, so that its second arrival is not acted on again."""

    __tablename__ = "submitted_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class JiangxinForm(FlaskForm):
    """The base of every form.

    `submission_key` is fresh each time the form is shown; `claim` makes it count once.
    `row_version` carries the version of the record being edited.
    """

    submission_key = HiddenField(default=lambda: uuid4().hex)
    row_version = HiddenField()

    def claim(self) -> None:
        """Inside a transaction: act on this form once. Raises `AlreadySubmitted` the second time."""
        try:
            with session.begin_nested():
                session.add(SubmittedForm(key=self.submission_key.data or ""))
        except IntegrityError as error:
            raise AlreadySubmitted("这份表单刚才已经提交成功，没有重复提交。") from error

    @property
    def version(self) -> int | None:
        """The version of the record that the person saw."""
        text = self.row_version.data or ""
        return int(text) if text.isdigit() else None

    def blame(self, refusal: Refused) -> None:
        """Put a refusal beside the field it is about, or on top of the form."""
        field: Any = self._fields.get(refusal.field or "")
        target = field.errors if field is not None else self.form_errors
        target[:] = [*target, *(refusal.reasons or [refusal.message])]


class ReasonForm(JiangxinForm):
    """For steps that need a reason."""

    reason = TextAreaField(
        "原因", validators=[DataRequired("请写明原因。"), Length(max=500, message="原因最多 500 字。")]
    )


class ConfirmForm(JiangxinForm):
    """For steps that need only a yes."""


@contextmanager
def answering(form: JiangxinForm) -> Iterator[None]:
    """Around the work of a form: a refusal is shown on that form, with what was typed still in it."""
    try:
        yield
    except AlreadySubmitted:
        raise
    except Refused as refusal:
        form.blame(refusal)
