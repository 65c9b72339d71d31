"""Forms about organisations."""

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from foundation.forms import JiangxinForm
from people.organisations.models import Organisation
from people.organisations.operations import OrganisationFacts
from people.organisations.rules import (
    KIND_TITLES,
    OWNERSHIP_TITLES,
    OrganisationKind,
    Ownership,
    may_stand_below,
)


class OrganisationForm(JiangxinForm):
    """What is known of an organisation; only kinds that may stand in this place are offered."""

    name = StringField(
        "名称", validators=[DataRequired("请填写名称。"), Length(max=100, message="名称最多 100 个字。")]
    )
    kind = SelectField("类型", validators=[DataRequired("请选择类型。")])
    credit_code = StringField("统一社会信用代码", validators=[Length(max=30, message="应为 18 位。")])
    region_code = StringField("行政区划代码", validators=[Length(max=12, message="应为 6 位数字。")])
    industry = StringField("行业", validators=[Length(max=60, message="最多 60 个字。")])
    ownership = SelectField("所有制", choices={"": "未填写"} | OWNERSHIP_TITLES)
    address = StringField("地址", validators=[Length(max=200, message="最多 200 个字。")])

    def offer_kinds(self, parent: Organisation | None) -> None:
        """Offer what may stand below `parent`."""
        above = parent.kind if parent else None
        self.kind.choices = {kind: KIND_TITLES[kind] for kind in OrganisationKind if may_stand_below(kind, above)}

    def show(self, organisation: Organisation) -> None:
        """Fill the form with what is known."""
        for name in ("name", "credit_code", "region_code", "industry", "address"):
            self[name].data = getattr(organisation, name) or ""
        self.kind.data = organisation.kind.value
        self.ownership.data = organisation.ownership.value if organisation.ownership else ""
        self.row_version.data = organisation.row_version

    def facts(self) -> OrganisationFacts:
        """What was typed."""
        return OrganisationFacts(
            name=self.name.data or "",
            kind=OrganisationKind(self.kind.data),
            credit_code=(self.credit_code.data or "").strip(),
            region_code=self.region_code.data or "",
            industry=self.industry.data or "",
            ownership=Ownership(self.ownership.data) if self.ownership.data else None,
            address=self.address.data or "",
        )
