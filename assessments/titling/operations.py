"""Applying for professional titles, stage by stage."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from assessments.titling.models import TitlingApplication
from assessments.titling.queries import titles_held
from assessments.titling.rules import ENDED, TitlingState, reasons_against_titling
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.careers.models import ProfessionalTitle
from people.careers.rules import TitleGrade
from people.persons.models import Person

STEPS = ("submit_titling", "check_titling", "forward_titling", "review_titling", "notice_titling")
"""What leads from one stage to the next; the last step, the award, needs its document and day."""


@dataclass(frozen=True)
class TitlingFacts:
    """What is applied for."""

    grade: TitleGrade
    title: str
    speciality: str
    year: int
    committee: str = ""
    remarks: str = ""

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return asdict(self)


def create_titling(person: Person, facts: TitlingFacts, *, by: Account) -> TitlingApplication:
    """Begin an application for somebody of one's unit.

    Raises `Refused` if he holds the grade, or has an application for it that has not ended.
    """
    if person.employer is None or not by.may_at(Permission.GROWTH_EDIT, person.employer.path):
        raise NotAllowed
    _check(person, facts)
    standing = select(TitlingApplication.id).where(
        TitlingApplication.person_id == person.id,
        TitlingApplication.grade == facts.grade,
        TitlingApplication.active.is_(True),
    )
    if session.scalar(standing) is not None:
        raise Refused(f"{person.name}申报这一级职称还没有办完，不能重复申报。", field="grade")
    made = TitlingApplication(person=person, organisation=person.employer, **facts.values())
    session.add(made)
    audit.record("create_titling", made, by=by)
    return made


def edit_titling(
    application: TitlingApplication, facts: TitlingFacts, *, version: int | None = None, by: Account
) -> None:
    """Change a draft, or one that was returned."""
    lock(application).expect_version(version)
    if application.state not in {TitlingState.DRAFT, TitlingState.RETURNED}:
        raise Refused("已经提交，不能再改。需要修改的，请先退回。")
    _check(application.person, facts)
    for name, value in facts.values().items():
        setattr(application, name, value)
    audit.record("edit_titling", application, by=by, changes=audit.pending_changes(application))


def step_titling(application: TitlingApplication, action: str, *, by: Account) -> None:
    """Take the application one stage further; `action` is one of `STEPS`."""
    if action not in STEPS:
        raise Refused("没有这个办理步骤，请刷新页面。")
    advance(lock(application), action, by=by)


def award_titling(application: TitlingApplication, *, document: str, awarded: date, by: Account) -> None:
    """The title is awarded: it enters the person's career with the day and the document."""
    if not document.strip():
        raise Refused("请填写评审结果的文件名称和文号。", field="document")
    if awarded > clock.today():
        raise Refused("取得日期不能在今天之后。", field="awarded")
    lock(application)
    same = (application.grade, application.title)
    if any((one.grade, one.title) == same for one in titles_held(application.person)):
        raise Refused(f"本人履历里已登记“{application.title}”，请核对；是误登记的，先在人员页删除。", field="awarded")
    application.document, application.awarded, application.active = document.strip(), awarded, None
    held = ProfessionalTitle(
        person_id=application.person_id,
        grade=application.grade,
        title=application.title,
        speciality=application.speciality,
        awarded=awarded,
    )
    session.add(held)
    application.professional_title = held
    advance(application, "award_titling", by=by)


def return_titling(application: TitlingApplication, *, reason: str, by: Account) -> None:
    """Give the application back to be mended."""
    advance(lock(application), "return_titling", by=by, reason=reason)
    application.remarks = reason.strip()


def fail_titling(application: TitlingApplication, *, reason: str, by: Account) -> None:
    """The committee did not pass it, or the notice brought something up."""
    _end(application, "fail_titling", reason, by)


def withdraw_titling(application: TitlingApplication, *, reason: str, by: Account) -> None:
    """The applicant does not go on."""
    _end(application, "withdraw_titling", reason, by)


def _end(application: TitlingApplication, action: str, reason: str, by: Account) -> None:
    lock(application).active = None
    application.remarks = reason.strip()
    advance(application, action, by=by, reason=reason)
    assert application.state in ENDED


def _check(person: Person, facts: TitlingFacts) -> None:
    held = [(one.grade, one.awarded) for one in titles_held(person)]
    if reasons := reasons_against_titling(facts.grade, held):
        raise Refused(reasons[0], field="grade", reasons=reasons)
