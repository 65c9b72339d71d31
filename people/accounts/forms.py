"""Forms about accounts."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo

from foundation.forms import JiangxinForm


class SignInForm(JiangxinForm):
    """User name or phone, and the password."""

    name = StringField("用户名或手机号", validators=[DataRequired("请输入用户名或手机号。")])
    password = PasswordField("密码", validators=[DataRequired("请输入密码。")])
    back = HiddenField()


class ChangePasswordForm(JiangxinForm):
    """The old password once, the new one twice."""

    old = PasswordField("现在的密码", validators=[DataRequired("请输入现在的密码。")])
    new = PasswordField("新密码", validators=[DataRequired("请输入新密码。")])
    again = PasswordField("再输一次新密码", validators=[EqualTo("new", "两次输入的新密码不一致。")])
