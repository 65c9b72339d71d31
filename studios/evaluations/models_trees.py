"""Indicator trees: a year's indicators, the units that report on them, their reports, and problems found."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from studios.evaluations.rules_trees import (
    LEAF_WORKFLOW,
    PROBLEM_WORKFLOW,
    TREE_WORKFLOW,
    Leaf,
    LeafKind,
    LeafState,
    ProblemState,
    TreeState,
)


class IndicatorTree(Keyed, Versioned, Base):
    """The indicators of one year (指标体系): once opened they never change; the next year begins as a copy.

    `missing_is_zero`: once closed, what a unit never reported counts 0, as the organiser has announced.
    """

    __tablename__ = "indicator_trees"
    __table_args__ = (UniqueConstraint("organiser_id", "title", "year"),)
    workflow = TREE_WORKFLOW

    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    year: Mapped[int]
    report_by: Mapped[date]
    missing_is_zero: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TreeState] = enum_column(TreeState, default=TreeState.DRAFT)

    organiser: Mapped[Organisation] = relationship(lazy="joined")
    indicators: Mapped[list["Indicator"]] = relationship(
        back_populates="tree", order_by="Indicator.position", cascade="all, delete-orphan"
    )
    units: Mapped[list["TreeUnit"]] = relationship(
        back_populates="tree", order_by="TreeUnit.id", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.organiser.path

    @property
    def audit_label(self) -> str:
        return f"{self.title}（{self.year} 年度）"


class Indicator(Keyed, Base):
    """One indicator: `weight` is its percentage of the one above. A leaf (level 3) says how it is scored.

    `full`: full points, or the target, counted in `measure`; `evidence`: what has to prove it, if anything.
    """

    __tablename__ = "indicators"
    __table_args__ = (
        UniqueConstraint("tree_id", "code"),
        CheckConstraint("level BETWEEN 1 AND 3 AND (level = 1) = (parent_id IS NULL)", name="stands_at_its_level"),
        CheckConstraint(
            "(level = 3) = (kind IS NOT NULL) AND (level = 3) = (full_value IS NOT NULL)", name="leaf_scores"
        ),
        CheckConstraint("weight > 0 AND (full_value IS NULL OR full_value > 0)", name="numbers_possible"),
    )

    tree_id: Mapped[int] = mapped_column(ForeignKey("indicator_trees.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"), index=True)
    level: Mapped[int]
    position: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    weight: Mapped[Decimal]
    kind: Mapped[LeafKind | None] = enum_column(LeafKind, nullable=True)
    full: Mapped[Decimal | None] = mapped_column("full_value")  # FULL is a word of SQL
    measure: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")

    tree: Mapped[IndicatorTree] = relationship(back_populates="indicators")
    parent: Mapped["Indicator | None"] = relationship(remote_side="Indicator.id")

    @property
    def leaf(self) -> Leaf | None:
        """How it is scored; None for what only adds up."""
        return Leaf(self.kind, self.full) if self.kind and self.full else None

    @property
    def organisation_path(self) -> str:
        return self.tree.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.tree.audit_label} {self.code} {self.title}"


class TreeUnit(Keyed, Base):
    """A unit that reports on a tree (成员单位)."""

    __tablename__ = "tree_units"
    __table_args__ = (UniqueConstraint("tree_id", "organisation_id"),)

    tree_id: Mapped[int] = mapped_column(ForeignKey("indicator_trees.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)

    tree: Mapped[IndicatorTree] = relationship(back_populates="units")
    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.tree.audit_label} {self.organisation.name}"


class LeafReport(Keyed, Base):
    """What a unit says of itself on a leaf, and what the checker found. A difference has its reason."""

    __tablename__ = "leaf_reports"
    __table_args__ = (
        UniqueConstraint("tree_unit_id", "indicator_id"),
        CheckConstraint("value >= 0 AND (checked_value IS NULL OR checked_value >= 0)", name="numbers_possible"),
        CheckConstraint("(state = 'checked') = (checked_value IS NOT NULL)", name="checked_has_its_number"),
        CheckConstraint(
            "checked_value IS NULL OR checked_value = value OR check_reason <> ''", name="difference_has_its_reason"
        ),
        CheckConstraint("checked_by IS NULL OR checked_by <> reported_by", name="nobody_checks_himself"),
    )
    workflow = LEAF_WORKFLOW

    tree_unit_id: Mapped[int] = mapped_column(ForeignKey("tree_units.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), index=True)
    value: Mapped[Decimal]
    note: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    reported_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    reported_at: Mapped[datetime] = mapped_column(default=clock.now)
    checked_value: Mapped[Decimal | None]
    check_reason: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    state: Mapped[LeafState] = enum_column(LeafState, default=LeafState.REPORTED)

    unit: Mapped[TreeUnit] = relationship()
    indicator: Mapped[Indicator] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.unit.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.unit.organisation.name} {self.indicator.code} {self.indicator.title}"


class TreeProblem(Keyed, Base):
    """A problem found at a unit, the day by which it has to be put right, and what became of it (督查问题)."""

    __tablename__ = "tree_problems"
    __table_args__ = (
        CheckConstraint("description <> ''", name="says_what"),
        CheckConstraint("state = 'found' OR remedy <> ''", name="closed_has_its_remedy"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_its_day"),
    )
    workflow = PROBLEM_WORKFLOW

    tree_unit_id: Mapped[int] = mapped_column(ForeignKey("tree_units.id"), index=True)
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"))
    description: Mapped[str]
    found_on: Mapped[date] = mapped_column(default=clock.today)
    due_on: Mapped[date]
    remedy: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    state: Mapped[ProblemState] = enum_column(ProblemState, default=ProblemState.FOUND)

    unit: Mapped[TreeUnit] = relationship()
    indicator: Mapped[Indicator | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.unit.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.unit.organisation.name}：{self.description[:40]}"
