"""What comes in about matches: terms, seeds, judges, times, outcomes, and the order of teams that tie."""

from collections.abc import Mapping
from datetime import datetime

from wtforms import BooleanField, FormField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from competitions.rounds.models import SideContest
from competitions.rounds.operations import Terms
from competitions.rounds.rules import MOST_ROUNDS
from foundation.forms import JiangxinForm, MomentField, ReasonForm, RowForm, RowsField, RowsForm
from scoring.matches.brackets import SIZES
from scoring.matches.pairing import SIDE_TITLES, Side

PLACE_PREFIX = "place-"


class PrizeRow(RowForm):
    """A prize and how many there are."""

    title = StringField("奖项", validators=[InputRequired("请填写奖项。"), Length(max=50)])
    count = IntegerField("名额", default=1, validators=[InputRequired("请填写名额。"), NumberRange(1, 100)])


class TermsForm(RowsForm):
    """The terms of a contest."""

    rounds = IntegerField("预赛轮数", default=3, validators=[InputRequired(), NumberRange(1, MOST_ROUNDS)])
    qualifiers = SelectField("进入淘汰赛", coerce=int, choices={size: f"前 {size} 名" for size in SIZES}, default=4)
    third_place = BooleanField("设季军赛", default=True)
    win_points = IntegerField("胜一场积分", default=2, validators=[InputRequired(), NumberRange(0, 10)])
    draw_points = IntegerField("平一场积分", default=1, validators=[InputRequired(), NumberRange(0, 10)])
    loss_points = IntegerField("负一场积分", default=0, validators=[InputRequired(), NumberRange(0, 10)])
    draws_stand = BooleanField("预赛平分算平局（不选的，由人裁定胜负）", default=True)
    speakers_marked = BooleanField("给每名选手打个人分", default=True)
    least_matches = IntegerField(
        "个人奖至少参赛场次", default=2, validators=[InputRequired(), NumberRange(1, MOST_ROUNDS)]
    )
    team_prizes = RowsField(FormField(PrizeRow), "团体奖")
    speaker_prizes = RowsField(FormField(PrizeRow), "个人奖")

    @classmethod
    def opened_on(cls, contest: SideContest | None) -> "TermsForm":
        """The form with the present terms, or with usual ones."""
        if contest is None:
            usual = [{"title": title, "count": count} for title, count in (("一等奖", 1), ("二等奖", 1), ("三等奖", 2))]
            return cls(team_prizes=usual, speaker_prizes=[{"title": "优秀谈判员", "count": 4}])
        form = cls(obj=contest)
        if not form.is_submitted():
            form.row_version.data = contest.row_version
        return form

    def terms(self) -> Terms:
        """What was typed."""
        plain = {
            name: self[name].data
            for name in Terms.__dataclass_fields__
            if name not in ("team_prizes", "speaker_prizes")
        }
        return Terms(**plain, team_prizes=_prizes(self.team_prizes), speaker_prizes=_prizes(self.speaker_prizes))


class SeedForm(JiangxinForm):
    """A lottery number, if there is one."""

    seed = StringField("种子", validators=[Length(max=100)])


class ArrangeForm(JiangxinForm):
    """Where, when, and by whom a match is judged."""

    room = StringField("地点", validators=[Length(max=100)])
    begins_at = MomentField("开始时间", validators=[Optional()])
    judges = SelectMultipleField("评分裁判", coerce=int, widget=ListWidget(), option_widget=CheckboxInput())

    @property
    def moment(self) -> datetime | None:
        """When it begins."""
        return self.begins_at.data


class SideForm(ReasonForm):
    """One of the sides, and why."""

    side = SelectField("哪一方", choices=SIDE_TITLES, coerce=Side)


class OrderForm(ReasonForm):
    """The ground of a decision about a tie; the places have boxes of their own, one a team."""

    def order(self, sent: Mapping[str, str]) -> list[int]:
        """The teams by the places chosen, best first; fewer than shown if a place was chosen twice or left out."""
        chosen: dict[int, int] = {}
        for key, text in sent.items():
            entry = key.removeprefix(PLACE_PREFIX)
            if key.startswith(PLACE_PREFIX) and entry.isdecimal() and text.isdecimal():
                chosen[int(text)] = int(entry)
        return [chosen[place] for place in sorted(chosen)]


def _prizes(rows: RowsField) -> list[dict[str, str]]:
    return [{"title": row.form.title.data.strip(), "count": str(row.form["count"].data)} for row in rows]
