"""Forms of the ladder: a proposal, what is confirmed, the end of a term."""

from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from assessments.grants.rules import Ground
from assessments.grants.ways import Way
from assessments.ladder.operations import RecognitionFacts
from assessments.ladder.rules import LEVELS
from foundation.errors import Refused
from foundation.forms import JiangxinForm, ReasonForm, TicksField
from people.persons.forms import known_occupation
from people.persons.models import Person
from people.persons.occupations import find_occupation
from people.persons.queries import find_person
from people.persons.rules import DOCUMENT_TITLES, LEVEL_TITLES, DocumentKind, Level

SHORT, LONG = 100, 2000


class TermForm(JiangxinForm):
    """聘任的岗位、聘期和依据；续聘只填这些。"""

    post = StringField("聘任岗位", validators=[Length(max=SHORT)])
    begins = DateField("聘期从", validators=[Optional()])
    ends = DateField("聘期到", validators=[Optional()])
    grounds = TextAreaField("理由和业绩", validators=[DataRequired("请写明理由和业绩。"), Length(max=LONG)])
    document = StringField(
        "依据文件（文号或名称）", validators=[DataRequired("请填写依据文件的文号或名称。"), Length(max=SHORT)]
    )
    evidence = FileField("证明材料（PDF、JPG、PNG，多份请合并成一个 PDF）")

    def content(self) -> bytes | None:
        """The file that was chosen, if one was."""
        return self.evidence.data.read() if self.evidence.data else None

    def facts_for(self, ground: Ground, level: Level, occupation_code: str) -> RecognitionFacts:
        """What is proposed; post and term belong to appointments only."""
        appointed = ground is Ground.APPOINTMENT
        return RecognitionFacts(
            ground=ground,
            level=level,
            occupation_code=occupation_code,
            grounds=(self.grounds.data or "").strip(),
            document=(self.document.data or "").strip(),
            post=(self.post.data or "").strip() if appointed else "",
            begins=self.begins.data if appointed else None,
            ends=self.ends.data if appointed else None,
        )


class ProposeRecognitionForm(TermForm):
    """提出等级认可。"""

    name = StringField("姓名", validators=[DataRequired("请填写姓名。"), Length(max=SHORT)])
    document_kind = SelectField("证件类型", choices={kind.value: DOCUMENT_TITLES[kind] for kind in DocumentKind})
    document_number = StringField("证件号码", validators=[DataRequired("请填写证件号码。"), Length(max=30)])
    occupation = StringField("职业", validators=[DataRequired("请填写职业名称或编码。"), known_occupation])
    level = SelectField("等级")

    def offer(self, ground: Ground) -> None:
        """The levels of one way, from the lowest."""
        self.level.choices = {level.value: LEVEL_TITLES[level] for level in LEVELS[ground]}

    def person(self) -> Person:
        """Whose name and document these are. Raises `Refused` if they are nobody's, or of two persons."""
        found = find_person(DocumentKind(self.document_kind.data), self.document_number.data or "")
        if found is None or found.name != (self.name.data or "").strip():
            raise Refused("没有找到姓名和证件号码都相符的人，请核对，或先在人员页面登记。", field="document_number")
        return found

    @property
    def occupation_code(self) -> str:
        """The code of the occupation that was typed."""
        known = find_occupation(self.occupation.data or "")
        return known.code if known else ""


class ConfirmRecognitionForm(JiangxinForm):
    """审定：逐条确认，选择授予的机构。"""

    way = RadioField("由哪个机构授予", validators=[Optional()])
    conditions = TicksField("逐条确认")

    def offer(self, ways: list[Way], conditions: tuple[str, ...]) -> None:
        """What can be chosen and what has to be ticked."""
        self.way.choices = [(way.key, way.title) for way in ways]
        self.conditions.choices = [(text, text) for text in conditions]


class EndAppointmentForm(ReasonForm):
    """结束聘任。"""

    on = DateField("结束日期", validators=[InputRequired("请填写结束日期。")])
