"""Forms for uploads."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from assessments.uploads.rules import UPLOAD_KIND_TITLES, UploadKind
from foundation import clock
from foundation.forms import JiangxinForm

EVERY_PLAN = 0


class UploadHeadForm(JiangxinForm):
    """The head of a batch."""

    site = SelectField("站点", coerce=int)
    kind = SelectField("数据类型", choices=UPLOAD_KIND_TITLES, coerce=UploadKind)
    batch = SelectField("认定计划", coerce=int)
    batch_number = StringField(
        "批次号", validators=[DataRequired("请填写批次号。"), Length(max=60, message="最多 60 字。")]
    )
    leader = StringField(
        "单位负责人", validators=[DataRequired("请填写单位负责人。"), Length(max=60, message="最多 60 字。")]
    )
    manager = StringField(
        "数据管理员", validators=[DataRequired("请填写数据管理员。"), Length(max=60, message="最多 60 字。")]
    )


class SentForm(JiangxinForm):
    """The day on which the file was put into the authority's system."""

    sent_on = DateField("上报日期", default=clock.today, validators=[DataRequired("请填写上报日期。")])
