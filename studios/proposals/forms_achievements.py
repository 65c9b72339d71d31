"""Forms about selections and achievements."""

from flask_wtf.file import FileField, FileRequired
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
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from foundation.forms import JiangxinForm, ReasonForm, RowForm, RowsField, RowsForm, TicksField
from people.persons.occupations import find_occupation
from studios.proposals.forms import LONG, MOST_YUAN, SHORT
from studios.proposals.gradings import GRADINGS
from studios.proposals.operations_achievements import AchievementText
from studios.proposals.operations_selections import SelectionFacts
from studios.proposals.rules_achievements import (
    ACHIEVEMENT_KIND_TITLES,
    ACHIEVEMENT_PAPER_TITLES,
    VERDICT_TITLES,
    AchievementKind,
    AchievementPaperKind,
    Verdict,
)
from studios.proposals.rules_grades import Grade
from studios.proposals.rules_schemes import EXCLUSION_TITLES, Exclusion
from studios.proposals.schemes import SCHEMES
from studios.registry.models import Studio
from studios.reviews.rules import METHOD_TITLES, ReviewKind, ScoreMethod
from studios.rubrics.published import published_rubrics

PLACES = NumberRange(1, 10_000, message="名额应在 1 到 10000 之间；不限的不填。")


class GradeRow(RowForm):
    """A grade."""

    title = StringField("等级", validators=[DataRequired("请写等级名称。"), SHORT])
    places = IntegerField("名额", validators=[Optional(), PLACES])
    least = DecimalField("最低得分", places=None, validators=[Optional(), NumberRange(0, 1000)])
    reward = DecimalField("奖金（元）", places=None, validators=[Optional(), MOST_YUAN])


class SelectionForm(RowsForm):
    """What a call says."""

    organisation = SelectField("主办单位", coerce=int)
    title = StringField("评选名称", validators=[DataRequired("请写名称。"), Length(max=100)])
    year = IntegerField("年度", validators=[InputRequired("请写年度。"), NumberRange(2000, 2100)])
    scheme = SelectField("依据的征集通知", choices={code: scheme.title for code, scheme in SCHEMES.items()})
    kinds = TicksField("征集的种类", choices=ACHIEVEMENT_KIND_TITLES)
    categories = TextAreaField("专题", validators=[Optional(), Length(max=500)])
    opens_on = DateField("申报开始", validators=[DataRequired("请写开始日期。")])
    closes_on = DateField("申报截止", validators=[DataRequired("请写截止日期。")])
    recommender_places = IntegerField("每个推荐单位最多推荐几项", validators=[Optional(), PLACES])
    category_places = IntegerField("每个推荐单位每个专题最多几项", validators=[Optional(), PLACES])
    grades = RowsField(FormField(GradeRow), label="等级")
    notice_days = IntegerField("公示几个工作日", default=5, validators=[InputRequired(), NumberRange(1, 90)])
    document = StringField("通知文号", validators=[Optional(), SHORT])

    @property
    def facts(self) -> SelectionFacts:
        """What was typed."""
        return SelectionFacts(
            title=self.title.data.strip(),
            year=self.year.data,
            scheme=self.scheme.data,
            kinds=[AchievementKind(value) for value in self.kinds.data or ()],
            categories=list(dict.fromkeys(_typed_lines(self.categories))),
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            grades=[
                Grade(row.title.data.strip(), row.places.data, row.least.data, row.reward.data)
                for row in (entry.form for entry in self.grades)
            ],
            recommender_places=self.recommender_places.data,
            category_places=self.category_places.data,
            notice_days=self.notice_days.data,
            document=(self.document.data or "").strip(),
        )


class AchievementForm(JiangxinForm):
    """What an achievement is."""

    title = StringField(
        "成果名称", validators=[DataRequired("请写成果名称。"), Length(4, 60, "名称应为 4 至 60 个字。")]
    )
    kind = SelectField("种类")
    category = SelectField("专题", validators=[Optional()])
    authors = TextAreaField("完成人", validators=[DataRequired("请写完成人。"), SHORT])
    finished_on = DateField("完成日期", validators=[DataRequired("请写完成日期。")])
    used_since = DateField("开始应用日期", validators=[Optional()])
    summary = TextAreaField(
        "简介", validators=[DataRequired("请写简介。"), Length(20, 500, "简介应为 20 至 500 个字。")]
    )
    content = TextAreaField("主要内容", validators=[DataRequired("请写主要内容。"), LONG])
    novelty = TextAreaField("创新点和查新情况", validators=[Optional(), LONG])
    ip_number = StringField("专利或软件著作权号", validators=[Optional(), SHORT])
    spread = TextAreaField("推广应用范围", validators=[Optional(), LONG])
    benefit = DecimalField("已产生的效益（元）", places=2, validators=[Optional(), MOST_YUAN])
    unit_checked = BooleanField("金额的单位我核对过，是元")
    benefit_basis = TextAreaField("效益怎样算出来的", validators=[Optional(), LONG])
    benefit_verifier = StringField("效益由谁核实", validators=[Optional(), SHORT])
    prior_awards = StringField("曾获奖励", validators=[Optional(), SHORT])
    occupation = StringField("涉及的职业（工种）", validators=[Optional(), SHORT])
    problems = StringField("解决的问题", validators=[Optional(), SHORT])
    studio = SelectField("依托的创新工作室", coerce=int, validators=[Optional()])
    declared = TicksField("有下列情形的请勾选", choices=EXCLUSION_TITLES)

    def offer(self, kinds: list[str], categories: list[str], studios: list[Studio]) -> None:
        """What this selection takes, and the studios of the unit."""
        self.kind.choices = {value: ACHIEVEMENT_KIND_TITLES[AchievementKind(value)] for value in kinds}
        self.category.choices = {"": "请选择", **{title: title for title in categories}}
        self.studio.choices = {0: "没有", **{studio.id: studio.name for studio in studios}}

    def validate_occupation(self, field: StringField) -> None:
        if field.data and find_occupation(field.data) is None:
            raise ValidationError("没有找到这个职业，请从列表里选，或者不填。")

    def text(self, studios: list[Studio]) -> AchievementText:
        """What was typed; `studios` are those that were offered."""
        occupation = find_occupation(self.occupation.data) if self.occupation.data else None
        plain = ("title", "summary", "content", "novelty", "ip_number", "spread", "benefit_basis", "benefit_verifier")
        return AchievementText(
            **{name: self[name].data or "" for name in (*plain, "category", "prior_awards", "problems")},
            kind=AchievementKind(self.kind.data),
            finished_on=self.finished_on.data,
            used_since=self.used_since.data,
            benefit=self.benefit.data,
            unit_checked=self.unit_checked.data,
            authors=_typed_lines(self.authors, "、"),
            occupation_code=occupation.code if occupation else "",
            declared=[Exclusion(value) for value in self.declared.data or ()],
            studio=next((one for one in studios if one.id == self.studio.data), None),
        )


