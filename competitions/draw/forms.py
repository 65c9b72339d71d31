"""The form of a draw."""

from datetime import timedelta

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from foundation.forms import JiangxinForm, MomentField


class DrawForm(JiangxinForm):
    """What is decided before the draw: the rest is chance."""

    workstations = IntegerField(
        "每场工位数", validators=[InputRequired("请填写每场工位数。"), NumberRange(1, 500, "应在 1 至 500 之间。")]
    )
    begins_at = MomentField("第一场开始时间", validators=[Optional()])
    minutes = IntegerField("每场间隔（分钟）", default=120, validators=[Optional(), NumberRange(0, 10000)])
    seed = StringField(
        "种子",
        validators=[
            Optional(),
            Length(max=64),
            Regexp(r"^[0-9A-Za-z-]+$", message="种子只能由数字、英文字母和连字符组成。"),
        ],
    )

    @property
    def every(self) -> timedelta:
        """The time from one heat's beginning to the next."""
        return timedelta(minutes=self.minutes.data or 0)
