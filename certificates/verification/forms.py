"""Forms of the public verification pages."""

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, ValidationError
from wtforms.validators import DataRequired, Length

from foundation.errors import Refused
from foundation.files import MEBIBYTE, check_size
from foundation.forms import JiangxinForm

LARGEST_FILE = 10 * MEBIBYTE


class VerifyForm(JiangxinForm):
    """Number and name, both."""

    number = StringField(
        "证书编号", validators=[DataRequired("请输入证书编号。"), Length(max=40, message="编号太长，请核对。")]
    )
    name = StringField(
        "持证人姓名", validators=[DataRequired("请输入持证人姓名。"), Length(max=400, message="姓名太长，请核对。")]
    )


class CompareForm(JiangxinForm):
    """The PDF that somebody was given. `content` holds its bytes once the form is valid."""

    file = FileField("证书的 PDF 文件", validators=[FileRequired("请选择文件。")])
    content = b""

    def validate_file(self, field):
        """A PDF by its content, of a size that certificates have."""
        self.content = field.data.read()
        try:
            check_size(self.content, limit=LARGEST_FILE)
        except Refused as refusal:
            raise ValidationError(refusal.message) from refusal
        if b"%PDF-" not in self.content[:1024]:
            raise ValidationError("这不是 PDF 文件。请选择下载到的证书原文件，照片和扫描件不能比对。")
