"""Rule sets of promotion by award with their clauses, and the files that open from places in contests."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.bodies.models import Site
from assessments.promotions.rules import (
    PROMOTION_WORKFLOW,
    RULE_SET_WORKFLOW,
    Clause,
    Group,
    PromotionState,
    RuleBook,
    RuleSetState,
)
from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from people.accounts.models import Account
from people.careers.models import ContestPlacing
from people.careers.rules import ContestTier
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import Level


class RuleSet(Keyed, Versioned, Base):
    """One version of the rules of promotion that `organisation` applies to contests held by it and by those below it.

    Once active it is never edited: a change is a new version. `source` is the document; `notes` are [text, reason] of
    what the document says and no clause does. `contest`: only contests with this in their title.
    """

    __tablename__ = "promotion_rule_sets"
    __table_args__ = (
        UniqueConstraint("organisation_id", "title", "version"),
        CheckConstraint("state = 'draft' OR valid_from IS NOT NULL", name="active_from_a_day"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
    )
    workflow = RULE_SET_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    source: Mapped[str]
    contest: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    once_a_year: Mapped[bool] = mapped_column(default=True)
    conditions: Mapped[list[Any]] = mapped_column(default=list)
    notes: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[RuleSetState] = enum_column(RuleSetState, default=RuleSetState.DRAFT)

    organisation: Mapped[Organisation] = relationship()
    lines: Mapped[list["RuleLine"]] = relationship(
        back_populates="rule_set", order_by="RuleLine.number", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.title} 第 {self.version} 版"

    @property
    def book(self) -> RuleBook:
        """The rules as they are applied."""
        return RuleBook(
            clauses=[line.clause for line in self.lines],
            valid_from=self.valid_from or date.max,
            valid_to=self.valid_to,
            contest=self.contest,
            once_a_year=self.once_a_year,
            conditions=self.conditions,
        )


class RuleLine(Keyed, Base):
    """A clause as it is stored; `rules.Clause` says what a column means. `team_places`: [[size, last place], ...]."""

    __tablename__ = "promotion_rule_lines"
    __table_args__ = (
        UniqueConstraint("rule_set_id", "number"),
        CheckConstraint("place_from >= 1 AND (place_to IS NULL OR place_to >= place_from)", name="places_in_order"),
        CheckConstraint("percent IS NULL OR percent BETWEEN 1 AND 100", name="percent_possible"),
        CheckConstraint("level IN ('5', '4', '3', '2', '1')", name="level_with_certificate"),
    )

    rule_set_id: Mapped[int] = mapped_column(ForeignKey("promotion_rule_sets.id"), index=True)
    number: Mapped[int]
    tiers: Mapped[list[Any]]
    group: Mapped[Group] = enum_column(Group)
    place_from: Mapped[int] = mapped_column(default=1)
    place_to: Mapped[int | None]
    team_places: Mapped[list[Any]] = mapped_column(default=list)
    percent: Mapped[int | None]
    unshared: Mapped[bool] = mapped_column(default=False)
    prizes: Mapped[list[Any]] = mapped_column(default=list)
    category: Mapped[str] = mapped_column(default="")
    needs_pass: Mapped[bool] = mapped_column(default=False)
    level: Mapped[Level] = enum_column(Level)
    one_up: Mapped[bool] = mapped_column(default=False)
    honour: Mapped[str] = mapped_column(default="")
    conditions: Mapped[list[Any]] = mapped_column(default=list)
    published: Mapped[str] = mapped_column(default="")

    rule_set: Mapped[RuleSet] = relationship(back_populates="lines")

    @property
    def clause(self) -> Clause:
        """The clause as it is applied."""
        names = ("number", "level", "group", "place_from", "place_to", "percent", "unshared", "prizes", "category")
        further = ("needs_pass", "one_up", "honour", "conditions", "published")
        return Clause(
            tiers=tuple(ContestTier(tier) for tier in self.tiers),
            team_places=dict(self.team_places),
            **{name: getattr(self, name) for name in names + further},
        )


class Promotion(Keyed, Base):
    """A promotion file: what a place entitles to by one rule set, and what an officer decided.

    `place`, `entrants`, `prize`, `reference` are the place as it was when the file was opened: a corrected result shows
    beside them. `conditions` are the texts that a person confirms. `capped_year` is set while a confirmed promotion
    uses up the person's year. `opening` counts how often the file was opened.
    """

    __tablename__ = "promotions"
    __table_args__ = (
        UniqueConstraint("placing_id", "rule_set_id"),
        UniqueConstraint("person_id", "capped_year"),  # 每人每年最多晋升一次
        CheckConstraint("state <> 'confirmed' OR site_id IS NOT NULL", name="confirmed_for_a_site"),
        CheckConstraint("state = 'confirmed' OR capped_year IS NULL", name="only_confirmed_uses_a_year"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'declined') OR decided_by_id IS NOT NULL", name="decided_by_somebody"
        ),
        Index("ix_promotions_state_person_id", "state", "person_id"),
    )
    workflow = PROMOTION_WORKFLOW

    placing_id: Mapped[int] = mapped_column(ForeignKey("contest_placings.id"))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("promotion_rule_sets.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("promotion_rule_lines.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    level: Mapped[Level] = enum_column(Level)
    place: Mapped[int]
    entrants: Mapped[int]
    prize: Mapped[str] = mapped_column(default="")
    reference: Mapped[str]
    conditions: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[PromotionState] = enum_column(PromotionState, default=PromotionState.OPENED)
    opening: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_sites.id"), index=True)
    trade: Mapped[str] = mapped_column(default="")
    capped_year: Mapped[int | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    placing: Mapped[ContestPlacing] = relationship()
    rule_set: Mapped[RuleSet] = relationship()
    line: Mapped[RuleLine] = relationship()
    person: Mapped[Person] = relationship()
    site: Mapped[Site | None] = relationship()
    decided_by: Mapped[Account | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.placing.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.placing.audit_label} 晋升"

    @property
    def source(self) -> str:
        """What the grant rests on: each opening of the file grants at most once."""
        return f"promotion:{self.id}" if self.opening == 1 else f"promotion:{self.id}:{self.opening}"

    @property
    def outdated(self) -> bool:
        """Whether the result has been corrected or withdrawn since the file was opened."""
        placing = self.placing
        then = (self.place, self.entrants, self.prize)
        return placing.withdrawn_on is not None or (placing.place, placing.entrants, placing.prize) != then
