"""A selection for an honour: its places and shares, the nominees, and the opinion of each level."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from notices.models import Objection, PublicNotice
from people.honours.models import Honour
from people.honours.rules import HONOUR_TITLES, HonourKind
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.nominations.rules import (
    NOMINATION_WORKFLOW,
    NOMINEE_WORKFLOW,
    Category,
    NominationState,
    NomineeState,
    ShareRule,
)


class Nomination(Keyed, Versioned, Base):
    """A selection that an organisation runs below itself: which honour, how many places, which shares.

    `shares` are rules as `ShareRule` says them, copied from `scheme` (a published code) and adjusted; `exception` is
    the reason why a share was not reached, stated when the list was closed.
    """

    __tablename__ = "nominations"
    __table_args__ = (
        CheckConstraint("places > 0", name="places_positive"),
        CheckConstraint("notice_days >= 5", name="notice_long_enough"),
        CheckConstraint("year BETWEEN 1949 AND 2100", name="year_plausible"),
        CheckConstraint("state <> 'noticed' OR notice_id IS NOT NULL", name="noticed_has_its_notice"),
    )
    workflow = NOMINATION_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    kind: Mapped[HonourKind] = enum_column(HonourKind)
    year: Mapped[int]
    places: Mapped[int]
    scheme: Mapped[str] = mapped_column(default="")
    shares: Mapped[list[Any]] = mapped_column(default=list)
    document: Mapped[str] = mapped_column(default="")
    closes_on: Mapped[date]
    notice_days: Mapped[int] = mapped_column(default=5)
    exception: Mapped[str] = mapped_column(default="")
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("public_notices.id"))
    state: Mapped[NominationState] = enum_column(NominationState, default=NominationState.OPEN)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    notice: Mapped[PublicNotice | None] = relationship()
    nominees: Mapped[list["Nominee"]] = relationship(back_populates="nomination", order_by="Nominee.id")

    @property
    def rules(self) -> list[ShareRule]:
        """The shares as rules."""
        return [
            ShareRule(Category(one["category"]), one["least"], one["most"], Category(one["of"]) if one["of"] else None)
            for one in self.shares
        ]

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.title}（{HONOUR_TITLES[self.kind]}）"


class Nominee(Keyed, Versioned, Base):
    """Somebody proposed by a unit: a person on record or named, or a collective; `categories` he counts in.

    `merits` is what he is proposed for. `honour` is what came of it.
    """

    __tablename__ = "nominees"
    __table_args__ = (
        UniqueConstraint("nomination_id", "person_id"),
        Index(
            "uq_nominees_holder",
            "nomination_id",
            "organisation_id",
            "holder_name",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
        CheckConstraint("(person_id IS NULL) = (holder_name <> '')", name="named_once"),
        CheckConstraint("(state = 'awarded') = (honour_id IS NOT NULL)", name="awarded_has_its_honour"),
    )
    workflow = NOMINEE_WORKFLOW

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    holder_name: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    categories: Mapped[list[Any]] = mapped_column(default=list)
    merits: Mapped[str] = mapped_column(default="")
    honour_id: Mapped[int | None] = mapped_column(ForeignKey("honours.id"))
    state: Mapped[NomineeState] = enum_column(NomineeState, default=NomineeState.PROPOSED)

    nomination: Mapped[Nomination] = relationship(back_populates="nominees")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship(lazy="joined")
    honour: Mapped[Honour | None] = relationship()
    opinions: Mapped[list["NomineeOpinion"]] = relationship(
        back_populates="nominee", order_by="NomineeOpinion.id", cascade="all, delete-orphan", lazy="selectin"
    )
    objections: Mapped[list["NomineeObjection"]] = relationship(
        back_populates="nominee", order_by="NomineeObjection.id", cascade="all, delete-orphan"
    )

    @property
    def called(self) -> str:
        """The nominee's name."""
        return self.person.name if self.person else self.holder_name

    @property
    def counted_in(self) -> frozenset[Category]:
        """The categories as such."""
        return frozenset(Category(one) for one in self.categories)

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.nomination.title} {self.called}"


class NomineeOpinion(Keyed, Base):
    """What one level says of a nominee, signed and sealed on a day; the paper may be kept with it."""

    __tablename__ = "nominee_opinions"
    __table_args__ = (UniqueConstraint("nominee_id", "organisation_id"),)

    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominees.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    agrees: Mapped[bool]
    words: Mapped[str]
    signed_on: Mapped[date]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    nominee: Mapped[Nominee] = relationship(back_populates="opinions")
    organisation: Mapped[Organisation] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class NomineeObjection(Keyed, Base):
    """An objection to the notice that concerns this nominee alone."""

    __tablename__ = "nominee_objections"

    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominees.id"), index=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objections.id"), unique=True)

    nominee: Mapped[Nominee] = relationship(back_populates="objections")
    objection: Mapped[Objection] = relationship()
