"""Reading how lecturers came into the pool, how long they are appointed, and how listeners rated them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from certificates.issuing.models import Certificate
from foundation import clock
from foundation.database import session
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_terms import LecturerRating, LecturerStep, LecturerTerm, LecturerTraining
from lectures.lecturers.queries import lecturers_kept_by
from lectures.lecturers.rules import LecturerState
from lectures.lecturers.rules_review import Answers
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.messages.queries import accounts_of
from people.organisations.models import Organisation
from people.persons.models import Person

DAYS_BEFORE_END = 60
"""So long before a term ends the pool is reminded of it."""


def steps_of(lecturer: Lecturer) -> Sequence[LecturerStep]:
    """The levels that a recommendation passes, in their order."""
    return session.scalars(
        select(LecturerStep).where(LecturerStep.lecturer_id == lecturer.id).order_by(LecturerStep.place)
    ).all()


def open_step(lecturer: Lecturer) -> LecturerStep | None:
    """The level whose turn it is; None where all have spoken."""
    return next((one for one in steps_of(lecturer) if one.agreed is None), None)


def account_of(lecturer: Lecturer) -> Account | None:
    """His account, if he has one that is in use."""
    return session.scalars(accounts_of([lecturer.person_id])).first()


def steps_at(organisation_ids: Collection[int]) -> Select[LecturerStep]:
    """The recommendations whose turn it is at one of these organisations: nothing before it is open."""
    earlier = aliased(LecturerStep)
    open_before = select(earlier.id).where(
        earlier.lecturer_id == LecturerStep.lecturer_id,
        earlier.place < LecturerStep.place,
        earlier.agreed.is_(None),
    )
    return (
        select(LecturerStep)
        .join(LecturerStep.lecturer)
        .where(Lecturer.state == LecturerState.RECOMMENDED, LecturerStep.agreed.is_(None), ~open_before.exists())
        .where(LecturerStep.organisation_id.in_(organisation_ids))
        .order_by(LecturerStep.id)
    )


def recommendations_waiting_for(user: Account) -> Select[LecturerStep]:
    """What the federations in whose own name one acts have to say something to, or to decide."""
    return steps_at(_own_federations(user))


def to_appoint(pool: Organisation) -> Sequence[Lecturer]:
    """Those of a pool whom every level before it has agreed to."""
    own = steps_at([pool.id]).where(LecturerStep.organisation_id == Lecturer.organisation_id)
    ids = own.with_only_columns(LecturerStep.lecturer_id).order_by(None)
    shown = joinedload(Lecturer.person).joinedload(Person.employer)
    return session.scalars(select(Lecturer).where(Lecturer.id.in_(ids)).options(shown).order_by(Lecturer.id)).all()


def terms_of(lecturer: Lecturer) -> Sequence[LecturerTerm]:
    """The terms of a lecturer, the oldest first."""
    return session.scalars(
        select(LecturerTerm).where(LecturerTerm.lecturer_id == lecturer.id).order_by(LecturerTerm.begins)
    ).all()


def terms_ending_for(user: Account) -> Select[Lecturer]:
    """Those in service in one's pools whose last term is over, or ends within sixty days."""
    last = select(func.max(LecturerTerm.ends)).where(LecturerTerm.lecturer_id == Lecturer.id).scalar_subquery()
    in_service = lecturers_kept_by(user).where(Lecturer.state == LecturerState.IN_SERVICE)
    return in_service.where(last <= clock.today() + timedelta(days=DAYS_BEFORE_END))


def trainings_of(lecturer: Lecturer) -> Sequence[LecturerTraining]:
    """The training of a lecturer, the latest first."""
    query = select(LecturerTraining).where(LecturerTraining.lecturer_id == lecturer.id)
    return session.scalars(query.order_by(LecturerTraining.held_on.desc(), LecturerTraining.id)).all()


def terms_without_papers(pool: Organisation) -> Sequence[LecturerTerm]:
    """The terms not over in a pool for which nobody has asked for a certificate."""
    query = (
        select(LecturerTerm)
        .join(LecturerTerm.lecturer)
        .where(Lecturer.organisation_id == pool.id, Lecturer.state == LecturerState.IN_SERVICE)
        .where(LecturerTerm.ends >= clock.today())
        .options(joinedload(LecturerTerm.lecturer).joinedload(Lecturer.person).joinedload(Person.employer))
        .order_by(LecturerTerm.id)
    )
    sources = {source_of(one): one for one in session.scalars(query).unique()}
    made = set(session.scalars(select(Certificate.source).where(Certificate.source.in_(sources))))
    return [one for source, one in sources.items() if source not in made]


def certificates_of(terms: Sequence[LecturerTerm]) -> dict[int, Certificate]:
    """The certificates of these terms, by the id of the term."""
    sources = {source_of(one): one.id for one in terms}
    found = session.scalars(select(Certificate).where(Certificate.source.in_(sources)))
    return {sources[one.source]: one for one in found}


def source_of(term: LecturerTerm) -> str:
    """What the certificate of a term rests on."""
    return f"lecturer-term:{term.id}"


def answers_within(pool: Organisation, first: date, last: date) -> list[tuple[int, Answers]]:
    """What listeners said from `first` to `last` of each lecturer in service in a pool, also of those with none."""
    ids = session.scalars(
        select(Lecturer.id).where(Lecturer.organisation_id == pool.id, Lecturer.state == LecturerState.IN_SERVICE)
    ).all()
    until, before = _standing(pool, last), _standing(pool, first - timedelta(days=1))
    return [(one, until[one].since(before[one])) for one in sorted(ids)]


def _standing(pool: Organisation, day: date) -> defaultdict[int, Answers]:
    """What was known at the end of a day, by lecturer."""
    latest = (
        select(LecturerRating.lecturer_id, func.max(LecturerRating.noted_on).label("noted_on"))
        .join(LecturerRating.lecturer)
        .where(Lecturer.organisation_id == pool.id, LecturerRating.noted_on <= day)
        .group_by(LecturerRating.lecturer_id)
        .subquery()
    )
    on_that_day = (LecturerRating.lecturer_id == latest.c.lecturer_id) & (LecturerRating.noted_on == latest.c.noted_on)
    known: defaultdict[int, Answers] = defaultdict(Answers)
    for one in session.scalars(select(LecturerRating).join(latest, on_that_day)):
        known[one.lecturer_id] = Answers(one.answers, one.total)
    return known


def _own_federations(user: Account) -> list[int]:
    """Where one's own grants say that one runs lectures: not what stands below, whose officers speak for themselves."""
    paths = user.scope(Permission.LECTURE_RUN)
    return [one.organisation_id for one in user.grants if one.organisation.path in paths]
