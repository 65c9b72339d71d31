"""Forms about improvement proposals."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, DecimalField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from foundation.forms import JiangxinForm, ReasonForm
from people.persons.occupations import find_occupation
from studios.proposals.operations import ProposalFacts
from studios.proposals.rules import PAPER_KIND_TITLES, PROPOSAL_CATEGORY_TITLES, PaperKind, ProposalCategory

LONG = Length(max=3000, message="最多 3000 字。")
SHORT = Length(max=100, message="最多 100 字。")
MOST_YUAN = NumberRange(0, 10**11, message="金额应在 0 到 1000 亿元之间，单位是元。")


class ProposalTextForm(JiangxinForm):
    """What a proposal says."""

    title = StringField("建议名称", validators=[DataRequired("请写建议名称。"), Length(max=60, message="最多 60 字。")])
    category = SelectField("类别", choices=PROPOSAL_CATEGORY_TITLES)
    situation = TextAreaField("现状", validators=[DataRequired("请写现在的情况和问题。"), LONG])
    measures = TextAreaField("改进措施", validators=[DataRequired("请写打算怎么改。"), LONG])
    effect = TextAreaField("预期效果", validators=[DataRequired("请写改了以后会怎样。"), LONG])
    occupation = StringField("涉及的职业（工种）", validators=[Optional(), SHORT])
    problems = StringField("问题标签", validators=[Optional(), SHORT])

    def validate_occupation(self, field: StringField) -> None:
        if field.data and find_occupation(field.data) is None:
            raise ValidationError("没有找到这个职业，请从列表里选，或者不填。")

    @property
    def facts(self) -> ProposalFacts:
        """What was typed."""
        occupation = find_occupation(self.occupation.data) if self.occupation.data else None
        return ProposalFacts(
            title=self.title.data,
            category=ProposalCategory(self.category.data),
            situation=self.situation.data,
            measures=self.measures.data,
            effect=self.effect.data,
            occupation_code=occupation.code if occupation else "",
            problems=self.problems.data or "",
        )


class ProposeForm(ProposalTextForm):
    """The same with a photo to each part; named like the kinds of paper, so that a refusal finds its field."""

    photo_situation = FileField("现状照片")
    photo_measures = FileField("措施照片或图纸")
    photo_effect = FileField("效果照片")

    @property
    def photos(self) -> dict[PaperKind, bytes]:
        """The files that were chosen, by what they show."""
        chosen = {kind: self[f"photo_{kind.value}"].data for kind in PaperKind}
        return {kind: file.read() for kind, file in chosen.items() if file and file.filename}


class ProposalPaperForm(JiangxinForm):
    """A photo or paper more."""

    kind = SelectField("说明什么", choices=PAPER_KIND_TITLES)
    file = FileField("选择文件", validators=[FileRequired("请选择文件。")])

    @property
    def chosen_kind(self) -> PaperKind:
        return PaperKind(self.kind.data)


class ReceiveForm(JiangxinForm):
    """Who looks into it."""

    department = StringField("承办部门", validators=[Optional(), SHORT])
    handler = StringField("承办人", validators=[Optional(), SHORT])


class TransferForm(ReasonForm):
    """To whom else."""

    organisation = StringField("转给哪个单位", validators=[DataRequired("请写单位全称。"), SHORT])
    department = StringField("部门", validators=[Optional(), SHORT])
    handler = StringField("经办人", validators=[Optional(), SHORT])


class EvaluateForm(JiangxinForm):
    """What the evaluation found."""

    evaluation = TextAreaField("评估意见", validators=[DataRequired("请写明评估意见。"), LONG])


class AdoptForm(JiangxinForm):
    """Who carries it out until when."""

    implementer = StringField("由谁实施", validators=[DataRequired("请写实施的部门。"), SHORT])
    handler = StringField("实施负责人", validators=[Optional(), SHORT])
    implement_by = DateField("完成期限", validators=[DataRequired("请写完成期限。")])
    decision = TextAreaField("决定意见", validators=[Optional(), LONG])


class ImplementForm(JiangxinForm):
    """What was carried out."""

    implementation = TextAreaField("实施情况", validators=[DataRequired("请写实施情况。"), LONG])
    implemented_on = DateField("完成日期", validators=[DataRequired("请写完成日期。")])


class AcceptanceForm(JiangxinForm):
    """What the acceptance found."""

    acceptance = TextAreaField("验收意见", validators=[DataRequired("请写验收意见。"), LONG])


class BenefitForm(JiangxinForm):
    """The verified benefit."""

    benefit = DecimalField("核实的年效益（元）", places=2, validators=[Optional(), MOST_YUAN])
    unit_checked = BooleanField("金额的单位我核对过，是元")
    benefit_basis = TextAreaField("怎样算出来的", validators=[Optional(), LONG])
    benefit_verifier = StringField("核实人", validators=[DataRequired("请写核实人。"), SHORT])


class RewardForm(JiangxinForm):
    """The reward."""

    reward_title = StringField("奖励名称", validators=[DataRequired("请写奖励名称。"), SHORT])
    reward = DecimalField("奖金（元）", places=2, validators=[InputRequired("没有奖金的写 0。"), MOST_YUAN])
