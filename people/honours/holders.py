"""Who is meant by the name, unit and document number of a published list, for one line or a thousand at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from foundation.database import session
from people.accounts.rules import Permission
from people.honours.rules import HOLDER_TITLES, HolderKind
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.persons.models import Person
from people.persons.occupations import occupation_title
from people.persons.queries import find_persons
from people.persons.rules import DocumentKind, normalise_name, normalise_number

if TYPE_CHECKING:
    from people.accounts.models import Account

CHUNK = 500
HolderKey = int | tuple[int | None, str]


@dataclass(frozen=True)
class Asked:
    """What a line says of the holder; a document number is needed only where two of a unit have the same name."""

    holder: HolderKind
    name: str
    unit: str
    number: str = ""


@dataclass(frozen=True)
class Holder:
    """Who that is. `person` is missing for a collective, and for somebody who is not on record."""

    person: Person | None
    organisation: Organisation | None
    name: str

    @property
    def key(self) -> HolderKey:
        """What tells this holder from every other."""
        if self.person is not None:
            return self.person.id
        return (self.organisation.id if self.organisation else None, self.name)

    @property
    def path(self) -> str | None:
        """Where the holder stands in the tree."""
        if self.organisation is not None:
            return self.organisation.path
        return self.person.organisation_path if self.person else None


@dataclass(frozen=True)
class Fault:
    """Why it cannot be said who is meant: at which field, and what to do."""

    field: str
    message: str


class HolderFinder:
    """Looks up all units and persons that are asked about in a few queries, then answers line by line."""

    def __init__(self, asked: Sequence[Asked], by: "Account", permission: Permission = Permission.HONOUR_EDIT) -> None:
        self.by, self.permission = by, permission
        mine = active_in(by.scope(permission))
        self.units: dict[str, Organisation] = {}
        for part in _chunks(sorted({one.unit for one in asked if one.unit})):
            self.units |= {unit.name: unit for unit in session.scalars(mine.where(Organisation.name.in_(part)))}
        people = [one for one in asked if one.holder is HolderKind.PERSON]
        self.by_number = find_persons([(DocumentKind.RESIDENT, one.number) for one in people if one.number])
        self.by_name = self._namesakes({normalise_name(one.name) for one in people})

    def find(self, asked: Asked) -> Holder | Fault:
        """The holder, or why he cannot be told."""
        unit = self.units.get(asked.unit)
        if unit is None:
            return Fault("unit", "没有这个单位，或不在您的管理范围。请与系统中的组织名称核对，或先登记组织。")
        if asked.holder is not HolderKind.PERSON:
            name = asked.name or (unit.name if asked.holder is HolderKind.UNIT else "")
            missing = f"这项荣誉授予{HOLDER_TITLES[asked.holder]}，请填写{HOLDER_TITLES[asked.holder]}名称。"
            return Holder(None, unit, name) if name else Fault("name", missing)
        if not asked.name:
            return Fault("name", "这项荣誉授予个人，请填写姓名。")
        return self._by_number(asked, unit) if asked.number else self._by_name(asked, unit)

    def _by_number(self, asked: Asked, unit: Organisation) -> Holder | Fault:
        person = self.by_number.get((DocumentKind.RESIDENT, normalise_number(asked.number)))
        if person is None or not self.by.may_at(self.permission, person.organisation_path):
            return Fault("number", "没有这个证件号码的人员，或此人不在您的管理范围。请核对号码，或先登记人员。")
        if person.name != normalise_name(asked.name):
            return Fault("name", "与这个证件号码登记的姓名不一致，请核对姓名和号码。")
        return Holder(person, unit, "")

    def _by_name(self, asked: Asked, unit: Organisation) -> Holder | Fault:
        name = normalise_name(asked.name)
        same = self.by_name.get((unit.id, name), [])
        if len(same) > 1:
            return Fault("number", f"这个单位有 {len(same)} 人同名：{candidates(same)}。请填写证件号码以区分。")
        return Holder(same[0], unit, "") if same else Holder(None, unit, name)

    def _namesakes(self, names: set[str]) -> dict[tuple[int, str], list[Person]]:
        ids = {unit.id for unit in self.units.values()}
        found: defaultdict[tuple[int, str], list[Person]] = defaultdict(list)
        for part in _chunks(sorted(names)):
            query = select(Person).where(Person.name.in_(part), Person.merged_into_id.is_(None)).order_by(Person.id)
            for person in session.scalars(query):
                if person.employer_id is not None and person.employer_id in ids:
                    found[person.employer_id, person.name].append(person)
        return found


def candidates(persons: Sequence[Person]) -> str:
    """Namesakes told apart without personal data: the number of the record and the occupation."""
    return "、".join(f"人员编号 {one.id}（{occupation_title(one.occupation_code) or '未填职业'}）" for one in persons)


def _chunks(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]
