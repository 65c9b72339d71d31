"""Forms about surveys of what is in demand."""

from collections.abc import Iterable, Sequence

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm, ReasonForm, TicksField
from lectures.menus.models import MenuItem
from lectures.menus.models_surveys import DemandTheme
from lectures.menus.operations_surveys import SurveyFacts
from lectures.menus.rules_surveys import AnswerChannel

DAY = [InputRequired("请填写日期。")]


class SurveyForm(JiangxinForm):
    """What a survey asks about, and from when to when."""

    organisation = SelectField("调查单位", coerce=int)
    title = StringField("名称", validators=[InputRequired("请填写名称。"), Length(max=60, message="最多 60 个字。")])
    introduction = TextAreaField("说明", validators=[Length(max=1000, message="最多 1000 个字。")])
    opens_on = DateField("开始日期", validators=DAY)
    closes_on = DateField("结束日期", validators=DAY)
    items = TicksField("草稿里的内容", coerce=int)
    themes = TextAreaField("其他主题（每行一个）", validators=[Length(max=4000, message="最多 4000 个字。")])

    def offer(self, items: Iterable[MenuItem]) -> None:
        """The items of the draft that can be asked about."""
        self.items.choices = {item.id: item.title for item in items}

    def facts(self, items: Sequence[MenuItem]) -> SurveyFacts:
        """What was typed; of `items` those that were ticked."""
        chosen = set(self.items.data or ())
        lines = (line.strip() for line in (self.themes.data or "").splitlines())
        return SurveyFacts(
            title=(self.title.data or "").strip(),
            introduction=(self.introduction.data or "").strip(),
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            themes=[line for line in lines if line],
            items=[item for item in items if item.id in chosen],
        )


class ReopenForm(ReasonForm):
    """Until when a survey goes on after all."""

    closes_on = DateField("延长到", validators=DAY)


class AnswerForm(JiangxinForm):
    """One answer to a survey; its themes are added by `answer_form`."""

    note = TextAreaField("还想要什么（可以不填）", validators=[Length(max=500, message="最多 500 个字。")])


def answer_form(themes: Sequence[DemandTheme], side: AnswerChannel) -> AnswerForm:
    """The form for these themes: a number of people for each where a unit answers, ticks where a worker does."""
    if side is AnswerChannel.WORKER:
        choices = {theme.id: theme.title for theme in themes}
        fields = {"chosen": TicksField("您想要哪些", coerce=int, choices=choices)}
    else:
        limits = [Optional(), NumberRange(0, 1_000_000, message="人数应为 0 至 1000000。")]
        fields = {field_name(theme): IntegerField(theme.title, validators=limits) for theme in themes}
    return type("ThemesForm", (AnswerForm,), fields)()  # type: ignore[no-any-return]


def people_of(form: AnswerForm, themes: Sequence[DemandTheme]) -> dict[int, int]:
    """How many people want each theme, by its id; 1 for what a worker ticked."""
    if "chosen" in form:
        return dict.fromkeys(form["chosen"].data or (), 1)
    return {theme.id: form[field_name(theme)].data for theme in themes if form[field_name(theme)].data}


def field_name(theme: DemandTheme) -> str:
    """The field in which a unit says how many want a theme."""
    return f"people_{theme.id}"
