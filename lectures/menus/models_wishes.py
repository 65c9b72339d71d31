"""Wishes for what is not on the menu, and who seconds them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from lectures.menus.models import MenuItem
from lectures.menus.rules_wishes import WISH_WORKFLOW, WishState
from people.accounts.models import Account
from people.organisations.models import Organisation


class Wish(Keyed, Base):
    """What somebody of a unit wishes for (心愿). `heading` is under what the officer has put it with others;
    `people` how many would come; `item` the item of a menu that it became.
    """

    __tablename__ = "menu_wishes"
    __table_args__ = (
        CheckConstraint("people > 0", name="people_possible"),
        CheckConstraint("state <> 'declined' OR answer <> ''", name="declined_says_why"),
        CheckConstraint("(state IN ('taken', 'declined')) = (answered_on IS NOT NULL)", name="answered_on_a_day"),
        Index("ix_menu_wishes_organisation_id_state", "organisation_id", "state"),
    )
    workflow = WISH_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    wished_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    wished_at: Mapped[datetime] = mapped_column(default=clock.now)
    theme: Mapped[str]
    heading: Mapped[str] = mapped_column(default="")
    why: Mapped[str]
    people: Mapped[int]
    wanted: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("menu_items.id", ondelete="SET NULL"), index=True)
    state: Mapped[WishState] = enum_column(WishState, default=WishState.WAITING)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    wished_by: Mapped[Account] = relationship()
    item: Mapped[MenuItem | None] = relationship()
    seconds: Mapped[list["WishSecond"]] = relationship(back_populates="wish", order_by="WishSecond.id")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.theme


class WishSecond(Keyed, Base):
    """Somebody of the same unit seconds a wish, once."""

    __tablename__ = "menu_wish_seconds"
    __table_args__ = (UniqueConstraint("wish_id", "account_id"),)

    wish_id: Mapped[int] = mapped_column(ForeignKey("menu_wishes.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    wish: Mapped[Wish] = relationship(back_populates="seconds")
    account: Mapped[Account] = relationship()
