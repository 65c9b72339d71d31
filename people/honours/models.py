"""Honours that persons hold: some open a door, some close one (位次依次递补)."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from foundation.database import Base, Keyed, enum_column
from people.honours.rules import HonourKind
from people.persons.models import Person


class Honour(Keyed, Base):
    """An honour with the year and the document that granted it."""

    __tablename__ = "honours"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "year"),
        CheckConstraint("year BETWEEN 1949 AND 2100", name="year_plausible"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    kind: Mapped[HonourKind] = enum_column(HonourKind)
    year: Mapped[int]
    document: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(backref=backref("honours", order_by="Honour.year"))

    @property
    def organisation_path(self) -> str | None:
        return self.person.organisation_path

    @property
    def audit_label(self) -> str:
        return self.person.name
