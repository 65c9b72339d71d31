"""Reading applications for professional titles."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import joinedload

from assessments.titling.models import TitlingApplication
from assessments.titling.rules import TitlingState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.careers.models import ProfessionalTitle
from people.careers.rules import TitleGrade
from people.organisations.queries import ids_in
from people.persons.models import Person


def titlings_visible_to(user: Account) -> Select[TitlingApplication]:
    """The applications of the units whose people's growth `user` follows, and one's own."""
    units = ids_in(user.scope(Permission.GROWTH_READ))
    seen: list[ColumnElement[bool]] = [TitlingApplication.organisation_id.in_(units)]
    if user.person_id:
        seen.append(TitlingApplication.person_id == user.person_id)
    return select(TitlingApplication).where(or_(*seen)).options(joinedload(TitlingApplication.person))


def titlings_edited_by(user: Account) -> Select[TitlingApplication]:
    """The applications that `user` handles for a unit."""
    units = ids_in(user.scope(Permission.GROWTH_EDIT))
    return (
        select(TitlingApplication)
        .where(TitlingApplication.organisation_id.in_(units))
        .options(joinedload(TitlingApplication.person))
    )


def titles_held(person: Person) -> Sequence[ProfessionalTitle]:
    """The professional titles of a person, the earliest first."""
    query = select(ProfessionalTitle).where(ProfessionalTitle.person_id == person.id)
    return session.scalars(query.order_by(ProfessionalTitle.awarded)).all()


def titlings_by_grade(user: Account, year: int) -> Sequence[Row[TitleGrade, int, int]]:
    """For each grade: how many applied in `year`, and how many were awarded."""
    seen = titlings_visible_to(user).with_only_columns(TitlingApplication.id).options()
    awarded = func.count().filter(TitlingApplication.state == TitlingState.AWARDED)
    query = (
        select(TitlingApplication.grade, func.count(), awarded)
        .where(
            TitlingApplication.id.in_(seen),
            TitlingApplication.year == year,
            TitlingApplication.state != TitlingState.DRAFT,
        )
        .group_by(TitlingApplication.grade)
    )
    return session.execute(query).all()
