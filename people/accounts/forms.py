"""Forms about accounts."""

from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from foundation.forms import JiangxinForm
from people.accounts.rules import ROLE_TITLES, Role
from people.organisations.models import Organisation

TOO_LONG = "太长了，最多 %(max)d 个字符。"


class SignInForm(JiangxinForm):
    """User name or phone, and the password or the code of a slip."""

    name = StringField(
        "用户名或手机号", validators=[DataRequired("请输入用户名或手机号。"), Length(max=100, message=TOO_LONG)]
    )
    password = PasswordField("密码", validators=[DataRequired("请输入密码。"), Length(max=1000, message=TOO_LONG)])
    back = HiddenField()


class SetPasswordForm(JiangxinForm):
    """A new password, twice. (Fields with "password" in their name are never shown again by an error page.)"""

    new_password = PasswordField("新密码", validators=[DataRequired("请输入新密码。")])
    password_again = PasswordField(
        "再输一次新密码", validators=[EqualTo("new_password", "两次输入的新密码不一致，请重新输入。")]
    )


class ChangePasswordForm(SetPasswordForm):
    """The old password once, the new one twice."""

    old_password = PasswordField("现在的密码", validators=[DataRequired("请输入现在的密码。")])


class PlaceForm(JiangxinForm):
    """The base of forms that choose an organisation among those within reach."""

    organisation_id = SelectField("单位", coerce=int)

    def offer_places(self, places: list[Organisation]) -> None:
        """Let the person choose among `places`, which come parents first; indented as in the tree."""
        top = min((place.path.count("/") for place in places), default=0)
        self.organisation_id.choices = {place.id: "　" * (place.path.count("/") - top) + place.name for place in places}


class GrantRoleForm(PlaceForm):
    """A role, and where."""

    role = SelectField("角色", coerce=Role)

    def offer_roles(self, roles: list[Role]) -> None:
        """Let the person choose among `roles`; the least of them until then, so that nobody is made mighty by haste."""
        self.role.choices = {role: ROLE_TITLES[role] for role in roles}
        if not self.is_submitted():
            self.role.data = roles[-1]


class CreateAccountForm(GrantRoleForm):
    """Who gets an account, where, and as what."""

    username = StringField("用户名", validators=[DataRequired("请输入用户名。"), Length(max=32, message=TOO_LONG)])
    display_name = StringField("姓名", validators=[DataRequired("请输入姓名。"), Length(max=60, message=TOO_LONG)])
    person_id = HiddenField()


class EditAccountForm(PlaceForm):
    """What an account is called and where it belongs."""

    display_name = StringField("姓名", validators=[DataRequired("请输入姓名。"), Length(max=60, message=TOO_LONG)])
