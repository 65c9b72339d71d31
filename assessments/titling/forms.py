"""Forms about professional titles."""

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from assessments.titling.operations import TitlingFacts
from foundation.forms import JiangxinForm
from people.careers.rules import TITLE_GRADE_TITLES, TitleGrade


class TitlingForm(JiangxinForm):
    """What somebody applies for."""

    grade = SelectField("职称层级", choices=TITLE_GRADE_TITLES)
    title = StringField(
        "职称名称", validators=[InputRequired("请填写职称名称。"), Length(max=60, message="最多 60 个字。")]
    )
    speciality = StringField("专业", validators=[Length(max=60, message="最多 60 个字。")])
    year = IntegerField(
        "申报年度",
        validators=[InputRequired("请填写四位年份。"), NumberRange(2000, 2100, message="请填写四位年份。")],
    )
    committee = StringField("评审委员会", validators=[Length(max=100, message="最多 100 个字。")])
    remarks = TextAreaField("备注", validators=[Length(max=500, message="最多 500 个字。")])

    def facts(self) -> TitlingFacts:
        """What was typed."""
        return TitlingFacts(
            grade=TitleGrade(self.grade.data),
            title=(self.title.data or "").strip(),
            speciality=(self.speciality.data or "").strip(),
            year=self.year.data,
            committee=(self.committee.data or "").strip(),
            remarks=(self.remarks.data or "").strip(),
        )


class AwardForm(JiangxinForm):
    """By which document, and on which day, a title was awarded."""

    document = StringField(
        "评审结果文件", validators=[InputRequired("请填写文件名称和文号。"), Length(max=120, message="最多 120 个字。")]
    )
    awarded = DateField("取得日期", validators=[InputRequired("请填写日期。")])
