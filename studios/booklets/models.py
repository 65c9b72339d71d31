"""Booklets and their items, one for each project shown."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from studios.booklets.rules import BOOKLET_WORKFLOW, BookletState
from studios.contests.models import Contest
from studios.contests.models_submissions import Submission, SubmissionFile


class Booklet(Keyed, Versioned, Base):
    """The showcase booklet of a contest. `file` is its PDF as it stands; none after a change, until printed again."""

    __tablename__ = "booklets"
    __table_args__ = (CheckConstraint("state <> 'published' OR file_id IS NOT NULL", name="published_is_printed"),)
    workflow = BOOKLET_WORKFLOW

    contest_id: Mapped[int] = mapped_column(ForeignKey("project_contests.id"), unique=True)
    title: Mapped[str]
    foreword: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[BookletState] = enum_column(BookletState, default=BookletState.DRAFT)

    contest: Mapped[Contest] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    items: Mapped[list["BookletItem"]] = relationship(
        back_populates="booklet", order_by="BookletItem.position", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.contest.organisation_path

    @property
    def audit_label(self) -> str:
        return self.title


class BookletItem(Keyed, Base):
    """One project in a booklet: what is said of it, its picture, and, where it is `offered`, how units order it."""

    __tablename__ = "booklet_items"
    __table_args__ = (
        UniqueConstraint("booklet_id", "submission_id"),
        CheckConstraint("NOT offered OR offer <> ''", name="offered_says_how"),
    )

    booklet_id: Mapped[int] = mapped_column(ForeignKey("booklets.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("project_submissions.id"), index=True)
    position: Mapped[int]
    words: Mapped[str]
    award: Mapped[str] = mapped_column(default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("project_submission_files.id"))
    offered: Mapped[bool] = mapped_column(default=False)
    offer: Mapped[str] = mapped_column(default="")

    booklet: Mapped[Booklet] = relationship(back_populates="items")
    submission: Mapped[Submission] = relationship()
    picture: Mapped[SubmissionFile | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.booklet.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.booklet.title}：{self.submission.title}"
