"""Forms about calls and applications, opinions and the formal check."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    DecimalField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm
from people.organisations.models import Organisation
from studios.designation.condition_sets import ADJUSTABLE, CONDITION_SETS
from studios.designation.models import Designation, DesignationCall
from studios.designation.operations import DesignationFacts
from studios.designation.operations_calls import CallFacts
from studios.designation.operations_recommending import OpinionFacts
from studios.designation.rules import MATERIAL_KIND_TITLES, MaterialKind
from studios.designation.rules_checking import CheckLine, Tick
from studios.designation.rules_levels import levels_named_by
from studios.designation.rules_recommending import DECISION_TITLES, Decision
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel

MOST_PLACES = 9999
FEW = [Optional(), NumberRange(1, MOST_PLACES, message="应为正整数；不限的不填。")]


class QuotasField(Field):
    """The quota of each recommender: inputs named quotas-<organisation id>; empty: the general one holds."""

    data: dict[int, int]
    typed: dict[int, str]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = {}
        sent = {key.removeprefix("quotas-"): text.strip() for key, text in (formdata or {}).items()}
        known = {str(key): str(places) for key, places in (data or {}).items()}
        self.typed = {int(key): text for key, text in (sent if formdata else known).items() if key.isdecimal() and text}

    def pre_validate(self, form: Any) -> None:
        wrong = [text for text in self.typed.values() if not (text.isascii() and text.isdigit() and len(text) < 5)]
        if wrong:
            raise ValidationError(f"名额应为整数，“{wrong[0][:20]}”不是。")
        self.data = {key: int(text) for key, text in self.typed.items()}


class CallForm(JiangxinForm):
    """Everything that a call says."""

    title = StringField("通知标题", validators=[InputRequired("请填写通知标题。"), Length(max=100)])
    document = StringField("文号", validators=[Length(max=60)])
    level = SelectField("命名级别")
    naming_title = StringField("命名称谓", validators=[InputRequired("请填写命名后叫什么。"), Length(max=60)])
    condition_set = SelectField("申报条件")
    years = IntegerField("运行满几年", validators=[InputRequired(), NumberRange(0, 30)])
    team = IntegerField("团队人数", validators=[InputRequired(), NumberRange(0, 999)])
    outcomes = IntegerField("成果总数", validators=[InputRequired(), NumberRange(0, 999)])
    yearly_outcomes = IntegerField("每年成果", validators=[InputRequired(), NumberRange(0, 999)])
    activities = IntegerField("每年培训交流（场）", validators=[InputRequired(), NumberRange(0, 999)])
    projects = IntegerField("每年立项", validators=[InputRequired(), NumberRange(0, 999)])
    promotions = IntegerField("晋级人数", validators=[InputRequired(), NumberRange(0, 999)])
    lower_naming = SelectField("须先有哪一级命名")
    apply_from = DateField("申报开始", validators=[InputRequired("请填写申报开始日期。")])
    apply_to = DateField("申报截止", validators=[InputRequired("请填写申报截止日期。")])
    places = IntegerField("命名总数", validators=FEW)
    unit_quota = IntegerField("每个单位最多推荐", validators=FEW)
    recommender_quota = IntegerField("每个推荐单位最多推荐", validators=FEW)
    quotas = QuotasField("各推荐单位名额")
    site_weight = DecimalField(
        "实地考察权重（%）", default=40, places=None, validators=[InputRequired(), NumberRange(0, 100)]
    )
    paper_weight = DecimalField(
        "集中评审权重（%）", default=60, places=None, validators=[InputRequired(), NumberRange(0, 100)]
    )
    notice_days = IntegerField("公示期（工作日）", default=5, validators=[InputRequired(), NumberRange(1, 60)])
    term_years = IntegerField("命名有效年数", validators=[Optional(), NumberRange(1, 20)])
    remarks = TextAreaField("说明", validators=[Length(max=2000)])

    @classmethod
    def opened_on(cls, organiser: Organisation, call: DesignationCall | None = None) -> "CallForm":
        """The form with what the draft says now; to choose from: the levels that its organiser names."""
        numbers = {**ADJUSTABLE["plain"], **(call.thresholds if call else {})}
        levels = {one.value: NAMING_LEVEL_TITLES[one] for one in levels_named_by(organiser.kind)}
        if call is None:
            usual = NamingLevel.CITY.value
            form = cls(data={**numbers, "level": usual if usual in levels else list(levels)[-1]})
        else:
            quotas = {one.organisation_id: one.places for one in call.quotas}
            form = cls(obj=call, level=call.level.value, quotas=quotas, **numbers)
            if not form.is_submitted():
                form.row_version.data = str(call.row_version)
        form.level.choices = levels
        form.lower_naming.choices = {"": "不要求", **dict(list(levels.items())[:-1])}
        form.condition_set.choices = [(one.code, f"{one.title}（{one.source}）") for one in CONDITION_SETS.values()]
        return form

    def facts(self) -> CallFacts:
        """What was typed."""
        plain = ("document", "remarks", "title", "naming_title")
        as_is = ("apply_from", "apply_to", "places", "unit_quota", "recommender_quota", "notice_days", "term_years")
        typed: dict[str, Any] = {
            **{name: (self[name].data or "").strip() for name in plain},
            **{name: self[name].data for name in (*as_is, "site_weight", "paper_weight", "condition_set")},
        }
        return CallFacts(
            **typed,
            level=NamingLevel(self.level.data),
            thresholds={name: self[name].data for name in ADJUSTABLE["plain"]},
            quotas=self.quotas.data,
        )


class DesignationForm(JiangxinForm):
    """What an application says beyond the studio's file."""

    proposed_name = StringField("拟命名名称", validators=[InputRequired("请填写拟命名名称。"), Length(max=40)])
    summary = TextAreaField(
        "主要事迹", validators=[DataRequired("请写主要事迹。"), Length(max=5000, message="最多 5000 字。")]
    )
    plan = TextAreaField(
        "三年目标和年度计划", validators=[DataRequired("请写计划。"), Length(max=5000, message="最多 5000 字。")]
    )

    @classmethod
    def opened_on(cls, designation: Designation) -> "DesignationForm":
        """The form with what the application says now."""
        form = cls(obj=designation)
        if not form.is_submitted():
            form.row_version.data = str(designation.row_version)
        return form

    def facts(self) -> DesignationFacts:
        """What was typed."""
        return DesignationFacts(
            *((field.data or "").strip() for field in (self.proposed_name, self.summary, self.plan))
        )


