"""The forms about diplomas, professional titles and earlier work."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from foundation.forms import JiangxinForm
from people.careers.operations import DiplomaFacts, TitleFacts, WorkFacts
from people.careers.rules import DIPLOMA_TITLES, TITLE_GRADE_TITLES, DiplomaKind, TitleGrade
from people.persons.forms import known_occupation
from people.persons.occupations import find_occupation

LINE = Length(max=60, message="最多 60 个字。")


class DiplomaForm(JiangxinForm):
    """A diploma as it is printed."""

    kind = SelectField("学历", choices=DIPLOMA_TITLES)
    school = StringField("学校", validators=[DataRequired("请填写学校名称。"), LINE])
    subject = StringField("专业", validators=[LINE])
    graduated = DateField("毕业日期", validators=[InputRequired("请填写毕业日期。")])
    number = StringField("毕业证书编号", validators=[LINE])

    def facts(self) -> DiplomaFacts:
        """What was typed."""
        texts = _text(self.school), _text(self.subject)
        return DiplomaFacts(DiplomaKind(self.kind.data), *texts, self.graduated.data, _text(self.number))


class TitleForm(JiangxinForm):
    """A professional title as its certificate says."""

    grade = SelectField("层级", choices=TITLE_GRADE_TITLES)
    title = StringField("职称", validators=[DataRequired("请填写职称名称。"), LINE])
    speciality = StringField("专业", validators=[LINE])
    awarded = DateField("取得日期", validators=[InputRequired("请填写取得日期。")])
    number = StringField("证书编号", validators=[LINE])

    def facts(self) -> TitleFacts:
        """What was typed."""
        texts = _text(self.title), _text(self.speciality)
        return TitleFacts(TitleGrade(self.grade.data), *texts, self.awarded.data, _text(self.number))


class WorkForm(JiangxinForm):
    """Earlier work."""

    employer = StringField("单位", validators=[DataRequired("请填写单位名称。"), LINE])
    post = StringField("岗位", validators=[LINE])
    occupation = StringField("职业（工种）", validators=[known_occupation])
    begins = DateField("自", validators=[InputRequired("请填写开始日期。")])
    ends = DateField("至", validators=[InputRequired("请填写结束日期。")])

    def facts(self) -> WorkFacts:
        """What was typed."""
        found = find_occupation(self.occupation.data) if self.occupation.data else None
        code = found.code if found else ""
        return WorkFacts(_text(self.employer), _text(self.post), code, self.begins.data, self.ends.data)


def _text(field) -> str:
    return (field.data or "").strip()
