"""Forms about results."""

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from foundation.forms import JiangxinForm
from notices.rules import LONGEST_NOTICE_DAYS


class PublishForm(JiangxinForm):
    """公示期，以自然日计。"""

    days = IntegerField(
        "公示天数（自然日）",
        validators=[
            InputRequired("请填写公示天数。"),
            NumberRange(1, LONGEST_NOTICE_DAYS, f"公示天数应为 1 至 {LONGEST_NOTICE_DAYS}。"),
        ],
    )
