"""How long a plan may be computed."""

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from foundation.forms import JiangxinForm

MOST_SECONDS = 120
USUAL_SECONDS = 20


class PlanForm(JiangxinForm):
    """One number."""

    seconds = IntegerField(
        "最多算多少秒",
        default=USUAL_SECONDS,
        validators=[InputRequired("请填写秒数。"), NumberRange(1, MOST_SECONDS, f"请填写 1 至 {MOST_SECONDS} 秒。")],
    )
