"""Forms about training classes."""

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation import clock
from foundation.forms import JiangxinForm, ReasonForm, TicksField
from lectures.classes.models import TrainingClass
from lectures.classes.operations import ClassFacts
from lectures.classes.rules import CLASS_FORM_TITLES, EXCUSE_USE_TITLES, NEEDED_SHARE, ClassForm, ExcuseUse
from lectures.lecturers.models import Lecturer
from lectures.menus.models import MenuItem
from lectures.orders.models import LectureOrder

NONE = 0
DAY = [InputRequired("请填写日期。")]


class ClassDetailsForm(JiangxinForm):
    """What is written down about a class."""

    organisation = SelectField("主办单位", coerce=int)
    title = StringField(
        "班次名称", validators=[InputRequired("请填写名称。"), Length(max=100, message="最多 100 个字。")]
    )
    form = RadioField("形式", choices=CLASS_FORM_TITLES, default=ClassForm.BIG.value)
    item = SelectField("课程（菜单上的）", coerce=int)
    order = SelectField("办理哪份点单", coerce=int, validate_choice=False)  # a choice that is gone is refused in words
    introduction = TextAreaField("内容介绍", validators=[Length(max=1000, message="最多 1000 个字。")])
    teachers = TicksField("授课讲师", coerce=int)
    first_day = DateField("培训开始日期", validators=DAY)
    last_day = DateField("培训结束日期", validators=DAY)
    meetings = IntegerField(
        "计划上几次课",
        default=0,
        validators=[InputRequired("没有定的填 0。"), NumberRange(0, 500, message="应在 0 至 500 之间。")],
    )
    lessons = IntegerField(
        "学时", validators=[InputRequired("请填写学时。"), NumberRange(1, 2000, message="应在 1 至 2000 之间。")]
    )
    enrols_from = DateField("报名开始日期", validators=DAY)
    enrols_to = DateField("报名截止日期", validators=DAY)
    capacity = IntegerField("名额", validators=[Optional(), NumberRange(1, 100_000, message="至少 1 个名额。")])
    needed_share = IntegerField(
        "结业要求的到课率（%）",
        default=NEEDED_SHARE,
        validators=[InputRequired("请填写比例。"), NumberRange(1, 100, message="应在 1 至 100 之间。")],
    )
    excuse_use = RadioField("请假的课", choices=EXCUSE_USE_TITLES, default=ExcuseUse.ABSENT.value)
    public = BooleanField("在公开日程里显示", default=True)

    def facts(self, item: MenuItem | None, order: LectureOrder | None, teachers: list[Lecturer]) -> ClassFacts:
        """What was typed, with the records that were chosen."""
        return ClassFacts(
            title=(self.title.data or "").strip(),
            form=ClassForm(self.form.data),
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            enrols_from=self.enrols_from.data,
            enrols_to=self.enrols_to.data,
            lessons=self.lessons.data or 0,
            capacity=self.capacity.data,
            needed_share=self.needed_share.data or 0,
            excuse_use=ExcuseUse(self.excuse_use.data),
            meetings=self.meetings.data or 0,
            introduction=(self.introduction.data or "").strip(),
            public=self.public.data,
            teachers=teachers,
            item=item,
            order=order,
        )


def values_for(order: LectureOrder) -> dict[str, Any]:
    """What the form proposes for an order: its course, from the first time that suits the unit."""
    item = order.item
    first = clock.in_shanghai(order.times[0].starts_at).date()
    proposed = {"organisation": order.organisation_id, "order": order.id, "title": order.title, "first_day": first}
    return proposed | ({"item": item.id, "lessons": item.lessons or None} if item else {})


def values_of(training_class: TrainingClass, order: LectureOrder | None) -> dict[str, Any]:
    """What the form shows of a class as it is, and of the order that it meets."""
    tour = training_class.tour
    columns = ("capacity", "enrols_from", "enrols_to", "needed_share", "lessons", "row_version")
    return {name: getattr(training_class, name) for name in columns} | {
        "organisation": tour.organisation_id,
        "title": tour.title,
        "form": training_class.form.value,
        "excuse_use": training_class.excuse_use.value,
        "item": training_class.item_id or NONE,
        "order": order.id if order else NONE,
        "introduction": tour.introduction,
        "teachers": [lecturer.id for lecturer in training_class.teachers],
        "first_day": tour.first_day,
        "last_day": tour.last_day,
        "meetings": tour.planned,
        "public": tour.public,
    }


class EnrolForm(JiangxinForm):
    """Whom to let in."""

    persons = TicksField("选择职工", coerce=int)


class ExcuseForm(ReasonForm):
    """To which meeting somebody does not come, and why."""

    lecture = SelectField("哪一次课", coerce=int)
