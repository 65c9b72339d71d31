"""What comes in about the marking of a sitting."""

from collections.abc import Sequence

from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from assessments.sittings.models import Sitting
from assessments.sittings.rules_marking import KEY_MINIMUM
from foundation.forms import JiangxinForm
from marking.schemes.models import Criterion


class KeySkillForm(JiangxinForm):
    """A key skill and the least part of its marks."""

    criterion = SelectField("评分项", validators=[InputRequired("请选择评分项。")])
    minimum = IntegerField(
        "最低得分率（%）",
        default=KEY_MINIMUM,
        validators=[InputRequired("请填写。"), NumberRange(min=1, max=100, message="应在 1 至 100 之间。")],
    )

    def offer(self, criteria: Sequence[Criterion]) -> None:
        """The criteria of the scheme."""
        self.criterion.choices = [(one.code, f"{one.code} {one.title}") for one in criteria]


class CopySchemeForm(JiangxinForm):
    """From which sitting the scheme is taken."""

    source = SelectField("取自哪一场", coerce=int)

    def offer(self, sittings: Sequence[Sitting]) -> None:
        """The sittings that have a scheme."""
        self.source.choices = [(one.id, f"{one.batch.title} · {one.title}") for one in sittings]
