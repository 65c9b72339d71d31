"""Forms about contests: what the call says, its classes, steps and awards."""

from datetime import timedelta
from decimal import Decimal

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation import clock
from foundation.forms import RowForm, RowsField, RowsForm
from studios.contests.models import Contest
from studios.contests.operations import ContestFacts, plan_of
from studios.contests.presets import ContestPreset
from studios.contests.rules import (
    CONTEST_KIND_TITLES,
    GRADE_BASIS_TITLES,
    STEP_KIND_TITLES,
    VOTE_USE_TITLES,
    ContestKind,
    GradeBasis,
    PlannedGrade,
    PlannedStep,
    StepKind,
    VoteUse,
)
from studios.rubrics.published import published_rubrics

MOST_MONEY = 100_000_000
COUNT = [Optional(), NumberRange(1, 10_000, message="数量应在 1 到 10000 之间。")]
MINUTES = [InputRequired(), NumberRange(1, 120, message="时限应在 1 到 120 分钟之间。")]


class ClassRow(RowForm):
    """A class of entries."""

    group = StringField("大类", validators=[InputRequired("请填写大类。"), Length(max=40)])
    name = StringField("小类（可空）", validators=[Length(max=40)])


class StepRow(RowForm):
    """A step."""

    kind = SelectField("类型", choices=STEP_KIND_TITLES)
    title = StringField("名称", validators=[InputRequired("请填写环节名称。"), Length(max=40)])
    weight = DecimalField("权重（%）", default=0, places=None, validators=[Optional(), NumberRange(0, 100)])
    cut = IntegerField("进入下一环节的数量", validators=COUNT)
    rubric = SelectField("评分表")
    least_raters = IntegerField("最少评分人数", default=3, validators=[InputRequired(), NumberRange(1, 50)])
    anonymous = BooleanField("匿名评审")
    vote_use = SelectField("票数怎样计入", choices=VOTE_USE_TITLES, default=VoteUse.PRIZE.value)
    vote_cap = DecimalField("加分上限", default=0, places=None, validators=[Optional(), NumberRange(0, 20)])
    report_minutes = IntegerField("汇报（分钟）", default=8, validators=MINUTES)
    question_minutes = IntegerField("提问（分钟）", default=5, validators=MINUTES)
    scoring_minutes = IntegerField("评分（分钟）", default=2, validators=MINUTES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rubrics = published_rubrics()
        self.rubric.choices = [("", "不评分"), *((code, rubrics[code].title) for code in sorted(rubrics))]

    def planned(self) -> PlannedStep:
        """What was typed."""
        return PlannedStep(
            kind=StepKind(self.kind.data),
            title=self.title.data.strip(),
            weight=self.weight.data or Decimal(0),
            cut=self.cut.data,
            rubric=self.rubric.data or "",
            least_raters=self.least_raters.data,
            anonymous=self.anonymous.data,
            vote_use=VoteUse(self.vote_use.data),
            vote_cap=self.vote_cap.data or Decimal(0),
            report_minutes=self.report_minutes.data,
            question_minutes=self.question_minutes.data,
            scoring_minutes=self.scoring_minutes.data,
        )


class GradeRow(RowForm):
    """An award."""

    title = StringField("奖项", validators=[InputRequired("请填写奖项名称。"), Length(max=40)])
    places = IntegerField("数量（空着为其余全部）", validators=COUNT)
    money = DecimalField("每项奖金（元）", default=0, places=None, validators=[Optional(), NumberRange(0, MOST_MONEY)])
    basis = SelectField("按什么排", choices=GRADE_BASIS_TITLES, default=GradeBasis.TOTAL.value)

    def planned(self) -> PlannedGrade:
        """What was typed."""
        money = self.money.data or Decimal(0)
        return PlannedGrade(self.title.data.strip(), self.places.data, money, GradeBasis(self.basis.data))


class ContestForm(RowsForm):
    """Everything that a call says."""

    organisation_id = SelectField("主办工会", coerce=int)
    title = StringField("竞赛名称", validators=[InputRequired("请填写竞赛名称。"), Length(max=100)])
    kind = SelectField("征集内容", choices=CONTEST_KIND_TITLES)
    preset = StringField("模板", validators=[Length(max=60)])
    submit_from = DateField("申报开始", validators=[InputRequired("请填写申报开始日期。")])
    submit_to = DateField("申报截止", validators=[InputRequired("请填写申报截止日期。")])
    notice_days = IntegerField("结果公示（天）", default=5, validators=[InputRequired(), NumberRange(1, 60)])
    call_text = TextAreaField("征集通知", validators=[Length(max=20_000)])
    classes = RowsField(FormField(ClassRow), "类别")
    applicant_classes = TextAreaField("申报主体类别", validators=[Length(max=1000)])
    materials = TextAreaField("申报材料", validators=[Length(max=2000)])
    asks_budget = BooleanField("申报时填写预算表")
    asks_pictures = BooleanField("申报时上传图片（作品）")
    one_per_group = BooleanField("每个团队（单位）限报一项")
    most_union_money = DecimalField(
        "每个项目最多申请的工会补助（元）", places=None, validators=[Optional(), NumberRange(1, MOST_MONEY)]
    )
    steps = RowsField(FormField(StepRow), "环节")
    grades = RowsField(FormField(GradeRow), "奖项")

    @classmethod
    def begun_from(cls, code: str, preset: ContestPreset) -> "ContestForm":
        """The form as a preset proposes it, open from today for a month."""
        today = clock.today()
        return cls(
            data={
                "kind": preset.kind.value,
                "preset": code,
                "submit_from": today,
                "submit_to": today + timedelta(days=30),
                "classes": [{"group": group, "name": name} for group, name in preset.classes],
                "applicant_classes": "\n".join(preset.applicant_classes),
                "materials": "\n".join(preset.materials),
                "asks_budget": preset.asks_budget,
                "asks_pictures": preset.asks_pictures,
                "one_per_group": preset.one_per_group,
                **_rows(preset.steps, preset.grades),
            }
        )

    @classmethod
    def opened_on(cls, contest: Contest) -> "ContestForm":
        """The form with what the contest says now."""
        rows = {"classes": [{"group": one.group, "name": one.name} for one in contest.classes]}
        form = cls(
            obj=contest,
            kind=contest.kind.value,
            applicant_classes="\n".join(contest.applicant_classes),
            materials="\n".join(contest.materials),
            **rows,
            **_rows(*plan_of(contest)),
        )
        if not form.is_submitted():
            form.row_version.data = contest.row_version
        return form

    def facts(self) -> ContestFacts:
        """What was typed."""
        return ContestFacts(
            title=self.title.data.strip(),
            kind=ContestKind(self.kind.data),
            preset=self.preset.data or "",
            call_text=(self.call_text.data or "").replace("\r\n", "\n").strip(),
            submit_from=self.submit_from.data,
            submit_to=self.submit_to.data,
            classes=[(row.form.group.data.strip(), (row.form.name.data or "").strip()) for row in self.classes],
            applicant_classes=lines_of(self.applicant_classes.data),
            materials=lines_of(self.materials.data),
            asks_budget=self.asks_budget.data,
            asks_pictures=self.asks_pictures.data,
            one_per_group=self.one_per_group.data,
            most_union_money=self.most_union_money.data,
            notice_days=self.notice_days.data,
            steps=[row.form.planned() for row in self.steps],
            grades=[row.form.planned() for row in self.grades],
        )


def lines_of(typed: str | list[str] | None, apart: str = "\n") -> list[str]:
    """The lines that say something, each once, also `apart`; none where the field was not sent and so is no text."""
    text = typed if isinstance(typed, str) else ""
    return list(dict.fromkeys(line.strip() for line in text.replace(apart, "\n").splitlines() if line.strip()))


def _rows(steps, grades):
    return {
        "steps": [vars(one) | {"kind": one.kind.value, "vote_use": one.vote_use.value} for one in steps],
        "grades": [vars(one) | {"basis": one.basis.value} for one in grades],
    }
