"""Forms about alliances."""

from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from foundation.forms import JiangxinForm
from studios.alliances.operations import ActivityFacts, AllianceFacts
from studios.alliances.rules import ALLIANCE_ACTIVITY_KIND_TITLES, AllianceActivityKind, Span, regions_in

NONE = 0
DAY = [InputRequired("请填写日期。")]


class AllianceForm(JiangxinForm):
    """What is written down about an alliance."""

    organisation = SelectField("建档单位", coerce=int)
    name = StringField(
        "联盟名称", validators=[InputRequired("请填写名称。"), Length(max=100, message="最多 100 个字。")]
    )
    lead_studio = SelectField("牵头工作室", coerce=int)
    industry = StringField("行业", validators=[Length(max=60, message="最多 60 个字。")])
    regions = StringField(
        "覆盖地区", validators=[InputRequired("请填写地区。"), Length(max=500, message="最多 500 个字。")]
    )
    founded_on = DateField("成立日期", validators=DAY)
    document = StringField("成立文号", validators=[Length(max=100, message="最多 100 个字。")])
    purpose = TextAreaField("宗旨", validators=[Length(max=2000, message="最多 2000 个字。")])
    charter = FileField("章程文件（PDF、JPG、PNG，10 MB 以内）")

    def facts(self) -> AllianceFacts:
        """What was typed."""
        return AllianceFacts(
            name=(self.name.data or "").strip(),
            founded_on=self.founded_on.data,
            regions=regions_in(self.regions.data or ""),
            industry=(self.industry.data or "").strip(),
            purpose=(self.purpose.data or "").strip(),
            document=(self.document.data or "").strip(),
        )

    def content(self) -> bytes | None:
        """The charter that was chosen, if one was."""
        return self.charter.data.read() if self.charter.data else None


class AllianceMemberForm(JiangxinForm):
    """A studio that joins."""

    studio = SelectField("本系统的工作室", coerce=int)
    name = StringField("外地工作室名称", validators=[Length(max=100, message="最多 100 个字。")])
    region = StringField("地区", validators=[InputRequired("请填写地区。"), Length(max=60, message="最多 60 个字。")])
    joined_on = DateField("加入日期", validators=DAY)


class MembershipEndForm(JiangxinForm):
    """A member that leaves."""

    left_on = DateField("最后一天", validators=DAY)
    reason = StringField(
        "退出原因", validators=[InputRequired("请写明原因。"), Length(max=200, message="最多 200 个字。")]
    )


class AllianceTurnForm(JiangxinForm):
    """When a member leads."""

    member = SelectField("轮值单位", coerce=int)
    begins_on = DateField("开始日期", validators=DAY)
    ends_on = DateField("结束日期", validators=DAY)

    def span(self) -> Span:
        """The days that were typed."""
        return Span(self.begins_on.data, self.ends_on.data)


class AllianceActivityForm(JiangxinForm):
    """What an alliance did."""

    kind = RadioField("类别", choices=ALLIANCE_ACTIVITY_KIND_TITLES, default=AllianceActivityKind.EXCHANGE.value)
    title = StringField(
        "活动名称", validators=[InputRequired("请填写名称。"), Length(max=100, message="最多 100 个字。")]
    )
    held_on = DateField("举办日期", validators=DAY)
    regions = StringField(
        "参加地区", validators=[InputRequired("请填写地区。"), Length(max=500, message="最多 500 个字。")]
    )
    place = StringField("地点", validators=[Length(max=100, message="最多 100 个字。")])
    attendances = IntegerField(
        "参加人次",
        default=0,
        validators=[InputRequired("请填写人次。"), NumberRange(0, 100_000, message="应在 0 至 100000 之间。")],
    )
    file = FileField("照片或总结（PDF、JPG、PNG，10 MB 以内）")

    def facts(self) -> ActivityFacts:
        """What was typed."""
        return ActivityFacts(
            kind=AllianceActivityKind(self.kind.data),
            title=(self.title.data or "").strip(),
            held_on=self.held_on.data,
            regions=regions_in(self.regions.data or ""),
            place=(self.place.data or "").strip(),
            attendances=self.attendances.data,
        )

    def content(self) -> bytes | None:
        """The file that was chosen, if one was."""
        return self.file.data.read() if self.file.data else None
