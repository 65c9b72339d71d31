"""Marking schemes and their criteria."""

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, enum_column
from scoring.marks import MarkingType


class Scheme(Keyed, Base):
    """What the raters of one panel mark: a list of criteria (评分细则)."""

    __tablename__ = "marking_schemes"

    title: Mapped[str]
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="scheme", order_by="Criterion.position", cascade="all, delete-orphan"
    )


class Criterion(Keyed, Base):
    """One line of a scheme (评分项).

    `rule`, `parameters`, `scale` and `step` say how what a rater writes becomes a mark (`scoring.marks.Criterion`).
    Neighbours with the same `group` stand under one heading (WorldSkills: the sub-criterion); empty: under none.
    """

    __tablename__ = "marking_criteria"
    __table_args__ = (
        UniqueConstraint("scheme_id", "code"),
        CheckConstraint("full_mark > 0 AND step > 0", name="marks_positive"),
        CheckConstraint("scale IS NULL OR (scale > 0 AND kind = 'judgement' AND rule = '')", name="scale_of_judgement"),
        CheckConstraint("rule = '' OR kind = 'measurement'", name="rule_of_measurement"),
    )

    scheme_id: Mapped[int] = mapped_column(ForeignKey("marking_schemes.id"), index=True)
    position: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    group: Mapped[str] = mapped_column(default="")
    kind: Mapped[MarkingType] = enum_column(MarkingType)
    full_mark: Mapped[Decimal]
    step: Mapped[Decimal] = mapped_column(default=Decimal("0.5"))
    descriptors: Mapped[list[Any]] = mapped_column(default=list)
    rule: Mapped[str] = mapped_column(default="")  # code of a rule in scoring/measurements; empty: the mark is written
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    scale: Mapped[int | None]  # judged as a whole number from 0 to this

    scheme: Mapped[Scheme] = relationship(back_populates="criteria")
