"""Messages to accounts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed
from people.accounts.models import Account


class Message(Keyed, Base):
    """One thing that one person should know, and the page that it is about; nothing that its reader may not see."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_account_id_read_at", "account_id", "read_at"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
