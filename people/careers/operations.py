"""Writing down what a person learned, was titled and worked as, and taking back what was written by mistake."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import session
from foundation.errors import Refused
from people.careers.models import Diploma, ProfessionalTitle, WorkPeriod
from people.careers.rules import DIPLOMA_TITLES, TITLE_GRADE_TITLES, DiplomaKind, TitleGrade
from people.persons.models import Person
from people.persons.operations import refuse_without_edit

if TYPE_CHECKING:
    from people.accounts.models import Account

LONGEST_STUDIES = 8


@dataclass(frozen=True)
class DiplomaFacts:
    """What a diploma says."""

    kind: DiplomaKind
    school: str
    subject: str
    graduated: date
    number: str = ""


@dataclass(frozen=True)
class TitleFacts:
    """What the certificate of a professional title says."""

    grade: TitleGrade
    title: str
    speciality: str
    awarded: date
    number: str = ""


@dataclass(frozen=True)
class WorkFacts:
    """Where somebody worked, as what, from and to which day."""

    employer: str
    post: str
    occupation_code: str
    begins: date
    ends: date


def add_diploma(person: Person, facts: DiplomaFacts, *, by: "Account") -> Diploma:
    """Write down a diploma; a day of graduation ahead is a student's. Raises `Refused` for an impossible one."""
    refuse_without_edit(person, by)
    last_year = clock.today().year + LONGEST_STUDIES
    if not person.birth_date < facts.graduated or facts.graduated.year > last_year:
        raise Refused(f"毕业日期应在出生之后、{last_year} 年之前，请核对。", field="graduated")
    same = select(Diploma).where(Diploma.person_id == person.id, Diploma.kind == facts.kind)
    if session.scalars(same.where(Diploma.school == facts.school, Diploma.subject == facts.subject)).first():
        raise Refused("这个学校的这项学历已经登记过了。", field="school")
    diploma = Diploma(person=person, **vars(facts))
    session.add(diploma)
    audit.record("add_diploma", person, by=by, changes={"diplomas": (None, _diploma(diploma))})
    return diploma


def remove_diploma(diploma: Diploma, *, by: "Account") -> None:
    """Take back a diploma that was written down by mistake."""
    refuse_without_edit(diploma.person, by)
    audit.record("remove_diploma", diploma.person, by=by, changes={"diplomas": (_diploma(diploma), None)})
    session.delete(diploma)


def add_professional_title(person: Person, facts: TitleFacts, *, by: "Account") -> ProfessionalTitle:
    """Write down a professional title. Raises `Refused` for one that is there already or not awarded yet."""
    refuse_without_edit(person, by)
    if not person.birth_date < facts.awarded <= clock.today():
        raise Refused("取得日期应在出生之后、今天或今天之前，请核对。", field="awarded")
    same = select(ProfessionalTitle).where(ProfessionalTitle.person_id == person.id)
    same = same.where(ProfessionalTitle.grade == facts.grade, ProfessionalTitle.title == facts.title)
    if session.scalars(same).first():
        raise Refused("这项职称已经登记过了。", field="title")
    title = ProfessionalTitle(person=person, **vars(facts))
    session.add(title)
    said = {"professional_titles": (None, _title(title))}
    audit.record("add_professional_title", person, by=by, changes=said)
    return title


def remove_professional_title(title: ProfessionalTitle, *, by: "Account") -> None:
    """Take back a professional title that was written down by mistake."""
    refuse_without_edit(title.person, by)
    said = {"professional_titles": (_title(title), None)}
    audit.record("remove_professional_title", title.person, by=by, changes=said)
    session.delete(title)


def add_work_period(person: Person, facts: WorkFacts, *, by: "Account") -> WorkPeriod:
    """Write down earlier work. The present employment stands in the person's record, not here."""
    refuse_without_edit(person, by)
    if facts.ends < facts.begins:
        raise Refused("结束日期早于开始日期，请核对。", field="ends")
    if not person.birth_date < facts.begins or facts.ends > clock.today():
        raise Refused("以前的工作应在出生之后开始、今天或今天之前结束；目前的单位请在“修改”里登记。", field="ends")
    period = WorkPeriod(person=person, **vars(facts))
    session.add(period)
    audit.record("add_work_period", person, by=by, changes={"work_periods": (None, _period(period))})
    return period


def remove_work_period(period: WorkPeriod, *, by: "Account") -> None:
    """Take back earlier work that was written down by mistake."""
    refuse_without_edit(period.person, by)
    audit.record("remove_work_period", period.person, by=by, changes={"work_periods": (_period(period), None)})
    session.delete(period)


def _diploma(diploma: Diploma) -> str:
    return f"{diploma.school} {diploma.subject} {DIPLOMA_TITLES[diploma.kind]} {diploma.graduated:%Y-%m-%d}"


def _title(title: ProfessionalTitle) -> str:
    return f"{TITLE_GRADE_TITLES[title.grade]} {title.title} {title.awarded:%Y-%m-%d}"


def _period(period: WorkPeriod) -> str:
    return f"{period.employer} {period.begins:%Y-%m-%d} 至 {period.ends:%Y-%m-%d}"
