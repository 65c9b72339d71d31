"""Occupational standards by their edition."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base, Keyed, Versioned


class Standard(Keyed, Versioned, Base):
    """A national occupational standard (国家职业标准) in one edition.

    `condition_set` is the code of the application conditions it prints (`condition_sets/`): they differ by edition.
    `source` says where the standard was published.
    """

    __tablename__ = "assessment_standards"
    __table_args__ = (UniqueConstraint("occupation_code", "edition"),)

    occupation_code: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    edition: Mapped[str]
    condition_set: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def organisation_path(self) -> str:
        """Standards are everybody's."""
        return "/"

    @property
    def audit_label(self) -> str:
        return f"{self.title}（{self.edition}）"
