"""The dated records of persons, and what the application conditions come to by them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from assessments.applications.models import Application
from assessments.batches.models import BatchItem
from assessments.standards.condition_sets import check_conditions
from assessments.standards.conditions import ConditionResult, HeldDiploma, HeldLevel, HeldTitle, Records
from assessments.standards.service_years import Period
from foundation import clock
from foundation.database import session
from people.careers.models import Diploma, ProfessionalTitle, WorkPeriod
from people.persons.models import Employment, Person, SkillLevel
from people.persons.occupations import occupation_title
from people.persons.rules import age_on

R = TypeVar("R", Employment, WorkPeriod, SkillLevel, Diploma, ProfessionalTitle)


def records_of(person: Person, day: date) -> Records:
    """The dated records of a person that application conditions are checked by, as they are known on `day`."""
    return records_of_all([person])[person.id].known_on(day)


def records_of_all(persons: Collection[Person]) -> dict[int, Records]:
    """The records of many persons, by person, in as many statements as for one."""
    ids = {person.id for person in persons}
    employed, earlier = _by_person(Employment, ids), _by_person(WorkPeriod, ids)
    levels, diplomas, titles = (
        _by_person(SkillLevel, ids),
        _by_person(Diploma, ids),
        _by_person(ProfessionalTitle, ids),
    )
    return {
        person.id: Records(
            birth_date=person.birth_date,
            employments=(
                *(Period(one.begins, one.ends) for one in employed[person.id]),
                *(Period(one.begins, one.ends) for one in earlier[person.id]),
            ),
            levels=tuple(
                HeldLevel(one.occupation_code, occupation_title(one.occupation_code), one.level, one.awarded)
                for one in levels[person.id]
            ),
            diplomas=tuple(
                HeldDiploma(one.kind, one.school, one.subject, one.graduated) for one in diplomas[person.id]
            ),
            titles=tuple(HeldTitle(one.grade, one.title, one.awarded) for one in titles[person.id]),
        )
        for person in persons
    }


def conditions_for(item: BatchItem, person: Person, day: date) -> list[ConditionResult]:
    """Every application condition of an item's level, checked by the person's records on `day`."""
    return _checked(item, records_of(person, day), day)


def condition_of(application: Application, day: date) -> ConditionResult | None:
    """The condition that an application relies on, checked on `day`; None while none is chosen."""
    return relied_on(
        application.item, records_of_all([application.person])[application.person_id], application.condition, day
    )


def submission_day(application: Application) -> date:
    """The day on which its condition has to be met: that of its submission, today while it is not submitted."""
    submitted = application.submitted_at
    return clock.in_shanghai(submitted).date() if submitted else clock.today()


def age_at_submission(application: Application) -> int:
    """How old the applicant is, in full years, on the day of submission; today while it is not submitted."""
    return age_on(application.person.birth_date, submission_day(application))


def conditions_relied_on(applications: Sequence[Application]) -> dict[int, ConditionResult]:
    """What each application's condition comes to on the day of its submission, by application; none chosen: absent."""
    records = records_of_all([one.person for one in applications])
    found = {}
    for application in applications:
        day = submission_day(application)
        if result := relied_on(application.item, records[application.person_id], application.condition, day):
            found[application.id] = result
    return found


def relied_on(item: BatchItem, records: Records, code: str, day: date) -> ConditionResult | None:
    """What the condition `code` of an item comes to by the records known on `day`; None where it has no such."""
    return next((one for one in _checked(item, records.known_on(day), day) if one.condition.code == code), None)


def _checked(item: BatchItem, records: Records, day: date) -> list[ConditionResult]:
    return check_conditions(item.standard.condition_set, item.level, records, item.occupation_code, day)


def _by_person(kind: type[R], ids: Collection[int]) -> defaultdict[int, list[R]]:
    found: defaultdict[int, list[R]] = defaultdict(list)
    for one in session.scalars(select(kind).where(kind.person_id.in_(ids)).order_by(kind.id)):
        found[one.person_id].append(one)
    return found
