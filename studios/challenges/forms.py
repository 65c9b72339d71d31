"""Forms about challenges."""

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import DateField, DecimalField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from foundation.forms import JiangxinForm
from people.persons.models import Person
from studios.challenges.operations import ChallengeFacts
from studios.registry.forms import Places

DAY = [InputRequired("请填写日期。")]
MONEY = [
    InputRequired("没有的写 0。"),
    Places(2),
    NumberRange(0, 10_000_000_000, message="金额应在 0 至 100 亿元之间。"),
]
LONG = Length(max=4000, message="最多 4000 个字。")


class ChallengeForm(JiangxinForm):
    """What a unit cannot solve by itself."""

    organisation = SelectField("出题单位", coerce=int)
    title = StringField(
        "难题名称", validators=[InputRequired("请填写名称。"), Length(max=100, message="最多 100 个字。")]
    )
    industry = StringField("行业", validators=[Length(max=60, message="最多 60 个字。")])
    problem = TextAreaField("要解决的问题", validators=[InputRequired("请填写问题。"), LONG])
    target = TextAreaField("要达到的目标", validators=[InputRequired("请填写目标。"), LONG])
    reward = DecimalField("奖金（元）", places=2, validators=MONEY)
    deadline = DateField("揭榜截止日期", validators=DAY)

    def facts(self) -> ChallengeFacts:
        """What was typed."""
        return ChallengeFacts(
            title=(self.title.data or "").strip(),
            problem=(self.problem.data or "").strip(),
            target=(self.target.data or "").strip(),
            deadline=self.deadline.data,
            reward=self.reward.data,
            industry=(self.industry.data or "").strip(),
        )


class ClaimForm(JiangxinForm):
    """A studio claims a challenge."""

    studio = SelectField("工作室", coerce=int)
    plan = TextAreaField("攻关方案", validators=[InputRequired("请填写方案。"), LONG])
    file = FileField("方案文件（PDF、JPG、PNG，10 MB 以内）")

    def content(self) -> bytes | None:
        """The file that was chosen, if one was."""
        return self.file.data.read() if self.file.data else None


class TeamForm(JiangxinForm):
    """With whom and until when the work begins."""

    head = SelectField("项目负责人", coerce=int)
    begins_on = DateField("开始日期", validators=DAY)
    ends_on = DateField("结束日期", validators=DAY)
    budget = DecimalField("预算（元）", places=2, validators=MONEY)

    def offer(self, heads: Iterable[Person]) -> None:
        """From whom the head is chosen."""
        self.head.choices = {person.id: person.name for person in heads}


class AssignmentForm(TeamForm):
    """A challenge that is given to a studio."""

    reason = StringField(
        "派单理由", validators=[InputRequired("请写明派单的理由。"), Length(max=200, message="最多 200 个字。")]
    )
