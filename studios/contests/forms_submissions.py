"""Forms about submissions: what is handed in, and its files."""

from decimal import Decimal

from flask_wtf.file import FileField, FileRequired
from wtforms import DecimalField, FormField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from foundation.forms import JiangxinForm, RowForm, RowsField, RowsForm
from studios.contests.forms import lines_of
from studios.contests.models import Contest
from studios.contests.models_submissions import Submission
from studios.contests.rules import BUDGET_SOURCE_TITLES, BudgetLine, BudgetSource
from studios.contests.submitting import SubmissionFacts

MOST_MONEY = 100_000_000
LINES = ("group_name", "contact_name", "contact_phone")
LONG = [Length(max=3000, message="最多 3000 字。")]


class BudgetLineRow(RowForm):
    """A row of the budget."""

    item = StringField("预算项目", validators=[InputRequired("请填写预算项目。"), Length(max=60)])
    source = SelectField("资金来源", choices=BUDGET_SOURCE_TITLES)
    amount = DecimalField(
        "金额（元）",
        places=None,
        validators=[InputRequired("请填写金额。"), NumberRange(Decimal("0.01"), MOST_MONEY, message="请核对金额。")],
    )


class SubmissionForm(RowsForm):
    """Everything that a submission says but its files. Only title and unit are needed for a draft."""

    organisation_id = SelectField("申报单位", coerce=int)
    class_id = SelectField("类别", coerce=int)
    applicant_class = SelectField("申报主体类别")
    title = StringField("名称", validators=[InputRequired("请填写名称。"), Length(max=100)])
    group_name = StringField("团队名称", validators=[Length(max=60)])
    authors = TextAreaField("主要完成人", validators=[Length(max=1000)])
    contact_name = StringField("联系人", validators=[Length(max=50)])
    contact_phone = StringField(
        "联系电话", validators=[Optional(), Regexp(r"^[0-9+\- ]{7,20}$", message="电话只写数字，如 13800000000。")]
    )
    summary = TextAreaField("简介", validators=LONG)
    need = TextAreaField("职工需求", validators=LONG)
    beneficiaries = TextAreaField("受益群体", validators=LONG)
    goals = TextAreaField("项目目标", validators=LONG)
    plan = TextAreaField("实施计划", validators=LONG)
    team = TextAreaField("团队分工", validators=LONG)
    budget_total = DecimalField(
        "预算总额（元）", default=0, places=None, validators=[Optional(), NumberRange(0, MOST_MONEY)]
    )
    budget = RowsField(FormField(BudgetLineRow), "预算")

    @classmethod
    def opened_on(cls, submission: Submission) -> "SubmissionForm":
        """The form with what the submission says now."""
        form = cls(
            obj=submission,
            class_id=submission.class_id or 0,
            authors="\n".join(author.name for author in submission.authors),
            budget=[{"item": row.item, "source": row.source.value, "amount": row.amount} for row in submission.budget],
        )
        if not form.is_submitted():
            form.row_version.data = submission.row_version
        return form.of(submission.contest)

    def of(self, contest: Contest) -> "SubmissionForm":
        """The form with the classes of `contest` to choose from."""
        self.class_id.choices = [(0, "请选择"), *((one.id, one.title) for one in contest.classes)]
        self.applicant_class.choices = [("", "请选择"), *((one, one) for one in contest.applicant_classes)]
        return self

    def facts(self) -> SubmissionFacts:
        """What was typed."""
        texts = (
            "group_name",
            "contact_name",
            "contact_phone",
            "summary",
            "need",
            "beneficiaries",
            "goals",
            "plan",
            "team",
        )
        return SubmissionFacts(
            class_id=self.class_id.data or None,
            applicant_class=self.applicant_class.data or "",
            title=self.title.data.strip(),
            authors=lines_of(self.authors.data, "、"),
            budget_total=self.budget_total.data or Decimal(0),
            budget=[
                BudgetLine(row.form.item.data.strip(), BudgetSource(row.form.source.data), row.form.amount.data)
                for row in self.budget
            ],
            **{name: (self[name].data or "").replace("\r\n", "\n").strip() for name in texts},
        )


class SubmissionFileForm(JiangxinForm):
    """A paper or a picture."""

    title = StringField("说明", validators=[InputRequired("请写明这是什么，例如：项目申报书。"), Length(max=60)])
    file = FileField("文件", validators=[FileRequired("请选择文件。")])