class MaterialForm(JiangxinForm):
    """A file that belongs to the application."""

    kind = SelectField("材料", choices=MATERIAL_KIND_TITLES)
    title = StringField("说明", validators=[Length(max=60, message="最多 60 个字。")])
    file = FileField("选择文件", validators=[FileRequired("请选择文件。")])

    @property
    def chosen_kind(self) -> MaterialKind:
        return MaterialKind(self.kind.data)


class OpinionForm(JiangxinForm):
    """The opinion of one level."""

    decision = RadioField("意见", choices=DECISION_TITLES, validators=[DataRequired("请选择意见。")])
    text = TextAreaField("推荐意见，或者缺什么、为什么", validators=[Length(max=500, message="最多 500 字。")])
    signer = StringField("签字人", validators=[InputRequired("请填写签字人姓名。"), Length(max=30)])
    signed_on = DateField("签署日期", validators=[InputRequired("请填写签署日期。")])
    paper = FileField("签字盖章的原件")

    @property
    def chosen(self) -> Decision:
        return Decision(self.decision.data)

    def facts(self) -> OpinionFacts:
        """What was typed, and the paper."""
        paper = self.paper.data.read() if self.paper.data else None
        said = (self.text.data or "").strip(), (self.signer.data or "").strip()
        return OpinionFacts(*said, self.signed_on.data, paper or None)


class TicksInput(Field):
    """What the officer says line by line: met-<item> is "yes" or "no", note-<item> a text."""

    data: dict[str, Tick]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = dict(data or {})
        if formdata:
            said = {key.removeprefix("met-"): value for key, value in formdata.items() if key.startswith("met-")}
            self.data = {
                item: Tick(value == "yes", (formdata.get(f"note-{item}") or "").strip()[:300])
                for item, value in said.items()
                if value in ("yes", "no")
            }


class CheckForm(JiangxinForm):
    """The formal check: what is said of each line, and the conclusion."""

    ticks = TicksInput("逐项核对")
    conclusion = RadioField(
        "结论",
        choices={"admit": "受理", "correct": "补正", "reject": "不予受理"},
        validators=[DataRequired("请选择结论。")],
    )
    text = TextAreaField("要补正什么，或者不予受理的原因", validators=[Length(max=500, message="最多 500 字。")])
    due = DateField("补正期限", validators=[Optional()])

    @classmethod
    def opened_on(cls, lines: Sequence[CheckLine]) -> "CheckForm":
        """The form with what was ticked before; what the machine is sure of is ticked."""
        known: Mapping[str, Tick] = {
            line.item: line.tick or Tick(True) for line in lines if line.tick is not None or line.met is True
        }
        return cls(data={"ticks": known})
