"""Calendars that are subscribed to by an address that only their owner knows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from lectures.calendars.rules import FEED_KIND_TITLES, FeedKind
from people.accounts.models import Account


class CalendarFeed(Keyed, Base):
    """A calendar of lectures that belongs to an account and shows what it may see. Calendar programs cannot log in: the
    token in the address is the permission. Only its hash is kept; a lost address is replaced, not looked up.
    """

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        CheckConstraint("revoked_at IS NULL OR revoked_at >= created_at", name="revoked_after_creation"),
        # One address of each kind is in use at a time.
        Index(
            "ix_calendar_feeds_in_use",
            "account_id",
            "kind",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[FeedKind] = enum_column(FeedKind)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.account.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{FEED_KIND_TITLES[self.kind]}（{self.account.display_name}）"
