"""The forms of a draw: what is decided before it, who keeps a mapping, who witnesses its opening."""

from collections.abc import Mapping
from datetime import timedelta

from wtforms import BooleanField, IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

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
    contest_numbers_sealed = BooleanField("参赛号也加密（三层加密）")

    @property
    def every(self) -> timedelta:
        """The time from one heat's beginning to the next."""
        return timedelta(minutes=self.minutes.data or 0)


class AnonymiserForm(JiangxinForm):
    """Who is to keep one layer."""

    account = SelectField("加密裁判", coerce=int, validators=[DataRequired("请选择加密裁判。")])

    def offer(self, accounts: Mapping[int, str]) -> None:
        """Fill the list."""
        self.account.choices = dict(accounts)


class WitnessForm(JiangxinForm):
    """The witness shows who he is on the page of the one who opens."""

    name = StringField(
        "见证人用户名或手机号", validators=[InputRequired("请见证人填写自己的用户名。"), Length(max=100)]
    )
    password = PasswordField("见证人密码", validators=[InputRequired("请见证人填写自己的密码。"), Length(max=200)])
