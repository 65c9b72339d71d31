"""Designs: how the certificates of a body or a competition look and what they say, version by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, BigId, Keyed
from people.organisations.models import Organisation


class Design(Keyed, Base):
    """A named design of one kind, kept by an organisation. `used_for` is what it was made for, e.g. "competition:12",
    and `subject_title` what people call that; empty: for whatever the organisation issues. `trial_names`: the longest
    and the rarest name of the list it was made for, to be previewed with. `retired_at`: not offered for new batches.
    """

    __tablename__ = "designs"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "name"),)

    kind: Mapped[str]
    name: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    used_for: Mapped[str] = mapped_column(default="", index=True)
    subject_title: Mapped[str] = mapped_column(default="")
    trial_names: Mapped[list[Any]] = mapped_column(default=list)
    retired_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    versions: Mapped[list["DesignVersion"]] = relationship(back_populates="design", order_by="DesignVersion.number")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.name


class DesignVersion(Keyed, Base):
    """What a design said at one time; never changed. `settings` is `designs.rules.DesignSettings` as JSON; pictures are
    in it by the id of their stored file."""

    __tablename__ = "design_versions"
    __table_args__ = (UniqueConstraint("design_id", "number"), CheckConstraint("number >= 1", name="counts_from_one"))

    design_id: Mapped[int] = mapped_column(ForeignKey("designs.id"))
    number: Mapped[int]
    settings: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_by: Mapped[int] = mapped_column(BigId)

    design: Mapped[Design] = relationship(back_populates="versions")
