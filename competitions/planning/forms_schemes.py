"""Forms about marking schemes that come as a workbook."""

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import Length

from foundation.forms import JiangxinForm


class SchemeWorkbookForm(JiangxinForm):
    """The workbook."""

    file = FileField("评分方案表", validators=[FileRequired("请选择文件。")])


class ApplySchemeForm(JiangxinForm):
    """The decision to take it in. `reason` is asked for once the plan is locked."""

    reason = StringField("修改原因", validators=[Length(max=500)])
