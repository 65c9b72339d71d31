"""Forms about projects."""

from collections.abc import Iterable

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, DecimalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm
from people.persons.models import Person
from studios.projects.operations import ProjectFacts
from studios.projects.operations_work import CheckFacts
from studios.projects.rules import (
    DIFFICULTY_TITLES,
    PROJECT_SOURCE_TITLES,
    TEAM_ROLE_TITLES,
    Difficulty,
    ProjectSource,
    TeamRole,
)
from studios.registry.forms import Places

NONE = 0
DAY = [InputRequired("请填写日期。")]
MOST = 10_000_000_000
AMOUNT = [Places(2), NumberRange(0, MOST, message="金额应在 0 至 100 亿元之间。")]


class ProjectForm(JiangxinForm):
    """What is written down about a project."""

    title = StringField(
        "项目名称", validators=[InputRequired("请填写名称。"), Length(max=100, message="最多 100 个字。")]
    )
    source = SelectField("课题来源", choices=PROJECT_SOURCE_TITLES)
    alliance = SelectField("联盟", coerce=int)
    difficulty = RadioField("难度", choices=DIFFICULTY_TITLES, default=Difficulty.ORDINARY.value)
    head = SelectField("负责人", coerce=int)
    problem = TextAreaField("要解决的问题", validators=[Length(max=2000, message="最多 2000 个字。")])
    target = TextAreaField("目标", validators=[Length(max=2000, message="最多 2000 个字。")])
    begins_on = DateField("开始日期", validators=DAY)
    ends_on = DateField("结束日期", validators=DAY)
    budget = DecimalField("预算（元）", places=2, validators=[InputRequired("没有预算的写 0。"), *AMOUNT])
    reason = StringField("修改原因", validators=[Length(max=200, message="最多 200 个字。")])

    def offer(self, heads: Iterable[Person], alliances: dict[int, str]) -> None:
        """What can be chosen."""
        self.head.choices = {person.id: person.name for person in heads}
        self.alliance.choices = {NONE: "不是联盟的项目"} | alliances

    def facts(self) -> ProjectFacts:
        """What was typed."""
        return ProjectFacts(
            title=(self.title.data or "").strip(),
            source=ProjectSource(self.source.data),
            begins_on=self.begins_on.data,
            ends_on=self.ends_on.data,
            budget=self.budget.data,
            difficulty=Difficulty(self.difficulty.data),
            problem=(self.problem.data or "").strip(),
            target=(self.target.data or "").strip(),
        )


class JoiningForm(JiangxinForm):
    """A studio that joins a project."""

    studio = SelectField("工作室", coerce=int)


class TeamMemberForm(JiangxinForm):
    """Somebody who joins the team."""

    person = SelectField("人员", coerce=int)
    role = RadioField("分工", choices=TEAM_ROLE_TITLES, default=TeamRole.MEMBER.value)
    joined_on = DateField("加入日期", validators=DAY)


class MilestoneForm(JiangxinForm):
    """A step to be done."""

    title = StringField("节点", validators=[InputRequired("请填写名称。"), Length(max=100, message="最多 100 个字。")])
    due_on = DateField("期限", validators=DAY)


class MilestoneDoneForm(JiangxinForm):
    """A step that is done."""

    done_on = DateField("办结日期", validators=DAY)
    note = TextAreaField("完成情况", validators=[Length(max=1000, message="最多 1000 个字。")])
    file = FileField("证明材料（PDF、JPG、PNG，10 MB 以内）")

    def content(self) -> bytes | None:
        """The file that was chosen, if one was."""
        return self.file.data.read() if self.file.data else None


class SpendingForm(JiangxinForm):
    """Money spent."""

    spent_on = DateField("支出日期", validators=DAY)
    purpose = StringField(
        "用途", validators=[InputRequired("请填写用途。"), Length(max=100, message="最多 100 个字。")]
    )
    amount = DecimalField("金额（元）", places=2, validators=[InputRequired("请填写金额。"), *AMOUNT])
    file = FileField("凭证（PDF、JPG、PNG，10 MB 以内）", validators=[FileRequired("请上传发票或其他凭证。")])
    over_reason = StringField("超出预算的原因", validators=[Length(max=200, message="最多 200 个字。")])

    def validate_amount(self, field: DecimalField) -> None:
        """A spending of nothing is none."""
        if not field.data:
            field.errors = [*field.errors, "金额应大于 0。"]


class CheckForm(JiangxinForm):
    """What a check or an acceptance found."""

    held_on = DateField("日期", validators=DAY)
    result = RadioField("结论", choices={"pass": "通过", "fail": "不通过"}, validators=[InputRequired("请选择结论。")])
    opinion = TextAreaField(
        "意见", validators=[InputRequired("请填写意见。"), Length(max=2000, message="最多 2000 个字。")]
    )
    file = FileField("报告（PDF、JPG、PNG，10 MB 以内）", validators=[Optional()])

    def facts(self) -> CheckFacts:
        """What was typed."""
        return CheckFacts(self.held_on.data, self.result.data == "pass", (self.opinion.data or "").strip())

    def content(self) -> bytes | None:
        """The file that was chosen, if one was."""
        return self.file.data.read() if self.file.data else None


class ConclusionForm(CheckForm):
    """An acceptance, which has its report."""

    file = FileField("验收报告（PDF、JPG、PNG，10 MB 以内）", validators=[FileRequired("请上传验收报告。")])

    def content(self) -> bytes:
        """The report."""
        content: bytes = self.file.data.read()
        return content
