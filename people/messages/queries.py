"""Reading messages."""

from collections.abc import Collection

from sqlalchemy import Select, select

from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Permission
from people.accounts.rules_roles import PERMISSIONS
from people.messages.models import Message
from people.organisations.models import Organisation
from people.organisations.rules import lineage


def messages_of(user: Account) -> Select[Message]:
    """One's own messages."""
    return select(Message).where(Message.account_id == user.id).order_by(Message.id.desc())


def unread_messages_of(user: Account) -> Select[Message]:
    """Those that one has not read."""
    return messages_of(user).where(Message.read_at.is_(None))


def accounts_of(person_ids: Collection[int]) -> Select[Account]:
    """The accounts of these persons; who has none cannot be told here."""
    return select(Account).where(Account.person_id.in_(person_ids), Account.active)


def accounts_in_charge(permission: Permission, organisation: Organisation) -> Select[Account]:
    """Who may do `permission` at an organisation by a role given in it, or else in the nearest one above."""
    roles = [role for role, permissions in PERMISSIONS.items() if permission in permissions]
    query = select(Account).join(Account.grants).join(RoleGrant.organisation)
    granted = query.where(RoleGrant.role.in_(roles), Account.active)
    nearest = (
        granted.where(Organisation.id.in_(lineage(organisation.path)))
        .order_by(Organisation.path.desc())
        .limit(1)
        .with_only_columns(Organisation.id)
        .scalar_subquery()
    )
    return granted.where(Organisation.id == nearest)
