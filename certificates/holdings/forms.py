"""Forms of holders."""

from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, Length

from certificates.holdings.rules import SHARE_DAYS
from foundation.forms import JiangxinForm


class ShareForm(JiangxinForm):
    """For how long, and a note to oneself for whom."""

    label = StringField("给谁看（只有自己看得到，可不填）", validators=[Length(max=40, message="最多 40 个字。")])
    days = RadioField(
        "有效期",
        choices=[SelectChoice(str(days), title) for days, title in SHARE_DAYS.items()],
        default="30",
        validators=[DataRequired("请选择有效期。")],
    )


class ClaimForm(JiangxinForm):
    """What stands on the slip, and the holder's name."""

    code = StringField(
        "领取码", validators=[DataRequired("请输入领取条上的领取码。"), Length(max=40, message="领取码太长，请核对。")]
    )
    name = StringField(
        "持证人姓名", validators=[DataRequired("请输入姓名。"), Length(max=400, message="姓名太长，请核对。")]
    )
