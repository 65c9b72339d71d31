"""Sending messages and reading them."""

from collections.abc import Iterable

from sqlalchemy import update

from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.messages.models import Message


def send_message(to: Iterable[Account], title: str, *, text: str = "", address: str = "") -> int:
    """Tell each of these accounts once, in the transaction of what there is to tell; says how many were told."""
    accounts = {account.id: account for account in to}
    session.add_all(Message(account=account, title=title, text=text, address=address) for account in accounts.values())
    return len(accounts)


def read_messages(*, by: Account) -> None:
    """All of one's messages are read."""
    session.execute(
        update(Message).where(Message.account_id == by.id, Message.read_at.is_(None)).values(read_at=clock.now())
    )
