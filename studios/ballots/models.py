"""Votes: who has voted is kept apart from what was voted, so that nobody can tell who voted for whom."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.ballots.rules import BALLOT_WORKFLOW, BallotState, VoteWay


class Ballot(Keyed, Versioned, Base):
    """A vote of the workers of `organisation` on something: `reference` says on what, such as "contest-step:3"."""

    __tablename__ = "ballots"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("fewest >= 1 AND most >= fewest", name="limits_in_order"),
    )
    workflow = BALLOT_WORKFLOW

    reference: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    fewest: Mapped[int] = mapped_column(default=1)
    most: Mapped[int] = mapped_column(default=1)
    state: Mapped[BallotState] = enum_column(BallotState, default=BallotState.DRAFT)

    organisation: Mapped[Organisation] = relationship()
    options: Mapped[list["BallotOption"]] = relationship(back_populates="ballot", order_by="BallotOption.position")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class BallotOption(Keyed, Base):
    """What can be voted for; `reference` is the record behind it, `summary` what voters read."""

    __tablename__ = "ballot_options"
    __table_args__ = (UniqueConstraint("ballot_id", "reference"),)

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"))
    reference: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")

    ballot: Mapped[Ballot] = relationship(back_populates="options")


class Voter(Keyed, Base):
    """That somebody has voted, when and how; not for whom. `employer_id` is his unit then.

    `origin` is a keyed hash of the network address, for supervisors to see many votes from one place.
    """

    __tablename__ = "ballot_voters"
    __table_args__ = (
        UniqueConstraint("ballot_id", "person_id"),
        Index("ix_ballot_voters_ballot_id_voted_at", "ballot_id", "voted_at"),
    )

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    way: Mapped[VoteWay] = enum_column(VoteWay)
    voted_at: Mapped[datetime] = mapped_column(default=clock.now)
    origin: Mapped[str] = mapped_column(default="")

    ballot: Mapped[Ballot] = relationship()
    person: Mapped[Person] = relationship()


class Choice(Base):
    """One option chosen on one anonymous paper: `paper` is a random number, so that rows tell no order."""

    __tablename__ = "ballot_choices"
    __table_args__ = {"sqlite_with_rowid": False}  # a hidden row number would tell it

    paper: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    option_id: Mapped[int] = mapped_column(ForeignKey("ballot_options.id"), primary_key=True, index=True)


class BallotCode(Keyed, Base):
    """A one-time code that a union hands to one of its workers. Who has voted, by code or account, votes no more."""

    __tablename__ = "ballot_codes"
    __table_args__ = (UniqueConstraint("ballot_id", "person_id"),)
    audit_hidden = frozenset({"code_hash"})

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    printed_at: Mapped[datetime] = mapped_column(default=clock.now)
    printed_by: Mapped[int] = mapped_column(BigId)
    expires_at: Mapped[datetime]

    ballot: Mapped[Ballot] = relationship()
    person: Mapped[Person] = relationship()
