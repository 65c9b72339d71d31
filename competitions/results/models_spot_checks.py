"""Spot checks of frozen results, and what was found sheet by sheet."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Stage
from competitions.registration.models import Entry
from competitions.results.models import ResultVersion
from competitions.results.rules_spot_checks import SPOT_CHECK_WORKFLOW, CheckOutcome, SpotCheckState
from foundation import clock
from foundation.database import Base, Keyed, enum_column
from marking.sheets.models import Sheet
from people.accounts.models import Account


class SpotCheck(Keyed, Base):
    """A spot check of a result version (抽检复核), or the officer's reason for doing without.

    Anybody can draw again from `seed`, `rules` and the published ranks; `drawn` holds the contest numbers. A version
    made by a correction needs no new check: it differs from the checked one only by what was corrected.
    """

    __tablename__ = "spot_checks"
    __table_args__ = (
        CheckConstraint("(state = 'waived') = (reason <> '')", name="waived_for_a_reason"),
        CheckConstraint("(state = 'waived') = (seed = '')", name="drawn_by_a_seed"),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_has_its_time"),
    )
    workflow = SPOT_CHECK_WORKFLOW

    version_id: Mapped[int] = mapped_column(ForeignKey("result_versions.id"), unique=True)
    rules: Mapped[str]  # code of a set in spot_check_rules
    seed: Mapped[str] = mapped_column(default="")
    drawn: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[SpotCheckState] = enum_column(SpotCheckState, default=SpotCheckState.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]

    version: Mapped[ResultVersion] = relationship()
    begun_by: Mapped[Account] = relationship()
    items: Mapped[list["SpotCheckItem"]] = relationship(back_populates="check", order_by="SpotCheckItem.id")

    @property
    def stage(self) -> Stage:
        return self.version.stage

    @property
    def organisation_path(self) -> str:
        return self.version.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.version.audit_label} · 抽检复核"

    @property
    def reference(self) -> str:
        """What a correction calls it."""
        return f"spot-check:{self.id}"


class SpotCheckItem(Keyed, Base):
    """One sealed sheet to be held against the paper. `note` says what was wrong."""

    __tablename__ = "spot_check_items"
    __table_args__ = (
        UniqueConstraint("check_id", "sheet_id"),
        CheckConstraint("(outcome IS NULL) = (checked_by_id IS NULL)", name="checked_by_somebody"),
        CheckConstraint("(outcome IS NULL) = (checked_at IS NULL)", name="checked_at_a_time"),
        CheckConstraint("outcome IS NULL OR outcome <> 'wrong' OR note <> ''", name="wrong_says_what"),
    )

    check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("marking_sheets.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    outcome: Mapped[CheckOutcome | None] = enum_column(CheckOutcome)
    note: Mapped[str] = mapped_column(default="")
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    checked_at: Mapped[datetime | None]

    check: Mapped[SpotCheck] = relationship(back_populates="items")
    sheet: Mapped[Sheet] = relationship()
    entry: Mapped[Entry] = relationship()
    checked_by: Mapped[Account | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.check.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.check.audit_label} · {self.entry.title}"
