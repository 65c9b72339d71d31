"""Forms about opinions, terms, training and teams."""

from wtforms import DateField, DecimalField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm, TicksField, text_of
from lectures.lecturers.operations_teams import TeamFacts
from lectures.lecturers.operations_training import TrainingFacts
from lectures.lecturers.rules_teams import TEAM_DUTY_TITLES, TeamDuty
from lectures.lecturers.rules_terms import (
    LONGEST_TERM_MONTHS,
    MOST_TRAINING_HOURS,
    TRAINING_RESULT_TITLES,
    USUAL_TERM_MONTHS,
    Term,
    TrainingResult,
)
from studios.registry.forms import Places

DAY = [InputRequired("请填写日期。")]
AGREE, DECLINE = "agree", "decline"


class AdviceForm(JiangxinForm):
    """What a level says to a recommendation."""

    opinion = RadioField("意见", choices={AGREE: "同意，报上一级", DECLINE: "不同意，到此为止"}, default=AGREE)
    reason = TextAreaField(
        "说明", validators=[Length(max=500)], render_kw={"rows": 3}, description="不同意的必填，推荐单位会看到"
    )


class TermForm(JiangxinForm):
    """A term of appointment and the paper that it rests on."""

    begins = DateField("聘期从", validators=DAY)
    months = IntegerField(
        "聘多少个月",
        default=USUAL_TERM_MONTHS,
        validators=[InputRequired("请填写月数。"), NumberRange(1, LONGEST_TERM_MONTHS)],
        description="24 个月即两年；证书上的有效期按它写",
    )
    document = StringField(
        "聘任文件",
        validators=[InputRequired("请填写文件名称或文号。"), Length(max=100)],
        description="如：示工发〔2026〕1号",
    )

    def term(self) -> Term:
        """What was typed."""
        return Term(self.begins.data, self.months.data or 0)


class AppointForm(TermForm):
    """Whom to appoint, all for the same term by the same paper."""

    lecturers = TicksField("聘任谁", coerce=int, validators=[InputRequired("请勾选要聘任的人。")])


class CertifyForm(JiangxinForm):
    """What the certificates call the lectures."""

    programme = StringField(
        "宣讲活动名称",
        default="劳模工匠进企业进校园进社区巡讲",
        validators=[InputRequired("请填写名称。"), Length(max=60)],
        description="印在证书上：在“……”中弘扬劳模精神、劳动精神、工匠精神",
    )


class TrainingForm(JiangxinForm):
    """A training that a lecturer took part in."""

    title = StringField("培训名称", validators=[InputRequired("请填写名称。"), Length(max=100)])
    held_on = DateField("日期", validators=DAY)
    hours = DecimalField(
        "学时",
        places=None,
        validators=[InputRequired("请填写学时。"), Places(1), NumberRange(0, MOST_TRAINING_HOURS)],
    )
    result = SelectField("结果", choices=TRAINING_RESULT_TITLES, default=TrainingResult.PASSED)

    def facts(self) -> TrainingFacts:
        """What was typed."""
        return TrainingFacts(text_of(self.title), self.held_on.data, self.hours.data, TrainingResult(self.result.data))


class TeamForm(JiangxinForm):
    """A team and its term."""

    pool = SelectField("所属工会", coerce=int)
    name = StringField(
        "名称",
        validators=[InputRequired("请填写名称。"), Length(max=60)],
        description="写明第几届，如：第二届劳模工匠巡讲团",
    )
    begins = DateField("届期从", validators=DAY)
    ends = DateField("届期到", validators=DAY)
    introduction = TextAreaField("简介", validators=[Length(max=1000)], render_kw={"rows": 3})

    def facts(self) -> TeamFacts:
        """What was typed."""
        return TeamFacts(text_of(self.name), self.begins.data, self.ends.data, text_of(self.introduction))


class SeatForm(JiangxinForm):
    """Who joins a team, as what, for how long."""

    lecturer = SelectField("讲师", coerce=int)
    duty = SelectField("分工", choices=TEAM_DUTY_TITLES, default=TeamDuty.MEMBER)
    begins = DateField("从哪天", validators=DAY)
    ends = DateField("到哪天", validators=[Optional()], description="到届满为止的不填")


class LeavingForm(JiangxinForm):
    """Somebody's last day in a team."""

    ends = DateField("在团的最后一天", validators=DAY)
    reason = TextAreaField("原因", validators=[InputRequired("请写明原因。"), Length(max=300)])
