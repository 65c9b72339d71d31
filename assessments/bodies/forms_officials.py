"""Forms about those who work for a body, and about its rooms."""

from collections.abc import Iterable
from typing import Self

from wtforms import BooleanField, DateField, FormField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from assessments.bodies.forms import LEVEL_CHOICES, OCCUPATION_LIST
from assessments.bodies.models import Official, Site
from assessments.bodies.operations_officials import OfficialFacts, PremisesFacts
from assessments.bodies.rules import OFFICIAL_ROLE_TITLES, OfficialRole
from foundation.forms import RowForm, RowsField, RowsForm, TicksField
from people.persons.forms import known_occupation
from people.persons.occupations import find_occupation, occupations
from people.persons.rules import DOCUMENT_TITLES, DocumentKind, Level


class ScopeRow(RowForm):
    """An occupation and the levels in which somebody may act."""

    occupation = StringField(
        "职业", validators=[InputRequired("请选择职业。"), known_occupation], render_kw=OCCUPATION_LIST
    )
    levels = TicksField("等级", choices=LEVEL_CHOICES, validators=[InputRequired("请勾选等级。")])


class OfficialForm(RowsForm):
    """What somebody's card says. Who it is, is asked once."""

    name = StringField("姓名", validators=[InputRequired("请填写姓名。"), Length(max=60)])
    document_kind = SelectField("证件类型", choices=DOCUMENT_TITLES)
    document_number = StringField(
        "证件号码",
        validators=[InputRequired("请填写证件号码。"), Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
        description="按证件号码和姓名找到系统里的人；外单位的人也可以登记",
    )
    role = SelectField("身份", choices=OFFICIAL_ROLE_TITLES, description="考评员考评五级至三级；二级、一级须高级考评员")
    card_number = StringField("证卡编号", validators=[Length(max=60)])
    valid_from = DateField("有效期起", validators=[InputRequired("请填写日期。")])
    valid_to = DateField("有效期止", validators=[InputRequired("请填写日期。")], description="当天仍有效")
    scope = RowsField(FormField(ScopeRow), "资格范围")
    active = BooleanField("在用", default=True)

    def validate_scope(self, field: RowsField) -> None:
        """Each occupation once."""
        codes = [found.code for row in field if (found := find_occupation(row.form.occupation.data or ""))]
        if len(set(codes)) < len(codes):
            raise ValidationError("同一个职业只填一行。")

    @classmethod
    def opened_on(cls, official: Official) -> Self:
        """The form with what the card says now; whose card it is and in what role stays."""
        lines = [
            {"occupation": str(occupations().get(line["occupation_code"], "")), "levels": line["levels"]}
            for line in official.scope
        ]
        said = {name: getattr(official, name) for name in ("card_number", "valid_from", "valid_to", "active")}
        form = cls(data=said | {"scope": lines, "row_version": official.row_version})
        del form.name, form.document_kind, form.document_number, form.role
        return form

    def document(self) -> tuple[str, DocumentKind, str]:
        """Who it is: name, kind and number of the document."""
        return self.name.data, DocumentKind(self.document_kind.data), self.document_number.data

    def facts(self, role: OfficialRole) -> OfficialFacts:
        """What was typed, of somebody in this role."""
        scope = []
        for row in self.scope:
            occupation = find_occupation(row.form.occupation.data)
            assert occupation is not None  # or known_occupation would have refused it
            scope.append((occupation.code, [Level(level) for level in row.form.levels.data]))
        return OfficialFacts(
            role=role,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            card_number=(self.card_number.data or "").strip(),
            scope=scope,
            active=self.active.data,
        )


class EquipmentRow(RowForm):
    """Some pieces of equipment of one model."""

    title = StringField("设备", validators=[InputRequired("请填写设备名称。"), Length(max=60)])
    model = StringField("型号", validators=[Length(max=60)])
    count = IntegerField("数量", default=1, validators=[InputRequired("请填写数量。"), NumberRange(1, 10000)])


class PremisesForm(RowsForm):
    """A room of one of the body's sites."""

    site_id = SelectField("站点", coerce=int)
    title = StringField("考场名称", validators=[InputRequired("请填写考场名称。"), Length(max=60)])
    places = IntegerField("可容纳人数", validators=[InputRequired("请填写人数。"), NumberRange(1, 2000)])
    cameras = IntegerField("监控摄像机", default=0, validators=[InputRequired("没有的填 0。"), NumberRange(0, 500)])
    equipment = RowsField(FormField(EquipmentRow), "设备")
    active = BooleanField("在用", default=True)

    def offer(self, sites: Iterable[Site]) -> None:
        """Offer the body's sites."""
        self.sites = {site.id: site for site in sites}
        self.site_id.choices = {site.id: site.title for site in self.sites.values()}

    def facts(self) -> PremisesFacts:
        """What was typed."""
        rows = [row.form for row in self.equipment]
        listed = [(row.title.data.strip(), (row.model.data or "").strip(), row.count.data) for row in rows]
        return PremisesFacts(self.title.data.strip(), self.places.data, self.cameras.data, listed, self.active.data)
