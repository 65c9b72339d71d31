"""Forms about plans."""

from typing import Any

from wtforms import DateField, DecimalField, Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from assessments.batches.models import Batch
from assessments.batches.operations import BatchFacts
from assessments.batches.rules import NUMBER_WAY_TITLES, NumberWay
from assessments.bodies.models import AssessmentBody
from assessments.standards.rules import EXAMINED_LEVELS, FULL_SCORE
from foundation.forms import JiangxinForm
from people.persons.rules import Level

MOST_PLACES = 100_000


class PlacesField(Field):
    """How many places each line has: inputs named places-<key>; empty means none. Its `data` maps a key to a number."""

    data: dict[str, int]
    typed: dict[str, str]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = {}
        if formdata:
            self.typed = {
                key.removeprefix("places-"): text.strip()
                for key, text in formdata.items()
                if key.startswith("places-") and text.strip()
            }
        else:
            self.typed = {key: str(count) for key, count in (data or {}).items()}

    def pre_validate(self, form: Any) -> None:
        wrong = [text for text in self.typed.values() if not (text.isascii() and text.isdigit())]
        if wrong:
            raise ValidationError(f"名额应为 0 或者正整数，“{wrong[0][:20]}”不是。")
        self.data = {key: int(text[:9]) for key, text in self.typed.items() if int(text[:9])}
        if any(count > MOST_PLACES for count in self.data.values()):
            raise ValidationError(f"名额最多 {MOST_PLACES} 人，请核对。")


class BatchForm(JiangxinForm):
    """Everything that a plan says."""

    title = StringField("计划名称", validators=[InputRequired("请填写计划名称。"), Length(max=100)])
    site_id = SelectField("站点（考试地点）", coerce=int)
    apply_from = DateField("报名开始", validators=[InputRequired("请填写报名开始日期。")])
    apply_to = DateField("报名截止", validators=[InputRequired("请填写报名截止日期。")])
    examined_on = DateField("考试日期", validators=[InputRequired("请填写考试日期。")])
    places = PlacesField("认定项目和名额")
    number_way = SelectField("证书编号来源", choices=NUMBER_WAY_TITLES, default=NumberWay.ALLOTTED.value)
    pass_score = DecimalField(
        "合格分数", default=60, places=None, validators=[InputRequired(), NumberRange(1, FULL_SCORE)]
    )
    notice_days = IntegerField("公示期（工作日）", default=5, validators=[InputRequired(), NumberRange(1, 60)])
    resit_months = IntegerField("单科成绩保留（月）", default=24, validators=[InputRequired(), NumberRange(0, 120)])
    filing_number = StringField("计划备案号", validators=[Length(max=60)])
    remarks = TextAreaField("备注", validators=[Length(max=2000)])

    @classmethod
    def opened_on(cls, batch: Batch) -> "BatchForm":
        """The form with what the draft says now."""
        places = {f"{item.scope_item_id}-{item.level.value}": item.places for item in batch.items}
        form = cls(obj=batch, number_way=batch.number_way.value, places=places)
        if not form.is_submitted():
            form.row_version.data = batch.row_version
        return form.at(batch.body)

    def at(self, body: AssessmentBody) -> "BatchForm":
        """The form with the sites of `body` to choose from."""
        self.site_id.choices = [(site.id, site.title) for site in body.sites if site.active]
        return self

    def facts(self) -> BatchFacts:
        """What was typed."""
        return BatchFacts(
            site_id=self.site_id.data,
            title=self.title.data.strip(),
            filing_number=(self.filing_number.data or "").strip(),
            apply_from=self.apply_from.data,
            apply_to=self.apply_to.data,
            examined_on=self.examined_on.data,
            number_way=NumberWay(self.number_way.data),
            pass_score=self.pass_score.data,
            notice_days=self.notice_days.data,
            resit_months=self.resit_months.data,
            remarks=(self.remarks.data or "").strip(),
            places=dict(_scope_and_level(key, count) for key, count in self.places.data.items()),
        )


class AmendForm(JiangxinForm):
    """What may still be added to a published plan."""

    filing_number = StringField("计划备案号", validators=[Length(max=60)])
    places = PlacesField("名额")
    remarks = TextAreaField("备注", validators=[Length(max=2000)])

    @classmethod
    def opened_on(cls, batch: Batch) -> "AmendForm":
        """The form with what the plan says now."""
        form = cls(obj=batch, places={str(item.id): item.places for item in batch.items})
        if not form.is_submitted():
            form.row_version.data = batch.row_version
        return form

    def item_places(self) -> dict[int, int]:
        """The places typed, by item."""
        return {int(key): count for key, count in self.places.data.items() if key.isdigit()}


def _scope_and_level(key: str, count: int) -> tuple[tuple[int, Level], int]:
    scope, _, level = key.partition("-")
    known = next((examined for examined in EXAMINED_LEVELS if examined.value == level), Level.FIVE)
    return (int(scope) if scope.isdigit() else 0, known), count
