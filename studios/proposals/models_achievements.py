"""Five-small achievements: their authors, papers, possible doubles, objections and adoptions by other units."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.issuing.models import Certificate
from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from notices.models import Objection, PublicNotice
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.proposals.models import Proposal
from studios.proposals.models_selections import Selection
from studios.proposals.rules_achievements import (
    ACHIEVEMENT_WORKFLOW,
    AchievementKind,
    AchievementPaperKind,
    AchievementState,
    Verdict,
)
from studios.registry.models import Studio


class Achievement(Keyed, Versioned, Base):
    """A five-small achievement (五小成果) entered in a selection.

    `declared` are values of `Exclusion` that the entrant says apply. `benefit` is in 元, by `benefit_basis`; it counts
    as verified once `benefit_verifier` is named. `summary` is what the public reads, `content` what experts read.
    `heads_confirmed`: the unit confirms who of the authors heads a unit. `ip_key` and `title_key` find the same again.
    `stripped`: its grade was taken away, so that it is ranked no more. `grade_options`: grades that a tie leaves open.
    """

    __tablename__ = "achievements"
    __table_args__ = (
        CheckConstraint("benefit IS NULL OR (benefit >= 0 AND benefit_basis <> '')", name="benefit_has_its_basis"),
        CheckConstraint("state NOT IN ('refused', 'not-graded') OR state_reason <> ''", name="refused_has_its_reason"),
        CheckConstraint(
            "state NOT IN ('graded', 'noticed', 'held', 'final', 'listed') OR grade <> ''", name="graded_has_its_grade"
        ),
        Index("ix_achievements_selection_id_state", "selection_id", "state"),
    )
    workflow = ACHIEVEMENT_WORKFLOW

    selection_id: Mapped[int] = mapped_column(ForeignKey("achievement_selections.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studios.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"), index=True)
    title: Mapped[str]
    title_key: Mapped[str] = mapped_column(index=True)
    kind: Mapped[AchievementKind] = enum_column(AchievementKind)
    category: Mapped[str] = mapped_column(default="")
    occupation_code: Mapped[str] = mapped_column(default="", index=True)
    problems: Mapped[str] = mapped_column(default="")
    summary: Mapped[str]
    content: Mapped[str]
    novelty: Mapped[str] = mapped_column(default="")
    ip_number: Mapped[str] = mapped_column(default="")
    ip_key: Mapped[str] = mapped_column(default="", index=True)
    finished_on: Mapped[date]
    used_since: Mapped[date | None]
    spread: Mapped[str] = mapped_column(default="")
    benefit: Mapped[Decimal | None]
    benefit_basis: Mapped[str] = mapped_column(default="")
    benefit_verifier: Mapped[str] = mapped_column(default="")
    prior_awards: Mapped[str] = mapped_column(default="")
    declared: Mapped[list[Any]] = mapped_column(default=list)
    heads_confirmed: Mapped[bool] = mapped_column(default=False)
    submitted_on: Mapped[date | None]
    state: Mapped[AchievementState] = enum_column(AchievementState, default=AchievementState.DRAFT)
    state_reason: Mapped[str] = mapped_column(default="")
    recommender_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    recommendation: Mapped[str] = mapped_column(default="")
    compared_at: Mapped[datetime | None]
    shortlisted: Mapped[bool] = mapped_column(default=False)
    stripped: Mapped[bool] = mapped_column(default=False)
    score: Mapped[Decimal | None]
    rank: Mapped[int | None]
    tied: Mapped[int | None]
    grade: Mapped[str] = mapped_column(default="")
    grade_options: Mapped[list[Any]] = mapped_column(default=list)
    working: Mapped[str] = mapped_column(default="")
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("public_notices.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))
    listed_on: Mapped[date | None]

    selection: Mapped[Selection] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    entrant: Mapped[Person] = relationship()
    studio: Mapped[Studio | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    recommender: Mapped[Organisation | None] = relationship(foreign_keys=recommender_id)
    notice: Mapped[PublicNotice | None] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
    authors: Mapped[list["AchievementAuthor"]] = relationship(
        back_populates="achievement", order_by="AchievementAuthor.position", cascade="all, delete-orphan"
    )
    papers: Mapped[list["AchievementPaper"]] = relationship(
        back_populates="achievement", order_by="AchievementPaper.id"
    )
    objections: Mapped[list["AchievementObjection"]] = relationship(back_populates="achievement")

    @property
    def reference(self) -> str:
        """What reviews call it."""
        return f"achievement:{self.id}"

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class AchievementObjection(Keyed, Base):
    """Which achievement an objection to the notice concerns: it holds that one and no other."""

    __tablename__ = "achievement_objections"

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id"), index=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objections.id"), unique=True)

    achievement: Mapped[Achievement] = relationship(back_populates="objections")
    objection: Mapped[Objection] = relationship()


class AchievementAuthor(Keyed, Base):
    """Somebody who did it, by contribution: position 1 is the first finisher (第一完成人).

    `person` is None for whoever is not on record in the unit; `head`: he heads a unit (单位负责人).
    """

    __tablename__ = "achievement_authors"
    __table_args__ = (
        UniqueConstraint("achievement_id", "position"),
        UniqueConstraint("achievement_id", "person_id"),
        CheckConstraint("position > 0", name="position_possible"),
    )

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id"))
    position: Mapped[int]
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    head: Mapped[bool] = mapped_column(default=False)

    achievement: Mapped[Achievement] = relationship(back_populates="authors")
    person: Mapped[Person | None] = relationship()


class AchievementPaper(Keyed, Base):
    """A paper handed in with an achievement."""

    __tablename__ = "achievement_papers"

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id"), index=True)
    kind: Mapped[AchievementPaperKind] = enum_column(AchievementPaperKind)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    achievement: Mapped[Achievement] = relationship(back_populates="papers")
    file: Mapped[StoredFile] = relationship()


class DuplicateCandidate(Keyed, Base):
    """Two achievements that may be the same one, and what a person judged (None: nobody yet).

    `grounds` are values of `Ground`; `likeness` is in percent.
    """

    __tablename__ = "duplicate_candidates"
    __table_args__ = (
        UniqueConstraint("achievement_id", "other_id"),
        CheckConstraint("achievement_id <> other_id", name="two_achievements"),
        CheckConstraint("likeness BETWEEN 0 AND 100", name="likeness_is_percent"),
        CheckConstraint("(verdict IS NULL) = (judged_by IS NULL)", name="judged_by_somebody"),
    )

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("achievements.id"), index=True)
    grounds: Mapped[list[Any]]
    likeness: Mapped[int]
    verdict: Mapped[Verdict | None] = enum_column(Verdict, nullable=True)
    note: Mapped[str] = mapped_column(default="")
    judged_by: Mapped[int | None] = mapped_column(BigId)

    achievement: Mapped[Achievement] = relationship(foreign_keys=achievement_id)
    other: Mapped[Achievement] = relationship(foreign_keys=other_id)

    @property
    def organisation_path(self) -> str:
        return self.achievement.selection.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.achievement.title} / {self.other.title}"


class AchievementAdoption(Keyed, Base):
    """Another unit uses an achievement since a day (推广应用)."""

    __tablename__ = "achievement_adoptions"
    __table_args__ = (UniqueConstraint("achievement_id", "organisation_id"),)

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    since: Mapped[date]
    use: Mapped[str] = mapped_column(default="")
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    achievement: Mapped[Achievement] = relationship()
    organisation: Mapped[Organisation] = relationship()
    proof: Mapped[StoredFile | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.organisation.name} 应用 {self.achievement.title}"
