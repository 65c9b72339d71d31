"""Forms about outcomes, their benefit and who uses them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    DecimalField,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm, RowForm, RowsField, RowsForm, UploadForm
from studios.outcomes.models import Outcome
from studios.outcomes.models_benefit import Benefit
from studios.outcomes.rules import LONGEST_TEXT, OUTCOME_KIND_TITLES, OutcomeKind, StatedOutcome
from studios.outcomes.rules_benefit import (
    BENEFIT_KIND_TITLES,
    MONEY_UNIT_TITLES,
    YUAN_IN,
    BenefitKind,
    MoneyUnit,
    StatedBenefit,
    money_text,
)
from studios.registry.forms import Places

NO_PROJECT = 0
DAY = [InputRequired("请填写日期。")]
SHORT = [Length(max=LONGEST_TEXT, message=f"最多 {LONGEST_TEXT} 个字。")]
LONG = [Length(max=1000, message="最多 1000 个字。")]


class AuthorRow(RowForm):
    """An author and his share of the contribution."""

    person = SelectField("作者", coerce=int)
    percent = DecimalField(
        "贡献占比（%）",
        places=None,
        validators=[InputRequired("请填写占比。"), Places(2), NumberRange(0, 100, message="应在 0 至 100 之间。")],
    )


class OutcomeForm(RowsForm):
    """What is written down about an outcome."""

    kind = SelectField("种类", choices=OUTCOME_KIND_TITLES)
    title = StringField("名称", validators=[InputRequired("请填写名称。"), *SHORT])
    number = StringField(
        "号码", validators=SHORT, description="专利号、软著登记号、标准编号或工法编号；全角、ZL、空格、点怎样写都可以"
    )
    holder = StringField("权利人或发布单位", validators=SHORT, description="专利权人、发布或命名单位、期刊或出版社")
    dated = DateField(
        "成果日期", validators=DAY, description="授权公告、登记、发布、发表、命名或实施的日期，统计按这一天"
    )
    finished_on = DateField(
        "完成（申请）日期", validators=[Optional()], description="与成果日期不同时填写；作者和工作室按这一天核对"
    )
    project = SelectField("来自攻关项目", coerce=int)
    description = TextAreaField("说明", validators=LONG)
    authors = RowsField(FormField(AuthorRow), "作者", min_entries=1)

    def validate_authors(self, field: RowsField) -> None:
        """Each person once."""
        chosen = [row.form.person.data for row in field]
        if len(set(chosen)) < len(chosen):
            raise ValidationError("同一位作者只填一行。")

    def stated(self) -> StatedOutcome:
        """What was typed."""
        return StatedOutcome(
            kind=OutcomeKind(self.kind.data),
            title=(self.title.data or "").strip(),
            dated=self.dated.data,
            number=(self.number.data or "").strip(),
            holder=(self.holder.data or "").strip(),
            finished_on=self.finished_on.data,
            description=(self.description.data or "").strip(),
        )

    def percents(self) -> dict[int, Decimal]:
        """The authors in order, with their shares."""
        return {row.form.person.data: row.form.percent.data for row in self.authors}

    @classmethod
    def opened_on(cls, outcome: Outcome) -> Self:
        """The form with what is written down now."""
        names = ("title", "number", "holder", "dated", "finished_on", "description", "row_version")
        said: dict[str, Any] = {name: getattr(outcome, name) for name in names}
        authors = [{"person": one.person_id, "percent": one.percent} for one in outcome.authors]
        return cls(
            data=said | {"kind": outcome.kind.value, "project": outcome.project_id or NO_PROJECT, "authors": authors}
        )


class PaperForm(UploadForm):
    """A file that proves an outcome."""

    title = StringField("材料名称", validators=[InputRequired("请填写名称。"), *SHORT])


class ShareForm(JiangxinForm):
    """A studio and its share."""

    studio = SelectField("工作室", coerce=int)
    percent = DecimalField("占比（%）", places=None, validators=[InputRequired("请填写占比。"), Places(2)])


class AdoptionForm(JiangxinForm):
    """Another unit that uses an outcome."""

    unit_name = StringField(
        "应用单位", validators=[InputRequired("请填写单位。"), *SHORT], description="按应用证明上的名称"
    )
    since = DateField("开始应用的日期", validators=DAY)
    file = FileField("应用证明", validators=[FileRequired("请选择应用证明（PDF 或照片）。")])


class BenefitForm(JiangxinForm):
    """What an outcome earned. `unit_checked` is asked only where the unit seems wrong; `asked` is the amount then."""

    kind = SelectField("效益种类", choices=BENEFIT_KIND_TITLES)
    typed = DecimalField("金额", places=None, validators=[InputRequired("请填写金额。"), Places(6)])
    unit = SelectField("金额单位", choices=MONEY_UNIT_TITLES)
    unit_checked = RadioField("请核对金额", choices=MONEY_UNIT_TITLES, validate_choice=False, validators=[Optional()])
    begins = DateField("效益期间 从", validators=DAY)
    ends = DateField("效益期间 到", validators=DAY)
    formula = StringField(
        "计算公式",
        validators=[InputRequired("请写公式。")],
        description="用下面列出的量、数字、＋－×÷ 和括号，算出的数以元为单位",
    )
    quantities = TextAreaField(
        "公式里的量",
        validators=[InputRequired("请列出公式里的量。"), *LONG],
        description="一行一个：名称 = 数值 单位，例如：年产量 = 12000 件",
    )
    base_data = TextAreaField("基础数据的来源", validators=LONG, description="例如：2025 年生产月报、财务台账第几号")
    verifier = SelectField("核实单位", coerce=int, description="由这个单位的另一位经办人核实、盖章")
    file = FileField("证明文件（PDF 或照片）", description="可以稍后上传；没有证明文件不能核实")
    asked = HiddenField()

    def stated(self) -> StatedBenefit:
        """What was typed, read as was answered if the unit was asked about."""
        checked = self.unit_checked.data if self.unit_checked.data in YUAN_IN and self.asked.data == self._now else None
        return StatedBenefit(
            kind=BenefitKind(self.kind.data),
            typed=self.typed.data or Decimal(0),
            unit=MoneyUnit(checked or self.unit.data),
            begins=self.begins.data,
            ends=self.ends.data,
            formula=(self.formula.data or "").strip(),
            quantities=(self.quantities.data or "").strip(),
            base_data=(self.base_data.data or "").strip(),
            unit_checked=checked is not None,
        )

    def ask(self) -> bool:
        """Whether the unit was asked about; then both readings are offered, and what was typed stays."""
        if not self.unit_checked.errors or self.typed.data is None:
            return False
        self.asked.data = self._now
        self.unit_checked.choices = [(unit.value, self._reading(unit)) for unit in MoneyUnit]
        return True

    def content(self) -> bytes | None:
        """The file, if one was chosen."""
        return self.file.data.read() if self.file.data else None

    def ask_for_file_again(self) -> None:
        """Beside the field: a file that was chosen is not kept where the form comes back."""
        if self.is_submitted() and self.file.data:
            self.file.errors = [*self.file.errors, "刚才选的文件没有保存，请在这里重新选择。"]

    @property
    def _now(self) -> str:
        return f"{self.typed.data} {self.kind.data}"

    def _reading(self, unit: MoneyUnit) -> str:
        typed: Decimal = self.typed.data or Decimal(0)
        other = f"{typed * YUAN_IN[unit]:,f} 元" if unit is MoneyUnit.TEN_THOUSAND else money_text(typed)
        return f"{typed:,f} {MONEY_UNIT_TITLES[unit]}，即 {other}"

    @classmethod
    def opened_on(cls, benefit: Benefit) -> Self:
        """The form with what was declared."""
        names = ("typed", "begins", "ends", "formula", "quantities", "base_data", "row_version")
        said: Mapping[str, Any] = {name: getattr(benefit, name) for name in names}
        chosen = {"kind": benefit.kind.value, "unit": benefit.typed_unit.value, "verifier": benefit.verifier_id}
        return cls(data={**said, **chosen})


class VerifyingForm(JiangxinForm):
    """The opinion of the verifying unit and the day on its seal."""

    opinion = TextAreaField("核实意见", validators=[InputRequired("请写核实意见。"), *LONG])
    sealed_on = DateField("盖章日期", validators=DAY)
