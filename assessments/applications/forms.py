"""Forms about applications."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.validators import DataRequired, Optional

from assessments.applications.rules import EVIDENCE_KIND_TITLES, EvidenceKind
from assessments.standards.conditions import JUDGEMENT_TITLES, ConditionResult, Judgement
from foundation.forms import JiangxinForm, TicksField


class ApplicationForm(JiangxinForm):
    """Which condition is relied on; what the unit's officer vouches for."""

    condition = RadioField("依据的申报条件", validators=[DataRequired("请选择依据哪一项申报条件。")])
    stated = TicksField("单位声明", choices=JUDGEMENT_TITLES)

    def offer(self, results: list[ConditionResult]) -> None:
        """Offer the conditions of the level."""
        self.condition.choices = {one.condition.code: one.condition.text for one in results}

    @property
    def statements(self) -> list[Judgement]:
        return [Judgement(value) for value in self.stated.data or ()]


class EvidenceForm(JiangxinForm):
    """A file that proves something."""

    kind = SelectField("材料", choices=EVIDENCE_KIND_TITLES)
    dated = DateField("材料上的日期", validators=[Optional()])
    file = FileField("选择文件", validators=[FileRequired("请选择文件。")])

    @property
    def chosen_kind(self) -> EvidenceKind:
        return EvidenceKind(self.kind.data)


class ApplicationPhotoForm(JiangxinForm):
    """The photo for ticket and certificate."""

    photo = FileField("选择照片", validators=[FileRequired("请选择照片。")])
    recent = BooleanField(
        "照片是近 6 个月内拍摄的本人证件照", validators=[DataRequired("请确认照片是近 6 个月内拍摄的。")]
    )


class AcceptForm(JiangxinForm):
    """What the reviewer confirms."""

    confirmed = TicksField("核对确认", choices=JUDGEMENT_TITLES)

    @property
    def judgements(self) -> list[Judgement]:
        return [Judgement(value) for value in self.confirmed.data or ()]


class ReviewForm(JiangxinForm):
    """Accepting many at once."""

    checked = BooleanField(
        "勾选的每一份，我都核对过表中列出的“需要确认”的事项",
        validators=[DataRequired("请先逐份核对需要确认的事项，再勾选这一句。")],
    )
