"""Forms about assessments."""

from flask_wtf.file import FileField
from wtforms import DateField, DecimalField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm, ReasonForm, TicksField
from studios.appraisals.namings import Decision
from studios.appraisals.operations import RoundFacts
from studios.appraisals.rules import (
    CONSEQUENCE_TITLES,
    GRADE_TITLES,
    ROUND_KIND_TITLES,
    WITHDRAWAL_GROUND_TITLES,
    Consequence,
    Grade,
    RoundKind,
)
from studios.registry.forms import Places
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel
from studios.reviews.rules import ReviewKind

LONG_TEXT = Length(max=4000, message="最多 4000 个字。")
LINE = [InputRequired("请填写分数线。"), Places(2)]
HELD_HOW = {ReviewKind.PAPER: "看材料打分", ReviewKind.SITE: "到现场打分"}


class RoundForm(JiangxinForm):
    """What a round is about."""

    organiser = SelectField("组织考核的单位", coerce=int)
    title = StringField("考核名称", validators=[DataRequired("请填写考核名称。"), Length(max=80)])
    kind = RadioField("类型", choices=ROUND_KIND_TITLES, default=RoundKind.YEARLY.value)
    year = IntegerField("年度", validators=[InputRequired("请填写年度。"), NumberRange(2000, 2100)])
    level = SelectField("考核哪一级命名的工作室", choices=NAMING_LEVEL_TITLES, default=NamingLevel.CITY.value)
    rubric = SelectField("评分标准")
    report_by = DateField("自查报告截止", validators=[InputRequired("请填写自查报告截止日期。")])
    ends_by = DateField("期满复核：哪天以前期满的", validators=[Optional()])
    excellent_from = DecimalField("优秀最低分", validators=LINE, default=90)
    qualified_from = DecimalField("合格最低分", validators=LINE, default=70)
    improve_from = DecimalField("限期整改最低分", validators=LINE, default=60)
    term_years = IntegerField("重新确认后每期几年", validators=[InputRequired(), NumberRange(1, 10)], default=3)
    bar_years = IntegerField("摘牌后几年内不得申报", validators=[InputRequired(), NumberRange(0, 10)], default=3)

    def facts(self) -> RoundFacts:
        """What was filled in."""
        return RoundFacts(
            title=(self.title.data or "").strip(),
            kind=RoundKind(self.kind.data),
            year=self.year.data or 0,
            level=NamingLevel(self.level.data),
            report_by=self.report_by.data,
            ends_by=self.ends_by.data,
            excellent_from=self.excellent_from.data,
            qualified_from=self.qualified_from.data,
            improve_from=self.improve_from.data,
            term_years=self.term_years.data or 0,
            bar_years=self.bar_years.data or 0,
        )


class ReviewRoundForm(JiangxinForm):
    """Who scores, and how."""

    kind = RadioField("怎样评分", choices=HELD_HOW, default=ReviewKind.PAPER.value)
    experts = TicksField("专家", coerce=int, validators=[DataRequired("请选择专家。")])
    least_raters = IntegerField("每间至少几位专家打分", validators=[InputRequired(), NumberRange(1, 30)], default=2)


class ReportForm(JiangxinForm):
    """What a studio says of itself."""

    report = TextAreaField("内容", validators=[DataRequired("请写明情况。"), LONG_TEXT])
    file = FileField("附件（可以不传）")


class GradeForm(JiangxinForm):
    """The grade; another one than the score says needs its reason."""

    grade = RadioField("等次", choices=GRADE_TITLES)
    note = TextAreaField("说明（与得分不符时必填）", validators=[LONG_TEXT])

    @property
    def chosen(self) -> Grade:
        return Grade(self.grade.data)


class OrderForm(JiangxinForm):
    """What has to be put right, and by when."""

    demands = TextAreaField("整改要求", validators=[DataRequired("请写明要整改什么。"), LONG_TEXT])
    due_on = DateField("整改期限", validators=[InputRequired("请填写整改期限。")])


class ReturnImprovementForm(ReasonForm):
    """Until when the studio goes on putting things right, and why."""

    due_on = DateField("新的整改期限", validators=[InputRequired("请填写新的整改期限。")])


class DecisionForm(JiangxinForm):
    """What becomes of a name, and by which document."""

    consequence = RadioField("结果", choices=CONSEQUENCE_TITLES)
    document = StringField("决定文号", validators=[DataRequired("请填写决定的文号。"), Length(max=120)])
    decided_on = DateField("决定日期", validators=[InputRequired("请填写决定日期。")])
    note = TextAreaField("说明", validators=[LONG_TEXT])

    def offer(self, allowed: list[Consequence]) -> None:
        """Only what the grade may bring."""
        self.consequence.choices = {one: CONSEQUENCE_TITLES[one] for one in allowed}
        if len(allowed) == 1 and not self.consequence.data:
            self.consequence.data = allowed[0].value

    def decision(self) -> Decision:
        """What was filled in."""
        said = (self.note.data or "").strip()
        return Decision(
            Consequence(self.consequence.data), (self.document.data or "").strip(), self.decided_on.data, said
        )


class RecheckForm(DecisionForm):
    """What the re-check found."""

    passed = RadioField("复查", choices={"yes": "整改合格", "no": "整改不合格"})


class WithdrawalForm(JiangxinForm):
    """Why a name is taken away, by which document, and for how long the studio may not apply again."""

    ground = SelectField("摘牌原因", choices=WITHDRAWAL_GROUND_TITLES)
    bar_years = IntegerField(
        "几年内不得申报（无过错的不设）", validators=[InputRequired(), NumberRange(0, 10)], default=3
    )
    document = StringField("决定文号", validators=[DataRequired("请填写决定的文号。"), Length(max=120)])
    decided_on = DateField("决定日期", validators=[InputRequired("请填写决定日期。")])
    note = TextAreaField("说明", validators=[LONG_TEXT])

    def decision(self) -> Decision:
        """What was filled in."""
        document, said = (self.document.data or "").strip(), (self.note.data or "").strip()
        return Decision(Consequence.WITHDRAW, document, self.decided_on.data, said)
