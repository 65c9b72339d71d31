"""Assessment plans (认定计划), what they examine, and how far they are."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.batches.rules import BATCH_WORKFLOW, BatchState, Node, NumberWay
from assessments.bodies.models import AssessmentBody, ScopeItem, Site
from assessments.standards.models import Standard
from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned, enum_column
from people.persons.occupations import occupation_title
from people.persons.rules import LEVEL_TITLES, Level


class Batch(Keyed, Versioned, Base):
    """A plan of one body at one of its sites. Dates are days in China; applications are taken to the end of `apply_to`.

    `filing_number` is the number that the authority's system gave the plan. The parameters that provinces set
    differently stand here: pass mark, working days of public notice, months a passed part stays valid for its resit.
    """

    __tablename__ = "assessment_batches"
    __table_args__ = (
        UniqueConstraint("body_id", "title"),
        CheckConstraint("apply_to >= apply_from AND examined_on >= apply_to", name="days_in_order"),
        CheckConstraint("notice_days > 0 AND resit_months >= 0", name="parameters_possible"),
    )
    workflow = BATCH_WORKFLOW

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("assessment_sites.id"), index=True)
    title: Mapped[str]
    filing_number: Mapped[str] = mapped_column(default="")
    apply_from: Mapped[date]
    apply_to: Mapped[date]
    examined_on: Mapped[date]
    number_way: Mapped[NumberWay] = enum_column(NumberWay, default=NumberWay.ALLOTTED)
    pass_score: Mapped[Decimal] = mapped_column(default=Decimal(60))
    notice_days: Mapped[int] = mapped_column(default=5)
    resit_months: Mapped[int] = mapped_column(default=24)
    remarks: Mapped[str] = mapped_column(default="")
    state: Mapped[BatchState] = enum_column(BatchState, default=BatchState.DRAFT)

    body: Mapped[AssessmentBody] = relationship(lazy="joined")
    site: Mapped[Site] = relationship(lazy="joined")
    items: Mapped[list["BatchItem"]] = relationship(
        back_populates="batch", order_by="BatchItem.id", cascade="all, delete-orphan"
    )
    nodes: Mapped[list["BatchNode"]] = relationship(back_populates="batch", order_by="BatchNode.id")

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return self.title


class BatchItem(Keyed, Base):
    """An occupation, trade and level that the plan examines, from the body's scope; `places` is how many are taken."""

    __tablename__ = "assessment_batch_items"
    __table_args__ = (
        UniqueConstraint("batch_id", "scope_item_id", "level"),
        CheckConstraint("places > 0", name="has_places"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("assessment_batches.id"), index=True)
    scope_item_id: Mapped[int] = mapped_column(ForeignKey("assessment_scope_items.id"))
    occupation_code: Mapped[str]
    trade: Mapped[str] = mapped_column(default="")
    level: Mapped[Level] = enum_column(Level)
    standard_id: Mapped[int] = mapped_column(ForeignKey("assessment_standards.id"))
    places: Mapped[int]

    batch: Mapped[Batch] = relationship(back_populates="items")
    scope_item: Mapped[ScopeItem] = relationship()
    standard: Mapped[Standard] = relationship()

    @property
    def title(self) -> str:
        """白酒酿造工 四级/中级工; the trade in brackets where there is one."""
        trade = f"（{self.trade}）" if self.trade else ""
        return f"{occupation_title(self.occupation_code)}{trade} {LEVEL_TITLES[self.level]}"

    @property
    def organisation_path(self) -> str:
        return self.batch.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.batch.title} {self.title}"


class BatchNode(Keyed, Base):
    """A node of a plan that is done. `exception_reason` says why it was done before its turn, if it was."""

    __tablename__ = "assessment_batch_nodes"
    __table_args__ = (UniqueConstraint("batch_id", "node"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("assessment_batches.id"), index=True)
    node: Mapped[Node] = enum_column(Node)
    done_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_by: Mapped[int] = mapped_column(BigId)
    exception_reason: Mapped[str] = mapped_column(default="")

    batch: Mapped[Batch] = relationship(back_populates="nodes")

    @property
    def organisation_path(self) -> str:
        return self.batch.organisation_path

    @property
    def audit_label(self) -> str:
        return self.batch.title
