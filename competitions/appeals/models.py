"""Appeals with their evidence, hearings and rulings, and which rules a competition goes by."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table
from sqlalchemy import Column as TableColumn
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.appeals.rules import (
    APPEAL_WORKFLOW,
    AppealGround,
    AppealState,
    RulingOutcome,
    WindowKind,
)
from competitions.planning.models import Competition, Stage
from competitions.registration.models import Entry
from competitions.results.models import ResultVersion
from foundation import clock
from foundation.database import Base, Keyed, enum_column
from foundation.files import StoredFile
from people.accounts.models import Account

appeal_evidence = Table(
    "appeal_evidence",
    Base.metadata,
    TableColumn("appeal_id", ForeignKey("appeals.id"), primary_key=True),
    TableColumn("file_id", ForeignKey("stored_files.id"), primary_key=True),
)


class AppealTerms(Keyed, Base):
    """Which set of appeal rules a competition goes by (`rules`: its code); without a row, the default set."""

    __tablename__ = "appeal_terms"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competitions.id"), unique=True)
    rules: Mapped[str]

    competition: Mapped[Competition] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.competition.organisation_path

    @property
    def audit_label(self) -> str:
        return self.competition.audit_label


class Appeal(Keyed, Base):
    """A written appeal for one entry at one stage (申诉). `version`: the published result that it is about, if any.

    `deadline` is when the time for appealing ended, by the `rules` in force then; `due` when an answer is owed.
    """

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_another"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("submitted_at < deadline", name="submitted_in_time"),
        CheckConstraint("statement <> ''", name="has_its_statement"),
        Index("ix_appeals_stage_id_state", "stage_id", "state"),
    )
    workflow = APPEAL_WORKFLOW

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("result_versions.id"))
    rules: Mapped[str]
    window: Mapped[WindowKind] = enum_column(WindowKind)
    ground: Mapped[AppealGround] = enum_column(AppealGround)
    statement: Mapped[str]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    deadline: Mapped[datetime]
    due: Mapped[datetime | None]
    state: Mapped[AppealState] = enum_column(AppealState, default=AppealState.SUBMITTED)
    note: Mapped[str] = mapped_column(default="")  # why it was rejected, merged, withdrawn; how it was closed
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("appeals.id"))

    stage: Mapped[Stage] = relationship()
    entry: Mapped[Entry] = relationship()
    version: Mapped[ResultVersion | None] = relationship()
    submitted_by: Mapped[Account] = relationship()
    merged_into: Mapped["Appeal | None"] = relationship(remote_side="Appeal.id", back_populates="merged")
    merged: Mapped[list["Appeal"]] = relationship(back_populates="merged_into", order_by="Appeal.id")
    evidence: Mapped[list[StoredFile]] = relationship(secondary=appeal_evidence, order_by="StoredFile.id")
    hearing: Mapped["Hearing | None"] = relationship(back_populates="appeal")
    ruling: Mapped["Ruling | None"] = relationship(back_populates="appeal")

    @property
    def organisation_path(self) -> str:
        return self.stage.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.stage.audit_label} · {self.entry.title} · 申诉 {self.id}"

    @property
    def reference(self) -> str:
        """What a correction and a hold on the result call it."""
        return f"appeal:{self.id}"


class Hearing(Keyed, Base):
    """A hearing (听证): called for a time and place, then recorded with who took part and what was said."""

    __tablename__ = "appeal_hearings"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), unique=True)
    at: Mapped[datetime]
    place: Mapped[str]
    participants: Mapped[str] = mapped_column(default="")
    minutes: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    appeal: Mapped[Appeal] = relationship(back_populates="hearing")
    recorded_by: Mapped[Account | None] = relationship()


class Ruling(Keyed, Base):
    """What the arbitrators decided (裁决): written once, final. `panel` names those who decided together."""

    __tablename__ = "appeal_rulings"
    __table_args__ = (
        CheckConstraint("reasons <> '' AND panel <> ''", name="says_why_and_by_whom"),
        CheckConstraint("outcome <> 'ruled-dismissed' OR NOT needs_correction", name="dismissed_changes_nothing"),
    )

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), unique=True)
    outcome: Mapped[RulingOutcome] = enum_column(RulingOutcome)
    reasons: Mapped[str]
    panel: Mapped[str]
    needs_correction: Mapped[bool]
    ruled_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    ruled_at: Mapped[datetime] = mapped_column(default=clock.now)

    appeal: Mapped[Appeal] = relationship(back_populates="ruling")
    ruled_by: Mapped[Account] = relationship()
