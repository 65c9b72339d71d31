"""Forms about steps: who scores, when workers vote, who goes on, which award equals take."""

from datetime import timedelta

from wtforms import FormField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from foundation import clock
from foundation.forms import JiangxinForm, MomentField, RowForm, RowsField, RowsForm, TicksField
from people.accounts.models import Account
from studios.contests.stepping import PanelFacts, VoteFacts


class PanelRow(RowForm):
    """A panel, or a room of a pitch day."""

    title = StringField("名称", validators=[InputRequired("请填写名称，例如：第一会场。"), Length(max=30)])
    experts = TicksField("专家", coerce=int, validators=[InputRequired("请选定专家。")])


class PanelsForm(RowsForm):
    """The panels of a step, and what the queues are drawn with."""

    panels = RowsField(FormField(PanelRow), "专家组")
    seed = StringField("抽签种子", validators=[Length(max=100)])

    def offer(self, experts: dict[int, Account]) -> "PanelsForm":
        """The form with the experts to choose from."""
        choices = [(key, f"{one.display_name}（{one.organisation.name}）") for key, one in experts.items()]
        for row in self.panels:
            row.form.experts.choices = choices
        return self

    def facts(self, experts: dict[int, Account]) -> list[PanelFacts]:
        """What was typed."""
        return [
            PanelFacts(row.form.title.data.strip(), [experts[key] for key in row.form.experts.data])
            for row in self.panels
        ]


class VoteForm(JiangxinForm):
    """When the workers vote."""

    opens_at = MomentField("投票开始", validators=[InputRequired("请填写投票开始时间。")])
    closes_at = MomentField("投票结束", validators=[InputRequired("请填写投票结束时间。")])
    fewest = IntegerField("每票至少选几项", default=1, validators=[InputRequired(), NumberRange(1, 100)])
    most = IntegerField("每票至多选几项", default=3, validators=[InputRequired(), NumberRange(1, 100)])

    @classmethod
    def proposed(cls) -> "VoteForm":
        """The form with a week from the next full hour."""
        begins = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return cls(opens_at=begins, closes_at=begins + timedelta(days=7))

    def facts(self) -> VoteFacts:
        """What was typed."""
        return VoteFacts(self.opens_at.data, self.closes_at.data, self.fewest.data, self.most.data)


class DecideForm(JiangxinForm):
    """What holds for all that are neither ticked nor have a reason of their own."""

    reason = TextAreaField("其余未勾选的都不进入，共同的原因", validators=[Length(max=500)])


class SettleForm(JiangxinForm):
    """Why people chose as they did among equals."""

    chosen = TicksField("名次相同的，选定进入的", coerce=int, validate_choice=False)
    reason = TextAreaField("裁定的依据", validators=[Length(max=500)])


class AwardTiesForm(JiangxinForm):
    """Why people gave equals different awards."""

    chosen = StringField("名次相同的奖项")
    reason = TextAreaField("裁定的依据", validators=[Length(max=500)])
