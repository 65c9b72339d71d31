"""Forms about sittings, seats and theory papers."""

from datetime import datetime, time, timedelta
from typing import Self

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from assessments.batches.models import Batch
from assessments.bodies.models import Premises
from assessments.sittings.models import Sitting
from assessments.sittings.operations import SittingFacts
from assessments.sittings.rules import MORE_MINUTES, SITTING_MODE_TITLES, SittingMode
from assessments.sittings.theory import TheoryFacts
from assessments.standards.rules import PART_TITLES, Part
from examinations.papers.forms import SpecificationForm, specification_of
from foundation.clock import SHANGHAI
from foundation.forms import JiangxinForm, MomentField, ReasonForm

USUAL_HOURS = time(9), time(10, 30)
USUAL_MINUTES = 90
FIELDS = ("item_id", "title", "premises_id", "starts_at", "ends_at")


class SittingForm(JiangxinForm):
    """What, where and when."""

    title = StringField("名称", validators=[DataRequired("请填写名称。"), Length(max=100)])
    item_id = SelectField("考核项目", coerce=int)
    part = SelectField("考核部分", choices=PART_TITLES)
    mode = SelectField("考核方式", choices=SITTING_MODE_TITLES)
    premises_id = SelectField("考场", coerce=int)
    starts_at = MomentField("开始", validators=[InputRequired("请填写开始时间。")])
    ends_at = MomentField("结束", validators=[InputRequired("请填写结束时间。")])

    @classmethod
    def on_the_day(cls, batch: Batch) -> Self:
        """A new sitting on the plan's examination day."""
        begins, ends = (datetime.combine(batch.examined_on, at, SHANGHAI) for at in USUAL_HOURS)
        return cls(data={"starts_at": begins, "ends_at": ends})

    @classmethod
    def opened_on(cls, sitting: Sitting) -> Self:
        """The form with what the sitting says now."""
        data = {name: getattr(sitting, name) for name in FIELDS}
        form = cls(data=data | {"part": sitting.part.value, "mode": sitting.mode.value})
        if not form.is_submitted():
            form.row_version.data = sitting.row_version
        return form

    def offer(self, batch: Batch, keep: Premises | None = None) -> None:
        """The items of the plan, and the rooms of its site that are in use."""
        self.item_id.choices = {one.id: one.title for one in batch.items}
        rooms = [one for one in batch.site.premises if one.active or one is keep]
        self.premises_id.choices = {one.id: f"{one.title}（{one.places} 座）" for one in rooms}

    def facts(self) -> SittingFacts:
        """What was typed."""
        return SittingFacts(
            item_id=self.item_id.data,
            part=Part(self.part.data),
            mode=SittingMode(self.mode.data),
            title=self.title.data.strip(),
            premises_id=self.premises_id.data,
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
        )


class MoveForm(ReasonForm):
    """Another seat for a candidate."""

    sitting_id = SelectField("场次", coerce=int)
    number = IntegerField("座位号", validators=[InputRequired("请填写座位号。"), NumberRange(1, 10000)])


class SeatForm(ReasonForm):
    """A seat for a candidate who waits."""

    application_id = SelectField("考生", coerce=int)
    number = IntegerField("座位号", validators=[InputRequired("请填写座位号。"), NumberRange(1, 10000)])


class ExtendForm(ReasonForm):
    """More time for one candidate."""

    minutes = IntegerField(
        "延长（分钟）", default=10, validators=[InputRequired("请填写分钟数。"), NumberRange(1, MORE_MINUTES)]
    )


class TheoryForm(SpecificationForm):
    """The paper of an on-line sitting."""

    minutes = IntegerField("答题时间（分钟）", validators=[InputRequired(), NumberRange(1, 300)])

    @classmethod
    def opened_on(cls, sitting: Sitting) -> Self:
        """The form with the paper as it is; a first one has an empty row, and the usual time where it fits."""
        paper = sitting.paper
        whole = (sitting.ends_at - sitting.starts_at) // timedelta(minutes=1)
        first = {"sections": [{}], "minutes": min(USUAL_MINUTES, whole)}
        form = cls(data={**specification_of(paper), "minutes": paper.seconds // 60} if paper else first)
        if not form.is_submitted():
            form.row_version.data = sitting.row_version
        return form

    def facts(self) -> TheoryFacts:
        """What was typed."""
        return TheoryFacts(minutes=self.minutes.data, **self.specification())
