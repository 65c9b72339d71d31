"""Forms about results."""

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from competitions.results.rules_spot_checks import OUTCOME_TITLES
from competitions.results.spot_check_rules import SPOT_CHECK_RULES
from foundation.forms import JiangxinForm
from notices.rules import LONGEST_NOTICE_DAYS


class PublishForm(JiangxinForm):
    """公示期，以自然日计。"""

    days = IntegerField(
        "公示天数（自然日）",
        validators=[
            InputRequired("请填写公示天数。"),
            NumberRange(1, LONGEST_NOTICE_DAYS, f"公示天数应为 1 至 {LONGEST_NOTICE_DAYS}。"),
        ],
    )


class SpotCheckForm(JiangxinForm):
    """按哪套规则抽检；种子可以现场摇号产生，留空由系统随机产生。"""

    rules = SelectField("抽检规则", choices={code: rules.title for code, rules in SPOT_CHECK_RULES.items()})
    seed = StringField(
        "抽取种子",
        validators=[
            Length(max=64, message="种子最多 64 个字符。"),
            Regexp(r"^\s*[0-9A-Za-z-]*\s*$", message="种子只用数字、字母和横线。"),
        ],
    )


class CheckSheetForm(JiangxinForm):
    """一份评分表与纸质原件核对的结果。"""

    outcome = RadioField(
        "与纸质评分表是否一致",
        choices={outcome.value: title for outcome, title in OUTCOME_TITLES.items()},
        validators=[InputRequired("请选择有误或无误。")],
    )
    note = TextAreaField("哪里不一致（有误时必填）", validators=[Length(max=500, message="最多 500 字。")])
