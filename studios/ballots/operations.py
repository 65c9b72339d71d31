"""Opening a vote, handing out its codes, voting, closing it."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from foundation.secrets import keyed_hash
from people.accounts.models import Account
from people.accounts.passwords import new_slip_code
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.ballots.models import Ballot, BallotCode, BallotOption, Choice, Voter
from studios.ballots.queries import code_hash, code_on, may_vote, vote_of
from studios.ballots.rules import (
    CODES_AT_ONCE,
    VoteWay,
    reasons_against_choices,
    reasons_against_limits,
    reasons_against_voting,
    reasons_against_window,
)

BAD_CODE = "投票码不对，请照投票码条核对；仍不行的，请单位工会重新打印一张。"
VOTED = "您已经投过票了，一人只能投一次。"


@dataclass(frozen=True)
class NewOption:
    """Something to be voted for."""

    reference: str
    title: str
    summary: str = ""


@dataclass(frozen=True)
class BallotFacts:
    """What a vote is about, who votes, when, and how many options one paper may choose."""

    reference: str
    title: str
    organisation: Organisation
    opens_at: datetime
    closes_at: datetime
    fewest: int
    most: int


def create_ballot(facts: BallotFacts, options: Sequence[NewOption], *, by: Account) -> Ballot:
    """Set up a vote on `options`; it begins when it is opened."""
    reasons = reasons_against_window(facts.opens_at, facts.closes_at, clock.now())
    reasons += reasons_against_limits(facts.fewest, facts.most, len(options))
    if reasons:
        raise Refused("投票没有设好。", reasons=reasons)
    ballot = Ballot(**vars(facts))
    ballot.options = [
        BallotOption(reference=one.reference, position=place, title=one.title, summary=one.summary)
        for place, one in enumerate(options, start=1)
    ]
    session.add(ballot)
    audit.record("create_ballot", ballot, by=by, changes=audit.pending_changes(ballot))
    return ballot


def open_ballot(ballot: Ballot, *, by: Account) -> None:
    """Let the voting begin at its time."""
    advance(lock(ballot), "open_ballot", by=by)


def close_ballot(ballot: Ballot, *, by: Account) -> None:
    """End the voting; only then are the votes counted. Before its time it needs no reason: it can be opened again."""
    advance(lock(ballot), "close_ballot", by=by)


def reopen_ballot(ballot: Ballot, closes_at: datetime, *, reason: str, by: Account) -> None:
    """Go on voting until `closes_at`, with the reason why; the votes cast stay."""
    ballot = lock(ballot)
    if reasons := reasons_against_window(ballot.opens_at, closes_at, clock.now()):
        raise Refused("投票没有恢复。", reasons=reasons, field="closes_at")
    before, ballot.closes_at = ballot.closes_at, closes_at
    advance(ballot, "reopen_ballot", by=by, reason=reason, changes={"closes_at": (before, closes_at)})


def void_ballot(ballot: Ballot, *, reason: str, by: Account) -> None:
    """The vote does not count, for a reason that is kept."""
    advance(lock(ballot), "void_ballot", by=by, reason=reason)


def print_ballot_codes(ballot: Ballot, persons: Sequence[Person], *, by: Account) -> list[tuple[Person, str]]:
    """A fresh one-time code for each of `persons`; only this answer ever holds the codes. Older codes are void."""
    ballot = lock(ballot)
    once_begun = max(clock.now(), ballot.opens_at)
    if reasons := reasons_against_voting(ballot.state, ballot.opens_at, ballot.closes_at, once_begun):
        raise Refused("现在不能打印投票码。", reasons=reasons)
    if not persons:
        raise Refused("没有需要投票码的职工：本单位有投票资格的职工都已经投过票。")
    if len(persons) > CODES_AT_ONCE:
        raise Refused(f"一次最多打印 {CODES_AT_ONCE} 张，这里有 {len(persons)} 人。请按单位分开打印。")
    ids = [person.id for person in persons]
    session.execute(delete(BallotCode).where(BallotCode.ballot_id == ballot.id, BallotCode.person_id.in_(ids)))
    codes = [(person, new_slip_code()) for person in persons]
    common = {"ballot_id": ballot.id, "printed_at": clock.now(), "printed_by": by.id, "expires_at": ballot.closes_at}
    rows = [{"person_id": person.id, "code_hash": code_hash(code)} | common for person, code in codes]
    session.execute(insert(BallotCode), rows)
    audit.record("print_ballot_codes", ballot, by=by, changes={"ballot_codes": (None, len(codes))})
    return codes


def cast_vote(ballot: Ballot, person: Person, chosen: Collection[int], *, origin: str = "", by: Account) -> None:
    """Vote with one's own account: options by their ids. Raises `Refused` the second time, and outside the hours."""
    _cast(ballot, person, VoteWay.ACCOUNT, chosen, origin)
    audit.record("cast_vote", ballot, by=by)


def cast_vote_by_code(ballot: Ballot, code: str, chosen: Collection[int], *, origin: str = "") -> None:
    """Vote with the code of a slip. Raises `Refused` for a wrong, used or expired one; nothing is counted then."""
    _cast(ballot, _good_code(ballot, code).person, VoteWay.CODE, chosen, origin)
    audit.record("cast_vote", ballot, by=None)


def show_code(ballot: Ballot, code: str) -> BallotCode:
    """The code of a slip that one may still vote with. Raises `Refused` for a wrong, used or expired one."""
    found = _good_code(ballot, code)
    if vote_of(ballot, found.person) is not None:
        raise Refused(VOTED, field="code")
    return found


def _good_code(ballot: Ballot, code: str) -> BallotCode:
    found = code_on(ballot, code)
    if found is None:
        raise Refused(BAD_CODE, field="code")
    if clock.now() >= found.expires_at:
        raise Refused("这张投票码已经过期，没有计票。请单位工会重新打印一张。", field="code")
    return found


def _cast(ballot: Ballot, person: Person, way: VoteWay, chosen: Collection[int], origin: str) -> None:
    # Held as by all who vote at this moment: it is not closed before this vote is in.
    session.refresh(ballot, with_for_update={"read": True, "of": Ballot})
    if not may_vote(ballot, person):
        raise Refused("这次投票只限组织者所属单位的职工参加，您的单位不在其中。")
    reasons = reasons_against_voting(ballot.state, ballot.opens_at, ballot.closes_at, clock.now())
    offered = [option.id for option in ballot.options]
    reasons = reasons or reasons_against_choices(chosen, offered, ballot.fewest, ballot.most)
    if reasons:
        raise Refused(reasons[0], field="choices")
    hidden = keyed_hash(f"ballot-origin:{ballot.id}:{origin}") if origin else ""
    voter = {"ballot_id": ballot.id, "person_id": person.id, "employer_id": person.employer_id, "way": way}
    try:
        with session.begin_nested():
            session.execute(insert(Voter), voter | {"voted_at": clock.now(), "origin": hidden})
    except IntegrityError as error:
        raise Refused(VOTED) from error
    paper = secrets.randbits(62)
    session.execute(insert(Choice), [{"paper": paper, "option_id": option} for option in chosen])
