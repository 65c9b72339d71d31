"""Forms about quizzes."""

from decimal import Decimal
from typing import Self

from wtforms import BooleanField, DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from competitions.quizzes.models import Quiz
from competitions.quizzes.operations import QuizFacts
from competitions.quizzes.organisation_rules import ORGANISATION_RULES
from competitions.quizzes.rules import COUNTING_TITLES, Counting
from examinations.papers.forms import MARK, SpecificationForm, specification_of
from examinations.papers.operations import PaperFacts
from examinations.papers.rules import REVEAL_TITLES, Reveal
from foundation.forms import MomentField, ReasonForm


class QuizForm(SpecificationForm):
    """Everything about a quiz."""

    title = StringField("名称", validators=[DataRequired("请填写名称。"), Length(max=100)])
    organisation_id = SelectField("主办工会", coerce=int)
    competition_id = SelectField("属于竞赛", coerce=int, default=0)
    about = TextAreaField("答题须知", validators=[Length(max=2000)])
    opens_at = MomentField("开始", validators=[InputRequired("请填写开始时间。")])
    closes_at = MomentField("结束", validators=[InputRequired("请填写结束时间。")])
    minutes = IntegerField("每次答题时间（分钟）", default=10, validators=[InputRequired(), NumberRange(1, 300)])
    daily_attempts = IntegerField("每人每天次数", default=3, validators=[InputRequired(), NumberRange(1, 20)])
    counting = SelectField("计入成绩", choices=COUNTING_TITLES)
    pass_mark = DecimalField("合格分", default=Decimal(60), places=None, validators=MARK)
    reveal = SelectField("交卷以后", choices=REVEAL_TITLES, default=Reveal.SCORE.value)
    organisation_rule = SelectField(
        "单位排名规则",
        choices={code: rule.TITLE for code, rule in ORGANISATION_RULES.items()},
        default="total_then_coverage",
    )
    high_mark = DecimalField("高分线", default=Decimal(90), places=None, validators=MARK)
    high_bonus = DecimalField("高分加分（每人）", default=Decimal(1), places=None, validators=MARK)
    ranking_public = BooleanField("公开排行榜（姓名打码）", default=True)

    @classmethod
    def opened_on(cls, quiz: Quiz) -> Self:
        """The form with what the quiz says now."""
        paper = quiz.paper
        form = cls(
            data={
                **{name: getattr(quiz, name) for name in ("title", "organisation_id", "about", "daily_attempts")},
                **{name: getattr(quiz, name) for name in ("pass_mark", "organisation_rule", "high_mark", "high_bonus")},
                **specification_of(paper),
                "opens_at": paper.opens_at,
                "closes_at": paper.closes_at,
                "ranking_public": quiz.ranking_public,
                "competition_id": quiz.competition_id or 0,
                "counting": quiz.counting.value,
                "minutes": paper.seconds // 60,
                "reveal": paper.reveal.value,
            }
        )
        if not form.is_submitted():
            form.row_version.data = quiz.row_version
        return form

    def facts(self) -> QuizFacts:
        """What was typed."""
        paper = PaperFacts(
            title=self.title.data.strip(),
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            seconds=60 * self.minutes.data,
            reveal=Reveal(self.reveal.data),
            **self.specification(),
        )
        return QuizFacts(
            paper=paper,
            about=(self.about.data or "").replace("\r\n", "\n").strip(),
            daily_attempts=self.daily_attempts.data,
            counting=Counting(self.counting.data),
            pass_mark=self.pass_mark.data,
            organisation_rule=self.organisation_rule.data,
            high_mark=self.high_mark.data,
            high_bonus=self.high_bonus.data,
            ranking_public=self.ranking_public.data,
        )


class RescheduleForm(ReasonForm):
    """Another time of closing."""

    closes_at = MomentField("新的结束时间", validators=[InputRequired("请填写结束时间。")])
