"""The form of a question bank."""

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from foundation.forms import JiangxinForm


class BankForm(JiangxinForm):
    """Whose bank, and what it is called."""

    title = StringField("题库名称", validators=[DataRequired("请填写题库名称。"), Length(max=100)])
    organisation_id = SelectField("所属工会", coerce=int)
