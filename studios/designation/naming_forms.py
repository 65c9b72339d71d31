"""Forms about naming."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from foundation.forms import JiangxinForm, TicksField
from studios.designation.naming import awaits_notice
from studios.designation.naming_models import DesignationResult


class NoticeForm(JiangxinForm):
    """Which studios are put up for public notice."""

    results = TicksField("拟命名的工作室", coerce=int)

    def offer(self, results: list[DesignationResult]) -> None:
        """Offer those that can be put up; ticked are those inside the number of places."""
        waiting = [one for one in results if awaits_notice(one)]
        self.results.choices = {one.id: _told(one) for one in waiting}
        if not self.is_submitted():
            self.results.data = [one.id for one in waiting if one.within]


class HoldForm(JiangxinForm):
    """Which studio an objection concerns."""

    objection = SelectField("异议", coerce=int)
    result = SelectField("涉及的工作室", coerce=int)


class NamingForm(JiangxinForm):
    """The naming document."""

    document = StringField("命名文件文号", validators=[InputRequired("请填写文号。"), Length(max=60)])
    named_on = DateField("命名日期", validators=[InputRequired("请填写命名日期。")])


def _told(result: DesignationResult) -> str:
    edge = "，名额边上并列，请裁定" if result.within is None else ""
    return f"第 {result.place} 名 {result.designation.proposed_name}（{result.total:f} 分{edge}）"
