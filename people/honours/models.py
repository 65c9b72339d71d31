"""The register of honours: what persons, teams, posts and units were granted, by which document, on what basis."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.honours.rules import (
    HONOUR_FAMILIES,
    HONOUR_HOLDERS,
    HONOUR_LEVELS,
    HONOUR_TITLES,
    HolderKind,
    HonourFamily,
    HonourKind,
    HonourLevel,
)
from people.organisations.models import Organisation
from people.persons.models import Person

COLLECTIVE = ", ".join(f"'{kind}'" for kind, holder in HONOUR_HOLDERS.items() if holder is not HolderKind.PERSON)


class Honour(Keyed, Versioned, Base):
    """An honour that somebody was granted in a year.

    `person` is whoever holds it, where he is on record; otherwise `holder_name` is the name in the document of the
    person, team, post or unit. `organisation` is the unit at the time of the award.
    `title` is what the document calls the honour where it has a name of its own (巴渝工匠); empty: the kind's title.
    `basis` refers to the record that it rests on, such as "result-line:12" or "studio:3", `basis_words` says it.
    `public`: announced (宣传发布), shown in the public gallery; otherwise commended by document only (表彰).
    `photo` was given for the gallery, with the consent of who is on it.
    """

    __tablename__ = "honours"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "year"),
        Index(
            "uq_honours_holder",
            "organisation_id",
            "holder_name",
            "kind",
            "year",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
        Index("ix_honours_kind_year", "kind", "year"),
        CheckConstraint("year BETWEEN 1949 AND 2100", name="year_plausible"),
        CheckConstraint("(person_id IS NULL) = (holder_name <> '')", name="holder_named_once"),
        CheckConstraint(f"person_id IS NULL OR kind NOT IN ({COLLECTIVE})", name="person_holds_personal"),
        CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name="holder_has_a_place"),
        CheckConstraint("(withdrawn_on IS NULL) = (withdrawal_reason = '')", name="withdrawn_has_its_reason"),
        CheckConstraint("basis = '' OR basis_words <> ''", name="basis_is_said"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    holder_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[HonourKind] = enum_column(HonourKind)
    title: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    awarded_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="", index=True)
    basis_words: Mapped[str] = mapped_column(default="")
    public: Mapped[bool] = mapped_column(default=False)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    person: Mapped[Person | None] = relationship(backref=backref("honours", order_by="Honour.year"))
    organisation: Mapped[Organisation | None] = relationship()
    photo: Mapped[StoredFile | None] = relationship()

    @property
    def holder(self) -> HolderKind:
        return HONOUR_HOLDERS[self.kind]

    @property
    def level(self) -> HonourLevel:
        return HONOUR_LEVELS[self.kind]

    @property
    def family(self) -> HonourFamily:
        return HONOUR_FAMILIES[self.kind]

    @property
    def called(self) -> str:
        """The honour's name as the document has it."""
        return self.title or HONOUR_TITLES[self.kind]

    @property
    def held_by(self) -> str:
        """The holder's name."""
        return self.person.name if self.person else self.holder_name

    @property
    def organisation_path(self) -> str | None:
        if self.organisation is not None:
            return self.organisation.path
        return self.person.organisation_path if self.person else None

    @property
    def audit_label(self) -> str:
        return f"{self.held_by} {self.called}"
