"""Forms about menus and their items."""

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from foundation.forms import JiangxinForm, TicksField
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules import AUDIENCE_TITLES
from lectures.menus.rules import CHANNEL_TITLES, ITEM_KIND_TITLES, LECTURE_MODE_TITLES, ItemFacts, ItemKind, LectureMode

SHORT = Length(max=60, message="最多 60 个字。")
LONG = Length(max=2000, message="最多 2000 个字。")


class MenuForm(JiangxinForm):
    """What a version of a menu is called."""

    title = StringField("菜单名称", validators=[InputRequired("请填写名称。"), SHORT])
    note = TextAreaField("这一版的说明", validators=[LONG])


class NewMenuForm(MenuForm):
    """Whose menu a new version is for."""

    organisation = SelectField("发布单位", coerce=int)


class MenuItemForm(JiangxinForm):
    """One item of a menu; what it may hold is checked by the rules."""

    kind = SelectField("种类", choices=ITEM_KIND_TITLES)
    large_class = StringField("大类", validators=[InputRequired("请填写大类。"), SHORT])
    small_class = StringField("小类", validators=[SHORT])
    title = StringField("名称", validators=[InputRequired("请填写名称。"), SHORT])
    theme = StringField("主题", validators=[SHORT])
    summary = TextAreaField("简介", validators=[LONG])
    minutes = IntegerField("时长（分钟）", validators=[InputRequired("请填写分钟数。")], default=60)
    lessons = IntegerField("课时", validators=[Optional()])
    mode = SelectField("形式", choices=LECTURE_MODE_TITLES)
    most_people = IntegerField("最多人数", validators=[Optional()])
    audiences = TicksField("适合听众", choices=AUDIENCE_TITLES)
    channels = TicksField("点单渠道", choices=CHANNEL_TITLES)
    equipment = StringField("场地设备要求", validators=[Length(max=200, message="最多 200 个字。")])
    sample_url = StringField("样片网址")
    sample_file = FileField("样片文件（PDF、JPG、PNG，10 MB 以内）")
    drop_sample = BooleanField("删去现有的样片文件")
    lecturer_ids = TicksField("能讲的讲师", coerce=int)

    def offer(self, lecturers: Iterable[Lecturer]) -> None:
        """From whom the lecturers are chosen."""
        self.lecturer_ids.choices = {one.id: f"{one.person.name}（{one.headline or '讲师'}）" for one in lecturers}

    def facts(self) -> ItemFacts:
        """What was typed."""
        texts = ("large_class", "small_class", "title", "theme", "summary", "equipment", "sample_url")
        return ItemFacts(
            kind=ItemKind(self.kind.data),
            minutes=self.minutes.data or 0,
            lessons=self.lessons.data or 0,
            mode=LectureMode(self.mode.data),
            most_people=self.most_people.data,
            audiences=tuple(self.audiences.data or ()),
            channels=tuple(self.channels.data or ()),
            **{name: (self[name].data or "").strip() for name in texts},
        )

    def sample(self) -> bytes | None:
        """The file that was chosen, if one was."""
        return self.sample_file.data.read() if self.sample_file.data else None


class ServicesForm(JiangxinForm):
    """Which services of project contests are taken over."""

    services = TicksField("服务", coerce=int)
