"""Forms about mentoring."""

from decimal import Decimal
from typing import Self

from wtforms import DateField, DecimalField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from foundation.forms import JiangxinForm, UploadForm
from people.persons.forms import known_occupation
from people.persons.occupations import find_occupation, occupations
from people.persons.rules import LEVEL_TITLES, Level
from studios.mentoring.models import Mentoring, MentoringTerms
from studios.mentoring.operations import AgreementFacts
from studios.mentoring.rules import EXAMINATION_GRADE_TITLES, LONGEST_TEXT, ExaminationGrade, Terms
from studios.registry.forms import Places

LONG = Length(max=LONGEST_TEXT, message=f"最多 {LONGEST_TEXT} 个字。")
DAY = [InputRequired("请填写日期。")]
PERCENT = [InputRequired("请填写百分数。"), NumberRange(0, 200, message="应在 0 至 200 之间。")]


class AgreementForm(JiangxinForm):
    """What an agreement says; who makes it is asked once."""

    master = SelectField("师傅", coerce=int)
    apprentice_name = StringField("徒弟姓名", validators=[InputRequired("请填写姓名。"), Length(max=60)])
    document_number = StringField(
        "徒弟证件号码", validators=[Length(max=40)], description="本单位没有同名的人时不用填；外单位的人须填写"
    )
    occupation = StringField(
        "职业", validators=[InputRequired("请选择职业。"), known_occupation], render_kw={"list": "occupations"}
    )
    trade = StringField("工种", validators=[Length(max=60)])
    target = SelectField("目标等级", choices={"": "不定等级"} | LEVEL_TITLES)
    begins = DateField("协议期 从", validators=DAY)
    ends = DateField("协议期 到", validators=DAY)
    plan = TextAreaField("带教计划", validators=[InputRequired("请写带教计划。"), LONG])
    allowance = DecimalField(
        "师傅津贴（元）",
        places=None,
        default=Decimal(0),
        validators=[
            InputRequired("没有津贴填 0。"),
            Places(2),
            NumberRange(0, 1_000_000, message="应在 0 至 1000000 之间。"),
        ],
        description="考核优秀时的全额；其他等次按带徒规定的百分数发放",
    )

    def facts(self) -> AgreementFacts:
        """What was typed."""
        known = find_occupation(self.occupation.data or "")
        return AgreementFacts(
            occupation_code=known.code if known else "",
            begins=self.begins.data,
            ends=self.ends.data,
            plan=(self.plan.data or "").strip(),
            trade=(self.trade.data or "").strip(),
            target=Level(self.target.data) if self.target.data else None,
            allowance=self.allowance.data,
        )

    @classmethod
    def opened_on(cls, mentoring: Mentoring) -> Self:
        """The form with what the agreement says; who makes it stays."""
        names = ("trade", "begins", "ends", "plan", "allowance", "row_version")
        said = {name: getattr(mentoring, name) for name in names}
        said["occupation"] = str(occupations().get(mentoring.occupation_code, mentoring.occupation_code))
        form = cls(data=said | {"target": mentoring.target.value if mentoring.target else ""})
        del form.master, form.apprentice_name, form.document_number
        return form


class AgreementPaperForm(UploadForm):
    """The paper that both signed by hand."""

    signed_on = DateField("签字日期", validators=DAY)


class MonthForm(JiangxinForm):
    """What the apprentice writes about a month."""

    learned = TextAreaField("这个月学了什么、做了什么", validators=[InputRequired("请写几句。"), LONG])


class RemarkForm(JiangxinForm):
    """What the master says to it."""

    remark = TextAreaField("师傅评语", validators=[InputRequired("请写评语。"), LONG])


class ExaminationForm(JiangxinForm):
    """The result of an examination."""

    held_on = DateField("考核日期", validators=DAY)
    grade = RadioField("等次", choices=EXAMINATION_GRADE_TITLES, validators=[InputRequired("请选择等次。")])
    finding = TextAreaField("考核意见", validators=[LONG])

    @property
    def chosen(self) -> ExaminationGrade:
        """The grade that was chosen."""
        return ExaminationGrade(self.grade.data)


class ExtensionForm(JiangxinForm):
    """Until when the term is extended."""

    until = DateField("延长到", validators=DAY)


class TermsForm(JiangxinForm):
    """What an organisation rules about mentoring."""

    most_apprentices = IntegerField(
        "一位师傅同时最多带几名徒弟",
        validators=[InputRequired("请填写人数。"), NumberRange(1, 20, message="应在 1 至 20 之间。")],
    )
    excellent = IntegerField("优秀，津贴的百分数", validators=PERCENT)
    good = IntegerField("良好，津贴的百分数", validators=PERCENT)
    passed = IntegerField("合格，津贴的百分数", validators=PERCENT)

    def stated(self) -> Terms:
        """What was typed."""
        return Terms(
            self.most_apprentices.data or 0, self.excellent.data or 0, self.good.data or 0, self.passed.data or 0
        )

    @classmethod
    def opened_on(cls, terms: Terms, ruled: MentoringTerms | None) -> Self:
        """The form with the rules in force; its version where they are the organisation's own."""
        said = {name: getattr(terms, name) for name in ("most_apprentices", "excellent", "good", "passed")}
        return cls(data=said | {"row_version": ruled.row_version if ruled else None})
