"""Forms about a studio, its members, its leader and its namings. A field's `description` is the hint below it."""

from typing import Any

from wtforms import DateField, DecimalField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from foundation.forms import JiangxinForm, text_of
from studios.registry.operations import StudioFacts
from studios.registry.operations_members import Leaving, MemberFacts
from studios.registry.operations_namings import NamingFacts
from studios.registry.rules import (
    INDUSTRIES,
    LEAVING_REASON_TITLES,
    MEMBER_ROLE_TITLES,
    NAMING_LEVEL_TITLES,
    STUDIO_KIND_TITLES,
    LeavingReason,
    MemberRole,
    NamingLevel,
    StudioKind,
)

NUMBER_HINT = "同名或外单位的人才填；按证件号码和姓名找到系统里的人"
PLAIN = {"autocomplete": "off", "spellcheck": "false"}


MOST_STORED = 10**12


class Places:
    """A validator: a number that can be stored, with at most so many places after the point."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: object, field: Any) -> None:
        if field.data is None:
            return
        if not field.data.is_finite() or -field.data.as_tuple().exponent > self.most:
            raise ValidationError(f"请填写数字，最多 {self.most} 位小数。")
        if abs(field.data) > MOST_STORED:
            raise ValidationError("这个数太大，请核对数值和单位。")


class StudioForm(JiangxinForm):
    """What is said of a studio. Of which unit, and who leads it, is asked when it is registered."""

    organisation = StringField(
        "所在单位",
        validators=[InputRequired("请选择单位。"), Length(max=100)],
        render_kw={"list": "organisations", "autocomplete": "off"},
        description="输入几个字后从列表中选择",
    )
    name = StringField(
        "工作室名称",
        validators=[InputRequired("请填写名称。"), Length(max=60)],
        description="与命名文件一致，如“陈示强劳模创新工作室”；也可以以工作内容命名",
    )
    kind = SelectField("类型", choices=STUDIO_KIND_TITLES)
    founded_on = DateField("成立日期", validators=[InputRequired("请填写日期。")])
    leader_name = StringField(
        "领衔人", validators=[Length(max=60)], description="本单位在职人员；以单位命名的工作室可以不填"
    )
    leader_number = StringField("领衔人证件号码", validators=[Length(max=40)], render_kw=PLAIN, description=NUMBER_HINT)
    speciality = StringField("专业方向", validators=[Length(max=60)], description="如：数控加工、水稻育种")
    industry = SelectField("行业", choices={"": "未填"} | {one: one for one in INDUSTRIES})
    address = StringField("地址", validators=[Length(max=200)])
    latitude = DecimalField(
        "纬度", places=None, validators=[Optional(), Places(6)], description="GCJ-02 坐标，如 29.290123；地图上用"
    )
    longitude = DecimalField("经度", places=None, validators=[Optional(), Places(6)], description="如 106.259876")
    area = DecimalField("面积（平方米）", places=None, validators=[Optional(), Places(2)])
    introduction = TextAreaField(
        "简介", validators=[Length(max=2000)], render_kw={"rows": 5}, description="印在公开页面上，写给没听说过的人看"
    )
    goals = TextAreaField("三年目标", validators=[Length(max=2000)], render_kw={"rows": 5})

    def leave_to_officers(self) -> None:
        """For the leader who keeps the file himself: name, kind and founding day are not his to change."""
        del self.name, self.kind, self.founded_on

    def facts(self, kept: Any = None) -> StudioFacts:
        """What was typed; what the form does not ask stays as it is in `kept`."""
        asked = "name" in self
        return StudioFacts(
            name=text_of(self.name) if asked else kept.name,
            kind=StudioKind(self.kind.data) if asked else kept.kind,
            founded_on=self.founded_on.data if asked else kept.founded_on,
            speciality=text_of(self.speciality),
            industry=self.industry.data or "",
            address=text_of(self.address),
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            area=self.area.data,
            introduction=text_of(self.introduction),
            goals=text_of(self.goals),
        )


class MoveForm(JiangxinForm):
    """To which unit a studio goes over."""

    organisation = StringField(
        "新的所在单位",
        validators=[InputRequired("请选择单位。"), Length(max=100)],
        render_kw={"list": "organisations", "autocomplete": "off"},
        description="输入几个字后从列表中选择；成员、命名和档案随工作室一起转过去",
    )
    reason = TextAreaField("依据", validators=[InputRequired("请写明变更单位的依据。"), Length(max=300)])


class MemberForm(JiangxinForm):
    """Who joins a studio, as what, since when."""

    name = StringField("姓名", validators=[InputRequired("请填写姓名。"), Length(max=60)])
    document_number = StringField("证件号码", validators=[Length(max=40)], render_kw=PLAIN, description=NUMBER_HINT)
    role = SelectField("分工", choices=MEMBER_ROLE_TITLES, default=MemberRole.MEMBER)
    duty = StringField("负责的工作", validators=[Length(max=60)], description="如：工艺编程、设备维护")
    joined_on = DateField("加入日期", validators=[InputRequired("请填写日期。")])

    def facts(self) -> MemberFacts:
        """What was typed."""
        return MemberFacts(self.joined_on.data, MemberRole(self.role.data), text_of(self.duty))


class MemberRoleForm(JiangxinForm):
    """What a member does."""

    role = SelectField("分工", choices=MEMBER_ROLE_TITLES)
    duty = StringField("负责的工作", validators=[Length(max=60)])


class LeavingForm(JiangxinForm):
    """When and why somebody left."""

    day = DateField("退出日期", validators=[InputRequired("请填写日期。")], description="在工作室的最后一天")
    reason = SelectField("原因", choices=LEAVING_REASON_TITLES)
    note = TextAreaField("说明", validators=[Length(max=300)], description="选填，如调往的单位")

    def leaving(self) -> Leaving:
        """What was typed."""
        return Leaving(self.day.data, LeavingReason(self.reason.data), text_of(self.note))


class LeaderForm(JiangxinForm):
    """Who takes the lead over, when, why, and by which document."""

    name = StringField("新领衔人", validators=[Length(max=60)], description="本单位在职人员；暂缺的不填")
    document_number = StringField("证件号码", validators=[Length(max=40)], render_kw=PLAIN, description=NUMBER_HINT)
    day = DateField("变更日期", validators=[InputRequired("请填写日期。")], description="原领衔人到这一天止")
    reason = SelectField("变更原因", choices=LEAVING_REASON_TITLES, description="原领衔人为什么不再领衔")
    document = StringField("变更文件", validators=[Length(max=120)], description="批准变更的文件名称和文号")
    note = TextAreaField("说明", validators=[InputRequired("请写明变更的依据。"), Length(max=300)])

    def leaving(self) -> Leaving:
        """What was typed."""
        reason = LeavingReason(self.reason.data)
        return Leaving(self.day.data, reason, text_of(self.note), text_of(self.document))


class NamingForm(JiangxinForm):
    """What a naming document says."""

    level = SelectField("级别", choices=NAMING_LEVEL_TITLES)
    title = StringField(
        "命名名称",
        validators=[InputRequired("请填写命名名称。"), Length(max=80)],
        description="文件上的称号，如“市级劳模创新工作室”",
    )
    issuer_name = StringField("命名单位", validators=[InputRequired("请填写命名单位。"), Length(max=80)])
    document = StringField("命名文件", validators=[InputRequired("请填写文件名称和文号。"), Length(max=120)])
    named_on = DateField("命名日期", validators=[InputRequired("请填写日期。")])
    term_ends_on = DateField("有效期止", validators=[Optional()], description="文件没有规定期限的不填")
    reason = TextAreaField("更正原因", validators=[InputRequired("请写明为什么更正。"), Length(max=300)])

    def facts(self) -> NamingFacts:
        """What was typed."""
        return NamingFacts(
            level=NamingLevel(self.level.data),
            title=text_of(self.title),
            issuer_name=text_of(self.issuer_name),
            document=text_of(self.document),
            named_on=self.named_on.data,
            term_ends_on=self.term_ends_on.data,
        )


class EndingForm(JiangxinForm):
    """When and why a naming ended."""

    ended_on = DateField(
        "结束日期", validators=[InputRequired("请填写日期。")], description="从这一天起不再使用这个名称"
    )
    reason = TextAreaField("原因", validators=[InputRequired("请写明原因。"), Length(max=300)])
