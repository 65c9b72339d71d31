"""Reading selections and achievements."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import lineage
from studios.proposals.models_achievements import Achievement, AchievementAuthor, DuplicateCandidate
from studios.proposals.models_selections import AchievementQuota, Selection
from studios.proposals.rules_achievements import (
    TAKES_A_PLACE,
    AchievementKind,
    AchievementState,
    SelectionState,
    recommender_path,
)

SHOWN = frozenset({SelectionState.OPEN, SelectionState.CLOSED, SelectionState.FINISHED})


def selections_visible_to(user: Account) -> Select[Selection]:
    """Those that one runs, and those that the organisations above one's own have called."""
    above = lineage(user.organisation_path)
    called = Selection.organisation_id.in_(above) & Selection.state.in_(SHOWN)
    return select(Selection).where(or_(_within(Selection.organisation_id, user, Permission.PROPOSAL_RUN), called))


def selections_run_by(user: Account) -> Select[Selection]:
    """Those of the organisations that one runs selections for."""
    return select(Selection).where(_within(Selection.organisation_id, user, Permission.PROPOSAL_RUN))


def open_selections(organisation: Organisation) -> Select[Selection]:
    """Those that a unit can enter now."""
    above = lineage(organisation.path)
    return select(Selection).where(Selection.organisation_id.in_(above), Selection.state == SelectionState.OPEN)


def achievements_visible_to(user: Account) -> Select[Achievement]:
    """Those of one's units, those handed in to selections one runs, and those one is an author of."""
    run = select(Selection.id).where(_within(Selection.organisation_id, user, Permission.PROPOSAL_RUN))
    handed_in = Achievement.selection_id.in_(run) & (Achievement.state != AchievementState.DRAFT)
    units = _within(Achievement.organisation_id, user, Permission.PROPOSAL_EDIT)
    return _achievements(or_(units, handed_in, *_mine(user)))


def achievements_edited_by(user: Account) -> Select[Achievement]:
    """Those that one filled in oneself, and those of one's units."""
    own = [Achievement.entrant_id == user.person_id] if user.person_id else []
    return _achievements(or_(_within(Achievement.organisation_id, user, Permission.PROPOSAL_EDIT), *own))


def achievements_run_by(user: Account) -> Select[Achievement]:
    """Those of the selections that one runs."""
    run = select(Selection.id).where(_within(Selection.organisation_id, user, Permission.PROPOSAL_RUN))
    return _achievements(Achievement.selection_id.in_(run))


def own_achievements(user: Account) -> Select[Achievement]:
    """Those one filled in or is an author of."""
    return _achievements(or_(false(), *_mine(user)))


def achievements_waiting_for(user: Account) -> Select[Achievement]:
    """Those that wait for the officer's own organisation: to endorse, to recommend, or to check."""
    own = user.organisation_id
    waiting: list[ColumnElement[bool]] = []
    if user.may_at(Permission.PROPOSAL_EDIT, user.organisation_path):
        waiting.append((Achievement.organisation_id == own) & (Achievement.state == AchievementState.SUBMITTED))
        waiting.append((Achievement.recommender_id == own) & (Achievement.state == AchievementState.ENDORSED))
    if user.may_at(Permission.PROPOSAL_RUN, user.organisation_path):
        called = select(Selection.id).where(Selection.organisation_id == own)
        waiting.append(Achievement.selection_id.in_(called) & (Achievement.state == AchievementState.RECOMMENDED))
    return _achievements(or_(false(), *waiting))


def _within(column: InstrumentedAttribute[int], user: Account, permission: Permission) -> ColumnElement[bool]:
    return column.in_(ids_in(user.scope(permission)))


def _mine(user: Account) -> list[ColumnElement[bool]]:
    if user.person_id is None:
        return []
    written = select(AchievementAuthor.achievement_id).where(AchievementAuthor.person_id == user.person_id)
    return [Achievement.entrant_id == user.person_id, Achievement.id.in_(written)]


def _achievements(condition: ColumnElement[bool]) -> Select[Achievement]:
    named = (joinedload(Achievement.organisation), joinedload(Achievement.recommender), joinedload(Achievement.entrant))
    return select(Achievement).where(condition).options(*named, selectinload(Achievement.authors))


@dataclass(frozen=True)
class AchievementFilter:
    """What a list of achievements is narrowed to; `text` looks into title, problems and what they say."""

    selection_id: int | None = None
    state: AchievementState | None = None
    kind: AchievementKind | None = None
    category: str = ""
    occupation: str = ""
    grade: str = ""
    year: int | None = None
    text: str = ""

    def apply(self, query: Select[Achievement]) -> Select[Achievement]:
        equal = {
            Achievement.selection_id: self.selection_id,
            Achievement.state: self.state,
            Achievement.kind: self.kind,
            Achievement.category: self.category or None,
            Achievement.occupation_code: self.occupation or None,
            Achievement.grade: self.grade or None,
        }
        for column, value in equal.items():
            if value is not None:
                query = query.where(column == value)
        if self.year:
            query = query.where(Achievement.selection.has(Selection.year == self.year))
        if self.text:
            columns = (Achievement.title, Achievement.problems, Achievement.summary, Achievement.content)
            query = query.where(or_(*(column.contains(self.text, autoescape=True) for column in columns)))
        return query


def in_order(selection: Selection, *states: AchievementState) -> list[Achievement]:
    """The achievements of a selection in these states: by rank where they have one, else as they came."""
    query = _achievements((Achievement.selection_id == selection.id) & Achievement.state.in_(states))
    return list(session.scalars(query.order_by(Achievement.rank.nulls_last(), Achievement.id)))


def recommender_of(achievement: Achievement) -> Organisation | None:
    """Who recommends it: the organisation directly below the organiser that the unit belongs to, or is."""
    path = recommender_path(achievement.organisation.path, achievement.selection.organisation.path)
    return session.scalars(select(Organisation).where(Organisation.path == path)).one_or_none()


def quotas_of(selection: Selection) -> Sequence[AchievementQuota]:
    """The places of every recommender that has its own number or has recommended something."""
    return session.scalars(
        select(AchievementQuota)
        .where(AchievementQuota.selection_id == selection.id)
        .options(joinedload(AchievementQuota.organisation))
        .order_by(AchievementQuota.organisation_id, AchievementQuota.category)
    ).all()


def count_states(selection: Selection) -> dict[AchievementState, int]:
    """How many achievements of a selection are in each state."""
    rows = session.execute(
        select(Achievement.state, func.count())
        .where(Achievement.selection_id == selection.id)
        .group_by(Achievement.state)
    )
    return {row[0]: row[1] for row in rows}


def candidates_of(achievement: Achievement) -> Sequence[DuplicateCandidate]:
    """The achievements that may be the same one, the likest first."""
    other = joinedload(DuplicateCandidate.other)
    return session.scalars(
        select(DuplicateCandidate)
        .where(DuplicateCandidate.achievement_id == achievement.id)
        .options(other.joinedload(Achievement.organisation), other.selectinload(Achievement.authors))
        .order_by(DuplicateCandidate.likeness.desc(), DuplicateCandidate.id)
    ).all()


def count_recommended(selection: Selection) -> dict[str, int]:
    """How many achievements each recommender has in, by name."""
    rows = session.execute(
        select(Organisation.name, func.count())
        .join(Achievement, Achievement.recommender_id == Organisation.id)
        .where(Achievement.selection_id == selection.id, Achievement.state.in_(TAKES_A_PLACE))
        .group_by(Organisation.name)
        .order_by(Organisation.name)
    )
    return {row[0]: row[1] for row in rows}
