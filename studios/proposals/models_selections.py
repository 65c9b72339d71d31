"""Selections of five-small achievements and the places of those who recommend."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from studios.proposals.rules_achievements import SELECTION_WORKFLOW, SelectionState
from studios.proposals.rules_grades import Grade


class Selection(Keyed, Versioned, Base):
    """A call for achievements (评选): who calls, by which scheme, what is taken, until when, and the grades.

    `kinds` are values of `AchievementKind`; `categories` free titles. `recommender_places` and `category_places` are
    the usual quotas of one recommender, in all and in one category (None: no limit). `grades` are rows of title,
    places, least score and reward, numbers as text. `notice_days` are working days.
    """

    __tablename__ = "achievement_selections"
    __table_args__ = (
        UniqueConstraint("organisation_id", "title"),
        CheckConstraint("closes_on >= opens_on", name="closes_after_it_opens"),
        CheckConstraint("recommender_places IS NULL OR recommender_places > 0", name="recommender_places_possible"),
        CheckConstraint("category_places IS NULL OR category_places > 0", name="category_places_possible"),
        CheckConstraint("notice_days BETWEEN 1 AND 90", name="notice_days_possible"),
    )
    workflow = SELECTION_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    year: Mapped[int]
    scheme: Mapped[str]
    kinds: Mapped[list[Any]]
    categories: Mapped[list[Any]]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    recommender_places: Mapped[int | None]
    category_places: Mapped[int | None]
    grades: Mapped[list[Any]]
    notice_days: Mapped[int] = mapped_column(default=5)
    document: Mapped[str] = mapped_column(default="")
    state: Mapped[SelectionState] = enum_column(SelectionState, default=SelectionState.DRAFT)

    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def grade_rules(self) -> list[Grade]:
        """The grades, best first."""
        return [
            Grade(
                row["title"],
                int(row["places"]) if row.get("places") else None,
                Decimal(row["least"]) if row.get("least") else None,
                Decimal(row["reward"]) if row.get("reward") else None,
            )
            for row in self.grades
        ]

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class AchievementQuota(Keyed, Base):
    """How many achievements a recommender may recommend in a category (empty: in all), and how many he has."""

    __tablename__ = "achievement_quotas"
    __table_args__ = (
        UniqueConstraint("selection_id", "organisation_id", "category"),
        CheckConstraint("taken >= 0 AND (places IS NULL OR taken <= places)", name="taken_within_places"),
    )

    selection_id: Mapped[int] = mapped_column(ForeignKey("achievement_selections.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    category: Mapped[str] = mapped_column(default="")
    places: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)

    selection: Mapped[Selection] = relationship()
    organisation: Mapped[Organisation] = relationship()
