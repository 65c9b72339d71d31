"""Reading the register of studios."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from foundation.database import below, session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import OrganisationKind, lineage
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level
from studios.registry.models import Activity, LeaderTerm, Studio, StudioMember, StudioNaming
from studios.registry.rules import ActivityKind, LeavingReason, NamingLevel, StudioKind, StudioState, rank_of

SKILL_ORDER = list(Level)


@dataclass(frozen=True)
class StudioFilter:
    """Which studios a list shows: those on the register on `day` with everything that is said; None: whatever.

    `level` is the highest held on `day`; `unnamed`: those that hold none. `path` is the subtree of a district or unit.
    """

    day: date
    level: NamingLevel | None = None
    unnamed: bool = False
    kind: StudioKind | None = None
    path: str | None = None
    industry: str = ""
    text: str = ""
    closed: bool = False


@dataclass(frozen=True)
class RaisedLevel:
    """A member who reached a level of skill, and when: what the number of promotions counts."""

    person: Person
    level: Level
    awarded: date


def studios_visible_to(user: Account) -> Select[Studio]:
    """The studios of the units in one's care, and the one that one leads."""
    return _studios(Studio.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_READ))), user)


def first_visible(user: Account, studios: Sequence[Studio]) -> Studio | None:
    """The first of some studios that share something which one may see oneself."""
    ids = [studio.id for studio in studios]
    seen = set(session.scalars(studios_visible_to(user).where(Studio.id.in_(ids)).with_only_columns(Studio.id)))
    return next((studio for studio in studios if studio.id in seen), None)


def studios_edited_by(user: Account) -> Select[Studio]:
    """The studios whose file one keeps: those of one's units, and the one that one leads."""
    return _studios(Studio.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_EDIT))), user)


def studios_led_by(user: Account) -> Select[Studio]:
    """The studios whose leader is the person of this account."""
    leads = user.person_id is not None and user.may(Permission.STUDIO_LEAD)
    return select(Studio).where(Studio.leader_id == (user.person_id if leads else None)).order_by(Studio.id)


def studios_waiting_for(user: Account) -> Select[Studio]:
    """The studios on the register whose leader works nowhere any more: an officer of the unit passes the lead on."""
    gone = select(Person.id).where(Person.employer_id.is_(None))
    kept = select(Studio).where(Studio.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_EDIT))))
    return kept.where(Studio.state == StudioState.ACTIVE, Studio.leader_id.in_(gone)).order_by(Studio.id)


def _studios(in_scope: ColumnElement[bool], user: Account) -> Select[Studio]:
    leads = user.person_id is not None and user.may(Permission.STUDIO_LEAD)
    own: list[ColumnElement[bool]] = [Studio.leader_id == user.person_id] if leads else []
    return select(Studio).where(or_(in_scope, *own)).options(joinedload(Studio.leader))


def studios_matching(query: Select[Studio], wanted: StudioFilter) -> Select[Studio]:
    """Those of `query` that `wanted` describes."""
    standing = Studio.state == StudioState.CLOSED if wanted.closed else on_register(wanted.day)
    query = query.where(standing)
    held = highest_rank_on(wanted.day)
    if wanted.unnamed:
        query = query.where(held.is_(None))
    elif wanted.level is not None:
        query = query.where(held == rank_of(wanted.level))
    if wanted.kind is not None:
        query = query.where(Studio.kind == wanted.kind)
    if wanted.path is not None:
        within = select(Organisation.id).where(below(Organisation.path, wanted.path))
        query = query.where(Studio.organisation_id.in_(within))
    if wanted.industry:
        query = query.where(Studio.industry == wanted.industry)
    if wanted.text:
        query = query.where(_called(wanted.text))
    return query


def _called(text: str) -> ColumnElement[bool]:
    """Studios whose name, speciality, leader or unit contains `text`."""
    leaders = select(Person.id).where(Person.name.contains(text, autoescape=True))
    units = select(Organisation.id).where(Organisation.name.contains(text, autoescape=True))
    return or_(
        Studio.name.contains(text, autoescape=True),
        Studio.speciality.contains(text, autoescape=True),
        Studio.leader_id.in_(leaders),
        Studio.organisation_id.in_(units),
    )


def on_register(day: date) -> ColumnElement[bool]:
    """Studios on the register on `day` (在册): founded by then, and not closed by then."""
    return and_(Studio.founded_on <= day, or_(Studio.closed_on.is_(None), Studio.closed_on > day))


def in_force(day: date) -> ColumnElement[bool]:
    """Namings in force on `day`; one whose term ran out is in force until it is decided about."""
    return and_(StudioNaming.named_on <= day, or_(StudioNaming.ended_on.is_(None), StudioNaming.ended_on > day))


def highest_rank_on(day: date) -> ColumnElement[int | None]:
    """For a query of studios: the rank of the highest level that each held on `day` (`rules.rank_of`); null: none."""
    ranks = case({level.value: rank_of(level) for level in NamingLevel}, value=StudioNaming.level)
    held = select(func.max(ranks)).where(StudioNaming.studio_id == Studio.id, in_force(day))
    return held.correlate(Studio).scalar_subquery()


def public_studios() -> Select[Studio]:
    """The studios that everybody may see: on the register, with a name that is in force."""
    named = select(StudioNaming.studio_id).where(StudioNaming.ended_on.is_(None))
    return select(Studio).where(Studio.state == StudioState.ACTIVE, Studio.id.in_(named))


