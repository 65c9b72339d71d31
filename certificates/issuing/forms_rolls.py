"""Forms of rolls."""

from typing import Any

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from certificates.designs.queries import designs_usable_for
from certificates.issuing.models_rolls import Roll
from certificates.issuing.operations_rolls import RollFacts
from certificates.issuing.queries_rolls import issuing_organisations, kinds_on_rolls
from foundation import clock
from foundation.forms import JiangxinForm
from people.accounts.models import Account

OWN_LOOK = 0


class RollForm(JiangxinForm):
    """What all certificates of a roll share."""

    title = StringField(
        "名单名称", validators=[DataRequired("请填写名单名称。"), Length(max=80, message="名单名称最多 80 字。")]
    )
    issuers = TextAreaField("发证单位（落款）", validators=[DataRequired("请填写发证单位，一行一个。")])
    issued_on = DateField("发证日期", default=clock.today, validators=[InputRequired("请填写发证日期。")])
    series = StringField("证书系列代码", validators=[DataRequired("请填写证书系列代码。")])

    def facts(self) -> RollFacts:
        """What was typed."""
        lines = (line.strip() for line in (self.issuers.data or "").splitlines())
        return RollFacts(
            title=(self.title.data or "").strip(),
            issuers=tuple(line for line in lines if line),
            issued_on=self.issued_on.data,
            series=(self.series.data or "").strip().upper(),
        )


class NewRollForm(RollForm):
    """A new roll: its kind, and who issues it."""

    kind = SelectField("证书种类")
    organisation = SelectField("制作单位", coerce=int)

    def __init__(self, by: Account, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [(code, kind.NAME) for code, kind in kinds_on_rolls().items()]
        self.organisation.choices = [(one.id, one.name) for one in issuing_organisations(by)]


class EditRollForm(RollForm):
    """What may change while a roll is open; its kind may not."""

    design = SelectField("证书模板", coerce=int)

    def __init__(self, roll: Roll, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        usable = [version.design for version in designs_usable_for(roll.kind, roll.organisation)]
        self.design.choices = [(OWN_LOOK, "系统自带的版面"), *((design.id, design.name) for design in usable)]
