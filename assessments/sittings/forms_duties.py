"""What comes in about duties: who, in which duty, by which numbers, and from whom an assessor steps aside."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from assessments.bodies.models import Official
from assessments.bodies.rules import OFFICIAL_ROLE_TITLES
from assessments.sittings.models import DutyRules, Seat
from assessments.sittings.rules import SITTING_DUTY_TITLES, SittingDuty
from assessments.sittings.rules_duties import USUAL_SOURCE, DutyParameters
from foundation.forms import JiangxinForm
from marking.panels.rules import GROUND_TITLES, ConflictGround

NUMBER = NumberRange(min=0, max=100, message="应在 0 至 100 之间。")


class AssignForm(JiangxinForm):
    """Who takes which duty; the choice names the duty too, as not everybody may have every one."""

    choice = SelectField("人员和分工", validators=[InputRequired("请选择人员。")])

    def offer(self, assignable: Mapping[SittingDuty, Sequence[Official]]) -> None:
        """Those who can have each duty, under its heading."""
        groups = {
            SITTING_DUTY_TITLES[duty]: [(f"{duty.value}:{one.id}", _named(one)) for one in officials]
            for duty, officials in assignable.items()
            if officials
        }
        self.choice.choices = {"": [("", "请选择")]} | groups

    @property
    def chosen(self) -> tuple[SittingDuty, int]:
        """The duty and the official's id."""
        duty, _, official_id = self.choice.data.partition(":")
        return SittingDuty(duty), int(official_id)


class DutyRulesForm(JiangxinForm):
    """The numbers of a body's duty rules."""

    assessors_least = IntegerField("操作技能考评员最少人数（含组长）", validators=[InputRequired("请填写。"), NUMBER])
    reviewers_least = IntegerField("综合评审委员最少人数（含组长）", validators=[InputRequired("请填写。"), NUMBER])
    odd = BooleanField("考评、评审人员须为单数")
    candidates_each = IntegerField("每名监考最多看几名考生", validators=[InputRequired("请填写。"), NUMBER])
    invigilators_least = IntegerField("每个考场监考最少人数", validators=[InputRequired("请填写。"), NUMBER])
    inspectors_least = IntegerField("每场督导员最少人数", validators=[InputRequired("请填写。"), NUMBER])
    consecutive_most = IntegerField("同一站点最多连续考评几次", validators=[InputRequired("请填写。"), NUMBER])
    rotation_of = IntegerField("相邻两次考评，每几名至少轮换一名", validators=[InputRequired("请填写。"), NUMBER])
    same_unit_recused = BooleanField("考评员与考生同一单位（用人单位为同一下属单位）的回避")
    source = StringField("出自哪一份文件", validators=[InputRequired("请写明出处。"), Length(max=200)])

    @classmethod
    def opened_on(cls, parameters: DutyParameters, written: DutyRules | None) -> "DutyRulesForm":
        """The numbers that hold now."""
        form = cls(obj=parameters, data={"source": written.source if written else USUAL_SOURCE})
        if not form.is_submitted():
            form.row_version.data = written.row_version if written else None
        return form

    def parameters(self) -> DutyParameters:
        """The numbers as typed."""
        return DutyParameters(**{one.name: self[one.name].data for one in fields(DutyParameters)})


class RecusalForm(JiangxinForm):
    """From which candidate of the sitting an assessor steps aside, and why."""

    seat = SelectField("考生", coerce=int)
    ground = SelectField("回避事由", choices=GROUND_TITLES, coerce=ConflictGround, default=ConflictGround.MENTOR)
    note = StringField("说明", validators=[Optional(), Length(max=200)])

    def offer(self, seats: Sequence[Seat]) -> None:
        """The candidates of the sitting."""
        self.seat.choices = [(seat.id, f"{seat.number} 号 {seat.application.person.name}") for seat in seats]


class SanctionForm(JiangxinForm):
    """Why a sitting may go on as it is."""

    ground = TextAreaField(
        "同意例外的原因", validators=[InputRequired("请写明原因。"), Length(max=500)], render_kw={"rows": 3}
    )


def _named(official: Official) -> str:
    employer = official.person.employer
    unit = f"，{employer.name}" if employer else ""
    return f"{official.person.name}（{OFFICIAL_ROLE_TITLES[official.role]}{unit}）"
