"""Forms about notices."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from foundation.forms import JiangxinForm
from notices.rules import OBJECTION_STATE_TITLES, ObjectionState

DECISIONS = (ObjectionState.DISMISSED, ObjectionState.UPHELD)


class ObjectionForm(JiangxinForm):
    """实名异议：姓名、联系方式和事实依据。"""

    name = StringField("姓名", validators=[DataRequired("请填写姓名。"), Length(max=50, message="姓名最多 50 字。")])
    contact = StringField(
        "联系方式", validators=[DataRequired("请填写电话或邮箱。"), Length(max=100, message="联系方式最多 100 字。")]
    )
    content = TextAreaField(
        "异议内容",
        validators=[DataRequired("请写明对什么有异议、依据是什么。"), Length(max=2000, message="内容最多 2000 字。")],
    )


class AnswerForm(JiangxinForm):
    """Whether an objection is right, and the answer."""

    decision = RadioField(
        "处理结论",
        choices={state: f"异议{OBJECTION_STATE_TITLES[state]}" for state in DECISIONS},
        validators=[DataRequired("请选择处理结论。")],
    )
    answer = TextAreaField(
        "答复", validators=[DataRequired("请写明答复。"), Length(max=2000, message="答复最多 2000 字。")]
    )


class CalendarForm(JiangxinForm):
    """国务院办公厅关于一年节假日安排的通知。"""

    document = StringField(
        "文号", validators=[DataRequired("请填写通知的文号。"), Length(max=60, message="文号最多 60 字。")]
    )
    text = TextAreaField(
        "通知原文", validators=[DataRequired("请粘贴通知原文。"), Length(max=5000, message="最多 5000 字。")]
    )
