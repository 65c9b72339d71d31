"""Forms about events: who competes, how it is ranked and rewarded, stages with modules."""

from decimal import Decimal
from typing import Any, Self

from wtforms import (
    DecimalField,
    Field,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from competitions.planning.models import Event
from competitions.planning.operations_events import EventFacts, RankingFacts
from competitions.planning.rules import FORMAT_TITLES, EventFormat
from foundation.forms import RowForm, RowsField, RowsForm, TicksField
from marking.schemes.forms import two_places
from people.honours.rules import HONOUR_FAMILIES, HONOUR_TITLES, HonourFamily
from people.persons.occupations import find_occupation, occupations
from scoring.awards import AwardBase, BoundaryRule, CountRounding
from scoring.conversions import scale_700
from scoring.numbers import RoundingMode
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
MODE_TITLES = {
    RoundingMode.HALF_UP: "四舍五入",
    RoundingMode.HALF_EVEN: "四舍六入五成双",
    RoundingMode.DOWN: "截尾（多余小数舍去）",
}
SCALE_TITLES = {"": "不换算", scale_700.CODE: scale_700.TITLE}
SPOKEN_OF = {
    HonourFamily.MODEL_WORKER,
    HonourFamily.MAY_DAY_MEDAL,
    HonourFamily.CRAFTSPERSON,
    HonourFamily.SKILL_EXPERT,
    HonourFamily.GRAND_SKILL_AWARD,
}
NAMED_HONOURS = {kind: title for kind, title in HONOUR_TITLES.items() if HONOUR_FAMILIES[kind] in SPOKEN_OF}
SHARE = Regexp(r"[1-9][0-9]{0,3}/[1-9][0-9]{0,3}", message="写成分数，例如 1/2、3/10。")
REASON = [Length(max=500, message="原因最多 500 字。")]


class CategoryRow(RowForm):
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
    barred_honours = TicksField("持有下列荣誉的不得报名", choices=NAMED_HONOURS)
    unrewarded_honours = TicksField("持有下列荣誉的可以参赛，但不参加评奖（位次依次递补）", choices=NAMED_HONOURS)
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


class TieBreakRow(RowForm):
    """One step of the chain; the modules are codes parted by commas or blanks."""

    code = SelectField("规则", choices={code: rule.TITLE for code, rule in TIE_BREAKS.items() if code not in TEAM_ONLY})
    modules = StringField("比较的模块", validators=[Length(max=200)])


class AwardRow(RowForm):
    """One award: a count, a percentage, or all down to a line such as 1/2."""

    title = StringField("奖项", validators=[InputRequired("请填写奖项名称。"), Length(max=50)])
    percent = DecimalField("比例（%）", places=None, validators=[Optional(), NumberRange(0, 100), two_places])
    count = IntegerField("固定名额", validators=[Optional(), NumberRange(0, 10000)])
    down_to = StringField("名次线（前几分之几）", validators=[Optional(), SHARE])

    def validate_title(self, _field: Field) -> None:
        """A percentage, a count, or a line."""
        if [self.percent.data is None, self.count.data is None, not self.down_to.data].count(False) != 1:
            raise ValidationError("比例、固定名额、名次线只填一项。")


class RankingForm(RowsForm):
    """Rounding, tie-breaks and awards."""

    rounding_places = IntegerField("保留小数位数", default=2, validators=[InputRequired(), NumberRange(0, 6)])
    rounding_mode = SelectField("怎样取舍", choices=MODE_TITLES)
    round_each_part = SelectField(
        "何时取舍",
        choices={"": "合计后一次取舍", "yes": "逐项取舍再相加"},
    )
    scale = SelectField("总分换算", choices=SCALE_TITLES)
    rank_by_scale = SelectField("名次依据", choices={"": "总分", "yes": "换算后的分数"})
    tie_breaks = RowsField(FormField(TieBreakRow), "同分排序")
    rewards = SelectField("怎样设奖", choices={"": "按名次设奖项", "medals": "按分数发奖牌（WorldSkills）"})
    awards = RowsField(FormField(AwardRow), "奖项")
    distance = DecimalField("奖牌并列的分数差", places=None, validators=[Optional(), NumberRange(0, 1000)])
    medallion_from = DecimalField("优胜奖分数线", places=None, validators=[Optional(), NumberRange(0, 2000)])
    bronze_behind_silvers = SelectField("两枚及以上银牌之后", choices={"yes": "分数接近的仍设铜牌", "": "不设铜牌"})
    small_fields = SelectField("参赛 5 人及以下", choices={"": "奖牌不减", "yes": "5 人设金银，4 人只设金，3 人不设"})
    organisation_awards = RowsField(FormField(AwardRow), "优秀组织奖")
    award_at_most = StringField("获奖总数不超过（几分之几）", validators=[Optional(), SHARE])
    award_stated_base = IntegerField("竞赛文件写明的基数", validators=[Optional(), NumberRange(0, 1000000)])
    award_base = SelectField("比例的人数基数", choices=BASE_TITLES)
    award_rounding = SelectField("名额不是整数时", choices=ROUNDING_TITLES)
    award_boundary = SelectField("名额末位并列时", choices=BOUNDARY_TITLES)
    reason = StringField("修改原因", validators=REASON)

    @classmethod
    def opened_on(cls, event: Event) -> Self:
        """The form with what the event says now."""
        names = ("rounding_places", "scale", "award_at_most", "award_stated_base")
        chosen = ("rounding_mode", "award_base", "award_rounding", "award_boundary")
        form = cls(
            **{name: getattr(event, name) for name in names},
            **{name: getattr(event, name).value for name in chosen},
            **_medal_data(event.medals),
            round_each_part="yes" if event.round_each_part else "",
            rank_by_scale="yes" if event.rank_by_scale else "",
            tie_breaks=[{"code": code, "modules": "、".join(modules)} for code, modules in event.tie_breaks],
            awards=award_data(event.awards),
            organisation_awards=award_data(event.organisation_awards),
        )
        if not form.is_submitted():
            form.row_version.data = event.row_version
        return form

    def validate_distance(self, field: Field) -> None:
        """Medals need the distance within which they are shared."""
        if self.rewards.data and field.data is None:
            raise ValidationError("按分数发奖牌的，须填写奖牌并列的分数差（2015 年规则为 2 分）。")

    def facts(self) -> RankingFacts:
        """What was typed."""
        return RankingFacts(
            rounding_places=self.rounding_places.data,
            round_each_part=self.round_each_part.data == "yes",
            rounding_mode=RoundingMode(self.rounding_mode.data),
            scale=self.scale.data,
            rank_by_scale=bool(self.scale.data and self.rank_by_scale.data),
            tie_breaks=[[row.form.code.data, split_codes(row.form.modules.data)] for row in self.tie_breaks],
            awards=[award_facts(row.form) for row in self.awards],
            award_base=AwardBase(self.award_base.data),
            award_rounding=CountRounding(self.award_rounding.data),
            award_boundary=BoundaryRule(self.award_boundary.data),
            award_at_most=self.award_at_most.data or "",
            award_stated_base=self.award_stated_base.data,
            medals=self._medals() if self.rewards.data else {},
            organisation_awards=[award_facts(row.form) for row in self.organisation_awards],
        )

    def _medals(self) -> dict[str, Any]:
        line = self.medallion_from.data
        return {
            "distance": f"{self.distance.data:f}",
            "medallion_from": "" if line is None else f"{line:f}",
            "bronze_behind_silvers": bool(self.bronze_behind_silvers.data),
            "small_fields": bool(self.small_fields.data),
        }


def split_codes(text: str | None) -> list[str]:
    """Module codes parted by commas, 、 or blanks."""
    return (text or "").replace("，", " ").replace("、", " ").replace(",", " ").split()


def first_event_form() -> EventForm:
    """The form of a new event: one category to begin with."""
    return EventForm(categories=[{"title": "职工组"}])


def award_facts(row: AwardRow) -> dict[str, str]:
    """One award as `Event` keeps it."""
    amounts = {
        "percent": None if row.percent.data is None else f"{row.percent.data:f}",
        "count": None if row.count.data is None else str(row.count.data),
        "down_to": row.down_to.data or None,
    }
    return {"title": row.title.data.strip(), **{name: text for name, text in amounts.items() if text is not None}}


def award_data(awards: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Stored awards as the data of their rows."""
    return [award | {"percent": Decimal(award["percent"]) if award.get("percent") else None} for award in awards]


def _medal_data(medals: dict[str, Any]) -> dict[str, Any]:
    if not medals:
        return {"rewards": "", "bronze_behind_silvers": "yes", "small_fields": ""}
    line = medals["medallion_from"]
    return {
        "rewards": "medals",
        "distance": Decimal(medals["distance"]),
        "medallion_from": Decimal(line) if line else None,
        "bronze_behind_silvers": "yes" if medals["bronze_behind_silvers"] else "",
        "small_fields": "yes" if medals["small_fields"] else "",
    }
