"""What is typed about registrations, attendance, online figures, materials and photos."""

from collections.abc import Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm, ReasonForm, TicksField
from lectures.attendance.rules import MOST_HEADS, MOST_VIEWS
from lectures.tours.models import Lecture, LecturePoint
from people.persons.models import Person

MOST_SEATS = 100_000
LONGEST_ADDRESS = 500
NOWHERE = 0


class PersonsForm(JiangxinForm):
    """Who of one's unit is to be registered."""

    persons = TicksField("报名的人", coerce=int)


class PointForm(JiangxinForm):
    """A form about one place of a lecture, or none."""

    point = SelectField("会场", coerce=int)

    def offer(self, lecture: Lecture) -> None:
        """Let the places of `lecture` be chosen."""
        self.point.choices = [(one.id, one.place.name) for one in lecture.points] or [(NOWHERE, "不分会场")]

    def point_in(self, lecture: Lecture) -> LecturePoint | None:
        """The place that was chosen."""
        return next((one for one in lecture.points if one.id == self.point.data), None)


class HeadCountForm(PointForm):
    """Counted heads, and why they did not check in one by one."""

    heads = IntegerField(
        "清点人数", validators=[InputRequired("请填写人数。"), NumberRange(0, MOST_HEADS, "人数超出范围，请核对。")]
    )
    reason = StringField(
        "为什么清点", validators=[DataRequired("请写明为什么不逐人签到。"), Length(max=200, message="最多 200 字。")]
    )


class LateCheckInForm(PointForm, ReasonForm):
    """Who was there and was not checked in: of the registered, or of the host where nobody registers."""

    persons = TicksField("到场的人", coerce=int, validate_choice=False)  # who checked in meanwhile is no error

    def offer_persons(self, persons: Sequence[Person]) -> None:
        """Let these be ticked."""
        self.persons.choices = [(one.id, _called(one)) for one in persons]

    def ticked_of(self, persons: Sequence[Person]) -> list[Person]:
        """Those of them who were ticked."""
        return [one for one in persons if one.id in (self.persons.data or ())]


class CapacityForm(JiangxinForm):
    """How many may register."""

    capacity = IntegerField(
        "报名名额", validators=[Optional(), NumberRange(1, MOST_SEATS, "名额填 1 至 100000，不限就留空。")]
    )


class OnlineForm(JiangxinForm):
    """What a platform says, typed by hand."""

    source = StringField(
        "直播平台", validators=[DataRequired("请填写平台名称。"), Length(max=60, message="平台名称最多 60 字。")]
    )
    views = IntegerField("观看次数", validators=[InputRequired("请填写。"), NumberRange(0, MOST_VIEWS, "请核对数字。")])
    viewers = IntegerField(
        "独立观众", validators=[InputRequired("请填写。"), NumberRange(0, MOST_VIEWS, "请核对数字。")]
    )
    peak = IntegerField("最高同时在线", validators=[Optional(), NumberRange(0, MOST_VIEWS, "请核对数字。")])
    minutes = IntegerField("累计观看分钟", validators=[Optional(), NumberRange(0, MOST_VIEWS, "请核对数字。")])


class ExportForm(JiangxinForm):
    """The export of a platform."""

    source = OnlineForm.source
    file = FileField("平台导出的观众名单", validators=[FileRequired("请选择平台导出的 .xlsx 或 .csv 文件。")])


class AddressesForm(JiangxinForm):
    """Where a lecture is seen live and afterwards."""

    stream_url = StringField("直播地址", validators=[Length(max=LONGEST_ADDRESS, message="地址最多 500 个字符。")])
    replay_url = StringField("回放地址", validators=[Length(max=LONGEST_ADDRESS, message="地址最多 500 个字符。")])


class MaterialForm(JiangxinForm):
    """A paper of the lecture."""

    title = StringField(
        "资料名称", validators=[DataRequired("请填写资料名称。"), Length(max=100, message="名称最多 100 字。")]
    )
    file = FileField("文件（PDF、JPG、PNG）", validators=[FileRequired("请选择文件。")])
    everybody = BooleanField("所有人可以下载（不勾选的，只有签到的人可以下载）")


class PhotoForm(JiangxinForm):
    """A photo of the lecture."""

    caption = StringField(
        "说明", validators=[DataRequired("请写明照片拍的是什么。"), Length(max=100, message="最多 100 字。")]
    )
    file = FileField("照片（JPG、PNG）", validators=[FileRequired("请选择照片。")])
    consent = BooleanField("照片里能认出的人都同意拍摄和使用")
    public = BooleanField("可以公开展示（须先取得同意）")


def _called(person: Person) -> str:
    return f"{person.name}（{person.employer.name if person.employer else '无单位'}）"
