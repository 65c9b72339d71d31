"""Reading mentorings: those of the studios that one sees, one's own, the ties that recusal asks for, and W07."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.database import session
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.organisations.rules import lineage
from people.persons.models import Person
from studios.mentoring.models import Mentoring, MentoringTerms
from studios.mentoring.rules import CURRENT, MentoringState, Terms
from studios.registry.models import Studio
from studios.registry.queries import studios_edited_by, studios_visible_to

W07 = (
    "师徒结对：协议双方签字、在统计期内生效的对数；出师：出师日期在统计期内的对数。"
    "同一位师傅带几名徒弟算几对；待签字的不算。"
)


@dataclass(frozen=True)
class MentoringFigures:
    """W07: pairs that began, and pairs that passed."""

    started: int
    passed: int


def mentorings_visible_to(user: Account) -> Select[Mentoring]:
    """The mentorings of the studios that `user` sees, and his own."""
    seen = studios_visible_to(user).with_only_columns(Studio.id)
    return _with_persons(select(Mentoring).where(or_(Mentoring.studio_id.in_(seen), _has_part(user))))


def mentorings_edited_by(user: Account) -> Select[Mentoring]:
    """The mentorings of the studios whose file `user` keeps."""
    kept = studios_edited_by(user).with_only_columns(Studio.id)
    return select(Mentoring).where(Mentoring.studio_id.in_(kept))


def own_mentorings(user: Account) -> Select[Mentoring]:
    """Those in which `user` is the master or the apprentice, the newest first."""
    query = _with_persons(select(Mentoring).where(_has_part(user)))
    return query.options(selectinload(Mentoring.months)).order_by(Mentoring.id.desc())


def mentorings_waiting_for(user: Account) -> Select[Mentoring]:
    """The agreements that wait for `user` to sign."""
    master = (Mentoring.master_id == user.person_id) & Mentoring.master_signed_at.is_(None)
    apprentice = (Mentoring.apprentice_id == user.person_id) & Mentoring.apprentice_signed_at.is_(None)
    return own_mentorings(user).where(Mentoring.state == MentoringState.DRAFT, or_(master, apprentice))


def mentorings_of_studio(query: Select[Mentoring], studio_id: int | None) -> Select[Mentoring]:
    """Those of `query` of one studio; None: of all."""
    return query if studio_id is None else query.where(Mentoring.studio_id == studio_id)


def count_apprentices(master: Person, except_id: int | None = None) -> int:
    """How many apprentices a master has at present, agreements that wait for signatures included."""
    query = select(func.count()).where(Mentoring.master_id == master.id, Mentoring.state.in_(CURRENT))
    return session.scalar(query.where(Mentoring.id != (except_id or 0))) or 0


def terms_for(organisation_path: str) -> Terms:
    """What is ruled about mentoring at this place: by the unit, or else by the nearest above it, or else by default."""
    line = lineage(organisation_path)
    query = select(MentoringTerms).join(Organisation).where(MentoringTerms.organisation_id.in_(line))
    nearest = session.scalars(query.order_by(Organisation.path.desc()).limit(1)).first()
    return nearest.stated if nearest else Terms()


def ties_of(persons: Collection[Person]) -> list[Person]:
    """All who are or were a master or an apprentice of one of these: they do not review each other (师徒回避)."""
    ids, began = {person.id for person in persons}, Mentoring.began_on.is_not(None)
    masters = select(Mentoring.master_id).where(Mentoring.apprentice_id.in_(ids), began)
    apprentices = select(Mentoring.apprentice_id).where(Mentoring.master_id.in_(ids), began)
    query = select(Person).where(Person.id.in_(masters.union(apprentices))).order_by(Person.id)
    return list(session.scalars(query))


def mentoring_figures(mentorings: Select[Mentoring], first_day: date, last_day: date) -> MentoringFigures:
    """师徒结对、出师（W07）：这些协议中，在这段时间里（首尾两天都算）生效的和出师的对数。"""
    within = Mentoring.id.in_(mentorings.order_by(None).with_only_columns(Mentoring.id))
    started = select(func.count()).where(within, Mentoring.began_on.between(first_day, last_day))
    passed = select(func.count()).where(
        within, Mentoring.state == MentoringState.PASSED, Mentoring.closed_on.between(first_day, last_day)
    )
    return MentoringFigures(session.scalar(started) or 0, session.scalar(passed) or 0)


def _has_part(user: Account) -> ColumnElement[bool]:
    return or_(Mentoring.master_id == user.person_id, Mentoring.apprentice_id == user.person_id)


def _with_persons(query: Select[Mentoring]) -> Select[Mentoring]:
    return query.options(joinedload(Mentoring.master), joinedload(Mentoring.apprentice), joinedload(Mentoring.studio))
