"""Recommendations: which result line became which entry of a higher competition."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Event
from competitions.registration.models import Entry
from competitions.results.models import ResultLine
from foundation import clock
from foundation.database import Base, BigId, Keyed


class Recommendation(Keyed, Base):
    """A winner registered for a competition of a higher level on the strength of his final result."""

    __tablename__ = "recommendations"
    __table_args__ = (UniqueConstraint("line_id", "event_id"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("result_lines.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[int] = mapped_column(BigId)

    line: Mapped[ResultLine] = relationship()
    event: Mapped[Event] = relationship()
    entry: Mapped[Entry] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.entry.organisation_path

    @property
    def audit_label(self) -> str:
        return self.entry.audit_label
