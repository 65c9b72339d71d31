"""Forms about persons."""

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from foundation.errors import Refused
from foundation.forms import JiangxinForm
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.occupations import find_occupation, occupation_title
from people.persons.operations import PersonFacts
from people.persons.rules import (
    DOCUMENT_TITLES,
    LEVEL_TITLES,
    SEX_TITLES,
    DocumentKind,
    Level,
    Sex,
    mask_identity,
    mask_phone,
)


def known_occupation(_form, field) -> None:
    """A validator: the text is the code or the title of an occupation."""
    if field.data and find_occupation(field.data) is None:
        raise ValidationError("职业分类大典里没有这个编码或名称，请核对。")


class PersonForm(JiangxinForm):
    """What is known of a person. The employer is chosen by name from the units that the officer serves."""

    name = StringField("姓名", validators=[DataRequired("请填写姓名。")])
    document_kind = SelectField("证件类型", choices=DOCUMENT_TITLES)
    document_number = StringField("证件号码", validators=[DataRequired("请填写证件号码。")])
    phone = StringField("手机号码")
    employer = StringField("单位名称", validators=[DataRequired("请填写单位名称。")])
    occupation = StringField("职业（工种）", validators=[known_occupation])
    post = StringField("岗位", validators=[Length(max=60, message="最多 60 个字。")])
    since = DateField("入职日期", validators=[Optional()])
    sex = SelectField("性别", choices={"": "以证件为准"} | SEX_TITLES)
    birth_date = DateField("出生日期", validators=[Optional()])

    def show(self, person: Person) -> None:
        """Fill the form with what is known."""
        self.name.data = person.name
        self.document_kind.data = person.document_kind.value
        self.document_number.data = mask_identity(person.document_number)
        self.phone.data = mask_phone(person.phone)
        self.employer.data = person.employer.name if person.employer else ""
        self.occupation.data = occupation_title(person.occupation_code)
        self.row_version.data = person.row_version

    def facts(self, employers: dict[str, Organisation], person: Person | None = None) -> PersonFacts:
        """What was typed. A number or phone left masked means: as it is. Raises `Refused` for a unit not served."""
        name = (self.employer.data or "").strip()
        employer = employers.get(name)
        if employer is None:
            raise Refused("没有这个单位，或不在您的管理范围。请从列表中选择。", field="employer")
        occupation = find_occupation(self.occupation.data) if self.occupation.data else None
        number, phone = self.document_number.data or "", (self.phone.data or "").strip() or None
        if person is not None and number == mask_identity(person.document_number):
            number = person.document_number
        if person is not None and phone == mask_phone(person.phone):
            phone = person.phone
        return PersonFacts(
            name=self.name.data or "",
            document_kind=DocumentKind(self.document_kind.data),
            document_number=number,
            employer=employer,
            phone=phone,
            sex=Sex(self.sex.data) if self.sex.data else None,
            birth_date=self.birth_date.data,
            occupation_code=occupation.code if occupation else "",
            post=(self.post.data or "").strip(),
            since=self.since.data,
        )


class SkillLevelForm(JiangxinForm):
    """A skill level held, as its certificate says."""

    occupation = StringField("职业（工种）", validators=[DataRequired("请填写职业编码或名称。"), known_occupation])
    level = SelectField("等级", choices=LEVEL_TITLES)
    certificate_number = StringField("证书编号", validators=[Length(max=60, message="最多 60 个字。")])
    awarded = DateField("发证日期", validators=[Optional()])

    @property
    def occupation_code(self) -> str:
        found = find_occupation(self.occupation.data or "")
        return found.code if found else ""

    @property
    def chosen_level(self) -> Level:
        return Level(self.level.data)


class MergeForm(JiangxinForm):
    """Which record is the same person, and how one knows."""

    other = RadioField("重复的记录", validators=[DataRequired("请选择重复的那条记录。")], coerce=int)
    reason = TextAreaField(
        "合并的依据", validators=[DataRequired("请写明合并的依据。"), Length(max=500, message="最多 500 字。")]
    )

    def offer(self, others: list[Person]) -> None:
        """Offer the records that may be the same person."""
        self.other.choices = {one.id: _recognisable(one) for one in others}


def _recognisable(person: Person) -> str:
    employer = person.employer.name if person.employer else "无单位"
    return f"{person.name}，{mask_identity(person.document_number)}，{employer}"
