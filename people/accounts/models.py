"""Accounts, what they may do and where, their sessions, and failed attempts to log in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from people.accounts.rules import Permission, Role
from people.accounts.rules_roles import PERMISSIONS
from people.accounts.rules_signing_in import device_title
from people.organisations.models import Organisation
from people.persons.models import Person


class Account(Keyed, Versioned, Base):
    """A way to log in. What it may do stands in its grants; whose it is, in `person`."""

    __tablename__ = "accounts"
    __table_args__ = {"sqlite_autoincrement": True}  # a deleted one's number, which logs name, is not used again
    audit_hidden = frozenset({"password_hash", "slip_hash"})

    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str | None]
    slip_hash: Mapped[str | None]
    slip_expires: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), unique=True)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="account", lazy="selectin", cascade="all, delete-orphan"
    )

    is_authenticated = True
    is_anonymous = False
    session_token: str = ""  # of the request at hand; set when the session is opened or loaded

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """What the session cookie holds: the token of this log-in, which can be revoked."""
        return self.session_token

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.display_name}（{self.username}）"

    @property
    def roles(self) -> set[Role]:
        return {grant.role for grant in self.grants}

    def may(self, permission: Permission) -> bool:
        """Whether any grant gives `permission`, somewhere."""
        return any(permission in PERMISSIONS[grant.role] for grant in self.grants)

    def scope(self, permission: Permission) -> list[str]:
        """The paths of the subtrees where this account has `permission`."""
        return sorted({grant.organisation.path for grant in self.grants if permission in PERMISSIONS[grant.role]})

    def may_at(self, permission: Permission, path: str | None) -> bool:
        """Whether this account has `permission` over the organisation at `path`."""
        return path is not None and any(path.startswith(root) for root in self.scope(permission))


class RoleGrant(Keyed, Base):
    """A role in an organisation; it holds for the whole subtree."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("account_id", "role", "organisation_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = enum_column(Role)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))

    account: Mapped[Account] = relationship(back_populates="grants")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class LoginSession(Keyed, Base):
    """One log-in on one device. Revoked sessions open nothing.

    `device_key` recognises a browser that has signed in before, so that guesses made elsewhere never lock it out.
    """

    __tablename__ = "login_sessions"
    __table_args__ = (
        CheckConstraint("revoked_at IS NULL OR revoked_at >= opened_at", name="revoked_after_opening"),
        Index("ix_login_sessions_device_key_account_id", "device_key", "account_id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str]
    device: Mapped[str]
    device_key: Mapped[str] = mapped_column(default="")

    account: Mapped[Account] = relationship()

    @property
    def device_title(self) -> str:
        return device_title(self.device)

    @property
    def organisation_path(self) -> str:
        return self.account.organisation_path

    @property
    def audit_label(self) -> str:
        return self.account.audit_label


class LoginFailure(Keyed, Base):
    """A failed attempt to log in. Counted by name and origin together, so that nobody can lock another out.

    `origin` is a browser that the account has signed in from before, or else the network address.
    """

    __tablename__ = "login_failures"
    __table_args__ = (Index("ix_login_failures_name_origin_at", "name_hash", "origin", "at"),)

    name_hash: Mapped[str]
    origin: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class RequestCount(Base):
    """How often somebody asked within one window of a rate limit (`people.accounts.request_counts`).

    `key_hash` is a keyed hash of the limit and of whom it counts, so that no address is stored.
    """

    __tablename__ = "request_counts"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