def points_near(studio: Studio) -> list[tuple[Decimal, Decimal]]:
    """Where the other public studios of the studio's district lie: or those of its unit, where it has none."""
    district = session.scalars(
        select(Organisation.path).where(
            Organisation.id.in_(lineage(studio.organisation_path)),
            Organisation.kind == OrganisationKind.DISTRICT_FEDERATION,
        )
    ).first()
    within = select(Organisation.id).where(below(Organisation.path, district or studio.organisation_path))
    others = public_studios().where(Studio.organisation_id.in_(within), Studio.id != studio.id)
    pairs = session.execute(others.with_only_columns(Studio.latitude, Studio.longitude).limit(500))
    return [(latitude, longitude) for latitude, longitude in pairs if latitude is not None and longitude is not None]


def members_on(studio: Studio, day: date) -> list[StudioMember]:
    """Who belonged to the studio on a day, the leader not counted unless listed."""
    return [one for one in studio.members if one.joined_on <= day and (one.left_on is None or day <= one.left_on)]


def leader_on(studio: Studio, day: date) -> Person | None:
    """Who led the studio on a day, as its leader's terms say; on a day of handing over, the successor."""
    terms = [one for one in studio.leader_terms if one.begins_on <= day and (one.ends_on is None or day <= one.ends_on)]
    return terms[-1].person if terms else None


def team_on(studio: Studio, day: date) -> list[Person]:
    """The leader and the members of a day, each once, the leader first."""
    leader = leader_on(studio, day)
    ids = [*([leader.id] if leader else []), *(one.person_id for one in members_on(studio, day))]
    found = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [found[key] for key in dict.fromkeys(ids)]


def namings_in_force(studio: Studio, day: date) -> list[StudioNaming]:
    """The names that the studio bore on a day; a term that ran out is in force until it is decided about."""
    return [one for one in studio.namings if one.named_on <= day and (one.ended_on is None or day < one.ended_on)]


def activities_of(studio: Studio, kinds: Collection[ActivityKind], first_day: date, last_day: date) -> Select[Activity]:
    """The activities of these kinds from `first_day` to the end of `last_day`, the latest first."""
    days = Activity.held_on.between(first_day, last_day)
    query = select(Activity).where(Activity.studio_id == studio.id, Activity.kind.in_(kinds), days)
    return query.order_by(Activity.held_on.desc(), Activity.id.desc())


def count_activities(studio: Studio, kinds: Collection[ActivityKind], first_day: date, last_day: date) -> int:
    """场次：这几类活动在这段时间里（首尾两天都算）办了多少场，不是多少条记录，也不是人次。

    The list that it counts: `activities_of`.
    """
    counted = activities_of(studio, kinds, first_day, last_day).order_by(None).with_only_columns(Activity.sessions)
    return session.scalar(select(func.coalesce(func.sum(counted.subquery().c.sessions), 0))) or 0


def promotions_of_members(studio: Studio, first_day: date, last_day: date) -> list[RaisedLevel]:
    """晋级人员：证书日期在这段时间里、当天是本工作室成员、等级高于此前各证书的人，每人只算一次，取最高一级。

    Former members count who belonged to it on that day; a certificate without a date counts as an earlier one.
    """
    member_then = exists().where(
        StudioMember.studio_id == studio.id,
        StudioMember.person_id == SkillLevel.person_id,
        StudioMember.joined_on <= SkillLevel.awarded,
        or_(StudioMember.left_on.is_(None), StudioMember.left_on >= SkillLevel.awarded),
    )
    awarded = select(SkillLevel.person_id).where(SkillLevel.awarded.between(first_day, last_day), member_then)
    query = select(SkillLevel).where(SkillLevel.person_id.in_(awarded)).options(joinedload(SkillLevel.person))
    by_person: dict[int, list[SkillLevel]] = {}
    for one in session.scalars(query.order_by(SkillLevel.person_id)):
        by_person.setdefault(one.person_id, []).append(one)
    raised = (_raised(studio, levels, first_day, last_day) for levels in by_person.values())
    return [one for one in raised if one is not None]


def _raised(studio: Studio, levels: list[SkillLevel], first_day: date, last_day: date) -> RaisedLevel | None:
    """The highest level among these of one person that he reached as a member in the window, if it was a step up."""
    best = None
    reached = -1
    for one in sorted(levels, key=lambda one: (one.awarded or date.min, SKILL_ORDER.index(one.level))):
        rank = SKILL_ORDER.index(one.level)
        day = one.awarded
        rose, reached = rank > reached, max(rank, reached)
        if day is None or not first_day <= day <= last_day or not rose:
            continue
        if any(member.person_id == one.person_id for member in members_on(studio, day)):
            best = RaisedLevel(one.person, one.level, day)
    return best


def reported_dead(person: Person) -> bool:
    """Whether some studio has written down that this person has died."""
    member = select(StudioMember.id).where(
        StudioMember.person_id == person.id, StudioMember.left_reason == LeavingReason.DIED
    )
    leader = select(LeaderTerm.id).where(LeaderTerm.person_id == person.id, LeaderTerm.end_reason == LeavingReason.DIED)
    return session.scalars(member.union_all(leader).limit(1)).first() is not None


def persons_called(name: str, unit: Organisation) -> list[Person]:
    """The persons of this very name who work in a unit; two are enough to know that the name alone will not do."""
    within = select(Organisation.id).where(below(Organisation.path, unit.path))
    query = select(Person).where(Person.name == name, Person.merged_into_id.is_(None), Person.employer_id.in_(within))
    return list(session.scalars(query.limit(2)))


def industries_of(query: Select[Studio]) -> list[str]:
    """The industries that a filter offers."""
    known = query.order_by(None).with_only_columns(Studio.industry).distinct()
    return sorted(industry for industry in session.scalars(known) if industry)
