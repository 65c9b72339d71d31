"""What an administrator fills in to change the signing key."""

from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, TextAreaField
from wtforms.validators import DataRequired, Length

from foundation.forms import JiangxinForm


class ImportKeyForm(JiangxinForm):
    """A key and its certificates from a licensed authority. The password is used once and kept nowhere."""

    file = FileField("密钥和证书文件", validators=[FileRequired("请选择文件。")])
    password = PasswordField("文件的密码", validators=[Length(max=200, message="密码最多 200 个字符。")])
    reason = TextAreaField(
        "更换的原因", validators=[DataRequired("请写明原因。"), Length(max=500, message="原因最多 500 字。")]
    )
