"""What the reviews came to for each application, and which objection concerns which."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed
from notices.models import Objection, PublicNotice
from notices.rules import ObjectionState
from studios.designation.models import Designation


class DesignationResult(Keyed, Base):
    """The settled scores of an application, its place among those of its call, and the notice that shows it.

    `within`: inside the number of places; None: it ties at the edge, where people decide. `vetoed`: why it is out.
    """

    __tablename__ = "designation_results"
    __table_args__ = (
        UniqueConstraint("designation_id"),
        CheckConstraint("(place IS NULL) = (vetoed <> '')", name="placed_unless_vetoed"),
    )

    designation_id: Mapped[int] = mapped_column(ForeignKey("designations.id"))
    site_score: Mapped[Decimal | None]
    paper_score: Mapped[Decimal | None]
    total: Mapped[Decimal]
    place: Mapped[int | None]
    within: Mapped[bool | None]
    vetoed: Mapped[str] = mapped_column(default="")
    working: Mapped[str]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("public_notices.id"), index=True)

    designation: Mapped[Designation] = relationship()
    notice: Mapped[PublicNotice | None] = relationship()
    objections: Mapped[list["DesignationObjection"]] = relationship(
        back_populates="result", order_by="DesignationObjection.id"
    )

    @property
    def holding(self) -> list[Objection]:
        """The objections to the present notice that keep it from being named: unanswered or upheld."""
        linked = [one.objection for one in self.objections if one.objection.notice_id == self.notice_id]
        return [one for one in linked if one.state is not ObjectionState.DISMISSED]

    @property
    def organisation_path(self) -> str:
        return self.designation.organisation_path

    @property
    def audit_label(self) -> str:
        return self.designation.audit_label


class DesignationObjection(Keyed, Base):
    """Which studio an objection concerns: it holds that one and no other."""

    __tablename__ = "designation_objections"

    result_id: Mapped[int] = mapped_column(ForeignKey("designation_results.id"), index=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objections.id"), unique=True)

    result: Mapped[DesignationResult] = relationship(back_populates="objections")
    objection: Mapped[Objection] = relationship()
