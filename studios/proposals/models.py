"""Improvement proposals: what was proposed, each step's words and days, and its papers."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.proposals.rules import PROPOSAL_WORKFLOW, PaperKind, ProposalCategory, ProposalState, due_on, waiting_days


class Proposal(Keyed, Versioned, Base):
    """An improvement proposal (合理化建议) of a worker.

    `origin` is the unit he proposed it in and counts it; `organisation` the one that deals with it now, by
    `department` or `handler` where they are named. `since` is the day the present step began. `benefit` is what was
    verified, in 元 a year by `benefit_basis`; `reward` in 元. `…_by` are the accounts that took the step.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("benefit IS NULL OR (benefit >= 0 AND benefit_basis <> '')", name="benefit_has_its_basis"),
        CheckConstraint("reward IS NULL OR reward >= 0", name="reward_possible"),
        CheckConstraint("state <> 'declined' OR decision <> ''", name="declined_has_its_reason"),
        Index("ix_proposals_origin_id_proposed_on", "origin_id", "proposed_on"),
        Index("ix_proposals_organisation_id_state", "organisation_id", "state"),
    )
    workflow = PROPOSAL_WORKFLOW

    proposer_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    department: Mapped[str] = mapped_column(default="")
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    title: Mapped[str]
    category: Mapped[ProposalCategory] = enum_column(ProposalCategory)
    occupation_code: Mapped[str] = mapped_column(default="")
    problems: Mapped[str] = mapped_column(default="")
    situation: Mapped[str]
    measures: Mapped[str]
    effect: Mapped[str]
    proposed_on: Mapped[date]
    since: Mapped[date]
    state: Mapped[ProposalState] = enum_column(ProposalState, default=ProposalState.PROPOSED)
    evaluation: Mapped[str] = mapped_column(default="")
    evaluated_by: Mapped[int | None] = mapped_column(BigId)
    decision: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(BigId)
    adopted_on: Mapped[date | None]
    implementer: Mapped[str] = mapped_column(default="")
    implement_by: Mapped[date | None]
    implementation: Mapped[str] = mapped_column(default="")
    implemented_on: Mapped[date | None]
    acceptance: Mapped[str] = mapped_column(default="")
    benefit: Mapped[Decimal | None]
    benefit_basis: Mapped[str] = mapped_column(default="")
    benefit_verifier: Mapped[str] = mapped_column(default="")
    reward_title: Mapped[str] = mapped_column(default="")
    reward: Mapped[Decimal | None]
    rewarded_on: Mapped[date | None]

    proposer: Mapped[Person] = relationship(foreign_keys=proposer_id)
    origin: Mapped[Organisation] = relationship(foreign_keys=origin_id)
    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    handler: Mapped[Person | None] = relationship(foreign_keys=handler_id)
    papers: Mapped[list["ProposalPaper"]] = relationship(back_populates="proposal", order_by="ProposalPaper.id")

    @property
    def number(self) -> str:
        """What people call it by."""
        return f"{self.proposed_on.year}-{self.id:04d}"

    @property
    def due(self) -> date | None:
        return due_on(self.state, self.since, self.implement_by)

    @property
    def waiting(self) -> int | None:
        """How many days it has waited at this step."""
        return waiting_days(self.state, self.since, clock.today())

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due < clock.today()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"建议 {self.number} {self.title}"


class ProposalPaper(Keyed, Base):
    """A photo or paper to one part of a proposal."""

    __tablename__ = "proposal_papers"
    __table_args__ = (UniqueConstraint("proposal_id", "file_id"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    kind: Mapped[PaperKind] = enum_column(PaperKind)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    proposal: Mapped[Proposal] = relationship(back_populates="papers")
    file: Mapped[StoredFile] = relationship()
