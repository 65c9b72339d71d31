"""Forms about bodies: filing, sites, scope, questions. A field's `description` is the hint below it."""

from collections.abc import Iterable, Sequence

from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from assessments.bodies.models import AssessmentBody
from assessments.bodies.operations import BodyFacts, FilingFacts, SiteFacts
from assessments.bodies.operations_scope import BankFacts, ScopeFacts
from assessments.bodies.rules import BODY_KIND_TITLES, BodyKind
from assessments.standards.models import Standard
from assessments.standards.rules import EXAMINED_LEVELS
from examinations.banks.models import QuestionBank
from foundation.forms import JiangxinForm, TicksField
from people.persons.forms import known_occupation
from people.persons.occupations import find_occupation
from people.persons.rules import LEVEL_TITLES, Level

LEVEL_CHOICES = {level.value: LEVEL_TITLES[level] for level in EXAMINED_LEVELS}
OCCUPATION_LIST = {"list": "occupations", "autocomplete": "off"}


class BodyForm(JiangxinForm):
    """What is said of a body; of which organisation is asked once, when it is registered."""

    organisation = StringField(
        "单位",
        validators=[InputRequired("请选择单位。"), Length(max=100)],
        render_kw={"list": "organisations", "autocomplete": "off"},
        description="输入几个字后从列表中选择；一个单位只登记为一个评价机构",
    )
    kind = SelectField("机构类别", choices=BODY_KIND_TITLES, description="用人单位只评价本单位职工")
    title = StringField(
        "机构名称",
        validators=[InputRequired("请填写机构名称。"), Length(max=100)],
        description="备案的全称，印在证书上",
    )
    active = BooleanField("在用", default=True)

    def facts(self) -> BodyFacts:
        """What was typed."""
        return BodyFacts(BodyKind(self.kind.data), self.title.data.strip(), self.active.data)


class FilingForm(JiangxinForm):
    """A filing with the days on which it holds."""

    number = StringField("备案号", validators=[InputRequired("请填写备案号。"), Length(max=60)])
    authority = StringField("备案机关", validators=[InputRequired("请填写备案机关。"), Length(max=100)])
    valid_from = DateField("有效期起", validators=[InputRequired("请填写日期。")])
    valid_to = DateField("有效期止", validators=[InputRequired("请填写日期。")], description="当天仍有效")

    def facts(self) -> FilingFacts:
        """What was typed."""
        return FilingFacts(
            self.number.data.strip(), self.authority.data.strip(), self.valid_from.data, self.valid_to.data
        )


class SiteForm(JiangxinForm):
    """A site with its prefix."""

    title = StringField("站点名称", validators=[InputRequired("请填写站点名称。"), Length(max=100)])
    address = StringField("地址", validators=[Length(max=200)])
    prefix = StringField(
        "证书编号前缀",
        validators=[Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
        description="人社部门核定的 13 位：Y 或 S、4 位机构代码、2 位省级代码、6 位站点序列码；还没有的可以不填",
    )
    active = BooleanField("在用", default=True)

    def facts(self) -> SiteFacts:
        """What was typed."""
        prefix = (self.prefix.data or "").strip() or None
        return SiteFacts(self.title.data.strip(), (self.address.data or "").strip(), prefix, self.active.data)


class ScopeForm(JiangxinForm):
    """A line of the scope."""

    filing_id = SelectField("备案", coerce=int)
    standard_id = SelectField(
        "职业和国家职业标准", coerce=int, description="列表里没有的，先在“国家职业标准”里登记这个版本"
    )
    trade = StringField("工种（职业方向）", validators=[Length(max=60)], description="与备案文件一致；不分工种的不填")
    levels = TicksField("等级", choices=LEVEL_CHOICES, validators=[InputRequired("请勾选等级。")])
    valid_from = DateField("有效期起", validators=[Optional()], description="备案机关另有规定的才填")
    valid_to = DateField("有效期止", validators=[Optional()], description="备案机关另有规定的才填")

    def offer(self, body: AssessmentBody, standards: Sequence[Standard]) -> None:
        """Offer the body's filings, the latest first, and the standards."""
        self.filings = {one.id: one for one in reversed(body.filings)}
        self.standards = {one.id: one for one in standards}
        self.filing_id.choices = {
            one.id: f"{one.number}（{one.valid_from} 至 {one.valid_to}）" for one in self.filings.values()
        }
        self.standard_id.choices = {one.id: f"{one.occupation_code} {one.audit_label}" for one in standards}

    def facts(self) -> ScopeFacts:
        """What was typed."""
        return ScopeFacts(
            filing=self.filings[self.filing_id.data],
            standard=self.standards[self.standard_id.data],
            trade=(self.trade.data or "").strip(),
            levels=[Level(level) for level in self.levels.data],
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )


class BankReferenceForm(JiangxinForm):
    """Which questions an occupation and level are examined with."""

    occupation = StringField(
        "职业", validators=[InputRequired("请选择职业。"), known_occupation], render_kw=OCCUPATION_LIST
    )
    trade = StringField("工种（职业方向）", validators=[Length(max=60)])
    level = SelectField("等级", choices=LEVEL_CHOICES)
    bank_id = SelectField("题库", coerce=int, description="试题在本系统之外的（国家题库、省级题库），选“不在本系统”")
    title = StringField(
        "名称", validators=[InputRequired("请填写名称。"), Length(max=100)], description="题库或试卷的名称"
    )

    def offer(self, banks: Iterable[QuestionBank]) -> None:
        """Offer the banks that the officer keeps."""
        self.banks = {bank.id: bank for bank in banks}
        self.bank_id.choices = {0: "不在本系统"} | {bank.id: bank.title for bank in self.banks.values()}

    def facts(self) -> BankFacts:
        """What was typed."""
        occupation = find_occupation(self.occupation.data)
        assert occupation is not None  # or known_occupation would have refused it
        return BankFacts(
            occupation.code,
            (self.trade.data or "").strip(),
            Level(self.level.data),
            self.title.data.strip(),
            self.banks.get(self.bank_id.data),
        )
