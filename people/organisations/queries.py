"""Reading organisations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from foundation.database import below, session
from people.accounts.rules import Permission
from people.organisations.models import Organisation

if TYPE_CHECKING:
    from people.accounts.models import Account


@dataclass
class Branch:
    """An organisation with what stands below it."""

    organisation: Organisation
    children: list["Branch"] = field(default_factory=list)


def within(paths: Iterable[str], column: InstrumentedAttribute[str] = Organisation.path) -> ColumnElement[bool]:
    """The condition that an organisation lies in one of the subtrees at `paths`; none of them: nothing."""
    return or_(false(), *(below(column, path) for path in paths))


def organisations_in(paths: Iterable[str]) -> Select[Organisation]:
    """The organisations of these subtrees, parents before children."""
    return select(Organisation).where(within(paths)).order_by(Organisation.path)


def ids_in(paths: Iterable[str]) -> Select[int]:
    """The ids of the organisations of these subtrees, for what refers to them: `X.organisation_id.in_(ids_in(...))`."""
    return select(Organisation.id).where(within(paths))


def active_in(paths: Iterable[str]) -> Select[Organisation]:
    """Those of them that are in use: what a form offers to choose from."""
    return organisations_in(paths).where(Organisation.active)


def organisations_visible_to(user: "Account") -> Select[Organisation]:
    """The organisations that `user` may read."""
    return organisations_in(user.scope(Permission.ORGANISATION_READ))


def organisations_editable_by(user: "Account") -> Select[Organisation]:
    """The organisations that `user` may change or put others below."""
    return organisations_in(user.scope(Permission.ORGANISATION_EDIT))


def highest_of(user: "Account") -> Select[Organisation]:
    """The tops of what `user` sees, and what stands directly below them."""
    tops = user.scope(Permission.ORGANISATION_READ)
    above = select(Organisation.id).where(Organisation.path.in_(tops)).scalar_subquery()
    return organisations_visible_to(user).where(or_(Organisation.path.in_(tops), Organisation.parent_id.in_(above)))


def grow_tree(organisations: Sequence[Organisation]) -> list[Branch]:
    """The organisations as branches; one whose parent is not among them is a root."""
    branches = {organisation.id: Branch(organisation) for organisation in organisations}
    roots: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.organisation.parent_id or 0)
        (parent.children if parent else roots).append(branch)
    return roots


def find_organisation(name: str) -> Organisation | None:
    """The organisation with just this name."""
    return session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()
