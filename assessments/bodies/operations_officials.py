"""Who works for a body with what qualification, and in which rooms."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from assessments.bodies.models import AssessmentBody, Official, Premises, Site
from assessments.bodies.operations import find, locked_body, set_values
from assessments.bodies.rules import OFFICIAL_ROLE_TITLES, OfficialRole
from assessments.bodies.rules_officials import Qualification, qualification_faults
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account
from people.persons.models import Person
from people.persons.queries import find_person
from people.persons.rules import DocumentKind, Level, normalise_name


@dataclass(frozen=True)
class OfficialFacts:
    """What somebody's card says. `scope`: occupation codes, each with its levels; empty: every occupation."""

    role: OfficialRole
    valid_from: date
    valid_to: date
    card_number: str = ""
    scope: Sequence[tuple[str, Sequence[Level]]] = ()
    active: bool = True

    def faults(self) -> list[str]:
        """What is wrong with it; empty if nothing is."""
        levels = [(code, [level.value for level in listed]) for code, listed in self.scope]
        return qualification_faults(Qualification(self.role, self.valid_from, self.valid_to, levels))

    def values(self) -> dict[str, object]:
        """The columns of the record."""
        scope = [{"occupation_code": code, "levels": [one.value for one in levels]} for code, levels in self.scope]
        return asdict(self) | {"scope": scope}

    def same_as(self, official: Official) -> bool:
        """Whether `official` says just this."""
        return all(getattr(official, name) == value for name, value in self.values().items())


@dataclass(frozen=True)
class PremisesFacts:
    """What is said of a room or workshop. `equipment`: title, model and count of each."""

    title: str
    places: int
    cameras: int = 0
    equipment: Sequence[tuple[str, str, int]] = ()
    active: bool = True

    def values(self) -> dict[str, object]:
        """The columns of the record."""
        listed = [{"title": title, "model": model, "count": count} for title, model, count in self.equipment]
        return asdict(self) | {"equipment": listed}


def known_person(name: str, kind: DocumentKind, number: str) -> Person:
    """The person on record with this document and name; he may belong to any unit.

    Raises `Refused` if there is none, in the same words if the name differs: a number alone finds nobody.
    """
    person = find_person(kind, number)
    if person is None or person.name != normalise_name(name):
        raise Refused(
            "系统里没有这个证件号码和姓名的人。请核对；本单位的人先在“人员”里登记，外单位的人由其单位或上级总工会登记。",
            field="document_number",
        )
    return person


def add_official(body: AssessmentBody, person: Person, facts: OfficialFacts, *, by: Account) -> Official:
    """Put somebody on the body's list in one role. Raises `Refused` if he is on it in that role."""
    body = locked_body(body, by)
    _refuse_official(facts)
    same = (Official.body_id == body.id, Official.person_id == person.id, Official.role == facts.role)
    if find(Official, *same):
        raise Refused(f"此人已登记为本机构的{OFFICIAL_ROLE_TITLES[facts.role]}，请在原记录上修改。", field="role")
    official = Official(body=body, person=person, **facts.values())
    session.add(official)
    audit.record("add_official", official, by=by)
    return official


def edit_official(official: Official, facts: OfficialFacts, *, by: Account, version: int | None) -> Official:
    """Change what the card says: renewed days, a wider scope, no longer in use. Another role is another card."""
    locked_body(official.body, by)
    official = lock(official)
    official.expect_version(version)
    if facts.role is not official.role:
        raise Refused("身份不能修改，请另外登记一条。", field="role")
    _refuse_official(facts)
    set_values(official, facts.values())
    audit.record("edit_official", official, by=by, changes=audit.pending_changes(official))
    return official


def add_premises(site: Site, facts: PremisesFacts, *, by: Account) -> Premises:
    """Register a room of a site."""
    locked_body(site.body, by)
    _refuse_premises(site, facts, None)
    premises = Premises(site=site, **facts.values())
    session.add(premises)
    audit.record("add_premises", premises, by=by)
    return premises


def edit_premises(premises: Premises, facts: PremisesFacts, *, by: Account, version: int | None) -> Premises:
    """Change a room: its places, its equipment, no longer in use."""
    locked_body(premises.site.body, by)
    premises = lock(premises)
    premises.expect_version(version)
    _refuse_premises(premises.site, facts, premises)
    set_values(premises, facts.values())
    audit.record("edit_premises", premises, by=by, changes=audit.pending_changes(premises))
    return premises


def _refuse_official(facts: OfficialFacts) -> None:
    faults = facts.faults()
    if faults:
        raise Refused(faults[0], reasons=faults)


def _refuse_premises(site: Site, facts: PremisesFacts, itself: Premises | None) -> None:
    same = find(Premises, Premises.site_id == site.id, Premises.title == facts.title)
    if same is not None and same is not itself:
        raise Refused("这个站点已有同名的考场，请换一个名称。", field="title")
    if facts.places < 1 or facts.cameras < 0:
        raise Refused("可容纳人数至少为 1，摄像机数不能是负数。", field="places")
