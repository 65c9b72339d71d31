"""Reading organisations."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from foundation.database import below
from people.organisations.models import Organisation


def within(paths: Iterable[str], column: InstrumentedAttribute[str] = Organisation.path) -> ColumnElement[bool]:
    """The condition that an organisation lies in one of the subtrees at `paths`; none of them: nothing."""
    return or_(false(), *(below(column, path) for path in paths))


def organisations_in(paths: Iterable[str]) -> Select[Organisation]:
    """The organisations of these subtrees, parents before children."""
    return select(Organisation).where(within(paths)).order_by(Organisation.path)
