"""Archives and the parts they are put together from."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.archives.rules import ARCHIVE_WORKFLOW, ArchiveState
from competitions.planning.models import Competition, Stage
from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column
from foundation.files import StoredFile


class Archive(Keyed, Base):
    """One archive of a competition, as its final results stood when it was asked for."""

    __tablename__ = "archives"
    __table_args__ = (
        UniqueConstraint("competition_id", "number"),
        CheckConstraint("(state = 'making') OR (file_id IS NOT NULL)", name="complete_has_its_file"),
    )
    workflow = ARCHIVE_WORKFLOW

    competition_id: Mapped[int] = mapped_column(ForeignKey("competitions.id"), index=True)
    number: Mapped[int]
    state: Mapped[ArchiveState] = enum_column(ArchiveState, default=ArchiveState.MAKING)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[int] = mapped_column(BigId)

    competition: Mapped[Competition] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    parts: Mapped[list["ArchivePart"]] = relationship(back_populates="archive", order_by="ArchivePart.id")

    @property
    def organisation_path(self) -> str:
        return self.competition.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.competition.audit_label} · 第 {self.number} 份档案"


class ArchivePart(Keyed, Base):
    """The files of one stage; the part without a stage, last, puts the whole together."""

    __tablename__ = "archive_parts"
    __table_args__ = (UniqueConstraint("archive_id", "stage_id"),)

    archive_id: Mapped[int] = mapped_column(ForeignKey("archives.id"), index=True)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    archive: Mapped[Archive] = relationship(back_populates="parts")
    stage: Mapped[Stage | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
