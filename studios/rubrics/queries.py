"""Reading scoring tables."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import lineage
from studios.rubrics.models import RubricVersion


def rubrics_visible_to(user: Account) -> Select[RubricVersion]:
    """The tables of the organisations whose reviews one runs, and those of the organisations above one's own."""
    above = lineage(user.organisation.path)
    owned = RubricVersion.organisation_id
    return (
        select(RubricVersion)
        .where(or_(owned.in_(ids_in(user.scope(Permission.REVIEW_RUN))), owned.in_(above)))
        .options(joinedload(RubricVersion.organisation))
        .order_by(RubricVersion.title, RubricVersion.number.desc(), RubricVersion.id.desc())
    )


def rubrics_edited_by(user: Account) -> Select[RubricVersion]:
    """The tables that one may write on: those of the organisations whose reviews one runs."""
    return select(RubricVersion).where(RubricVersion.organisation_id.in_(ids_in(user.scope(Permission.REVIEW_RUN))))


def runner_of(user: Account) -> Select[Organisation]:
    """The widest organisation whose reviews `user` runs: his own tables belong to it."""
    return select(Organisation).where(Organisation.path == min(user.scope(Permission.REVIEW_RUN), key=len, default=""))


def next_number(organisation: Organisation, code: str) -> int:
    """The number of an organisation's next version of a table."""
    held = (RubricVersion.organisation_id == organisation.id, RubricVersion.code == code)
    return (session.scalar(select(func.max(RubricVersion.number)).where(*held)) or 0) + 1


def newest_version(organisation: Organisation, code: str) -> RubricVersion | None:
    """An organisation's newest version of a table."""
    query = (
        select(RubricVersion)
        .where(RubricVersion.organisation_id == organisation.id, RubricVersion.code == code)
        .order_by(RubricVersion.number.desc())
        .limit(1)
    )
    return session.scalars(query).first()
