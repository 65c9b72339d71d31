"""Reading alliances: those of the organisations in one's care, and those that a studio of one's care belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from studios.alliances.models import ActivityRegion, Alliance, AllianceActivity, AllianceMember, AllianceTurn
from studios.alliances.rules import REMINDED_BEFORE, AllianceActivityKind, AllianceState, rotation_is_due
from studios.registry.models import Studio
from studios.registry.queries import public_studios, studios_edited_by, studios_visible_to
from studios.registry.rules import StudioState


@dataclass(frozen=True)
class AllianceFigures:
    """W05 and X01 (see `FIGURE_DEFINITIONS`), with all activities and attendances of the days."""

    in_force: int
    cross_region: int
    activities: int
    attendances: int


def alliances_visible_to(user: Account) -> Select[Alliance]:
    """The alliances of the organisations in one's care, and those that a studio which one sees belongs to."""
    seen = studios_visible_to(user).with_only_columns(Studio.id)
    belongs = select(AllianceMember.alliance_id).where(AllianceMember.studio_id.in_(seen))
    kept = Alliance.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_READ)))
    return select(Alliance).where(or_(kept, Alliance.id.in_(belongs), Alliance.lead_studio_id.in_(seen)))


def alliances_edited_by(user: Account) -> Select[Alliance]:
    """The alliances whose file one keeps: those of one's organisations, and those that one's studio leads."""
    leads = Alliance.lead_studio_id.in_(studios_edited_by(user).with_only_columns(Studio.id))
    kept = Alliance.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_EDIT)))
    return select(Alliance).where(or_(kept, leads))


def studios_to_join(alliance: Alliance, user: Account) -> Sequence[Studio]:
    """Studios that can be made members: those that one sees and those that everybody sees, not in it already."""
    present = {member.studio_id for member in alliance.members if member.left_on is None}
    return [studio for studio in studios_offered_to(user) if studio.id not in present]


def studios_offered_to(user: Account) -> Sequence[Studio]:
    """The studios that a form offers `user` to work with: those that he sees and those that everybody sees."""
    known = studios_visible_to(user).with_only_columns(Studio.id)
    public = public_studios().with_only_columns(Studio.id)
    query = select(Studio).where(or_(Studio.id.in_(known), Studio.id.in_(public)), Studio.state == StudioState.ACTIVE)
    return session.scalars(query.order_by(Studio.name)).unique().all()


def members_of(alliance: Alliance, day: date) -> list[AllianceMember]:
    """Who belongs to an alliance on a day."""
    return [one for one in alliance.members if one.joined_on <= day and (one.left_on is None or day <= one.left_on)]


def turn_on(alliance: Alliance, day: date) -> AllianceTurn | None:
    """Whose turn it is on a day."""
    return next((turn for turn in alliance.turns if turn.begins_on <= day <= turn.ends_on), None)


def turn_after(alliance: Alliance, day: date) -> AllianceTurn | None:
    """The first turn that begins after a day."""
    return next((turn for turn in alliance.turns if turn.begins_on > day), None)


def is_rotation_due(alliance: Alliance, day: date) -> bool:
    """Whether somebody should now see to who leads next; never for a dissolved alliance or one without rotation."""
    if alliance.state is not AllianceState.ACTIVE or not alliance.turns:
        return False
    present, following = turn_on(alliance, day), turn_after(alliance, day)
    return rotation_is_due(day, present.ends_on if present else None, following.begins_on if following else None)


def rotations_waiting_for(user: Account, day: date) -> Select[Alliance]:
    """The alliances of one's own whose turn ends within 30 days and is followed by none, or changes within them."""
    soon = day + REMINDED_BEFORE
    covering = select(AllianceTurn.alliance_id).where(AllianceTurn.begins_on <= day, AllianceTurn.ends_on > soon)
    later = select(AllianceTurn.alliance_id).where(AllianceTurn.begins_on > soon)
    near = select(AllianceTurn.alliance_id).where(AllianceTurn.begins_on > day, AllianceTurn.begins_on <= soon)
    rotating = select(AllianceTurn.alliance_id)
    settled = or_(Alliance.id.in_(covering), Alliance.id.in_(later))
    return alliances_edited_by(user).where(
        Alliance.state == AllianceState.ACTIVE,
        Alliance.id.in_(rotating),
        or_(Alliance.id.in_(near), ~settled),
    )


def activities_of(alliance: Alliance) -> Sequence[AllianceActivity]:
    """What an alliance did, newest first."""
    query = select(AllianceActivity).where(AllianceActivity.alliance_id == alliance.id)
    order = (AllianceActivity.held_on.desc(), AllianceActivity.id.desc())
    return session.scalars(query.options(selectinload(AllianceActivity.regions)).order_by(*order)).all()


def alliance_figures(alliances: Select[Alliance], first_day: date, last_day: date) -> AllianceFigures:
    """W05 on the last day and X01 of the days, over `alliances` (such as `alliances_visible_to(user)`)."""
    ids = alliances.with_only_columns(Alliance.id)
    alive = or_(Alliance.dissolved_on.is_(None), Alliance.dissolved_on > last_day)
    in_force = select(func.count()).where(Alliance.id.in_(ids), Alliance.founded_on <= last_day, alive)
    held = (AllianceActivity.alliance_id.in_(ids), AllianceActivity.held_on.between(first_day, last_day))
    regions = select(func.count()).where(ActivityRegion.activity_id == AllianceActivity.id).scalar_subquery()
    sums = select(
        func.count().filter(regions >= 2), func.count(), func.coalesce(func.sum(AllianceActivity.attendances), 0)
    ).where(*held)
    cross, activities, attendances = session.execute(sums).one()
    return AllianceFigures(session.scalar(in_force) or 0, cross, activities, int(attendances))


def alliances_in_force_by_region(alliances: Select[Alliance], day: date) -> dict[str, int]:
    """W05 by region: an alliance counts once in each region of its set."""
    alive = or_(Alliance.dissolved_on.is_(None), Alliance.dissolved_on > day)
    counted: dict[str, int] = {}
    query = alliances.where(Alliance.founded_on <= day, alive).with_only_columns(Alliance.regions)
    for regions in session.scalars(query):
        for region in regions:
            counted[region] = counted.get(region, 0) + 1
    return counted


def cross_region_by_kind(
    alliances: Select[Alliance], first_day: date, last_day: date
) -> dict[AllianceActivityKind, int]:
    """X01 by kind: the activities of these days in which two regions or more took part."""
    regions = select(func.count()).where(ActivityRegion.activity_id == AllianceActivity.id).scalar_subquery()
    query = select(AllianceActivity.kind, func.count()).where(
        AllianceActivity.alliance_id.in_(alliances.with_only_columns(Alliance.id)),
        AllianceActivity.held_on.between(first_day, last_day),
        regions >= 2,
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(AllianceActivity.kind))}


def with_members(alliances: Select[Alliance]) -> Select[Alliance]:
    """The alliances with what a list shows of them, in a fixed number of queries."""
    turns = selectinload(Alliance.turns).joinedload(AllianceTurn.member)
    return alliances.options(joinedload(Alliance.lead_studio), selectinload(Alliance.members), turns)
