"""Reading standards."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, select

from assessments.standards.models import Standard
from foundation.database import session


def standards_visible() -> Select[Standard]:
    """Every standard: they are national, whoever wrote them down."""
    return select(Standard)


def standards_in_use() -> Sequence[Standard]:
    """Those that a scope may name, by occupation and edition."""
    query = standards_visible().where(Standard.active)
    return session.scalars(query.order_by(Standard.occupation_code, Standard.edition.desc())).all()


def standards_by_edition() -> Mapping[tuple[str, str], Standard]:
    """The standards in use by occupation code and edition."""
    return {(one.occupation_code, one.edition): one for one in standards_in_use()}
