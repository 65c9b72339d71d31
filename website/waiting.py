"""What waits for a person today: one line for each kind of work, with how many and where."""

from dataclasses import dataclass

from people.accounts.models import Account


@dataclass(frozen=True)
class Waiting:
    """Work that waits: a sentence, how many, and the page where it is done."""

    title: str
    count: int
    address: str
    icon: str


def waiting_for(account: Account) -> list[Waiting]:
    """The work that waits for `account`, most pressing first."""
    return []
