"""Forms about talent tracks."""

from wtforms import DateField, FieldList, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from assessments.tracks.operations import MemberFacts, StepFacts
from assessments.tracks.rules import BRANCH_TITLES, DESTINATION_TITLES, LONGEST, Branch
from foundation.forms import JiangxinForm, RowForm
from people.persons.rules import LEVEL_TITLES, Level

NONE = ""
LEVELS = {level.value: title for level, title in LEVEL_TITLES.items()}


class TrackForm(JiangxinForm):
    """A new track."""

    organisation = SelectField("单位", coerce=int)
    title = StringField("名称", validators=[InputRequired("请填写名称。"), Length(max=60, message="最多 60 个字。")])
    purpose = TextAreaField("目的", validators=[Length(max=500, message="最多 500 个字。")])
    years = IntegerField(
        "培养年数",
        default=6,
        validators=[InputRequired("请填写年数。"), NumberRange(1, LONGEST, message=f"应在 1 至 {LONGEST} 之间。")],
    )


class StepRow(RowForm):
    """What one year is for."""

    goals = StringField("培养内容", validators=[Length(max=200, message="最多 200 个字。")])
    level = SelectField("应达到的等级", choices={NONE: "不要求"} | LEVELS)
    training_hours = IntegerField(
        "培训学时", default=0, validators=[InputRequired("请填写学时，没有的填 0。"), NumberRange(0, 2000)]
    )


class TrackStepsForm(JiangxinForm):
    """The title of a track and its years."""

    title = StringField("名称", validators=[InputRequired("请填写名称。"), Length(max=60, message="最多 60 个字。")])
    purpose = TextAreaField("目的", validators=[Length(max=500, message="最多 500 个字。")])
    steps = FieldList(FormField(StepRow), "各年")

    def facts(self) -> list[StepFacts]:
        """The years as typed, in order."""
        return [
            StepFacts(
                year=place,
                goals=row.form.goals.data or "",
                level=Level(row.form.level.data) if row.form.level.data else None,
                training_hours=row.form.training_hours.data,
            )
            for place, row in enumerate(self.steps.entries, start=1)
        ]


class TargetForm(JiangxinForm):
    """A target of a year."""

    year = IntegerField("年度", validators=[InputRequired("请填写四位年份。"), NumberRange(2000, 2100)])
    level = SelectField("等级", choices=LEVELS)
    count = IntegerField("人数", validators=[InputRequired("请填写人数。"), NumberRange(1, 100000)])


class MemberForm(JiangxinForm):
    """What is written down about somebody on a track."""

    joined = DateField("入职日期", validators=[InputRequired("请填写日期。")])
    mentor_id = SelectField("导师", coerce=int)
    branch = SelectField(
        "分流方向", choices={NONE: "还没有定"} | {branch.value: title for branch, title in BRANCH_TITLES.items()}
    )
    note = StringField("备注", validators=[Length(max=200, message="最多 200 个字。")])

    def facts(self) -> MemberFacts:
        """What was typed."""
        return MemberFacts(
            joined=self.joined.data,
            mentor_id=self.mentor_id.data or None,
            branch=Branch(self.branch.data) if self.branch.data else None,
            note=(self.note.data or "").strip(),
        )


class LeaveForm(JiangxinForm):
    """Where somebody went."""

    destination = SelectField("去向", choices=DESTINATION_TITLES)
    left_on = DateField("出组日期", validators=[Optional()])
