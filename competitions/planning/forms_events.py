"""Forms about events: who competes, how it is ranked and rewarded, stages with modules."""

from decimal import Decimal
from typing import Self

from wtforms import (
    DecimalField,
    Field,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from competitions.planning.models import Event, Stage
from competitions.planning.operations_events import EventFacts, ModuleFacts, RankingFacts
from competitions.planning.rules import ANONYMITY_TITLES, FORMAT_TITLES, Anonymity, EventFormat
from foundation.forms import RowsField, RowsForm
from marking.schemes.forms import POSITIVE, two_places
from people.honours.rules import HONOUR_TITLES
from people.persons.occupations import find_occupation, occupations
from scoring.awards import AwardBase, BoundaryRule, CountRounding
from scoring.methods import METHODS
from scoring.panel import MissingJudge
from scoring.tie_breaks import TEAM_ONLY, TIE_BREAKS

BASE_TITLES = {
    AwardBase.RANKED: "取得名次的人数",
    AwardBase.ENTERED: "报名参赛人数（含缺考）",
    AwardBase.ELIGIBLE: "参加评奖的人数",
}
ROUNDING_TITLES = {CountRounding.HALF_UP: "四舍五入", CountRounding.FLOOR: "舍去小数", CountRounding.CEILING: "进一"}
BOUNDARY_TITLES = {
    BoundaryRule.EXCESS_REDUCES_NEXT: "并列者都获奖，从下一奖项扣减名额",
    BoundaryRule.NEXT_KEEPS_COUNT: "并列者都获奖，下一奖项名额不变",
}
MISSING_TITLES = {MissingJudge.REFUSE: "补齐后才能计算", MissingJudge.EXCLUDE: "不计入，其余求平均"}
REASON = [Length(max=500, message="原因最多 500 字。")]


class TicksField(SelectMultipleField):
    """Several of a list, by ticking."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CategoryRow(Form):
    """A group ranked apart."""

    title = StringField("组别", validators=[InputRequired("请填写组别名称。"), Length(max=50)])


class EventForm(RowsForm):
    """Who competes, in what."""

    title = StringField("赛项名称", validators=[InputRequired("请填写赛项名称。"), Length(max=100)])
    occupation = StringField("职业（工种）", validators=[InputRequired("请选择职业。"), Length(max=100)])
    format = SelectField("比赛形式", choices=FORMAT_TITLES)
    smallest_team = IntegerField("最少队员", default=1, validators=[InputRequired(), NumberRange(1, 50)])
    largest_team = IntegerField("最多队员", default=1, validators=[InputRequired(), NumberRange(1, 50)])
    most_substitutes = IntegerField("替补人数上限", default=0, validators=[InputRequired(), NumberRange(0, 50)])
    youngest = IntegerField("最低年龄", default=16, validators=[Optional(), NumberRange(14, 100)])
    oldest = IntegerField("最高年龄", validators=[Optional(), NumberRange(14, 100)])
    quota_per_organisation = IntegerField("每个单位名额", validators=[Optional(), NumberRange(1, 10000)])
    barred_honours = TicksField("持有下列荣誉的不得报名", choices=HONOUR_TITLES)
    unrewarded_honours = TicksField("持有下列荣誉的可以参赛，但不参加评奖（位次依次递补）", choices=HONOUR_TITLES)
    categories = RowsField(FormField(CategoryRow), "组别")
    reason = StringField("修改原因", validators=REASON)

    @classmethod
    def opened_on(cls, event: Event) -> Self:
        """The form with what the event says now."""
        form = cls(
            obj=event,
            occupation=str(occupations().get(event.occupation_code, event.occupation_code)),
            format=event.format.value,
            categories=[{"title": category.title} for category in event.categories] or [{}],
        )
        if not form.is_submitted():
            form.row_version.data = event.row_version
        return form

    def validate_occupation(self, field: Field) -> None:
        """A code or title of the list of occupations."""
        if find_occupation(field.data or "") is None:
            raise ValidationError("职业分类大典中没有这个职业，请从列表中选择。")

    def validate_largest_team(self, field: Field) -> None:
        """A team is not smaller than its smallest size."""
        if field.data is not None and self.smallest_team.data is not None and field.data < self.smallest_team.data:
            raise ValidationError("不能小于最少队员。")

    def validate_oldest(self, field: Field) -> None:
        """The oldest is not younger than the youngest."""
        if field.data is not None and self.youngest.data is not None and field.data < self.youngest.data:
            raise ValidationError("不能小于最低年龄。")

    def validate_categories(self, field: Field) -> None:
        """Each category once, and at least one."""
        titles = [(row.form.title.data or "").strip() for row in field]
        if len(set(titles)) < len(titles) or not titles:
            raise ValidationError("至少一个组别，名称不能重复。")

    def facts(self) -> EventFacts:
        """What was typed; the sizes of an individual or a pair follow from the format."""
        occupation = find_occupation(self.occupation.data)
        assert occupation is not None  # or validate_occupation would have refused it
        event_format = EventFormat(self.format.data)
        size = {EventFormat.INDIVIDUAL: 1, EventFormat.PAIR: 2}.get(event_format)
        return EventFacts(
            title=self.title.data.strip(),
            occupation_code=occupation.code,
            format=event_format,
            smallest_team=size or self.smallest_team.data,
            largest_team=size or self.largest_team.data,
            most_substitutes=self.most_substitutes.data,
            youngest=self.youngest.data,
            oldest=self.oldest.data,
            barred_honours=self.barred_honours.data,
            unrewarded_honours=self.unrewarded_honours.data,
            quota_per_organisation=self.quota_per_organisation.data,
            categories=[row.form.title.data.strip() for row in self.categories],
        )


class TieBreakRow(Form):
    """One step of the chain; the modules are codes parted by commas or blanks."""

    code = SelectField("规则", choices={code: rule.TITLE for code, rule in TIE_BREAKS.items() if code not in TEAM_ONLY})
    modules = StringField("比较的模块", validators=[Length(max=200)])


class AwardRow(Form):
    """One award: a count or a percentage."""

    title = StringField("奖项", validators=[InputRequired("请填写奖项名称。"), Length(max=50)])
    percent = DecimalField("比例（%）", places=None, validators=[Optional(), NumberRange(0, 100), two_places])
    count = IntegerField("固定名额", validators=[Optional(), NumberRange(0, 10000)])

    def validate_title(self, _field: Field) -> None:
        """Either a percentage or a count."""
        if (self.percent.data is None) == (self.count.data is None):
            raise ValidationError("比例和固定名额只填一项。")


class RankingForm(RowsForm):
    """Rounding, tie-breaks and awards."""

    rounding_places = IntegerField("保留小数位数", default=2, validators=[InputRequired(), NumberRange(0, 6)])
    round_each_part = SelectField(
        "何时取舍",
        choices={"": "合计后一次取舍", "yes": "逐项取舍再相加"},
    )
    tie_breaks = RowsField(FormField(TieBreakRow), "同分排序")
    awards = RowsField(FormField(AwardRow), "奖项")
    award_base = SelectField("比例的人数基数", choices=BASE_TITLES)
    award_rounding = SelectField("名额不是整数时", choices=ROUNDING_TITLES)
    award_boundary = SelectField("名额末位并列时", choices=BOUNDARY_TITLES)
    reason = StringField("修改原因", validators=REASON)

    @classmethod
    def opened_on(cls, event: Event) -> Self:
        """The form with what the event says now."""
        form = cls(
            rounding_places=event.rounding_places,
            round_each_part="yes" if event.round_each_part else "",
            tie_breaks=[{"code": code, "modules": "、".join(modules)} for code, modules in event.tie_breaks],
            awards=[
                {"title": award["title"], "percent": _decimal(award.get("percent")), "count": award.get("count")}
                for award in event.awards
            ],
            award_base=event.award_base.value,
            award_rounding=event.award_rounding.value,
            award_boundary=event.award_boundary.value,
        )
        if not form.is_submitted():
            form.row_version.data = event.row_version
        return form

    def facts(self) -> RankingFacts:
        """What was typed."""
        return RankingFacts(
            rounding_places=self.rounding_places.data,
            round_each_part=self.round_each_part.data == "yes",
            tie_breaks=[[row.form.code.data, split_codes(row.form.modules.data)] for row in self.tie_breaks],
            awards=[_award(row.form) for row in self.awards],
            award_base=AwardBase(self.award_base.data),
            award_rounding=CountRounding(self.award_rounding.data),
            award_boundary=BoundaryRule(self.award_boundary.data),
        )


class ModuleRow(Form):
    """One module. `id` is that of the module as it was."""

    id = HiddenField()
    code = StringField("代码", validators=[InputRequired("请填写代码。"), Length(max=20)])
    title = StringField("模块名称", validators=[InputRequired("请填写模块名称。"), Length(max=100)])
    weight = DecimalField("权重（%）", places=None, validators=[InputRequired("请填写权重。"), POSITIVE, two_places])
    full_mark = DecimalField("满分", places=None, validators=[InputRequired("请填写满分。"), POSITIVE, two_places])
    method = SelectField("评分方法", choices={code: rule.TITLE for code, rule in METHODS.items()})
    minimum_panel = IntegerField("最少裁判", validators=[InputRequired("请填写最少裁判人数。"), NumberRange(1, 50)])
    missing_judge = SelectField("缺裁判时", choices=MISSING_TITLES)
    anonymity = SelectField("评分方式", choices=ANONYMITY_TITLES, default=Anonymity.WORKSTATION)


class StageForm(RowsForm):
    """A stage and its modules."""

    title = StringField("阶段名称", validators=[InputRequired("请填写阶段名称。"), Length(max=50)])
    cut_off = IntegerField("晋级下一阶段的名次", validators=[Optional(), NumberRange(1, 10000)])
    modules = RowsField(FormField(ModuleRow), "模块")
    reason = StringField("修改原因", validators=REASON)

    @classmethod
    def opened_on(cls, stage: Stage) -> Self:
        """The form with what the stage says now."""
        names = ("id", "code", "title", "weight", "full_mark", "method", "minimum_panel")
        rows = [
            {name: getattr(module, name) for name in names}
            | {"missing_judge": module.missing_judge.value, "anonymity": module.anonymity.value}
            for module in stage.modules
        ]
        form = cls(title=stage.title, cut_off=stage.cut_off, modules=rows or [{"code": "A", "weight": Decimal(100)}])
        if not form.is_submitted():
            form.row_version.data = stage.event.row_version
        return form

    def facts(self) -> list[ModuleFacts]:
        """The modules as typed."""
        return [_module(row.form) for row in self.modules]


def split_codes(text: str | None) -> list[str]:
    """Module codes parted by commas, 、 or blanks."""
    return (text or "").replace("，", " ").replace("、", " ").replace(",", " ").split()


def first_event_form() -> EventForm:
    """The form of a new event: one category to begin with."""
    return EventForm(categories=[{"title": "职工组"}])


def _award(row: AwardRow) -> dict[str, str]:
    amount = {"percent": f"{row.percent.data:f}"} if row.percent.data is not None else {"count": str(row.count.data)}
    return {"title": row.title.data.strip(), **amount}


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _module(row: ModuleRow) -> ModuleFacts:
    return ModuleFacts(
        id=int(row.id.data) if str(row.id.data or "").isdigit() else None,
        code=row.code.data.strip(),
        title=row.title.data.strip(),
        weight=row.weight.data,
        full_mark=row.full_mark.data,
        method=row.method.data,
        minimum_panel=row.minimum_panel.data,
        missing_judge=MissingJudge(row.missing_judge.data),
        anonymity=Anonymity(row.anonymity.data),
    )
