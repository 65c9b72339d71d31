"""The form about a standard."""

from typing import Self

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from assessments.standards.condition_sets import CONDITION_SETS
from assessments.standards.models import Standard
from assessments.standards.operations import StandardFacts
from foundation.forms import JiangxinForm
from people.persons.forms import known_occupation
from people.persons.occupations import find_occupation, occupations


class StandardForm(JiangxinForm):
    """Which standard, in which edition, with which application conditions."""

    occupation = StringField(
        "职业",
        validators=[InputRequired("请选择职业。"), known_occupation],
        render_kw={"list": "occupations", "autocomplete": "off"},
        description="输入名称或编码查找，例如：白酒酿造工",
    )
    edition = StringField(
        "版本", validators=[InputRequired("请填写版本。"), Length(max=40)], description="如 2023年版；与标准封面一致"
    )
    condition_set = SelectField("申报条件", description="标准里印的申报条件，各版本不同")
    source = StringField("出处", validators=[Length(max=300)], description="发布文件、网址，可以不填")
    active = BooleanField("在用", default=True)

    def offer(self) -> None:
        """Offer the catalogue of application conditions."""
        self.condition_set.choices = {code: one.title for code, one in CONDITION_SETS.items()}

    @classmethod
    def opened_on(cls, standard: Standard) -> Self:
        """The form with what is written down now."""
        return cls(obj=standard, occupation=str(occupations().get(standard.occupation_code, standard.occupation_code)))

    def facts(self) -> StandardFacts:
        """What was typed."""
        occupation = find_occupation(self.occupation.data)
        assert occupation is not None  # or known_occupation would have refused it
        return StandardFacts(
            occupation_code=occupation.code,
            title=occupation.title,
            edition=self.edition.data.strip(),
            condition_set=self.condition_set.data,
            source=(self.source.data or "").strip(),
            active=self.active.data,
        )
