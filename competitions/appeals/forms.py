"""Forms of appeals: what the appealing side writes, and what the arbitrators write."""

from wtforms import BooleanField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from competitions.appeals.appeal_rules import APPEAL_RULES
from competitions.appeals.operations import Upload
from competitions.appeals.rules import GROUND_TITLES, LONGEST_STATEMENT, RULING_TITLES, AppealGround
from foundation.forms import JiangxinForm, MomentField

LONGEST_TEXT = 4000


class AppealForm(JiangxinForm):
    """书面申诉。"""

    ground = SelectField(
        "申诉事由", choices={ground.value: title for ground, title in GROUND_TITLES.items()}, coerce=AppealGround
    )
    statement = TextAreaField(
        "事实和要求",
        validators=[
            DataRequired("请写明申诉的事实和要求。"),
            Length(max=LONGEST_STATEMENT, message=f"最多 {LONGEST_STATEMENT} 字。"),
        ],
    )
    evidence = MultipleFileField("证据（照片、PDF、文档）")

    def uploads(self) -> list[Upload]:
        """The files that were chosen; an empty field sends one without a name."""
        return [Upload(one.read(), one.filename) for one in self.evidence.data or () if one and one.filename]


class CallHearingForm(JiangxinForm):
    """听证的时间和地点。"""

    at = MomentField("听证时间", validators=[InputRequired("请填写听证时间。")])
    place = StringField("地点", validators=[DataRequired("请填写地点。"), Length(max=200, message="最多 200 字。")])


class RecordHearingForm(JiangxinForm):
    """听证记录。"""

    participants = TextAreaField(
        "到场人员（姓名、身份）",
        validators=[DataRequired("请写明到场人员。"), Length(max=1000, message="最多 1000 字。")],
    )
    minutes = TextAreaField(
        "听证内容",
        validators=[DataRequired("请写明听证内容。"), Length(max=LONGEST_TEXT, message=f"最多 {LONGEST_TEXT} 字。")],
    )


class RulingForm(JiangxinForm):
    """裁决：只写一次，为终局。"""

    outcome = RadioField(
        "裁决",
        choices={outcome.value: title for outcome, title in RULING_TITLES.items()},
        validators=[InputRequired("请选择裁决结果。")],
    )
    reasons = TextAreaField(
        "理由和依据",
        validators=[DataRequired("请写明裁决理由。"), Length(max=LONGEST_TEXT, message=f"最多 {LONGEST_TEXT} 字。")],
    )
    panel = StringField(
        "参加裁决的仲裁员",
        validators=[DataRequired("请写明参加裁决的仲裁员。"), Length(max=200, message="最多 200 字。")],
    )
    needs_correction = BooleanField("裁决要求更正成绩")


class AppealRulesForm(JiangxinForm):
    """本竞赛按哪套规则受理申诉。"""

    rules = SelectField("申诉规则", choices={code: rules.title for code, rules in APPEAL_RULES.items()})
