"""Reading designs."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from certificates.designs.models import Design, DesignVersion
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within


def designs_visible_to(user: Account) -> Select[Design]:
    """The designs kept in the part of the tree where one designs certificates."""
    return select(Design).join(Design.organisation).where(within(user.scope(Permission.CERTIFICATE_DESIGN)))


def designs_usable_for(kind_code: str, organisation: Organisation, used_for: str = "") -> Sequence[Design]:
    """The designs that papers of this kind may be printed with, the best first: what was made for just this subject,
    newest first; then those of the organisation and of the ones above it, the nearest first."""
    above = _path_upwards(organisation.path)
    general = and_(Design.used_for == "", Organisation.path.in_(above))
    query = (
        select(Design)
        .join(Design.organisation)
        .where(Design.kind == kind_code, Design.retired_at.is_(None), or_(general, _made_for(used_for, above)))
        .order_by(case((Design.used_for == "", 1), else_=0), Organisation.path.desc(), Design.id.desc())
    )
    return session.scalars(query).all()


def design_for(kind_code: str, organisation: Organisation, used_for: str = "") -> DesignVersion | None:
    """The design that papers of this kind get unless somebody chooses another: see `designs_usable_for`.

    None: nobody designed any; the kind's own look then holds, `rules.default_settings`.
    """
    usable = designs_usable_for(kind_code, organisation, used_for)
    return newest_version(usable[0]) if usable else None


def newest_version(design: Design) -> DesignVersion:
    """What a design says now."""
    query = select(DesignVersion).where(DesignVersion.design_id == design.id).order_by(DesignVersion.number.desc())
    return session.scalars(query.limit(1)).one()


def _made_for(used_for: str, above: list[str]) -> ColumnElement[bool]:
    """Made for just this subject, by the organisation that issues or one above it."""
    return and_(Design.used_for == used_for, Design.used_for != "", Organisation.path.in_(above))


def _path_upwards(path: str) -> list[str]:
    """The paths of an organisation and of all above it: /1/7/9/ gives /1/, /1/7/, /1/7/9/."""
    ids = path.strip("/").split("/")
    return ["/" + "/".join(ids[: depth + 1]) + "/" for depth in range(len(ids))]
