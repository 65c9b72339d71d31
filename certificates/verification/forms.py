"""Forms of the public verification pages."""

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from certificates.verification.dropped_files import LARGEST_FILE
from foundation.forms import JiangxinForm


class VerifyForm(JiangxinForm):
    """Number and name, both."""

    number = StringField(
        "证书编号", validators=[DataRequired("请输入证书编号。"), Length(max=40, message="编号太长，请核对。")]
    )
    name = StringField(
        "持证人姓名", validators=[DataRequired("请输入持证人姓名。"), Length(max=400, message="姓名太长，请核对。")]
    )


class CompareForm(JiangxinForm):
    """The PDF that somebody was given. It is read once and not kept."""

    file = FileField("证书的 PDF 文件", validators=[FileRequired("请选择文件。")])
    largest = LARGEST_FILE

    @property
    def content(self) -> bytes:
        """The bytes that were sent."""
        return bytes(self.file.data.read())
