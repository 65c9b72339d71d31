"""Forms about votes."""

from wtforms import StringField, SubmitField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import RadioInput

from foundation.forms import JiangxinForm, MomentField, ReasonForm, TicksField
from studios.ballots.models import Ballot


class VoteForm(JiangxinForm):
    """What somebody votes for."""

    choices = TicksField("选择", coerce=int)

    def offer(self, ballot: Ballot) -> None:
        """The options of a vote; where only one is chosen, choosing another takes the first back."""
        self.choices.choices = [(option.id, option.title) for option in ballot.options]
        if ballot.most == 1:
            self.choices.option_widget = RadioInput()


class CodeVoteForm(VoteForm):
    """The same with the code of a slip; with `look` the code is shown only, to see the pictures first."""

    code = StringField("投票码", validators=[DataRequired("请填写投票码条上的投票码。"), Length(max=40)])
    look = SubmitField()


class ReopenBallotForm(ReasonForm):
    """Until when the voting goes on, and why."""

    closes_at = MomentField("投票结束时间", validators=[DataRequired("请填写新的结束时间。")])
