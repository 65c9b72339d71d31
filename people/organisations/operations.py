"""Founding organisations, changing them, and closing them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from foundation import audit
from foundation.database import below, lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import find_organisation
from people.organisations.rules import (
    OrganisationKind,
    Ownership,
    credit_code,
    credit_code_faults,
    organisation_name_faults,
    place_faults,
    region_code_faults,
)

if TYPE_CHECKING:
    from people.accounts.models import Account


@dataclass(frozen=True)
class OrganisationFacts:
    """What somebody says of an organisation; only the name and the kind must be said."""

    name: str
    kind: OrganisationKind
    credit_code: str = ""
    region_code: str = ""
    industry: str = ""
    ownership: Ownership | None = None
    address: str = ""

    def faults(self, parent: OrganisationKind | None) -> dict[str, list[str]]:
        """What is wrong, by field, for a place below an organisation of kind `parent`."""
        found = {
            "name": organisation_name_faults(self.name.strip()),
            "kind": place_faults(self.kind, parent),
            "credit_code": credit_code_faults(self.credit_code),
            "region_code": region_code_faults(self.region_code.strip()),
        }
        return {field: reasons for field, reasons in found.items() if reasons}

    def values(self) -> dict[str, Any]:
        """The columns of the record."""
        return {
            "name": self.name.strip(),
            "kind": self.kind,
            "credit_code": credit_code(self.credit_code) if self.credit_code else None,
            "region_code": self.region_code.strip(),
            "industry": self.industry.strip(),
            "ownership": self.ownership,
            "address": self.address.strip(),
        }


def create_organisation(facts: OrganisationFacts, parent: Organisation, *, by: "Account") -> Organisation:
    """Put a new organisation below `parent`."""
    refuse_without_edit(parent, by)
    if not parent.active:
        raise Refused("上级组织已停用，不能在它下面新建。", field="parent_id")
    _refuse_faults(facts, parent.kind, None)
    made = Organisation(parent=parent, path="//", **facts.values())
    session.add(made)
    session.flush()
    made.path = f"{parent.path}{made.id}/"
    audit.record("create_organisation", made, by=by)
    return made


def edit_organisation(
    organisation: Organisation, facts: OrganisationFacts, *, by: "Account", version: int | None
) -> Organisation:
    """Change what is known of an organisation; it stays where it stands in the tree."""
    organisation = lock(organisation)
    organisation.expect_version(version)
    refuse_without_edit(organisation, by)
    _refuse_faults(facts, organisation.parent.kind if organisation.parent else None, organisation)
    _refuse_strange_children(organisation, facts.kind)
    for field, value in facts.values().items():
        setattr(organisation, field, value)
    audit.record("edit_organisation", organisation, by=by, changes=audit.pending_changes(organisation))
    return organisation


def deactivate_organisation(organisation: Organisation, *, by: "Account", reason: str) -> None:
    """Close an organisation: it and its history stay, nothing new is registered for it."""
    organisation = lock(organisation)
    refuse_without_edit(organisation, by)
    _refuse_own(organisation, by)
    if not reason.strip():
        raise Refused("请写明停用的原因。", field="reason")
    living = select(func.count()).where(
        below(Organisation.path, organisation.path), Organisation.active, Organisation.id != organisation.id
    )
    count = session.scalar(living) or 0
    if count:
        raise Refused(f"它下面还有 {count} 个在用的组织，请先停用它们。")
    organisation.active = False
    organisation.expect_version(None)
    changes = audit.pending_changes(organisation)
    audit.record("deactivate_organisation", organisation, by=by, reason=reason, changes=changes)


def activate_organisation(organisation: Organisation, *, by: "Account") -> None:
    """Open a closed organisation again."""
    organisation = lock(organisation)
    refuse_without_edit(organisation, by)
    if organisation.parent is not None and not organisation.parent.active:
        raise Refused("上级组织还是停用的，请先启用上级组织。")
    organisation.active = True
    organisation.expect_version(None)
    changes = audit.pending_changes(organisation)
    audit.record("activate_organisation", organisation, by=by, changes=changes)


def refuse_without_edit(organisation: Organisation, by: "Account") -> None:
    """Raise `NotAllowed` unless `by` may change this organisation."""
    if not by.may_at(Permission.ORGANISATION_EDIT, organisation.path):
        raise NotAllowed


def _refuse_own(organisation: Organisation, by: "Account") -> None:
    if organisation.id == by.organisation_id:
        raise Refused("不能停用自己所在的组织。")


def _refuse_faults(facts: OrganisationFacts, parent: OrganisationKind | None, itself: Organisation | None) -> None:
    faults = facts.faults(parent)
    if not faults:
        _refuse_twice(facts, itself)
        return
    reasons = [reason for found in faults.values() for reason in found]
    raise Refused("组织的信息有误。", reasons=reasons, field=next(iter(faults)) if len(faults) == 1 else None)


def _refuse_twice(facts: OrganisationFacts, itself: Organisation | None) -> None:
    same_name = find_organisation(facts.name.strip())
    if same_name is not None and same_name is not itself:
        raise Refused("已有同名的组织，请核对；确属两家的，请用全称区分。", field="name")
    code = facts.values()["credit_code"]
    query = select(Organisation).where(Organisation.credit_code == code)
    same_code = session.scalars(query).one_or_none() if code else None
    if same_code is not None and same_code is not itself:
        raise Refused("这个统一社会信用代码已登记在另一个组织名下，请核对。", field="credit_code")


def _refuse_strange_children(organisation: Organisation, kind: OrganisationKind) -> None:
    kinds = session.scalars(select(Organisation.kind).where(Organisation.parent_id == organisation.id).distinct()).all()
    faults = [fault for child in kinds for fault in place_faults(child, kind)]
    if faults:
        raise Refused("它下面已有的组织与新的类型不合。", reasons=faults, field="kind")
