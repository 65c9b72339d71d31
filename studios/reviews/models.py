"""Rounds of review: what is reviewed by whom, vetoes raised, and findings written down on the spot."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from foundation.files import StoredFile
from marking.panels.models import Panel
from marking.panels.rules import PanelState
from people.accounts.models import Account
from people.organisations.models import Organisation
from studios.reviews.rules import VETO_WORKFLOW, ReviewKind, ScoreMethod, VetoState
from studios.rubrics.models import RubricVersion


class Review(Keyed, Base):
    """A round of review (评审): experts score its subjects by a rubric, on the sheets of a marking panel.

    `reference` is what it belongs to, such as "designation-call:3". `seed` settles the numbers of anonymous subjects.
    `due_on` is the day by which the experts should have finished.
    """

    __tablename__ = "reviews"
    __table_args__ = (CheckConstraint("least_raters > 0", name="somebody_rates"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    kind: Mapped[ReviewKind] = enum_column(ReviewKind)
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"), index=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("marking_panels.id"), unique=True)
    reference: Mapped[str] = mapped_column(index=True)
    anonymous: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[str] = mapped_column(default="")
    method: Mapped[ScoreMethod] = enum_column(ScoreMethod, default=ScoreMethod.MEAN)
    least_raters: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date | None]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)

    organisation: Mapped[Organisation] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
    panel: Mapped[Panel] = relationship()
    subjects: Mapped[list["ReviewedSubject"]] = relationship(
        back_populates="review", order_by="ReviewedSubject.position"
    )

    @property
    def is_open(self) -> bool:
        return self.panel.state is PanelState.OPEN

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class ReviewedSubject(Keyed, Base):
    """What is reviewed: its `name` for officers, its `label` for experts, and where its materials are shown.

    `excused`: why it needs no scores any more, empty while it does.
    """

    __tablename__ = "review_subjects"
    __table_args__ = (UniqueConstraint("review_id", "reference"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    reference: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    label: Mapped[str]
    position: Mapped[int]
    material_url: Mapped[str] = mapped_column(default="")
    excused: Mapped[str] = mapped_column(default="")

    review: Mapped[Review] = relationship(back_populates="subjects")
    vetoes: Mapped[list["ReviewVeto"]] = relationship(back_populates="subject", order_by="ReviewVeto.id")
    findings: Mapped[list["ReviewFinding"]] = relationship(back_populates="subject", order_by="ReviewFinding.id")

    @property
    def organisation_path(self) -> str:
        return self.review.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.review.title} {self.name}"


class ReviewVeto(Keyed, Base):
    """A veto that somebody raised with its ground, and what came of it. Only a confirmed one counts."""

    __tablename__ = "review_vetoes"
    __table_args__ = (
        CheckConstraint("ground <> ''", name="has_its_ground"),
        CheckConstraint("(state = 'raised') = (decided_by IS NULL)", name="decided_by_somebody"),
    )
    workflow = VETO_WORKFLOW

    subject_id: Mapped[int] = mapped_column(ForeignKey("review_subjects.id"), index=True)
    item_code: Mapped[str]
    ground: Mapped[str]
    raised_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[VetoState] = enum_column(VetoState, default=VetoState.RAISED)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decision: Mapped[str] = mapped_column(default="")

    subject: Mapped[ReviewedSubject] = relationship(back_populates="vetoes")
    raiser: Mapped[Account] = relationship(foreign_keys=[raised_by])
    decider: Mapped[Account | None] = relationship(foreign_keys=[decided_by])

    @property
    def organisation_path(self) -> str:
        return self.subject.organisation_path

    @property
    def audit_label(self) -> str:
        return self.subject.audit_label


class ReviewFinding(Keyed, Base):
    """What an expert found, in words and perhaps with a photo (考察记录)."""

    __tablename__ = "review_findings"
    __table_args__ = (CheckConstraint("text <> '' OR file_id IS NOT NULL", name="says_something"),)

    subject_id: Mapped[int] = mapped_column(ForeignKey("review_subjects.id"), index=True)
    text: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    found_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    found_at: Mapped[datetime] = mapped_column(default=clock.now)

    subject: Mapped[ReviewedSubject] = relationship(back_populates="findings")
    finder: Mapped[Account] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.subject.organisation_path

    @property
    def audit_label(self) -> str:
        return self.subject.audit_label
