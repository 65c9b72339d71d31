"""An organisation's own copies of scoring tables."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned
from people.organisations.models import Organisation
from studios.rubrics.content import content_of, read_items
from studios.rubrics.rules import Rubric


class RubricVersion(Keyed, Versioned, Base):
    """A scoring table as an organisation uses it (评分标准): the `number`-th version of what it calls `code`.

    Once used (`used_on`) it is never changed: who wants another one writes a further version.
    """

    __tablename__ = "rubric_versions"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code", "number"),
        CheckConstraint("number > 0 AND full_points > 0 AND bonus_cap >= 0", name="numbers_possible"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str]
    number: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    items: Mapped[list[Any]]
    bonus_cap: Mapped[Decimal] = mapped_column(default=Decimal(0))
    full: Mapped[Decimal] = mapped_column("full_points", default=Decimal(100))  # FULL is a word of SQL
    used_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()

    @property
    def rubric(self) -> Rubric:
        """The table to score by."""
        return Rubric(self.code, self.title, self.source, read_items(self.items), self.bonus_cap, self.full)

    @rubric.setter
    def rubric(self, rubric: Rubric) -> None:
        self.code, self.title, self.source = rubric.code, rubric.title, rubric.source
        self.items, self.bonus_cap, self.full = content_of(rubric), rubric.bonus_cap, rubric.full

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.title}（第 {self.number} 版）"
