"""Open challenges: what a unit cannot solve, which studios claim it, and the project that comes of it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from studios.challenges.rules import CHALLENGE_WORKFLOW, CLAIM_WORKFLOW, ChallengeState, ClaimState
from studios.projects.models import Project
from studios.registry.models import Studio


class Challenge(Keyed, Versioned, Base):
    """A challenge (难题) of a unit, to be claimed until the end of `deadline`. `reward` in 元.

    `project` is what the chosen or assigned studio was given to do: one at a time, and each only for one challenge.
    The benefit and the units that use the solution are those of the outcomes of that project. What is written here is
    public once it is published.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        UniqueConstraint("organisation_id", "title"),
        UniqueConstraint("project_id"),
        CheckConstraint("reward >= 0", name="reward_possible"),
        CheckConstraint(
            "(state IN ('teamed', 'accepted', 'verified', 'spread')) = (project_id IS NOT NULL)",
            name="teamed_has_project",
        ),
        CheckConstraint("(state IN ('verified', 'spread')) = (verified_on IS NOT NULL)", name="verified_has_its_day"),
        Index("ix_challenges_state_deadline", "state", "deadline"),
    )
    workflow = CHALLENGE_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str]
    industry: Mapped[str] = mapped_column(default="")
    problem: Mapped[str]
    target: Mapped[str]
    reward: Mapped[Decimal] = mapped_column(default=Decimal(0))
    deadline: Mapped[date]
    published_on: Mapped[date | None]
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    verified_on: Mapped[date | None]
    state: Mapped[ChallengeState] = enum_column(ChallengeState, default=ChallengeState.DRAFT)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    project: Mapped[Project | None] = relationship()
    claims: Mapped[list["Claim"]] = relationship(back_populates="challenge", order_by="Claim.id")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class Claim(Keyed, Base):
    """A studio claims a challenge (揭榜) with a plan. One claim of a challenge is chosen at most."""

    __tablename__ = "challenge_claims"
    __table_args__ = (
        UniqueConstraint("challenge_id", "studio_id"),
        Index(
            "uq_challenge_claims_chosen",
            "challenge_id",
            unique=True,
            sqlite_where=text("state = 'chosen'"),
            postgresql_where=text("state = 'chosen'"),
        ),
    )
    workflow = CLAIM_WORKFLOW

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    plan: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    claimed_on: Mapped[date] = mapped_column(default=clock.today)
    claimed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    state: Mapped[ClaimState] = enum_column(ClaimState, default=ClaimState.SUBMITTED)

    challenge: Mapped[Challenge] = relationship(back_populates="claims")
    studio: Mapped[Studio] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.challenge.title} {self.studio.name}"
