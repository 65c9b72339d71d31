"""Menus in versions, and the items that units order."""

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import MENU_WORKFLOW, ItemFacts, ItemKind, LectureMode, MenuState, picture_of
from people.organisations.models import Organisation
from studios.booklets.models import BookletItem

offered_by = Table(
    "menu_item_lecturers",
    Base.metadata,
    Column("item_id", ForeignKey("menu_items.id", ondelete="CASCADE"), primary_key=True),
    Column("lecturer_id", ForeignKey("lecturers.id"), primary_key=True, index=True),
)


class Menu(Keyed, Versioned, Base):
    """One version of what a federation offers. Once published its items are not edited: a new version follows."""

    __tablename__ = "menus"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("state = 'draft' OR published_on IS NOT NULL", name="published_on_a_day"),
        # One version is in use at a time.
        Index(
            "ix_menus_in_use",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        # And one is written at a time.
        Index(
            "ix_menus_written",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )
    workflow = MENU_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    published_on: Mapped[date | None]
    state: Mapped[MenuState] = enum_column(MenuState, default=MenuState.DRAFT)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    items: Mapped[list["MenuItem"]] = relationship(
        back_populates="menu", order_by="MenuItem.place, MenuItem.id", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.title}（第 {self.number} 版）"


class MenuItem(Keyed, Versioned, Base):
    """Something that can be ordered. `code` stays the same from version to version. `large_class` and `small_class` are
    大类 and 小类; `theme` is what lecturers' topics are found by; `audiences` and `channels` are values of `Audience`
    and `Channel`, without audiences it is for everybody. `place` is its place on the whole menu. A service comes from
    a project contest's booklet (`booklet_item`).
    """

    __tablename__ = "menu_items"
    __table_args__ = (
        UniqueConstraint("menu_id", "code"),
        CheckConstraint("minutes BETWEEN 5 AND 6000", name="minutes_possible"),
        CheckConstraint("most_people IS NULL OR most_people > 0", name="most_people_possible"),
        CheckConstraint("(kind = 'service') OR booklet_item_id IS NULL", name="services_from_booklets"),
    )

    menu_id: Mapped[int] = mapped_column(ForeignKey("menus.id"))
    code: Mapped[str]
    place: Mapped[int]
    kind: Mapped[ItemKind] = enum_column(ItemKind)
    large_class: Mapped[str]
    small_class: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="", index=True)
    summary: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    lessons: Mapped[int] = mapped_column(default=0)
    mode: Mapped[LectureMode] = enum_column(LectureMode, default=LectureMode.ON_SITE)
    audiences: Mapped[list[Any]] = mapped_column(default=list)
    channels: Mapped[list[Any]] = mapped_column(default=list)
    equipment: Mapped[str] = mapped_column(default="")
    most_people: Mapped[int | None]
    sample_url: Mapped[str] = mapped_column(default="")
    sample_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    booklet_item_id: Mapped[int | None] = mapped_column(ForeignKey("booklet_items.id"), index=True)

    menu: Mapped[Menu] = relationship(back_populates="items")
    sample: Mapped[StoredFile | None] = relationship()
    booklet_item: Mapped[BookletItem | None] = relationship()
    lecturers: Mapped[list[Lecturer]] = relationship(secondary=offered_by, order_by=Lecturer.id)

    @property
    def facts(self) -> ItemFacts:
        """What was typed, as the rules read it."""
        given = {one.name: getattr(self, one.name) for one in fields(ItemFacts)}
        return ItemFacts(**given | {"channels": tuple(self.channels), "audiences": tuple(self.audiences)})

    @property
    def picture(self) -> str:
        """The icon of its large class."""
        return picture_of(self.large_class, self.kind)

    @property
    def organisation_path(self) -> str:
        return self.menu.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.code} {self.title}"
