"""Outcomes of studios: what each is, its authors, the studios that share it, its papers, and who else uses it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.outcomes.rules import OUTCOME_WORKFLOW, OutcomeKind, OutcomeState
from studios.projects.models import Project
from studios.registry.models import Studio


class Outcome(Keyed, Versioned, Base):
    """Something that a studio achieved (成果), kept by `studio`; `shares` says which studios it counts for.

    `number_key` is the number as `rules.number_key` writes it: no two outcomes have the same; a withdrawn one has none.
    `shared` is what the shares come to, in per cent: the database never lets it pass 100. `dated` is the day that
    counts, `finished_on` when the work was done, if earlier. `recorded_by` and `confirmed_by` are accounts: two people.
    """

    __tablename__ = "studio_outcomes"
    __table_args__ = (
        UniqueConstraint("number_key"),
        CheckConstraint("shared BETWEEN 0 AND 100000000", name="shared_at_most_whole"),  # stored in millionths
        CheckConstraint("finished_on IS NULL OR finished_on <= dated", name="finished_before_dated"),
        CheckConstraint("(state = 'confirmed') = (confirmed_by_id IS NOT NULL)", name="confirmed_by_somebody"),
        CheckConstraint("confirmed_by_id <> recorded_by_id", name="confirmed_by_another"),
        CheckConstraint("state <> 'withdrawn' OR number_key IS NULL", name="withdrawn_frees_its_number"),
        Index("ix_studio_outcomes_dated_kind", "dated", "kind"),
    )
    workflow = OUTCOME_WORKFLOW

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"), index=True)
    kind: Mapped[OutcomeKind] = enum_column(OutcomeKind)
    title: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    number_key: Mapped[str | None]
    holder: Mapped[str] = mapped_column(default="")
    dated: Mapped[date]
    finished_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(default="")
    shared: Mapped[Decimal] = mapped_column(default=Decimal(0))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    state: Mapped[OutcomeState] = enum_column(OutcomeState, default=OutcomeState.PENDING)

    studio: Mapped[Studio] = relationship()
    project: Mapped[Project | None] = relationship()
    authors: Mapped[list["OutcomeAuthor"]] = relationship(
        back_populates="outcome", order_by="OutcomeAuthor.position", cascade="all, delete-orphan"
    )
    shares: Mapped[list["OutcomeShare"]] = relationship(
        back_populates="outcome", order_by="OutcomeShare.id", cascade="all, delete-orphan"
    )
    papers: Mapped[list["OutcomePaper"]] = relationship(back_populates="outcome", order_by="OutcomePaper.id")
    adoptions: Mapped[list["Adoption"]] = relationship(back_populates="outcome", order_by="Adoption.since")

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def made_on(self) -> date:
        """The day by which authors and studio are judged."""
        return self.finished_on or self.dated


class OutcomeAuthor(Keyed, Base):
    """An author in his place, with his share of the contribution in per cent."""

    __tablename__ = "studio_outcome_authors"
    __table_args__ = (
        UniqueConstraint("outcome_id", "person_id"),
        UniqueConstraint("outcome_id", "position"),
        CheckConstraint("percent > 0 AND percent <= 100000000", name="percent_possible"),
    )

    outcome_id: Mapped[int] = mapped_column(ForeignKey("studio_outcomes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    position: Mapped[int]
    percent: Mapped[Decimal]

    outcome: Mapped[Outcome] = relationship(back_populates="authors")
    person: Mapped[Person] = relationship()


class OutcomeShare(Keyed, Base):
    """A studio for which an outcome and its benefit count, and with how many per cent of the benefit."""

    __tablename__ = "studio_outcome_shares"
    __table_args__ = (
        UniqueConstraint("outcome_id", "studio_id"),
        CheckConstraint("percent > 0 AND percent <= 100000000", name="percent_possible"),
    )

    outcome_id: Mapped[int] = mapped_column(ForeignKey("studio_outcomes.id"))
    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    percent: Mapped[Decimal]

    outcome: Mapped[Outcome] = relationship(back_populates="shares")
    studio: Mapped[Studio] = relationship()


class OutcomePaper(Keyed, Base):
    """A file that proves an outcome: the certificate, the standard, the article."""

    __tablename__ = "studio_outcome_papers"

    outcome_id: Mapped[int] = mapped_column(ForeignKey("studio_outcomes.id"), index=True)
    title: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))

    outcome: Mapped[Outcome] = relationship(back_populates="papers")
    file: Mapped[StoredFile] = relationship()


class Adoption(Keyed, Base):
    """Another unit uses an outcome since a day, as its proof of use says (推广应用、应用证明).

    `organisation` is the unit on record; `unit_name` how the proof calls it, also where it is on no record.
    """

    __tablename__ = "studio_outcome_adoptions"
    __table_args__ = (UniqueConstraint("outcome_id", "unit_name"),)

    outcome_id: Mapped[int] = mapped_column(ForeignKey("studio_outcomes.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_name: Mapped[str]
    since: Mapped[date]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))

    outcome: Mapped[Outcome] = relationship(back_populates="adoptions")
    organisation: Mapped[Organisation | None] = relationship()
    file: Mapped[StoredFile] = relationship()
