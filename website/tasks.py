"""A kind of work that waits for people, and what the home page says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from people.accounts.models import Account
from people.accounts.rules import Permission


@dataclass(frozen=True)
class Waiting:
    """Work that waits: a sentence, how many, and the page where it is done."""

    title: str
    count: int
    address: str
    icon: str


@dataclass(frozen=True)
class Task:
    """A kind of work that waits for whoever has `permission`: how to find it, and the page (with its filter)."""

    permission: Permission
    title: str
    icon: str
    pending: Callable[[Account], Select[Any]]
    endpoint: str
    filter: tuple[tuple[str, str], ...] = ()
