"""Places: where a lecture can be given, and whom it reaches there."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from lectures.places.rules import Point, VenueKind
from people.organisations.models import Organisation


class Place(Keyed, Versioned, Base):
    """Somewhere lectures can be given. `organisation` is the federation or union that keeps it on its list, `host` the
    unit whose place it is; `workers` are the people who can be reached there, `seats` how many a hall holds.
    """

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="coordinates_in_pairs"),
        CheckConstraint("workers >= 0", name="workers_possible"),
        CheckConstraint("seats IS NULL OR seats > 0", name="seats_possible"),
        CheckConstraint("estate_id IS NULL OR (estate_id <> id AND kind <> 'estate')", name="estates_stand_alone"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[VenueKind] = enum_column(VenueKind)
    name: Mapped[str]
    street: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    workers: Mapped[int] = mapped_column(default=0)
    seats: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    host: Mapped[Organisation | None] = relationship(foreign_keys=[host_id])
    estate: Mapped["Place | None"] = relationship(lambda: Place, remote_side=lambda: Place.id)

    @property
    def point(self) -> Point | None:
        """Where it lies, if that is known."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.name
