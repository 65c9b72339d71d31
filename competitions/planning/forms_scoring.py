"""Forms of what a plan says about converting scores and ranking teams."""

from decimal import Decimal
from typing import Any, Self

from wtforms import DecimalField, FormField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from competitions.planning.forms_events import REASON, AwardRow, award_data, award_facts, split_codes
from competitions.planning.models import Event, Module
from competitions.planning.rules import MODULE_CONVERSIONS
from foundation.forms import RowForm, RowsField, RowsForm
from marking.schemes.forms_rules import BandsForm, FiguresForm, decimal_field
from marking.schemes.wording import COUNTS
from scoring.conversions import CONVERSIONS, hundred_less_five, place_points, time_linear, time_table
from scoring.team_rules import TEAM_RULES
from scoring.tie_breaks import TIE_BREAKS

POINTS = Regexp(
    r"[0-9]{1,6}(\.[0-9]{1,2})?(/[0-9]{1,6}(\.[0-9]{1,2})?)*", message="从第一名起，以“/”隔开，例如 8/4/2/1。"
)


class ConversionForm(RowsForm):
    """No conversion. `tried`: scores or times of a few contestants, to see what would come of them."""

    RULE = ""
    tried = StringField("试算", validators=[Length(max=200)])
    reason = StringField("修改原因", validators=REASON)

    def parameters(self) -> dict[str, Any]:
        """The parameters of the conversion."""
        return {}

    @classmethod
    def data_of(cls, parameters: dict[str, Any]) -> dict[str, Any]:
        """Stored parameters as the form's data."""
        return {}


class PlacePointsForm(FiguresForm, ConversionForm):
    """名次分."""

    RULE, FIGURES = place_points.CODE, ("points", "ties")
    points = StringField("各名次的分数", default="8/4/2/1", validators=[InputRequired("请填写各名次的分数。"), POINTS])
    ties = SelectField(
        "并列的给分", choices={"shared_place": "都得并列名次的分", "mean_of_places": "平分所占各名次的分"}
    )


class HundredLessFiveForm(ConversionForm):
    """第一名 100 分，每低一名减 5 分."""

    RULE = hundred_less_five.CODE


class TimeLinearForm(FiguresForm, ConversionForm):
    """用时分，按超时扣分."""

    RULE, FIGURES = time_linear.CODE, ("standard", "unit", "each", "count")
    standard = decimal_field("标准用时（秒）")
    unit = decimal_field("每超出多少秒")
    each = decimal_field("扣几分")
    count = SelectField("不足一个单位时", choices=COUNTS)


class TimeTableForm(BandsForm, ConversionForm):
    """用时分，查表（秒）."""

    RULE = time_table.CODE


FORMS: dict[str, type[ConversionForm]] = {
    form.RULE: form for form in (ConversionForm, PlacePointsForm, HundredLessFiveForm, TimeLinearForm, TimeTableForm)
}


def conversions_for(module: Module) -> dict[str, str]:
    """The conversions that a module may have, by code: from time if nobody marks it, else from its score or none."""
    offered = {
        code: CONVERSIONS[code].TITLE for code in MODULE_CONVERSIONS if CONVERSIONS[code].FROM_TIME is module.timed
    }
    return offered if module.timed else {"": "不折算", **offered}


def conversion_form(rule: str, module: Module) -> ConversionForm:
    """The form of `rule`, with what the module says now where it has that rule already."""
    known = module.conversion_parameters if module.conversion == rule else {}
    form = FORMS[rule](**FORMS[rule].data_of(dict(known)))
    if not form.is_submitted():
        form.row_version.data = module.stage.event.row_version
    return form


class TeamTieRow(RowForm):
    """One step of the chain for teams."""

    code = SelectField("规则", choices={code: rule.TITLE for code, rule in TIE_BREAKS.items()})
    modules = StringField("比较的模块", validators=[Length(max=200)])


class AwardPointsRow(RowForm):
    """What one prize of a member brings to the team."""

    title = StringField("个人奖项", validators=[InputRequired("请填写奖项名称。"), Length(max=50)])
    points = DecimalField("积分", places=None, validators=[InputRequired("请填写积分。"), NumberRange(0, 10000)])


class TeamsForm(RowsForm):
    """How teams are ranked and rewarded."""

    rule = SelectField(
        "团体计分", choices={"": "不计团体成绩"} | {code: rule.TITLE for code, rule in TEAM_RULES.items()}
    )
    counted = IntegerField("计入人数", default=3, validators=[Optional(), NumberRange(1, 50)])
    place_points = StringField("各名次的积分", validators=[Optional(), POINTS])
    award_points = RowsField(FormField(AwardPointsRow), "奖项积分")
    tie_breaks = RowsField(FormField(TeamTieRow), "团体同分排序")
    awards = RowsField(FormField(AwardRow), "团体奖")
    reason = StringField("修改原因", validators=REASON)

    @classmethod
    def opened_on(cls, event: Event) -> Self:
        """The form with what the event says now."""
        facts = event.teams
        form = (
            cls()
            if not facts
            else cls(
                rule=facts["rule"],
                counted=facts["counted"],
                place_points="/".join(facts["place_points"]),
                award_points=[
                    {"title": title, "points": Decimal(text)} for title, text in facts["award_points"].items()
                ],
                tie_breaks=[{"code": code, "modules": "、".join(modules)} for code, modules in facts["tie_breaks"]],
                awards=award_data(facts["awards"]),
            )
        )
        if not form.is_submitted():
            form.row_version.data = event.row_version
        return form

    def facts(self) -> dict[str, Any]:
        """What was typed; nothing where teams are not ranked."""
        if not self.rule.data:
            return {}
        return {
            "rule": self.rule.data,
            "counted": self.counted.data or 0,
            "place_points": (self.place_points.data or "").split("/") if self.place_points.data else [],
            "award_points": {row.form.title.data.strip(): f"{row.form.points.data:f}" for row in self.award_points},
            "tie_breaks": [[row.form.code.data, split_codes(row.form.modules.data)] for row in self.tie_breaks],
            "awards": [award_facts(row.form) for row in self.awards],
        }
