"""Figures from outside: official counts with their source, kept apart from what this system counts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.figures.rules import Measure
from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column
from people.organisations.models import Organisation


class ExternalFigure(Keyed, Base):
    """A figure that an authority published, as of a day. `source` says where it stands; it is never added to ours."""

    __tablename__ = "external_figures"
    __table_args__ = (
        UniqueConstraint("organisation_id", "measure", "as_of"),
        CheckConstraint("value >= 0 AND source <> ''", name="has_its_source"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    measure: Mapped[Measure] = enum_column(Measure)
    as_of: Mapped[date]
    value: Mapped[int]
    source: Mapped[str]
    noted_at: Mapped[datetime] = mapped_column(default=clock.now)
    noted_by: Mapped[int] = mapped_column(BigId)

    organisation: Mapped[Organisation] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.organisation.name} {self.as_of.isoformat()}"
