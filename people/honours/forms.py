"""The form about honours."""

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from foundation.forms import JiangxinForm
from people.honours.rules import HONOUR_TITLES


class HonourForm(JiangxinForm):
    """An honour with the year and the document that granted it."""

    kind = SelectField("荣誉", choices=HONOUR_TITLES)
    year = IntegerField("授予年份", validators=[InputRequired("请填写四位年份。")])
    document = StringField("授予文件", validators=[Length(max=120, message="最多 120 个字。")])
