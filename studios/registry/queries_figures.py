"""The figures of the register (W01, W02) and the lists that they count: a figure and its list are one query."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from foundation.database import session
from people.organisations.models import Organisation
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level
from studios.registry.models import Studio, StudioMember
from studios.registry.queries import SKILL_ORDER, StudioFilter, highest_rank_on, studios_matching
from studios.registry.rules import NamingLevel, StudioKind


@dataclass(frozen=True)
class StudioFigures:
    """Counts of a day; every dimension of `studios` adds up to `total`, of `members` to `distinct_members`.

    `None` in `by_level`: no name in force; in `by_district`: of no district in view; in `by_grade`: no certificate.
    """

    total: int
    by_level: dict[NamingLevel | None, int]
    by_kind: dict[StudioKind, int]
    by_district: dict[Organisation | None, int]
    distinct_members: int
    by_grade: dict[Level | None, int]


def studios_in_force(visible: Select[Studio], day: date, districts: Sequence[Organisation] = ()) -> StudioFigures:
    """W01 创新工作室数：某日在册（已成立、未注销）的工作室，一间只算一次。

    级别：按当日有效命名中最高的一级计，不把各级命名相加；没有有效命名的单列。
    类型、区县：按档案；区县为所在单位在组织树上所属的区县总工会。
    W02 吸纳人才：这些工作室当日在册的成员，同一人在几间工作室也只算一人；领衔人不是成员，另计。
    等级：每人按当日已取得的最高技能等级计，没有证书的单列；不注明日期的证书算已取得。
    """
    studios = studios_matching(visible, StudioFilter(day))
    facts = studios.order_by(None).join(Studio.organisation)
    rows = session.execute(facts.with_only_columns(highest_rank_on(day), Studio.kind, Organisation.path)).all()
    levels, kinds = Counter(rank for rank, _, _ in rows), Counter(kind for _, kind, _ in rows)
    places = Counter(_district(path, districts) for _, _, path in rows)
    members = members_of(studios, day)
    grades: Counter[int | None] = Counter(session.scalars(members.with_only_columns(grade_rank_on(day))))
    return StudioFigures(
        total=len(rows),
        by_level={level: levels[rank] for rank, level in enumerate(NamingLevel)} | {None: levels[None]},
        by_kind={kind: kinds[kind] for kind in StudioKind},
        by_district={one: places[one] for one in districts} | ({None: places[None]} if places[None] else {}),
        distinct_members=grades.total(),
        by_grade={level: grades[rank] for rank, level in enumerate(SKILL_ORDER)} | {None: grades[None]},
    )


def members_of(studios: Select[Studio], day: date) -> Select[Person]:
    """W02's list: the persons who were members of these studios on `day`, each once."""
    belongs = select(StudioMember.person_id).where(
        StudioMember.studio_id.in_(studios.order_by(None).with_only_columns(Studio.id)),
        StudioMember.joined_on <= day,
        or_(StudioMember.left_on.is_(None), StudioMember.left_on >= day),
    )
    return select(Person).where(Person.id.in_(belongs))


def of_grade(persons: Select[Person], grade: Level | None, day: date) -> Select[Person]:
    """Those of `persons` whose highest level on `day` is `grade`; None: those without a certificate."""
    rank = grade_rank_on(day)
    return persons.where(rank.is_(None) if grade is None else rank == SKILL_ORDER.index(grade))


def grade_rank_on(day: date) -> ColumnElement[int | None]:
    """For a query of persons: the rank of the highest level that each had on `day`; null: none."""
    ranks = case({level.value: rank for rank, level in enumerate(SKILL_ORDER)}, value=SkillLevel.level)
    dated = or_(SkillLevel.awarded.is_(None), SkillLevel.awarded <= day)
    return select(func.max(ranks)).where(SkillLevel.person_id == Person.id, dated).correlate(Person).scalar_subquery()


def _district(path: str, districts: Sequence[Organisation]) -> Organisation | None:
    return next((one for one in districts if path.startswith(one.path)), None)
