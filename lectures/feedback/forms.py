"""Forms about feedback."""

from typing import cast

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from foundation.forms import JiangxinForm
from lectures.feedback.operations import Answer, ImprovementFacts
from lectures.feedback.queries import SurveyTerms
from lectures.feedback.questions import NEWEST, TITLES, VERSIONS
from lectures.feedback.rules import DAYS_OPEN, FEWEST_ALLOWED, LEAST_ANSWERS, MOST_DAYS, STAR_TITLES

STARRED = "stars_"
YES, NO = "yes", "no"
WORDS = Length(max=500, message="最多 500 个字。")


class SurveyForm(JiangxinForm):
    """What a listener says; the questions come from their version (`survey_form`)."""

    recommends = RadioField(
        "您会推荐别人来听吗？", choices={YES: "会", NO: "不会"}, validators=[DataRequired("请选择会或不会。")]
    )
    words = TextAreaField("还想说的话", validators=[WORDS], description="选填；不要写自己的姓名和电话")

    def starred(self) -> list[RadioField]:
        """The questions that are answered with stars."""
        return [field for field in self if field.short_name.startswith(STARRED)]

    def answer(self) -> Answer:
        """What was chosen and written."""
        scores = {field.short_name.removeprefix(STARRED): int(field.data) for field in self.starred()}
        return Answer(scores, self.recommends.data == YES, self.words.data or "")


def survey_form(version: int) -> SurveyForm:
    """The form with the questions of this version."""
    choices = {str(stars): title for stars, title in STAR_TITLES.items()}
    fields = {
        STARRED + one.code: RadioField(one.asked, choices=choices, validators=[DataRequired("请打星。")])
        for one in VERSIONS[version]
    }
    return cast(SurveyForm, type("SurveyPaperForm", (SurveyForm,), fields)())


class SurveyTermsForm(JiangxinForm):
    """How the lectures of a tour are surveyed."""

    days = IntegerField(
        "讲完后开放几天",
        default=DAYS_OPEN,
        validators=[InputRequired("请填写天数。"), NumberRange(1, MOST_DAYS, message=f"应在 1 至 {MOST_DAYS} 之间。")],
    )
    least = IntegerField(
        "每几份一起显示",
        default=LEAST_ANSWERS,
        validators=[
            InputRequired("请填写份数。"),
            NumberRange(FEWEST_ALLOWED, 100, message=f"应在 {FEWEST_ALLOWED} 至 100 之间：再少就认得出是谁填的。"),
        ],
    )

    def terms(self) -> SurveyTerms:
        """What was typed; the questions are the newest."""
        return SurveyTerms(NEWEST, self.days.data or DAYS_OPEN, self.least.data or LEAST_ANSWERS)


class ImprovementForm(JiangxinForm):
    """Something that should be better."""

    question = SelectField("来自题目", choices={"": "听众的话或其他"} | TITLES)
    finding = TextAreaField(
        "要改进什么", validators=[DataRequired("请写明要改进什么。"), Length(max=300, message="最多 300 个字。")]
    )
    doer = StringField("责任人", validators=[DataRequired("请填写由谁负责。"), Length(max=60)])
    due_on = DateField("完成期限", validators=[InputRequired("请填写日期。")])

    def facts(self) -> ImprovementFacts:
        """What was typed."""
        finding, doer = (self.finding.data or "").strip(), (self.doer.data or "").strip()
        return ImprovementFacts(finding, doer, self.due_on.data, self.question.data or "")


class DoneForm(JiangxinForm):
    """What was done about it."""

    done_with = TextAreaField("落实情况", validators=[DataRequired("请写明做了什么，效果怎样。"), WORDS])
