"""What two persons typed from one paper sheet, each without seeing the other's values, and what a third settled."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from foundation.files import StoredFile
from marking.schemes.models import Criterion
from marking.sheets.models import Sheet
from marking.transcripts.rules import TRANSCRIPT_WORKFLOW, TranscriptState
from people.accounts.models import Account


class Transcript(Keyed, Base):
    """The typing of one paper sheet (双录). `round` is the sealing that it leads to: a reopened sheet is typed anew.

    That the three persons differ is a matter of the database: no role and no permission leads round it.
    """

    __tablename__ = "marking_transcripts"
    __table_args__ = (
        UniqueConstraint("sheet_id", "round"),
        CheckConstraint("second_by IS NULL OR second_by <> first_by", name="second_is_another"),
        CheckConstraint(
            "third_by IS NULL OR (second_by IS NOT NULL AND third_by <> first_by AND third_by <> second_by)",
            name="third_is_another",
        ),
        CheckConstraint("(state = 'typed') = (second_by IS NULL)", name="typed_again_by_somebody"),
        CheckConstraint("(second_by IS NULL) = (second_at IS NULL)", name="second_has_its_time"),
        CheckConstraint("(third_by IS NULL) = (third_at IS NULL)", name="third_has_its_time"),
        CheckConstraint("state = 'agreed' OR third_by IS NULL", name="third_settles"),
    )
    workflow = TRANSCRIPT_WORKFLOW

    sheet_id: Mapped[int] = mapped_column(ForeignKey("marking_sheets.id"))
    round: Mapped[int]
    state: Mapped[TranscriptState] = enum_column(TranscriptState, default=TranscriptState.TYPED)
    first_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    first_at: Mapped[datetime] = mapped_column(default=clock.now)
    first_total: Mapped[Decimal | None]  # as written on the paper
    second_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    second_at: Mapped[datetime | None]
    second_total: Mapped[Decimal | None]
    third_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    third_at: Mapped[datetime | None]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    sheet: Mapped[Sheet] = relationship()
    scan: Mapped[StoredFile | None] = relationship()
    first_person: Mapped[Account] = relationship(foreign_keys=[first_by])
    second_person: Mapped[Account | None] = relationship(foreign_keys=[second_by])
    third_person: Mapped[Account | None] = relationship(foreign_keys=[third_by])
    values: Mapped[list["TranscriptValue"]] = relationship(
        back_populates="transcript", order_by="TranscriptValue.id", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.sheet.organisation_path

    @property
    def audit_label(self) -> str:
        return self.sheet.audit_label


class TranscriptValue(Keyed, Base):
    """One criterion as the first and the second person typed it; `settled` where a third had to look at the paper."""

    __tablename__ = "marking_transcript_values"
    __table_args__ = (
        UniqueConstraint("transcript_id", "criterion_id"),
        CheckConstraint("first >= 0 AND second >= 0 AND settled >= 0", name="values_not_negative"),
    )

    transcript_id: Mapped[int] = mapped_column(ForeignKey("marking_transcripts.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("marking_criteria.id"))
    first: Mapped[Decimal]
    second: Mapped[Decimal | None]
    settled: Mapped[Decimal | None]

    transcript: Mapped[Transcript] = relationship(back_populates="values")
    criterion: Mapped[Criterion] = relationship()

    @property
    def agreed(self) -> Decimal | None:
        """What counts: the settled value, or the one that both typed."""
        if self.settled is not None:
            return self.settled
        return self.first if self.first == self.second else None