class AchievementPaperForm(JiangxinForm):
    """A paper to hand in."""

    kind = SelectField("材料", choices=ACHIEVEMENT_PAPER_TITLES)
    file = FileField("选择文件", validators=[FileRequired("请选择文件。")])

    @property
    def chosen_kind(self) -> AchievementPaperKind:
        return AchievementPaperKind(self.kind.data)


class EndorseForm(JiangxinForm):
    """Who of the authors heads a unit."""

    heads = TicksField("完成人中的单位负责人（没有的不勾）", coerce=int)


class RecommendForm(JiangxinForm):
    """Why it is put forward."""

    opinion = TextAreaField("推荐意见", validators=[DataRequired("请写推荐意见。"), LONG])


class JudgeForm(JiangxinForm):
    """Whether two achievements are the same."""

    verdict = SelectField("判断", choices=VERDICT_TITLES)
    note = TextAreaField("理由", validators=[DataRequired("请写理由。"), LONG])

    @property
    def chosen(self) -> Verdict:
        return Verdict(self.verdict.data)


class QuotaForm(JiangxinForm):
    """How many a recommender may put forward."""

    organisation = SelectField("推荐单位", coerce=int)
    category = SelectField("专题", validators=[Optional()])
    places = IntegerField("名额", validators=[Optional(), NumberRange(0, 10_000, message="名额应在 0 到 10000 之间。")])


class ReviewAchievementsForm(JiangxinForm):
    """How a round of review is held."""

    kind = SelectField("哪一轮", choices={ReviewKind.PAPER: "网评（匿名看材料）", ReviewKind.PITCH: "路演"})
    rubric = SelectField("评分标准", default="improvement-proposal")
    experts = TicksField("专家", coerce=int)
    method = SelectField("怎样合成", choices=METHOD_TITLES)
    least_raters = IntegerField("每项至少几位专家打分", default=3, validators=[InputRequired(), NumberRange(1, 50)])
    due_on = DateField("打分截止", validators=[Optional()])

    def offer(self, experts: dict[int, str]) -> None:
        """The experts that can be asked, and every published table."""
        self.experts.choices = experts
        self.rubric.choices = {code: rubric.title for code, rubric in published_rubrics().items()}

    @property
    def chosen_method(self) -> ScoreMethod:
        return ScoreMethod(self.method.data)


class ShortlistForm(JiangxinForm):
    """How many go on to the pitch."""

    number = IntegerField("网评前几名入围路演", validators=[InputRequired(), NumberRange(1, 1000)])


class GradeForm(JiangxinForm):
    """What the paper review weighs where there was a pitch."""

    paper_weight = IntegerField("网评占（%）", default=100, validators=[InputRequired(), NumberRange(0, 100)])


class SettleTieForm(ReasonForm):
    """Which of the open grades."""

    grade = SelectField("等级")


class AdoptAchievementForm(JiangxinForm):
    """Which unit uses it since when."""

    organisation = SelectField("应用单位", coerce=int)
    since = DateField("开始应用日期", validators=[DataRequired("请写开始应用的日期。")])
    use = TextAreaField("用在哪里，效果怎样", validators=[DataRequired("请写应用情况。"), LONG])
    proof = FileField("应用证明（盖章）")


def _typed_lines(field: TextAreaField, apart: str = "\n") -> list[str]:
    """The lines typed, also `apart`; nothing where the field was not sent and so holds what the record holds."""
    text = field.data if isinstance(field.data, str) else ""
    return [line.strip() for line in text.replace(apart, "\n").splitlines() if line.strip()]


def published_grades(code: str) -> list[dict[str, object]]:
    """The rows of a published grading, to begin a selection's own with."""
    return [vars(grade) for grade in GRADINGS[code].grades]
