"""Organisations: one tree, each row knowing its whole path."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, PathText, Versioned, enum_column
from people.organisations.rules import OrganisationKind, Ownership, unit_name


class Organisation(Keyed, Versioned, Base):
    """A federation, union, enterprise, school or assessment body.

    `path` is the chain of ids from the root, "/1/5/33/": a subtree is a range of paths.
    """

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("path LIKE '/%/'", name="path_closed"),
        {"sqlite_autoincrement": True},  # a deleted one's number, which logs name, is not used again
    )

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    path: Mapped[str] = mapped_column(PathText, index=True)
    kind: Mapped[OrganisationKind] = enum_column(OrganisationKind)
    name: Mapped[str] = mapped_column(unique=True)
    credit_code: Mapped[str | None] = mapped_column(unique=True)
    region_code: Mapped[str] = mapped_column(default="")
    industry: Mapped[str] = mapped_column(default="")
    ownership: Mapped[Ownership | None] = enum_column(Ownership, nullable=True)
    address: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")

    @property
    def organisation_path(self) -> str:
        return self.path

    @property
    def unit_name(self) -> str:
        """The unit whose union it is (所在单位), as authorities and employers call it."""
        return unit_name(self.name)

    @property
    def audit_label(self) -> str:
        return self.name
