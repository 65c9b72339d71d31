"""The form about outside figures."""

from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from assessments.figures.rules import MEASURE_TITLES
from foundation.forms import JiangxinForm

MOST = 2_000_000_000


class FigureForm(JiangxinForm):
    """An official figure with its source."""

    organisation = SelectField("哪里的数字", coerce=int)
    measure = SelectField("指标", choices=MEASURE_TITLES)
    as_of = DateField("截至", validators=[InputRequired("请填写统计日期。")])
    value = IntegerField(
        "数字",
        validators=[InputRequired("请填写数字。"), NumberRange(0, MOST, message="请填写 0 以上的整数。")],
    )
    source = StringField("出处", validators=[InputRequired("请填写出处。"), Length(max=200, message="最多 200 个字。")])
