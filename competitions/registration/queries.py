"""Reading entries: who may see which, and what the rules need to know of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from competitions.planning.models import Competition, Event, Stage
from competitions.planning.rules import CompetitionState, StageState
from competitions.registration.models import Entry, EntryMember
from competitions.registration.rules import Contestant, EntryState, MemberPart, Requirements
from foundation.audit import AuditEntry
from foundation.database import session
from foundation.secrets import keyed_hash
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.honours.models import Honour
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from people.persons.queries import document_hash, named_like
from people.persons.rules import DocumentKind

UNITS = (OrganisationKind.PRIMARY_UNION, OrganisationKind.SCHOOL)
CHUNK = 500  # values in one IN list


def entries_visible_to(user: Account) -> Select[Entry]:
    """The entries of the organisations below `user`, and those to the competitions that his organisation runs."""
    seeing, reviewing = user.scope(Permission.ENTRY_READ), user.scope(Permission.ENTRY_REVIEW)
    return select(Entry).where(or_(_of_units(seeing), _of_competitions([*seeing, *reviewing])))


def entries_to_review(user: Account) -> Select[Entry]:
    """The entries that `user` reviews, in every state: to the competitions of his federation and the units below it.

    So a district checks its own units' entries to the city's competition.
    """
    reviewing = user.scope(Permission.ENTRY_REVIEW)
    return select(Entry).where(or_(_of_competitions(reviewing), _of_units(reviewing)))


def entries_editable_by(user: Account) -> Select[Entry]:
    """The entries of the organisations that `user` registers for."""
    return select(Entry).where(_of_units(user.scope(Permission.ENTRY_EDIT)))


def own_entries(user: Account) -> Select[Entry]:
    """The entries that `user` is a member of himself, newest first."""
    member = Entry.members.any(EntryMember.person_id == user.person_id) if user.person_id else false()
    stages = joinedload(Entry.event).selectinload(Event.stages)
    return select(Entry).where(member, Entry.state != EntryState.DRAFT).options(stages).order_by(Entry.id.desc())


def with_names(query: Select[Entry]) -> Select[Entry]:
    """`query`, fetching in few statements all that a list of entries shows."""
    return query.options(
        joinedload(Entry.event).joinedload(Event.competition),
        joinedload(Entry.category),
        joinedload(Entry.organisation),
        selectinload(Entry.members).joinedload(EntryMember.person),
    )


@dataclass(frozen=True)
class EntryFilter:
    """What a list of entries is narrowed to; nothing given: everything."""

    competition_id: int | None = None
    event_id: int | None = None
    state: EntryState | None = None
    organisation: str = ""
    text: str = ""

    def apply(self, query: Select[Entry]) -> Select[Entry]:
        """`query`, narrowed."""
        if self.competition_id:
            events = select(Event.id).where(Event.competition_id == self.competition_id)
            query = query.where(Entry.event_id.in_(events))
        if self.event_id:
            query = query.where(Entry.event_id == self.event_id)
        if self.state:
            query = query.where(Entry.state == self.state)
        if self.organisation:
            named = select(Organisation.id).where(Organisation.name.contains(self.organisation, autoescape=True))
            query = query.where(Entry.organisation_id.in_(named))
        return query.where(_mentions(self.text)) if self.text else query


def employees_of(organisation: Organisation, text: str, *, most: int = 20) -> Sequence[Person]:
    """The people of `organisation` whose name, pinyin or initials begin with `text`, or whose whole number it is.

    Without `text` simply the first ones: a small unit need not search.
    """
    query = select(Person).join(Person.employer).where(within([organisation.path]), Person.merged_into_id.is_(None))
    if text.strip():
        query = query.where(_called(text.strip()))
    return session.scalars(query.order_by(Person.name, Person.id).limit(most)).all()


def employees_with_ids(organisation: Organisation, ids: Sequence[int]) -> Sequence[Person]:
    """The people of `organisation` among these; others are left out."""
    query = select(Person).join(Person.employer).where(within([organisation.path]), Person.id.in_(ids))
    return session.scalars(query).all()


def open_events(at: datetime) -> Select[Event]:
    """The events that may be entered at this moment."""
    return (
        select(Event)
        .join(Event.competition)
        .where(
            Competition.state == CompetitionState.PUBLISHED,
            Competition.registration_opens <= at,
            Competition.registration_closes > at,
            ~Event.stages.any(Stage.state != StageState.PLANNED),
        )
        .options(joinedload(Event.competition), selectinload(Event.categories))
        .order_by(Competition.id.desc(), Event.position)
    )


def competitions_open_at(at: datetime) -> Select[Competition]:
    """The competitions whose registration is open at this moment, newest first."""
    opened = Competition.id.in_(open_events(at).with_only_columns(Event.competition_id).order_by(None))
    return select(Competition).where(opened).order_by(Competition.id.desc())


def known_events() -> Select[Event]:
    """The events of published competitions, newest competition first: what a list can be narrowed to."""
    return (
        select(Event)
        .join(Event.competition)
        .where(Competition.state == CompetitionState.PUBLISHED)
        .options(joinedload(Event.competition))
        .order_by(Competition.id.desc(), Event.position)
    )


def hold_against_draw(event_ids: Collection[int]) -> None:
    """Let nobody draw these events until this transaction ends, and know how far their stages are now.

    Held before any entry is: a draw holds its stage first too, so that the two wait for each other and never cross.
    """
    stages = select(Stage).where(Stage.event_id.in_(event_ids)).order_by(Stage.id).with_for_update(read=True)
    session.scalars(stages.execution_options(populate_existing=True)).all()


def requirements_of(event: Event) -> Requirements:
    """What `event` asks of its entries today."""
    competition = event.competition
    return Requirements(
        format=event.format,
        occupation_code=event.occupation_code,
        smallest_team=event.smallest_team,
        largest_team=event.largest_team,
        most_substitutes=event.most_substitutes,
        youngest=event.youngest,
        oldest=event.oldest,
        barred_honours=frozenset(HonourKind(kind) for kind in event.barred_honours),
        unrewarded_honours=frozenset(HonourKind(kind) for kind in event.unrewarded_honours),
        contest_day=competition.contest_begins,
        opens=competition.registration_opens,
        closes=competition.registration_closes,
        published=competition.state is CompetitionState.PUBLISHED,
        drawn=any(stage.state is not StageState.PLANNED for stage in event.stages),
    )


def contestants_of(entry: Entry) -> list[Contestant]:
    """What the rules ask about the members of an entry."""
    return contestants_from([(member.person, member.part) for member in entry.members], entry.organisation)


def contestants_from(
    parts: Sequence[tuple[Person, MemberPart]], organisation: Organisation, held: "Honours | None" = None
) -> list[Contestant]:
    """What the rules ask about these persons, entered by `organisation`. `held`: honours known beforehand."""
    honours = honours_of([person.id for person, _ in parts]) if held is None else held
    return [
        Contestant(
            name=person.name,
            birth_date=person.birth_date,
            part=part,
            employed_here=(person.organisation_path or "").startswith(organisation.path),
            honours=honours.get(person.id, frozenset()),
            has_photo=person.photo_id is not None,
            occupation_code=person.occupation_code,
        )
        for person, part in parts
    ]


Honours = dict[int, frozenset[HonourKind]]


def honours_of(person_ids: Sequence[int]) -> Honours:
    """The honours that these persons hold."""
    found: defaultdict[int, set[HonourKind]] = defaultdict(set)
    for part in in_chunks(person_ids):
        held = select(Person.id, Honour.kind).join(Honour, Honour.person_id == Person.id).where(Person.id.in_(part))
        for person_id, kind in session.execute(held.where(Honour.withdrawn_on.is_(None))):
            found[person_id].add(kind)
    return {person_id: frozenset(kinds) for person_id, kinds in found.items()}


def active_entries_of(event_ids: Iterable[int], person_ids: Sequence[int]) -> dict[tuple[int, int], Entry]:
    """The counting entries of these persons in these events, by event and person."""
    found = {}
    for part in in_chunks(person_ids):
        query = (
            select(EntryMember)
            .where(EntryMember.active_event_id.in_(list(event_ids)), EntryMember.person_id.in_(part))
            .options(joinedload(EntryMember.entry).joinedload(Entry.organisation))
        )
        for member in session.scalars(query):
            found[member.active_event_id or 0, member.person_id] = member.entry
    return found


def history_of(entry: Entry) -> Sequence[AuditEntry]:
    """What was done to an entry, newest first."""
    query = select(AuditEntry).where(AuditEntry.subject_kind == Entry.__tablename__, AuditEntry.subject_id == entry.id)
    return session.scalars(query.order_by(AuditEntry.id.desc())).all()


@dataclass
class Progress:
    """How far one organisation is with its entries to a competition: how many in each state."""

    organisation: str
    counts: dict[EntryState, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def progress_of(competition: Competition, user: Account) -> list[Progress]:
    """The entries to a competition that `user` may see, counted by organisation and state in one statement."""
    seen = entries_visible_to(user).with_only_columns(Entry.id)
    query = (
        select(Organisation.name, Entry.state, func.count())
        .join(Entry, Entry.organisation_id == Organisation.id)
        .join(Entry.event)
        .where(Event.competition_id == competition.id, Entry.id.in_(seen))
        .group_by(Organisation.path, Organisation.name, Entry.state)
        .order_by(Organisation.path)
    )
    return _by_organisation(session.execute(query).all())


def entering_organisations(competition: Competition) -> Select[Organisation]:
    """The units below the organiser, and whoever else has entered already."""
    entered = select(Entry.organisation_id).join(Entry.event).where(Event.competition_id == competition.id)
    units = within([competition.organisation_path]) & Organisation.kind.in_(UNITS) & Organisation.active
    return select(Organisation).where(or_(units, Organisation.id.in_(entered))).order_by(Organisation.path)


def in_chunks(values: Sequence[int]) -> Iterable[Sequence[int]]:
    """`values` in parts that fit into one statement."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def _by_organisation(rows: Sequence[Row[str, EntryState, int]]) -> list[Progress]:
    found: dict[str, Progress] = {}
    for name, state, number in rows:
        found.setdefault(name, Progress(name)).counts[state] = number
    return list(found.values())


def _of_units(paths: Iterable[str]) -> ColumnElement[bool]:
    return Entry.organisation_id.in_(ids_in(paths))


def _of_competitions(paths: Iterable[str]) -> ColumnElement[bool]:
    events = select(Event.id).join(Event.competition).join(Competition.organisation).where(within(paths))
    return Entry.event_id.in_(events)


def _mentions(text: str) -> ColumnElement[bool]:
    members = Entry.members.any(EntryMember.person.has(_called(text)))
    return or_(Entry.title.contains(text, autoescape=True), members)


def _called(text: str) -> ColumnElement[bool]:
    documents = [document_hash(kind, text) for kind in DocumentKind]
    return or_(named_like(text), Person.phone_hash == keyed_hash(text), Person.document_hash.in_(documents))
