"""The form by which winners are recommended."""

from wtforms import IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from competitions.promotions.rules import DEFAULT_NUMBER, MOST_NUMBER
from foundation.forms import JiangxinForm


class RecommendForm(JiangxinForm):
    """To which event, and which of the winners."""

    event = SelectField("推荐到", coerce=int, validators=[InputRequired("请选择推荐到哪一个赛项。")])
    number = IntegerField(
        "每个组别前几名",
        default=DEFAULT_NUMBER,
        validators=[InputRequired("请填写人数。"), NumberRange(1, MOST_NUMBER, message="应在 1 至 200 之间。")],
    )
    lines = SelectMultipleField("选手", coerce=int, widget=ListWidget(), option_widget=CheckboxInput())
