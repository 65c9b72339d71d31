"""What is typed from paper sheets, what is stated on the floor, and how a tie is decided."""

from collections.abc import Mapping

from flask_wtf.file import FileField
from wtforms import BooleanField, DecimalField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from foundation.forms import JiangxinForm
from marking.schemes.forms import POSITIVE, two_places
from marking.sheets.rules import read_mark
from marking.transcripts.operations import Typed
from marking.transcripts.rules import PaperTotal

VALUE_PREFIX = "value-"
PLACE_PREFIX = "place-"


def typed_values(sent: Mapping[str, str]) -> dict[int, str]:
    """Criterion id -> text, of the boxes of a typing page."""
    found = {key.removeprefix(VALUE_PREFIX): text for key, text in sent.items() if key.startswith(VALUE_PREFIX)}
    return {int(number): text.strip() for number, text in found.items() if number.isascii() and number.isdecimal()}


class TypingForm(JiangxinForm):
    """The total on the paper; the values have boxes of their own, one a criterion."""

    total = StringField("纸上合计")
    total_faulty = BooleanField("纸上合计有误（各项已核对，是裁判加错了）")
    scan = FileField("扫描件或照片（可不传）")

    def validate_total(self, field: Field) -> None:
        """A plain number, or nothing."""
        if (field.data or "").strip() and read_mark(field.data.strip()) is None:
            raise ValidationError("合计只能用半角数字和小数点，例如 86.5。")

    def typed(self, texts: Mapping[int, str]) -> Typed:
        """Everything that was typed."""
        return Typed(texts, PaperTotal(read_mark((self.total.data or "").strip()), bool(self.total_faulty.data)))


class AbsenceForm(JiangxinForm):
    """Who did not sit a module, and why it is known."""

    entry = SelectField("选手", validators=[InputRequired("请选择选手。")])
    reason = StringField("原因", validators=[InputRequired("请写明原因。"), Length(max=200)])


class PenaltyForm(AbsenceForm):
    """From whom points are taken, how many, and why."""

    points = DecimalField(
        "扣分",
        places=None,
        validators=[InputRequired("请填写扣分。"), POSITIVE, two_places],
    )


class TieForm(JiangxinForm):
    """The ground of a decision about a tie; the places have boxes of their own, one an entry."""

    basis = TextAreaField("裁定依据", validators=[InputRequired("请写明裁定的依据。"), Length(max=500)])

    def order(self, sent: Mapping[str, str]) -> list[int]:
        """The entries by the places chosen, best first; fewer than shown if a place was chosen twice or left out."""
        chosen: dict[int, int] = {}
        for key, text in sent.items():
            entry = key.removeprefix(PLACE_PREFIX)
            if key.startswith(PLACE_PREFIX) and entry.isdecimal() and text.isdecimal():
                chosen[int(text)] = int(entry)
        return [chosen[place] for place in sorted(chosen)]
