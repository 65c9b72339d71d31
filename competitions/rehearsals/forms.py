"""The forms of a rehearsal: how large, how much is marked, and the name typed before it is wiped."""

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from competitions.rehearsals.rules import DEFAULT_CONTESTANTS, MOST_CONTESTANTS
from foundation.forms import JiangxinForm


class BeginForm(JiangxinForm):
    """How many simulated contestants, and by which seed their marks are made."""

    contestants = IntegerField(
        "每个赛项的模拟选手人数",
        default=DEFAULT_CONTESTANTS,
        validators=[
            InputRequired("请填写人数。"),
            NumberRange(1, MOST_CONTESTANTS, f"应在 1 至 {MOST_CONTESTANTS} 之间。"),
        ],
    )
    seed = StringField(
        "种子",
        validators=[
            Optional(),
            Length(max=64),
            Regexp(r"^[0-9A-Za-z-]+$", message="种子只能由数字、英文字母和连字符组成。"),
        ],
    )


class SimulateForm(JiangxinForm):
    """How much of their sheets the simulated judges fill."""

    share = IntegerField(
        "填写评分表的百分之几",
        default=100,
        validators=[InputRequired("请填写比例。"), NumberRange(1, 100, "应在 1 至 100 之间。")],
    )


class WipeForm(JiangxinForm):
    """The name of the rehearsal, typed."""

    title = StringField("演练的名称", validators=[InputRequired("请填写演练的名称。"), Length(max=200)])
