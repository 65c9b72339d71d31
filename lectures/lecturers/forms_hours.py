"""When a lecturer can lecture: half days by a tap, other hours and exceptions by rows."""

from collections.abc import Iterable
from typing import Any, Self

from wtforms import DateField, FormField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from foundation.forms import RowForm, RowsField, RowsForm, TicksField
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules import WeeklyHours
from lectures.lecturers.rules_hours import HALF_DAYS, WEEKDAYS, NotedDays

HALVES = {
    f"{weekday}-{place}": WeeklyHours(weekday, begins, ends)
    for weekday in range(len(WEEKDAYS))
    for place, (_title, begins, ends) in enumerate(HALF_DAYS)
}
ALL_DAY = "yes"


class HoursRow(RowForm):
    """Some hours of every week that are no half day."""

    weekday = SelectField("每周", coerce=int, choices=dict(enumerate(WEEKDAYS)))
    begins = TimeField("从", validators=[InputRequired("请填写几点开始。")])
    ends = TimeField("到", validators=[InputRequired("请填写几点结束。")])


class DaysRow(RowForm):
    """Days on which the weekly hours do not hold."""

    first_day = DateField("从哪天", validators=[InputRequired("请填写日期。")])
    last_day = DateField("到哪天", validators=[Optional()], description="只有一天的不填")
    available = SelectField("这几天", choices={"": "不能讲", ALL_DAY: "全天可讲"})
    note = StringField("说明", validators=[Length(max=60)], description="选填，如：出差")


class HoursForm(RowsForm):
    """The weekly hours and the exceptions of one person."""

    halves = TicksField("每周可讲", choices={key: key for key in HALVES})
    hours = RowsField(FormField(HoursRow), "其他时段")
    days = RowsField(FormField(DaysRow), "例外日期")

    def weekly(self) -> list[WeeklyHours]:
        """The hours that were tapped and typed."""
        typed = [WeeklyHours(row.weekday.data, row.begins.data, row.ends.data) for row in _rows(self.hours)]
        return [HALVES[key] for key in self.halves.data or []] + typed

    def exceptions(self) -> list[NotedDays]:
        """The days that were typed."""
        return [
            NotedDays(
                first_day=row.first_day.data,
                last_day=row.last_day.data or row.first_day.data,
                available=row.available.data == ALL_DAY,
                note=(row.note.data or "").strip(),
            )
            for row in _rows(self.days)
        ]

    @classmethod
    def opened_on(cls, lecturer: Lecturer, today: Any) -> Self:
        """The form with what is on record; exceptions that are over are not shown."""
        keys = {hours: key for key, hours in HALVES.items()}
        weekly = lecturer.weekly_hours
        return cls(
            data={
                "halves": [keys[one] for one in weekly if one in keys],
                "hours": [
                    {"weekday": one.weekday, "begins": one.begins, "ends": one.ends}
                    for one in weekly
                    if one not in keys
                ],
                "days": [
                    {
                        "first_day": one.first_day,
                        "last_day": one.last_day,
                        "available": ALL_DAY if one.available else "",
                        "note": one.note,
                    }
                    for one in lecturer.exceptions
                    if one.last_day >= today
                ],
                "row_version": lecturer.row_version,
            }
        )


def _rows(field: Any) -> Iterable[Any]:
    return (row.form for row in field)
