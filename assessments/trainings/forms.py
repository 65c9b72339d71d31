"""Forms about training classes."""

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from assessments.trainings.operations import TrainingFacts
from assessments.trainings.rules import REQUIRED_SHARE, TRAINING_MODE_TITLES, TrainingMode
from foundation.forms import JiangxinForm


class TrainingForm(JiangxinForm):
    """What is written down about a class."""

    organisation = SelectField("办班单位", coerce=int)
    title = StringField(
        "班次名称", validators=[InputRequired("请填写名称。"), Length(max=100, message="最多 100 个字。")]
    )
    subject = StringField("培训内容", validators=[Length(max=200, message="最多 200 个字。")])
    batch = SelectField("为哪个认定计划培训", coerce=int)
    mode = RadioField("培训方式", choices=TRAINING_MODE_TITLES, default=TrainingMode.ON_SITE.value)
    begins = DateField("开始日期", validators=[InputRequired("请填写日期。")])
    ends = DateField("结束日期", validators=[InputRequired("请填写日期。")])
    hours = IntegerField(
        "总学时", validators=[InputRequired("请填写学时。"), NumberRange(1, 2000, message="应在 1 至 2000 之间。")]
    )
    required_share = IntegerField(
        "结业要求的出勤比例（%）",
        default=REQUIRED_SHARE,
        validators=[InputRequired("请填写比例。"), NumberRange(0, 100, message="应在 0 至 100 之间。")],
    )
    teacher = StringField("授课人", validators=[Length(max=60, message="最多 60 个字。")])

    def facts(self) -> TrainingFacts:
        """What was typed."""
        return TrainingFacts(
            title=(self.title.data or "").strip(),
            subject=(self.subject.data or "").strip(),
            mode=TrainingMode(self.mode.data),
            begins=self.begins.data,
            ends=self.ends.data,
            hours=self.hours.data,
            required_share=self.required_share.data,
            teacher=(self.teacher.data or "").strip(),
        )
