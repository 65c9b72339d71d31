"""Forms about quizzes."""

from decimal import Decimal
from typing import Any, Self

from wtforms import BooleanField, DecimalField, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from competitions.quizzes.models import Quiz
from competitions.quizzes.operations import QuizFacts
from competitions.quizzes.organisation_rules import ORGANISATION_RULES
from competitions.quizzes.rules import COUNTING_TITLES, Counting
from examinations.banks.rules import DIFFICULTY_TITLES, QUESTION_KIND_TITLES, Difficulty
from examinations.papers.operations import PaperFacts
from examinations.papers.rules import PARTIAL_TITLES, REVEAL_TITLES, Reveal, Section
from foundation.forms import MomentField, ReasonForm, RowForm, RowsField, RowsForm
from scoring.answers import PartialMarks, QuestionKind

MARK = [InputRequired("请填写分数。"), NumberRange(0, 10000, message="应在 0 至 10000 之间。")]
POSITIVE = [InputRequired("请填写分数。"), NumberRange(Decimal("0.01"), 1000, message="应在 0.01 至 1000 之间。")]


class SectionRow(RowForm):
    """One row of the specification table."""

    bank_id = SelectField("题库", coerce=int)
    kind = SelectField("题型", choices=QUESTION_KIND_TITLES)
    topic = StringField("主题（不填为不限）", validators=[Length(max=50)])
    difficulty = SelectField(
        "难度", choices={"": "不限"} | {one.value: title for one, title in DIFFICULTY_TITLES.items()}
    )
    count = IntegerField("题数", default=10, validators=[InputRequired("请填写题数。"), NumberRange(1, 200)])
    points = DecimalField("每题分数", default=Decimal(10), places=None, validators=POSITIVE)


class QuizForm(RowsForm):
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
    partial = SelectField("多选题少选", choices=PARTIAL_TITLES)
    partial_points = DecimalField("少选分数", default=Decimal("0.5"), places=None, validators=MARK)
    shuffles_options = BooleanField("打乱选项次序", default=True)
    reveal = SelectField("交卷以后", choices=REVEAL_TITLES, default=Reveal.SCORE.value)
    organisation_rule = SelectField(
        "单位排名规则",
        choices={code: rule.TITLE for code, rule in ORGANISATION_RULES.items()},
        default="total_then_coverage",
    )
    high_mark = DecimalField("高分线", default=Decimal(90), places=None, validators=MARK)
    high_bonus = DecimalField("高分加分（每人）", default=Decimal(1), places=None, validators=MARK)
    ranking_public = BooleanField("公开排行榜（姓名打码）", default=True)
    sections = RowsField(FormField(SectionRow), "抽题")

    @classmethod
    def opened_on(cls, quiz: Quiz) -> Self:
        """The form with what the quiz says now."""
        paper = quiz.paper
        form = cls(
            data={
                **{name: getattr(quiz, name) for name in ("title", "organisation_id", "about", "daily_attempts")},
                **{name: getattr(quiz, name) for name in ("pass_mark", "organisation_rule", "high_mark", "high_bonus")},
                **{name: getattr(paper, name) for name in ("opens_at", "closes_at", "partial_points")},
                "shuffles_options": paper.shuffles_options,
                "ranking_public": quiz.ranking_public,
                "competition_id": quiz.competition_id or 0,
                "counting": quiz.counting.value,
                "minutes": paper.seconds // 60,
                "partial": paper.partial.value,
                "reveal": paper.reveal.value,
                "sections": [_row(section) for section in paper.specification],
            }
        )
        if not form.is_submitted():
            form.row_version.data = quiz.row_version
        return form

    def offer_banks(self, banks: dict[int, str]) -> None:
        """Which banks each row may choose from."""
        for row in self.sections:
            row.form.bank_id.choices = banks

    def facts(self) -> QuizFacts:
        """What was typed."""
        paper = PaperFacts(
            title=self.title.data.strip(),
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            seconds=60 * self.minutes.data,
            sections=[_section(row.form) for row in self.sections],
            shuffles_options=self.shuffles_options.data,
            partial=PartialMarks(self.partial.data),
            partial_points=self.partial_points.data,
            reveal=Reveal(self.reveal.data),
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


def _row(section: Section) -> dict[str, Any]:
    return {
        "bank_id": section.bank_id,
        "kind": section.kind.value,
        "topic": section.topic,
        "difficulty": section.difficulty.value if section.difficulty else "",
        "count": section.count,
        "points": section.points,
    }


def _section(row: Any) -> Section:
    return Section(
        bank_id=row.bank_id.data,
        kind=QuestionKind(row.kind.data),
        count=row.count.data,
        points=row.points.data,
        topic=(row.topic.data or "").strip(),
        difficulty=Difficulty(row.difficulty.data) if row.difficulty.data else None,
    )
