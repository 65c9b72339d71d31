"""Persons: one person, one record, found by the hash of the identity document."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, PathText, Versioned, enum_column
from foundation.files import StoredFile
from foundation.secrets import EncryptedText
from people.organisations.models import Organisation
from people.persons.rules import DocumentKind, Level, Sex


class Person(Keyed, Versioned, Base):
    """A worker, judge, lecturer or anybody else the unions deal with.

    The identity number and the phone are stored encrypted and found by a keyed hash.
    `employer` is the present one; `employments` keeps the dates of all.
    """

    __tablename__ = "persons"
    __table_args__ = (
        UniqueConstraint("document_hash"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_merged_into_self"),
        Index("ix_persons_employer_id_name", "employer_id", "name"),
    )
    audit_hidden = frozenset({"document_number", "document_hash", "phone", "phone_hash", "birth_date"})

    name: Mapped[str] = mapped_column(PathText, index=True)
    pinyin: Mapped[str] = mapped_column(PathText, index=True, default="")
    initials: Mapped[str] = mapped_column(PathText, index=True, default="")
    document_kind: Mapped[DocumentKind] = enum_column(DocumentKind, default=DocumentKind.RESIDENT)
    document_number: Mapped[str] = mapped_column(EncryptedText)
    document_hash: Mapped[str]
    sex: Mapped[Sex | None] = enum_column(Sex, nullable=True)
    birth_date: Mapped[date]
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_hash: Mapped[str | None] = mapped_column(index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    occupation_code: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))

    employer: Mapped[Organisation | None] = relationship()
    photo: Mapped[StoredFile | None] = relationship()
    employments: Mapped[list["Employment"]] = relationship(back_populates="person", order_by="Employment.begins")
    skill_levels: Mapped[list["SkillLevel"]] = relationship(back_populates="person", order_by="SkillLevel.awarded")

    @property
    def organisation_path(self) -> str | None:
        return self.employer.path if self.employer else None

    @property
    def audit_label(self) -> str:
        return self.name


class Employment(Keyed, Base):
    """A time with an employer; an open end means now."""

    __tablename__ = "employments"
    __table_args__ = (CheckConstraint("ends IS NULL OR ends >= begins", name="ends_after_it_begins"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    begins: Mapped[date]
    ends: Mapped[date | None]
    post: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(back_populates="employments")
    organisation: Mapped[Organisation] = relationship()


class SkillLevel(Keyed, Base):
    """A skill level held, as the certificate says."""

    __tablename__ = "skill_levels"
    __table_args__ = (UniqueConstraint("person_id", "occupation_code", "level"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    occupation_code: Mapped[str]
    level: Mapped[Level] = enum_column(Level)
    certificate_number: Mapped[str] = mapped_column(default="")
    awarded: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="skill_levels")
