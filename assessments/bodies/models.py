"""Assessment bodies: their filings, sites, scope, officials, rooms and equipment."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.bodies.rules import BodyKind, OfficialRole
from assessments.standards.models import Standard
from examinations.banks.models import QuestionBank
from foundation.database import Base, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from people.persons.models import Person


class AssessmentBody(Keyed, Versioned, Base):
    """An enterprise or a social body that certifies skill levels. `title` is the filed name, printed on certificates.

    An organisation is one body at most; `kind` is what the first letter of its numbers says.
    """

    __tablename__ = "assessment_bodies"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), unique=True)
    kind: Mapped[BodyKind] = enum_column(BodyKind)
    title: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    filings: Mapped[list["Filing"]] = relationship(back_populates="body", order_by="Filing.valid_from")
    sites: Mapped[list["Site"]] = relationship(back_populates="body", order_by="Site.id")
    scope: Mapped[list["ScopeItem"]] = relationship(
        back_populates="body", order_by="ScopeItem.occupation_code, ScopeItem.trade"
    )

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class Filing(Keyed, Versioned, Base):
    """A filing (备案) with its number, the authority that took it, and the days on which it holds, both included."""

    __tablename__ = "assessment_filings"
    __table_args__ = (
        UniqueConstraint("body_id", "number"),
        CheckConstraint("valid_to >= valid_from", name="ends_after_it_begins"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), index=True)
    number: Mapped[str]
    authority: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]

    body: Mapped[AssessmentBody] = relationship(back_populates="filings")

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.body.title} {self.number}"


class Site(Keyed, Versioned, Base):
    """A site (站点) with the 13 characters that its certificate numbers begin with; empty until they are granted."""

    __tablename__ = "assessment_sites"
    __table_args__ = (
        UniqueConstraint("body_id", "title"),
        CheckConstraint("prefix IS NULL OR length(prefix) = 13", name="prefix_has_13"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), index=True)
    title: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    prefix: Mapped[str | None] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)

    body: Mapped[AssessmentBody] = relationship(back_populates="sites")
    premises: Mapped[list["Premises"]] = relationship(back_populates="site", order_by="Premises.title")

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.body.title} {self.title}"


class ScopeItem(Keyed, Versioned, Base):
    """What a filing lets a body certify: an occupation, its trade or direction (empty: none), and at which levels.

    `levels` are the values of `people.persons.rules.Level`.
    """

    __tablename__ = "assessment_scope_items"
    __table_args__ = (
        UniqueConstraint("filing_id", "occupation_code", "trade"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="in_order"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), index=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("assessment_filings.id"), index=True)
    occupation_code: Mapped[str]
    trade: Mapped[str] = mapped_column(default="")
    levels: Mapped[list[Any]]
    standard_id: Mapped[int] = mapped_column(ForeignKey("assessment_standards.id"))
    valid_from: Mapped[date | None]  # narrower than the filing's days, where the authority says so
    valid_to: Mapped[date | None]

    body: Mapped[AssessmentBody] = relationship(back_populates="scope")
    filing: Mapped[Filing] = relationship()
    standard: Mapped[Standard] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.body.title} {self.occupation_code} {self.trade}".rstrip()


class Official(Keyed, Versioned, Base):
    """Somebody who assesses, inspects, advises or invigilates, with the card that entitles him and its days.

    `scope` lists {"occupation_code", "levels"}; empty: every occupation (inspectors, invigilators).
    """

    __tablename__ = "assessment_officials"
    __table_args__ = (
        UniqueConstraint("body_id", "person_id", "role"),
        CheckConstraint("valid_to >= valid_from", name="ends_after_it_begins"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[OfficialRole] = enum_column(OfficialRole)
    card_number: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    scope: Mapped[list[Any]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)

    body: Mapped[AssessmentBody] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return self.person.name


class BankReference(Keyed, Base):
    """Which questions a body examines an occupation with: a bank of ours, or the title of one kept elsewhere."""

    __tablename__ = "assessment_bank_references"
    __table_args__ = (UniqueConstraint("body_id", "occupation_code", "trade", "level", "title"),)

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), index=True)
    occupation_code: Mapped[str]
    trade: Mapped[str] = mapped_column(default="")
    level: Mapped[str]
    title: Mapped[str]
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("question_banks.id"))

    body: Mapped[AssessmentBody] = relationship()
    bank: Mapped[QuestionBank | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return self.title


class Premises(Keyed, Versioned, Base):
    """A room or workshop of a site; `places` is how many can be seated, `cameras` how many watch them."""

    __tablename__ = "assessment_premises"
    __table_args__ = (
        UniqueConstraint("site_id", "title"),
        CheckConstraint("places > 0 AND cameras >= 0", name="possible"),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("assessment_sites.id"), index=True)
    title: Mapped[str]
    places: Mapped[int]
    cameras: Mapped[int] = mapped_column(default=0)
    equipment: Mapped[list[Any]] = mapped_column(default=list)  # {"title", "model", "count"}
    active: Mapped[bool] = mapped_column(default=True)

    site: Mapped[Site] = relationship(back_populates="premises")

    @property
    def organisation_path(self) -> str:
        return self.site.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.site.title} {self.title}"
