"""The panels that score a step, and what happens on a pitch day: rooms, queues, clocks."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, enum_column
from studios.contests.models import ContestStep
from studios.contests.models_submissions import StepStanding
from studios.contests.pitch_clock import Clock, Phase
from studios.contests.rules_pitches import TURN_WORKFLOW, TurnState
from studios.contests.rules_submissions import StandingState


class StepPanel(Keyed, Base):
    """A group of experts that scores submissions of a step; of a pitch, a room (会场) with its own queue."""

    __tablename__ = "project_step_panels"
    __table_args__ = (UniqueConstraint("step_id", "title"),)

    step_id: Mapped[int] = mapped_column(ForeignKey("project_contest_steps.id"))
    title: Mapped[str]

    step: Mapped[ContestStep] = relationship()
    turns: Mapped[list["PitchTurn"]] = relationship(back_populates="panel", order_by="PitchTurn.position")

    @property
    def reference(self) -> str:
        """What its review is known by."""
        return f"contest-panel:{self.id}"

    @property
    def organisation_path(self) -> str:
        return self.step.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.step.audit_label} {self.title}"


class PitchTurn(Keyed, Base):
    """A submission's turn in a room. One at a time is on; the clock of its phase stands here, so that any screen and
    any reload shows the same time. `used_seconds` and `running_since` are those of the present phase."""

    __tablename__ = "project_pitch_turns"
    __table_args__ = (
        UniqueConstraint("panel_id", "position"),
        Index(
            "uq_project_pitch_turns_one_on",
            "panel_id",
            unique=True,
            sqlite_where=text("state = 'on'"),
            postgresql_where=text("state = 'on'"),
        ),
        CheckConstraint("(state <> 'absent') OR (reason <> '')", name="absent_has_its_reason"),
        CheckConstraint("used_seconds >= 0", name="used_possible"),
    )
    workflow = TURN_WORKFLOW

    panel_id: Mapped[int] = mapped_column(ForeignKey("project_step_panels.id"))
    standing_id: Mapped[int] = mapped_column(ForeignKey("project_step_standings.id"), unique=True)
    position: Mapped[int]
    signed_in_at: Mapped[datetime | None]
    state: Mapped[TurnState] = enum_column(TurnState, default=TurnState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    phase: Mapped[Phase] = enum_column(Phase, default=Phase.REPORT)
    used_seconds: Mapped[int] = mapped_column(default=0)
    running_since: Mapped[datetime | None]

    panel: Mapped[StepPanel] = relationship(back_populates="turns")
    standing: Mapped[StepStanding] = relationship(lazy="joined")

    @property
    def left(self) -> bool:
        """Whether the submission has left the contest."""
        return self.standing.state is StandingState.WITHDRAWN

    @property
    def clock(self) -> Clock:
        """The clock of the present phase, with its limit in seconds."""
        step = self.panel.step
        minutes = {
            Phase.REPORT: step.report_minutes,
            Phase.QUESTIONS: step.question_minutes,
            Phase.SCORING: step.scoring_minutes,
        }
        return Clock(self.phase, minutes[self.phase] * 60, self.used_seconds, self.running_since)

    @property
    def organisation_path(self) -> str:
        return self.panel.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.panel.title} {self.standing.submission.audit_label}"
