"""Reading designs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased, contains_eager

from certificates.designs.models import Design, DesignVersion
from certificates.designs.rules import settings_from_json, telling_names
from certificates.kinds import all_kinds
from foundation.database import below, fetch, session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within
from people.persons.models import Person


def designs_visible_to(user: Account) -> Select[Design]:
    """The designs kept in the part of the tree where one designs certificates."""
    return select(Design).join(Design.organisation).where(within(user.scope(Permission.CERTIFICATE_DESIGN)))


def designs_usable_for(kind_code: str, organisation: Organisation, used_for: str = "") -> Sequence[DesignVersion]:
    """The designs that papers of this kind may be printed with, as they are now, the best first: what was made for just
    this subject, newest first; then those of the organisation and of the ones above it, the nearest first."""
    of_the_same = aliased(DesignVersion)
    newest = select(func.max(of_the_same.number)).where(of_the_same.design_id == Design.id).scalar_subquery()
    query = (
        select(DesignVersion)
        .join(DesignVersion.design)
        .join(Design.organisation)
        .where(Design.kind == kind_code, Design.retired_at.is_(None), DesignVersion.number == newest)
        .where(Design.used_for.in_({"", used_for}), Organisation.path.in_(_path_upwards(organisation.path)))
        .order_by(case((Design.used_for == "", 1), else_=0), Organisation.path.desc(), Design.id.desc())
        .options(contains_eager(DesignVersion.design))
    )
    return session.scalars(query).all()


def design_for(kind_code: str, organisation: Organisation, used_for: str = "") -> DesignVersion | None:
    """The design that papers of this kind get unless somebody chooses another: see `designs_usable_for`.

    None: nobody designed any; the kind's own look then holds, `rules.default_settings`.
    """
    return next(iter(designs_usable_for(kind_code, organisation, used_for)), None)


def design_made_for(kind_code: str, organisation: Organisation, used_for: str) -> Design | None:
    """The newest design, in use or retired, that the organisation made for just this subject."""
    own = (Design.kind == kind_code, Design.organisation_id == organisation.id, Design.used_for == used_for)
    return session.scalars(select(Design).where(*own).order_by(Design.id.desc()).limit(1)).first()


def newest_version(design: Design) -> DesignVersion:
    """What a design says now."""
    query = select(DesignVersion).where(DesignVersion.design_id == design.id).order_by(DesignVersion.number.desc())
    return session.scalars(query.limit(1)).one()


def version_numbered(design: Design, number: int) -> DesignVersion:
    """One version of a design. Raises NotFound for a number that it does not have."""
    return fetch(select(DesignVersion).where(DesignVersion.design_id == design.id, DesignVersion.number == number))


def known_pictures(design: Design) -> set[int]:
    """The stored files of all pictures that the design has shown in any version."""
    return {file_id for version in design.versions for file_id in settings_from_json(version.settings).file_ids}


@dataclass(frozen=True)
class LastSaved:
    """The newest version of a design: its number, when it was saved and by whom."""

    number: int
    saved_at: datetime
    saved_by: str


def last_saved(designs: Sequence[Design]) -> dict[int, LastSaved]:
    """When and by whom each of these designs was last saved, by the design's id."""
    newest = (
        select(DesignVersion.design_id, func.max(DesignVersion.number).label("number"))
        .where(DesignVersion.design_id.in_([design.id for design in designs]))
        .group_by(DesignVersion.design_id)
        .subquery()
    )
    same = and_(DesignVersion.design_id == newest.c.design_id, DesignVersion.number == newest.c.number)
    query = (
        select(DesignVersion.design_id, DesignVersion.number, DesignVersion.saved_at, Account.display_name)
        .join(newest, same)
        .join(Account, Account.id == DesignVersion.saved_by, isouter=True)
    )
    return {row[0]: LastSaved(row[1], row[2], row[3] or "") for row in session.execute(query)}


def savers_of(design: Design) -> dict[int, str]:
    """The names of those who saved versions of the design, by the id of their account."""
    saved = select(DesignVersion.saved_by).where(DesignVersion.design_id == design.id)
    query = select(Account.id, Account.display_name).where(Account.id.in_(saved))
    return {row[0]: row[1] for row in session.execute(query)}


def usual_trial_names(kind_code: str, organisation: Organisation) -> list[str]:
    """The longest and the rarest name among the people of the organisation and of those below it.

    For kinds that are given to units, whose holder is among the facts that pages show, those of the units.
    """
    units = below(Organisation.path, organisation.path)
    if "holder" in all_kinds()[kind_code].LABELS:
        return telling_names(session.scalars(select(Organisation.name).where(units)))
    employed = Person.employer_id.in_(select(Organisation.id).where(units))
    return telling_names(session.scalars(select(Person.name).where(employed).distinct()))


def _path_upwards(path: str) -> list[str]:
    """The paths of an organisation and of all above it: /1/7/9/ gives /1/, /1/7/, /1/7/9/."""
    ids = path.strip("/").split("/")
    return ["/" + "/".join(ids[: depth + 1]) + "/" for depth in range(len(ids))]
