"""Keeping the pool: who is in it with what, his photo, his consent, and what listeners said."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from foundation import audit, clock
from foundation.audit import Actor
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.photos import keep_photo
from foundation.references import references_to
from lectures.lecturers.models import Lecturer, LecturerTopic
from lectures.lecturers.models_terms import LecturerRating, LecturerStep
from lectures.lecturers.rules import (
    LECTURER_STATE_TITLES,
    Audience,
    LecturerState,
    Topic,
    reasons_against_range,
    reasons_against_topics,
)
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person
from scoring.numbers import round_half_up

RATING_PLACES = 2


@dataclass(frozen=True)
class LecturerFacts:
    """What is written down about a lecturer; `topics` is what he speaks about."""

    headline: str
    introduction: str = ""
    audiences: Sequence[Audience] = ()
    languages: Sequence[str] = ()
    studio_id: int | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    travel_km: int | None = None
    fee: Decimal = Decimal(0)
    fee_rule: str = ""
    yearly_cap: int | None = None
    rest_days: int = 0
    topics: Sequence[Topic] = field(default=())

    def faults(self) -> list[str]:
        """What is wrong with it; empty if nothing is."""
        faults = [] if self.headline else ["请填写称号，如“市劳动模范”。"]
        faults += [] if self.audiences else ["请选择适合的听众，至少一种。"]
        point = (self.latitude, self.longitude)
        return [*faults, *reasons_against_range(point, self.travel_km), *reasons_against_topics(self.topics)]

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        said = asdict(self)
        del said["topics"]
        return said | {"audiences": list(self.audiences), "languages": list(self.languages)}


def create_lecturer(pool: Organisation, person: Person, facts: LecturerFacts, *, by: Account) -> Lecturer:
    """Write somebody down for a pool that one runs, to be appointed by it; nobody else is asked."""
    if not by.may_at(Permission.LECTURE_RUN, pool.path):
        raise NotAllowed
    lecturer = add_lecturer(pool, person, facts)
    session.add(LecturerStep(lecturer=lecturer, organisation=pool, place=1))
    audit.record("create_lecturer", lecturer, by=by)
    return lecturer


def add_lecturer(pool: Organisation, person: Person, facts: LecturerFacts) -> Lecturer:
    """The new record of a lecturer who waits to be appointed. Raises `Refused` for one who is in the pool already."""
    _refuse_faults(facts)
    lock(pool)  # recommended and written down at once: he is in the pool once
    same = select(Lecturer).where(Lecturer.organisation_id == pool.id, Lecturer.person_id == person.id)
    known = session.scalars(same).one_or_none()
    if known is not None:
        state = LECTURER_STATE_TITLES[known.state]
        raise Refused(f"{person.name}已在{pool.name}的讲师库里（{state}），请在他的档案里办理。", field="name")
    lecturer = Lecturer(organisation=pool, person=person, **facts.values())
    session.add(lecturer)
    session.flush()
    _set_topics(lecturer, facts.topics)
    return lecturer


def edit_lecturer(lecturer: Lecturer, facts: LecturerFacts, *, version: int | None = None, by: Account) -> None:
    """Change what is written down. Raises `Stale`, or `Refused` with every reason."""
    lock(lecturer).expect_version(version)
    _refuse_faults(facts)
    for name, value in facts.values().items():
        if getattr(lecturer, name) != value:
            setattr(lecturer, name, value)
    changes = audit.pending_changes(lecturer)
    before, after = _titles(lecturer.topics), "、".join(one.title for one in facts.topics)
    _set_topics(lecturer, facts.topics)
    audit.record("edit_lecturer", lecturer, by=by, changes=changes | _changed("topics", before, after))


def set_gallery(lecturer: Lecturer, *, public: bool, consent: str, by: Account) -> None:
    """Show a lecturer in the public gallery on his consent, or no more.

    He consents himself, or an officer says where the signed consent is kept; without either nobody is shown.
    """
    own = lecturer.person_id == by.person_id
    if not own:
        refuse_without_pool(lecturer, by)
    if public and not own and not consent.strip():
        raise Refused(
            "公开展示须经本人同意，请写明同意书的日期和存放处，或请本人在“我的讲师档案”里同意。", field="consent"
        )
    lock(lecturer)
    words = f"本人于 {clock.today()} 在系统里同意" if own else consent.strip()
    lecturer.public, lecturer.consent = public, words if public else ""
    audit.record("set_gallery", lecturer, by=by, changes=audit.pending_changes(lecturer))


def set_lecturer_photo(lecturer: Lecturer, content: bytes, *, by: Account) -> None:
    """Keep a photo for pages and posters, drawn anew. Raises `Refused` for what is no picture."""
    if lecturer.person_id != by.person_id:
        refuse_without_pool(lecturer, by)
    photo = keep_photo(content, f"lecturer-{lecturer.id}", by_id=by.id)
    lock(lecturer).photo = photo
    audit.record("set_lecturer_photo", lecturer, by=by)


def note_rating(lecturer: Lecturer, mean: Decimal | None, answers: int, *, by: Actor | None) -> None:
    """Write down the mean, from 1 to 5, of all that listeners said since the beginning; no answers: no mean.

    Called as answers come in, some at a time. The state of each day is kept, so that one year can be told apart.
    """
    if (mean is None) != (answers == 0):
        raise ValueError("a mean needs answers")
    lock(lecturer)
    lecturer.rating = None if mean is None else round_half_up(mean, RATING_PLACES)
    lecturer.ratings = answers
    changes = audit.pending_changes(lecturer)
    if not changes:
        return
    total = round_half_up((mean or Decimal(0)) * answers, RATING_PLACES)
    today = select(LecturerRating).where(LecturerRating.lecturer_id == lecturer.id)
    noted = session.scalars(today.where(LecturerRating.noted_on == clock.today())).one_or_none()
    if noted is None:
        session.add(LecturerRating(lecturer=lecturer, noted_on=clock.today(), answers=answers, total=total))
    else:
        noted.answers, noted.total = answers, total
    audit.record("note_rating", lecturer, by=by, changes=changes)


def refuse_without_pool(lecturer: Lecturer, by: Account) -> None:
    """Raise `NotAllowed` unless `by` runs the pool."""
    if not by.may_at(Permission.LECTURE_RUN, lecturer.organisation_path):
        raise NotAllowed


def refuse_left(lecturer: Lecturer) -> None:
    """Raise `Refused` for one who has left the pool: his file is kept as it was."""
    if lecturer.state is LecturerState.LEFT:
        raise Refused("已退出讲师库，档案保留、不能修改；重新入库后再办理。")


def _set_topics(lecturer: Lecturer, topics: Sequence[Topic]) -> None:
    """Topics are known by their titles: what refers to one that stays goes on referring to it."""
    known = {one.title: one for one in lecturer.topics}
    for topic in topics:
        kept = known.pop(topic.title, None)
        if kept is None:
            lecturer.topics.append(LecturerTopic(**asdict(topic)))
        else:
            kept.theme, kept.minutes, kept.outline = topic.theme, topic.minutes, topic.outline
    for gone in known.values():
        if references_to(gone):
            raise Refused(f"讲题“{gone.title}”已经用在排期或点单里，不能删除。请保留它，另外添加新的讲题。")
        lecturer.topics.remove(gone)
        session.delete(gone)
    session.flush()


def _titles(topics: Sequence[LecturerTopic]) -> str:
    return "、".join(one.title for one in topics)


def _changed(name: str, before: str, after: str) -> dict[str, tuple[object, object]]:
    return {name: (before, after)} if before != after else {}


def _refuse_faults(facts: LecturerFacts) -> None:
    if faults := facts.faults():
        raise Refused(faults[0], reasons=faults)
