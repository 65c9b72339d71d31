"""Yearly plans of studios."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from studios.projects.rules_plans import PLAN_WORKFLOW, PlanState
from studios.registry.models import Studio


class StudioPlan(Keyed, Versioned, Base):
    """What a studio means to do in a year, how many projects and trainings, and at its end what came of it."""

    __tablename__ = "studio_plans"
    __table_args__ = (
        UniqueConstraint("studio_id", "year"),
        CheckConstraint("year BETWEEN 1949 AND 2100", name="year_plausible"),
        CheckConstraint("planned_projects >= 0 AND planned_trainings >= 0", name="counts_possible"),
        CheckConstraint("summary_due_on > plan_due_on", name="due_in_order"),
        CheckConstraint("state NOT IN ('summarised', 'closed') OR summary <> ''", name="summarised_in_words"),
    )
    workflow = PLAN_WORKFLOW

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"))
    year: Mapped[int]
    goals: Mapped[str]
    tasks: Mapped[str] = mapped_column(default="")
    planned_projects: Mapped[int] = mapped_column(default=0)
    planned_trainings: Mapped[int] = mapped_column(default=0)
    plan_due_on: Mapped[date]
    summary_due_on: Mapped[date]
    summary: Mapped[str] = mapped_column(default="")
    state: Mapped[PlanState] = enum_column(PlanState, default=PlanState.DRAFT)

    studio: Mapped[Studio] = relationship(lazy="joined")

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.studio.name} {self.year}年计划"
