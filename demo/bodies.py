"""The demo's assessment bodies: a distillery for its own workers and a college for everybody, with all they need."""

from datetime import date

from sqlalchemy import select

from assessments.bodies.models import AssessmentBody, Official, Premises
from assessments.bodies.operations import BodyFacts, FilingFacts, SiteFacts, add_filing, add_site, create_body
from assessments.bodies.operations_officials import PremisesFacts, add_premises
from assessments.bodies.operations_scope import BankFacts, add_bank_reference
from assessments.bodies.rules import ASSESSING, BodyKind
from assessments.bodies.workbooks import SCOPE
from assessments.bodies.workbooks_officials import OFFICIALS
from assessments.standards.operations import StandardFacts, create_standard
from demo.certification_files import EDITION, ENTERPRISE_SCOPE, FILES, SCHOOL_SCOPE
from demo.make_files import COLLEGE, DISTILLERY
from demo.people import account_named, apply_workbook, open_account_of, organisation
from examinations.banks.models import QuestionBank
from examinations.banks.operations import create_bank
from examinations.banks.workbooks import QUESTIONS
from foundation import clock
from foundation.database import session
from people.accounts.rules import Role
from people.persons.rules import Level
from people.persons.workbooks import ROSTER

AUTHORITY = "渝永江示例市人力资源和社会保障局"
BANK = "白酒酿造与品评（四级）"
ROOMS = (
    PremisesFacts("理论考场一", 30, 2, [("台式计算机", "示例型", 30)]),
    PremisesFacts("理论考场二", 20, 2),
    PremisesFacts("酿造实训车间", 20, 4, [("甑桶", "示例型", 4), ("酒精计", "0-100", 20)]),
    PremisesFacts("品评室", 12, 2, [("品酒杯", "郁金香形", 60)]),
)


def register_bodies() -> None:
    """The city writes down standards and bodies as they were filed; the distillery's officer adds the rest."""
    city = account_named("city")
    for code, title in (ENTERPRISE_SCOPE | SCHOOL_SCOPE).items():
        create_standard(StandardFacts(code, title, EDITION, "wording-2023", "国家职业标准（演示登记）"), by=city)
    distillery = _register(DISTILLERY, "江津示例江记酒庄有限公司", BodyKind.ENTERPRISE, "Y999950999901")
    school = _register(COLLEGE, "渝永江示例职业技术学院", BodyKind.SOCIAL, "S999950999902")
    apply_workbook(SCOPE, FILES / "scope-enterprise.xlsx", by=city, body_id=distillery.id)
    apply_workbook(SCOPE, FILES / "scope-school.xlsx", by=city, body_id=school.id)
    apply_workbook(ROSTER, FILES / "officials-persons.xlsx", by=city)
    furnish(distillery)


def furnish(body: AssessmentBody) -> None:
    """Rooms, questions, officials and their accounts."""
    officer = account_named("rending")
    for facts in ROOMS:
        add_premises(body.sites[0], facts, by=officer)
    apply_workbook(OFFICIALS, FILES / "officials.xlsx", by=officer, body_id=body.id)
    bank = create_bank(body.organisation, BANK, by=officer)
    apply_workbook(QUESTIONS, FILES / "questions.xlsx", by=officer, bank_id=bank.id)
    for code in ("6-02-06-03", "6-02-06-07"):
        add_bank_reference(body, BankFacts(code, "", Level.FOUR, BANK, bank), by=officer)
    for number, assessor in enumerate(assessors(body), start=1):
        open_account_of(assessor.person, f"kaoping{number:02}", Role.ASSESSOR, DISTILLERY)


def body_of(unit: str) -> AssessmentBody:
    """The body that a unit is."""
    return session.scalars(select(AssessmentBody).where(AssessmentBody.organisation == organisation(unit))).one()


def assessors(body: AssessmentBody) -> list[Official]:
    """Its assessors, in the order of the workbook."""
    return [one for one in officials(body) if one.role in ASSESSING]


def officials(body: AssessmentBody) -> list[Official]:
    """Everybody on its list, in the order of the workbook."""
    return list(session.scalars(select(Official).where(Official.body == body).order_by(Official.id)))


def room(body: AssessmentBody, title: str) -> Premises:
    """A room of its site."""
    return next(one for one in body.sites[0].premises if one.title == title)


def bank() -> QuestionBank:
    """The distillery's questions."""
    return session.scalars(select(QuestionBank).where(QuestionBank.title == BANK)).one()


def _register(unit: str, title: str, kind: BodyKind, prefix: str) -> AssessmentBody:
    city, year = account_named("city"), clock.today().year
    body = create_body(organisation(unit), BodyFacts(kind, title), by=city)
    facts = FilingFacts(f"示备{year - 1}{kind.value}001号", AUTHORITY, date(year - 1, 1, 1), date(year + 1, 12, 31))
    add_filing(body, facts, by=city)
    add_site(body, SiteFacts("示例认定站点", "示例大道 99 号", prefix), by=city)
    session.refresh(body)
    return body
