"""Plans that were computed for a tour, and what each proposes."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from lectures.lecturers.models import Lecturer
from lectures.orders.models import LectureOrder
from lectures.planning.rules import PLAN_WORKFLOW, PlanState
from lectures.tours.models import Lecture, LectureTour


class TourPlan(Keyed, Versioned, Base):
    """A proposal for everything that still lacks a lecturer: the tour's sessions and its federation's open orders.

    `seconds` is how long it may be computed. `placed` of `wanted` were placed over `km` kilometres; the baseline placed
    `baseline_placed` over `baseline_km`.
    """

    __tablename__ = "tour_plans"
    __table_args__ = (
        CheckConstraint("seconds BETWEEN 1 AND 120", name="seconds_possible"),
        CheckConstraint("placed <= wanted", name="placed_of_wanted"),
        CheckConstraint("(state = 'queued') = (made_at IS NULL) OR state = 'dropped'", name="made_when_proposed"),
    )
    workflow = PLAN_WORKFLOW

    tour_id: Mapped[int] = mapped_column(ForeignKey("lecture_tours.id"), index=True)
    seconds: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime | None]
    wanted: Mapped[int] = mapped_column(default=0)
    placed: Mapped[int] = mapped_column(default=0)
    km: Mapped[Decimal] = mapped_column(default=Decimal(0))
    baseline_placed: Mapped[int] = mapped_column(default=0)
    baseline_km: Mapped[Decimal] = mapped_column(default=Decimal(0))
    state: Mapped[PlanState] = enum_column(PlanState, default=PlanState.QUEUED)

    tour: Mapped[LectureTour] = relationship(lazy="joined")
    lines: Mapped[list["PlanLine"]] = relationship(back_populates="plan", order_by="PlanLine.id")

    @property
    def organisation_path(self) -> str:
        return self.tour.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.tour.title}排期方案"


class PlanLine(Keyed, Base):
    """What a plan proposes for one order or one session: a lecturer at one of its times, or the reason for none.

    `rank` is the candidate time of the order, from 1; `outcome` says what came of adopting it.
    """

    __tablename__ = "tour_plan_lines"
    __table_args__ = (
        UniqueConstraint("plan_id", "order_id"),
        UniqueConstraint("plan_id", "lecture_id"),
        CheckConstraint("(order_id IS NULL) <> (lecture_id IS NULL)", name="order_or_lecture"),
        CheckConstraint("(lecturer_id IS NULL) = (reason <> '')", name="lecturer_or_reason"),
        CheckConstraint("(lecturer_id IS NULL) = (starts_at IS NULL)", name="lecturer_at_a_time"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("tour_plans.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("lecture_orders.id"), index=True)
    lecture_id: Mapped[int | None] = mapped_column(ForeignKey("lectures.id"), index=True)
    lecturer_id: Mapped[int | None] = mapped_column(ForeignKey("lecturers.id"), index=True)
    rank: Mapped[int] = mapped_column(default=1)
    starts_at: Mapped[datetime | None]
    km: Mapped[Decimal] = mapped_column(default=Decimal(0))
    reason: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")

    plan: Mapped[TourPlan] = relationship(back_populates="lines")
    order: Mapped[LectureOrder | None] = relationship()
    lecture: Mapped[Lecture | None] = relationship()
    lecturer: Mapped[Lecturer | None] = relationship()

    @property
    def title(self) -> str:
        """What is to be given, and for whom."""
        about = self.order or self.lecture
        return about.audit_label if about else ""
