"""What the page of one studio shows beside its own facts, in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from foundation.database import session
from people.honours.models import Honour
from people.honours.queries import held_on
from people.persons.models import Person
from people.persons.rules import LEVEL_TITLES, Level
from studios.registry.models import (
    Activity,
    Equipment,
    Fund,
    LeaderTerm,
    Studio,
    StudioMember,
    StudioNaming,
    StudioPhoto,
    StudioRule,
)
from studios.registry.queries import SKILL_ORDER, RaisedLevel, members_on, namings_in_force, promotions_of_members
from studios.registry.rules import ActivityKind, FundSource, NamingLevel, PhotoKind, highest, rank_of

T = TypeVar("T")


@dataclass(frozen=True)
class Rung:
    """One step of the ladder of names: the name in force at that level, or else the last one that ended."""

    level: NamingLevel
    naming: StudioNaming | None
    in_force: bool


@dataclass
class FundYear:
    """The money of one year in 元, by source."""

    year: int
    by_source: dict[FundSource, Decimal] = field(default_factory=dict)
    spent: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """What came in, from all sources."""
        return sum(self.by_source.values(), Decimal(0))


@dataclass
class StudioFile:
    """The whole file of a studio as of `day`: its page and its print are made of this.

    `grades` and `honours` by the id of a person; `raised` are those who reached a higher level this year.
    """

    studio: Studio
    day: date
    members: list[StudioMember]
    former: list[StudioMember]
    terms: list[LeaderTerm]
    ladder: list[Rung]
    grades: dict[int, Level]
    honours: dict[int, list[Honour]]
    equipment: Sequence[Equipment]
    rules: Sequence[StudioRule]
    funds: Sequence[Fund]
    photos: Sequence[StudioPhoto]
    activities: Sequence[Activity]
    raised: list[RaisedLevel]

    @property
    def grade_counts(self) -> list[tuple[str, int]]:
        """How many of the members hold which level as their highest, the highest first."""
        held = [self.grades.get(member.person_id) for member in self.members]
        return [(LEVEL_TITLES[level], held.count(level)) for level in reversed(SKILL_ORDER) if level in held]

    @property
    def skilled(self) -> int:
        """How many members hold 三级/高级工 or above (高技能人才)."""
        skilled = SKILL_ORDER[SKILL_ORDER.index(Level.THREE) :]
        return sum(self.grades.get(member.person_id) in skilled for member in self.members)

    @property
    def highest(self) -> NamingLevel | None:
        """The highest level in force."""
        return highest([rung.level for rung in self.ladder if rung.in_force])

    @property
    def sessions_this_year(self) -> int:
        """场次 of all activities of the year so far."""
        return sum(one.sessions for one in self.activities if one.held_on.year == self.day.year)

    @property
    def funds_total(self) -> Decimal:
        """All the money there ever was, in 元."""
        return sum((one.amount for one in self.funds), Decimal(0))

    @property
    def fund_years(self) -> list[FundYear]:
        """The money by year, the latest first."""
        years: dict[int, FundYear] = {}
        for one in self.funds:
            year = years.setdefault(one.year, FundYear(one.year))
            year.by_source[one.source] = year.by_source.get(one.source, Decimal(0)) + one.amount
            year.spent += one.spent
        return sorted(years.values(), key=lambda one: -one.year)

    @property
    def plaque(self) -> StudioPhoto | None:
        """The latest photo of the plaque."""
        return next((one for one in reversed(self.photos) if one.kind is PhotoKind.PLAQUE), None)

    @property
    def activity_years(self) -> list[tuple[int, dict[ActivityKind, int], int]]:
        """Year, 场次 of each kind, 人次 of all, the latest year first."""
        years: defaultdict[int, list[Activity]] = defaultdict(list)
        for one in self.activities:
            years[one.held_on.year].append(one)
        return [
            (
                year,
                {kind: sum(one.sessions for one in listed if one.kind is kind) for kind in ActivityKind},
                sum(one.attendances for one in listed),
            )
            for year, listed in sorted(years.items(), reverse=True)
        ]


def file_of(studio: Studio, day: date) -> StudioFile:
    """The file of `studio` as it stands on `day`, in a number of queries that does not grow with it."""
    everybody = session.scalars(
        select(Studio)
        .where(Studio.id == studio.id)
        .options(
            selectinload(Studio.members).joinedload(StudioMember.person),
            selectinload(Studio.leader_terms).joinedload(LeaderTerm.person),
            selectinload(Studio.namings),
        )
        .execution_options(populate_existing=True)
    ).one()
    members = members_on(everybody, day)
    persons = [member.person_id for member in members] + [everybody.leader_id or 0]
    return StudioFile(
        studio=everybody,
        day=day,
        members=members,
        former=[one for one in everybody.members if one not in members],
        terms=everybody.leader_terms,
        ladder=_ladder(everybody, day),
        grades=grades_of(persons, day),
        honours=_honours_of(persons, day),
        equipment=_all(select(Equipment).where(Equipment.studio_id == studio.id).order_by(Equipment.id)),
        rules=_all(select(StudioRule).where(StudioRule.studio_id == studio.id).order_by(StudioRule.issued_on)),
        funds=_all(select(Fund).where(Fund.studio_id == studio.id).order_by(Fund.year.desc(), Fund.id)),
        photos=_all(select(StudioPhoto).where(StudioPhoto.studio_id == studio.id).order_by(StudioPhoto.id)),
        raised=promotions_of_members(everybody, date(day.year, 1, 1), day),
        activities=_all(
            select(Activity)
            .where(Activity.studio_id == studio.id)
            .order_by(Activity.held_on.desc(), Activity.id.desc())
        ),
    )


def grades_of(person_ids: Iterable[int], day: date) -> dict[int, Level]:
    """The highest level of skill that each of these persons had on `day`; who has none is absent."""
    query = select(Person).where(Person.id.in_(list(person_ids))).options(selectinload(Person.skill_levels))
    held = {
        person.id: [one.level for one in person.skill_levels if one.awarded is None or one.awarded <= day]
        for person in session.scalars(query)
    }
    return {person_id: max(levels, key=SKILL_ORDER.index) for person_id, levels in held.items() if levels}


def _honours_of(person_ids: Iterable[int], day: date) -> dict[int, list[Honour]]:
    query = select(Honour).where(Honour.person_id.in_(list(person_ids)), held_on(day)).order_by(Honour.year, Honour.id)
    found: defaultdict[int, list[Honour]] = defaultdict(list)
    for honour in session.scalars(query):
        found[honour.person_id or 0].append(honour)
    return found


def _ladder(studio: Studio, day: date) -> list[Rung]:
    held = namings_in_force(studio, day)
    return [_rung(level, studio, held) for level in sorted(NamingLevel, key=rank_of)]


def _rung(level: NamingLevel, studio: Studio, held: list[StudioNaming]) -> Rung:
    in_force = [one for one in held if one.level is level]
    ever = in_force or [one for one in studio.namings if one.level is level]
    return Rung(level, ever[-1] if ever else None, bool(in_force))


def _all(query: Select[T]) -> Sequence[T]:
    return session.scalars(query).all()
