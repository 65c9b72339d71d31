"""The economic benefit of outcomes: what was declared, and who verified it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.accounts.models import Account
from people.organisations.models import Organisation
from studios.outcomes.models import Outcome
from studios.outcomes.rules_benefit import BENEFIT_WORKFLOW, BenefitKind, BenefitState, MoneyUnit


class Benefit(Keyed, Versioned, Base):
    """What an outcome earned in a period, in 元; the shares of its outcome say how much of it is whose.

    `typed` and `typed_unit` are the amount as it was written; `unit_checked`: it was asked whether the unit is right.
    `quantities` has a line for each quantity of `formula`. `verifier` is the unit that checks and seals it;
    `declared_by` and `verified_by` are two people.
    """

    __tablename__ = "studio_benefits"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("ends >= begins", name="ends_after_it_begins"),
        CheckConstraint("verified_by_id <> declared_by_id", name="verified_by_another"),
        CheckConstraint(
            "(state = 'verified') = (verified_by_id IS NOT NULL AND sealed_on IS NOT NULL)", name="verified_is_sealed"
        ),
        CheckConstraint("state <> 'verified' OR file_id IS NOT NULL", name="verified_is_proved"),
        Index("ix_studio_benefits_verifier_id_state", "verifier_id", "state"),
    )
    workflow = BENEFIT_WORKFLOW

    outcome_id: Mapped[int] = mapped_column(ForeignKey("studio_outcomes.id"), index=True)
    kind: Mapped[BenefitKind] = enum_column(BenefitKind)
    amount: Mapped[Decimal]
    typed: Mapped[Decimal]
    typed_unit: Mapped[MoneyUnit] = enum_column(MoneyUnit)
    unit_checked: Mapped[bool] = mapped_column(default=False)
    begins: Mapped[date]
    ends: Mapped[date]
    formula: Mapped[str]
    quantities: Mapped[str]
    base_data: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    verifier_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    sealed_on: Mapped[date | None]
    opinion: Mapped[str] = mapped_column(default="")
    state: Mapped[BenefitState] = enum_column(BenefitState, default=BenefitState.DECLARED)

    outcome: Mapped[Outcome] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    verifier: Mapped[Organisation] = relationship()
    declared_by: Mapped[Account] = relationship(foreign_keys=[declared_by_id])
    verified_by: Mapped[Account | None] = relationship(foreign_keys=[verified_by_id])

    @property
    def organisation_path(self) -> str:
        return self.outcome.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.outcome.title} {self.begins:%Y-%m} 至 {self.ends:%Y-%m}"
