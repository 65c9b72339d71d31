"""Forms about yearly plans."""

from wtforms import DateField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from foundation.forms import JiangxinForm
from studios.projects.operations_plans import PlanFacts

LONG = Length(max=4000, message="最多 4000 个字。")
COUNT = [InputRequired("没有的写 0。"), NumberRange(0, 1000, message="应在 0 至 1000 之间。")]


class PlanForm(JiangxinForm):
    """What is written down for a year."""

    year = IntegerField(
        "年度", validators=[InputRequired("请填写年度。"), NumberRange(1949, 2099, message="年度不对。")]
    )
    goals = TextAreaField("目标", validators=[InputRequired("请填写目标。"), LONG])
    tasks = TextAreaField("主要任务", validators=[LONG])
    planned_projects = IntegerField("计划攻关项目（项）", default=1, validators=COUNT)
    planned_trainings = IntegerField("计划培训（场）", default=0, validators=COUNT)
    plan_due_on = DateField("计划报送期限", validators=[InputRequired("请填写日期。")])
    summary_due_on = DateField("总结报送期限", validators=[InputRequired("请填写日期。")])

    def facts(self) -> PlanFacts:
        """What was typed."""
        return PlanFacts(
            year=self.year.data,
            goals=(self.goals.data or "").strip(),
            plan_due_on=self.plan_due_on.data,
            summary_due_on=self.summary_due_on.data,
            tasks=(self.tasks.data or "").strip(),
            planned_projects=self.planned_projects.data,
            planned_trainings=self.planned_trainings.data,
        )


class SummaryForm(JiangxinForm):
    """What came of the year."""

    summary = TextAreaField("年度总结", validators=[InputRequired("请填写总结。"), LONG])
