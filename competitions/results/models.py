"""Result versions and their lines."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Category, Stage
from competitions.registration.models import Entry
from competitions.results.rules import (
    RESULT_WORKFLOW,
    ResultState,
)
from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column
from notices.models import PublicNotice

REFERENCE = "result-version:"


class ResultVersion(Keyed, Base):
    """The result of a stage as computed at one time.

    `facts` holds the scoring plan and how the awards were counted; `digest` is the SHA-256 of facts and lines together.
    `reason` says why the version was corrected; empty while it stands.
    """

    __tablename__ = "result_versions"
    __table_args__ = (
        UniqueConstraint("stage_id", "number"),
        CheckConstraint("(state IN ('computed', 'superseded')) OR frozen_at IS NOT NULL", name="frozen_has_its_time"),
        CheckConstraint("(state <> 'noticed') OR notice_id IS NOT NULL", name="noticed_has_its_notice"),
    )
    workflow = RESULT_WORKFLOW

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    number: Mapped[int]
    plan_version: Mapped[int]
    state: Mapped[ResultState] = enum_column(ResultState, default=ResultState.COMPUTED)
    facts: Mapped[dict[str, Any]]
    digest: Mapped[str]
    computed_at: Mapped[datetime] = mapped_column(default=clock.now)
    computed_by: Mapped[int] = mapped_column(BigId)
    frozen_at: Mapped[datetime | None]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("public_notices.id"))
    reason: Mapped[str] = mapped_column(default="")

    stage: Mapped[Stage] = relationship()
    notice: Mapped[PublicNotice | None] = relationship()
    lines: Mapped[list["ResultLine"]] = relationship(back_populates="version", order_by="ResultLine.id")

    @property
    def organisation_path(self) -> str:
        return self.stage.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.stage.audit_label} · 第 {self.number} 版成绩"

    @property
    def reference(self) -> str:
        """What a notice and a batch of certificates call it."""
        return f"{REFERENCE}{self.id}"


class ResultLine(Keyed, Base):
    """One entry's result. `working` is the whole calculation, as "how my result was made" prints it."""

    __tablename__ = "result_lines"
    __table_args__ = (
        UniqueConstraint("version_id", "entry_id"),
        CheckConstraint("(score_rank IS NULL) = (total IS NULL)", name="ranked_has_its_total"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("result_versions.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    contest_number: Mapped[int]
    total: Mapped[Decimal | None]
    score_rank: Mapped[int | None]
    award_rank: Mapped[int | None]
    award: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="")  # why there is no rank, in words; empty: ranked
    working: Mapped[dict[str, Any]]

    version: Mapped[ResultVersion] = relationship(back_populates="lines")
    entry: Mapped[Entry] = relationship()
    category: Mapped[Category] = relationship()


class ResultHold(Keyed, Base):
    """Why the result of a stage may not become final yet (暂缓生效), placed by whoever has to decide first.

    `reference` names the matter, e.g. "appeal:12": this stage of the work knows nothing else about it.
    """

    __tablename__ = "result_holds"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    placed_at: Mapped[datetime] = mapped_column(default=clock.now)
    released_at: Mapped[datetime | None]
