"""What every way to a level other than an examination asks first: what is held already, and which site may grant it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assessments.bodies.models import AssessmentBody, ScopeItem, Site
from assessments.bodies.queries import entitlement_of
from assessments.bodies.rules import reasons_against_applicant
from assessments.bodies.rules_scope import Wanted, reasons_against_assessing
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState
from assessments.grants.rules_levels import Held
from foundation.database import session
from foundation.errors import Refused
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.persons.models import Person
from people.persons.occupations import occupation_title
from people.persons.rules import Level

APPOINTED = frozenset({Level.SPECIAL, Level.CHIEF})


@dataclass(frozen=True)
class Way:
    """A site that may grant the level, and under which trade of its scope (empty: the occupation as a whole)."""

    site: Site
    trade: str

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.site.id}:{self.trade}"

    @property
    def title(self) -> str:
        """The body, the site and the trade, as a person chooses them."""
        where = f"{self.site.body.title} · {self.site.title}"
        return f"{where} · {self.trade}" if self.trade else where


def levels_held(person_ids: Collection[int], occupation_code: str) -> dict[int, list[Held]]:
    """What these persons have in an occupation: levels written down, and levels granted and not withdrawn."""
    found: dict[int, list[Held]] = {person_id: [] for person_id in person_ids}
    persons = select(Person).where(Person.id.in_(person_ids)).options(selectinload(Person.skill_levels))
    for person in session.scalars(persons):
        levels = [one for one in person.skill_levels if one.occupation_code == occupation_code]
        found[person.id] += [Held(one.level, one.awarded) for one in levels]
    granted = select(Grant).where(Grant.person_id.in_(person_ids), Grant.occupation_code == occupation_code)
    for grant in session.scalars(granted.where(Grant.state != GrantState.WITHDRAWN)):
        found[grant.person_id].append(Held(grant.level, grant.granted_on))
    return found


def ways_to_grant(
    paths: Collection[str], employer: Organisation | None, occupation_code: str, level: Level, day: date
) -> list[Way]:
    """The sites of bodies below `paths` whose scope lets them grant this level to somebody of `employer` on `day`.

    A filing lists the five examined levels only: whoever may certify level one may appoint above it.
    """
    filed = Level.ONE if level in APPOINTED else level
    units = ids_in(paths)
    bodies = select(AssessmentBody.id).where(AssessmentBody.organisation_id.in_(units), AssessmentBody.active)
    items = (
        select(ScopeItem)
        .where(ScopeItem.occupation_code == occupation_code, ScopeItem.body_id.in_(bodies))
        .options(joinedload(ScopeItem.filing), joinedload(ScopeItem.body).selectinload(AssessmentBody.sites))
        .order_by(ScopeItem.body_id, ScopeItem.trade)
    )
    ways: dict[str, Way] = {}
    for item in session.scalars(items):
        wanted = Wanted(occupation_code, occupation_title(occupation_code), item.trade, filed)
        path = employer.path if employer else None
        if reasons_against_assessing([entitlement_of(item)], wanted, day) or reasons_against_applicant(
            item.body.kind, item.body.organisation_path, path
        ):
            continue
        found = [Way(site, item.trade) for site in item.body.sites if site.active]
        ways |= {way.key: way for way in found}
    return list(ways.values())


def chosen_way(ways: Collection[Way], key: str) -> Way:
    """The way that a form names. Raises `Refused` if it is not, or no longer, among them."""
    way = next((one for one in ways if one.key == key), None)
    if way is None:
        raise Refused("请选择由哪个机构授予：所选站点不在可选范围内，或刚才发生了变化。", field="way")
    return way
