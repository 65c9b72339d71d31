"""Reading votes: who may vote, how many have, and what came of it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from foundation.clock import in_shanghai
from foundation.database import session
from foundation.secrets import keyed_hash
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.accounts.rules_signing_in import slip_code
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.organisations.rules import lineage, lineages
from people.persons.models import Person
from studios.ballots.models import Ballot, BallotCode, BallotOption, Choice, Voter
from studios.ballots.rules import BallotState


def ballots_visible_to(user: Account) -> Select[Ballot]:
    """The votes that one runs or watches, and those whose codes one hands out: of one's own and of higher unions."""
    watched = [*user.scope(Permission.CONTEST_RUN), *user.scope(Permission.CONTEST_WATCH)]
    own = lineages(user.scope(Permission.CONTEST_ENTER))
    return _ballots(or_(within(watched), Organisation.id.in_(own)))


def ballots_run_by(user: Account) -> Select[Ballot]:
    """The votes that one opens and closes."""
    return _ballots(within(user.scope(Permission.CONTEST_RUN)))


def ballots_watched_by(user: Account) -> Select[Ballot]:
    """The votes whose turnout one sees minute by minute."""
    return _ballots(within([*user.scope(Permission.CONTEST_RUN), *user.scope(Permission.CONTEST_WATCH)]))


def ballots_open_to(user: Account) -> Select[Ballot]:
    """The votes that the worker behind this account may take part in, in progress or over."""
    person = user.person
    own = lineage(person.employer.path) if person and person.employer else []
    return _ballots(Organisation.id.in_(own) & Ballot.state.in_([BallotState.OPEN, BallotState.CLOSED]))


def _ballots(condition: object) -> Select[Ballot]:
    query = select(Ballot).join(Ballot.organisation).options(joinedload(Ballot.organisation))
    return query.where(condition)  # type: ignore[arg-type]


def may_vote(ballot: Ballot, person: Person) -> bool:
    """Whether somebody belongs to the organisation whose workers vote."""
    return person.employer is not None and person.employer.path.startswith(ballot.organisation.path)


def vote_of(ballot: Ballot, person: Person) -> Voter | None:
    """That somebody has voted, if he has."""
    found = select(Voter).where(Voter.ballot_id == ballot.id, Voter.person_id == person.id)
    return session.scalars(found).one_or_none()


def votes_of(ballots: Iterable[Ballot], person: Person) -> dict[int, Voter]:
    """In which of these votes somebody has voted, by their ids."""
    ids = [ballot.id for ballot in ballots]
    found = select(Voter).where(Voter.ballot_id.in_(ids), Voter.person_id == person.id)
    return {vote.ballot_id: vote for vote in session.scalars(found)}


def code_hash(code: str) -> str:
    """What is stored of a code."""
    return keyed_hash(f"ballot:{slip_code(code)}")


def code_on(ballot: Ballot, code: str) -> BallotCode | None:
    """The code as it was printed for this vote, used or not."""
    found = select(BallotCode).where(BallotCode.ballot_id == ballot.id, BallotCode.code_hash == code_hash(code))
    return session.scalars(found).one_or_none()


def persons_without_vote(ballot: Ballot, user: Account) -> Select[Person]:
    """The workers of one's units who may vote and have not: codes are printed for them."""
    voted = select(Voter.person_id).where(Voter.ballot_id == ballot.id)
    units = ids_in(user.scope(Permission.CONTEST_ENTER))
    own = select(Person).join(Person.employer).where(Person.employer_id.in_(units), Person.merged_into_id.is_(None))
    waiting = own.where(within([ballot.organisation.path]), Person.id.not_in(voted))
    return waiting.order_by(Person.employer_id, Person.id)


def tally_of(ballot: Ballot) -> dict[str, int]:
    """票数：每个候选项得了多少票（一票可以选几项）。没有票的为 0。"""
    counted = (
        select(BallotOption.reference, func.count(Choice.paper).label("votes"))
        .outerjoin(Choice, Choice.option_id == BallotOption.id)
        .where(BallotOption.ballot_id == ballot.id)
        .group_by(BallotOption.id, BallotOption.reference)
    )
    return {row.reference: row.votes for row in session.execute(counted)}


def turnout_of(ballot: Ballot) -> int:
    """投票人数：一人一票，所以也是票数。"""
    return session.scalar(select(func.count()).select_from(Voter).where(Voter.ballot_id == ballot.id)) or 0


def moments_of(ballot: Ballot) -> list[datetime]:
    """When each vote came, by the clock in China."""
    moments = session.scalars(select(Voter.voted_at).where(Voter.ballot_id == ballot.id).order_by(Voter.voted_at))
    return [in_shanghai(moment) for moment in moments]


def turnout_by_unit(ballot: Ballot) -> list[tuple[str, int]]:
    """How many of each unit have voted, most first."""
    count = func.count(Voter.id)
    query = select(Organisation.name, count).join(Voter, Voter.employer_id == Organisation.id)
    grouped = query.where(Voter.ballot_id == ballot.id).group_by(Organisation.id, Organisation.name)
    return [(name, votes) for name, votes in session.execute(grouped.order_by(count.desc(), Organisation.name))]


def busiest_origins(ballot: Ballot, most: int = 5) -> list[int]:
    """How many votes came from each of the busiest network addresses; the addresses themselves are not kept."""
    count = func.count(Voter.id)
    query = select(count).where(Voter.ballot_id == ballot.id, Voter.origin != "").group_by(Voter.origin)
    return list(session.scalars(query.order_by(count.desc()).limit(most)))
