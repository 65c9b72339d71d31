"""What comes in about judging: a judge and a duty, a sealing, a reason, a time."""

from collections.abc import Mapping

from wtforms import DecimalField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from foundation.forms import JiangxinForm
from marking.panels.rules import DUTY_TITLES, Duty

ALL_MODULES = 0


class JudgeForm(JiangxinForm):
    """A judge, his duty, and the module: or all of them."""

    module = SelectField("模块", coerce=int)
    account = SelectField("裁判", coerce=int, validators=[DataRequired("请选择裁判。")])
    duty = SelectField("分工", choices=DUTY_TITLES, coerce=Duty, default=Duty.MARKING)

    def offer(self, modules: Mapping[int, str], accounts: Mapping[int, str]) -> None:
        """Fill the lists."""
        self.module.choices = {ALL_MODULES: "全部模块", **modules}
        self.account.choices = dict(accounts)


class TimeForm(JiangxinForm):
    """The time an entry used."""

    seconds = DecimalField(
        "用时（秒）",
        places=None,
        validators=[
            InputRequired("请填写用时，单位为秒。"),
            NumberRange(min=0, max=604800, message="用时应在 0 到 604800 秒之间。"),
        ],
    )
