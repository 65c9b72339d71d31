"""Studios for tests: plainly fictitious, stored at once."""

from datetime import date
from typing import TypeVar

from foundation.database import Base, session
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from studios.registry.models import LeaderTerm, Studio, StudioMember, StudioNaming
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel, StudioKind
from tests.factories import people
from tests.factories.numbers import Numbers

_numbers = Numbers()
T = TypeVar("T", bound=Base)


def unit(name: str = "示例重型机械有限公司工会", city: Organisation | None = None) -> Organisation:
    """A unit in a district of a city."""
    top = city or people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    district = people.organisation(
        f"示例{_chinese(next(_numbers))}区总工会", top, kind=OrganisationKind.DISTRICT_FEDERATION
    )
    return people.organisation(name, district)


def studio(
    organisation: Organisation | None = None,
    leader: Person | None = None,
    *,
    name: str = "",
    members: int = 3,
    **facts: object,
) -> Studio:
    """A studio founded on 2020-03-01 with a leader and `members` others of its unit."""
    organisation = organisation or unit()
    leader = leader or people.person(f"领示{_chinese(next(_numbers))}", organisation)
    made = Studio(
        organisation=organisation,
        name=name or f"{leader.name}劳模创新工作室",
        leader=leader,
        **{"kind": StudioKind.MODEL_WORKER, "founded_on": date(2020, 3, 1), **facts},
    )
    _kept(made)
    _kept(LeaderTerm(studio=made, person=leader, begins_on=made.founded_on))
    for _ in range(members):
        member(made)
    return made


def member(studio: Studio, person: Person | None = None, joined_on: date = date(2020, 3, 1)) -> StudioMember:
    """Somebody more in a studio."""
    person = person or people.person(f"成示{_chinese(next(_numbers))}", studio.organisation)
    return _kept(StudioMember(studio=studio, person=person, joined_on=joined_on))


def naming(
    studio: Studio, level: NamingLevel = NamingLevel.DISTRICT, named_on: date = date(2022, 5, 1)
) -> StudioNaming:
    """A name that the studio bears since `named_on`."""
    return _kept(
        StudioNaming(
            studio=studio,
            level=level,
            title=f"{NAMING_LEVEL_TITLES[level]}创新工作室",
            issuer_name="示例总工会",
            document=f"示工发〔{named_on.year}〕1号",
            named_on=named_on,
        )
    )


def _chinese(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def _kept(made: T) -> T:
    session.add(made)
    session.commit()
    return made
