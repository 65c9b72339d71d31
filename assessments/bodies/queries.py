"""Reading bodies, what they may certify, and who is entitled to do it."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from assessments.bodies.models import AssessmentBody, BankReference, Filing, Official, Premises, ScopeItem, Site
from assessments.bodies.rules_officials import Qualification
from assessments.bodies.rules_scope import Entitlement, Wanted, reasons_against_assessing
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, organisations_in
from people.persons.occupations import occupation_title
from people.persons.rules import Level

P = TypeVar("P", Filing, Site, ScopeItem, Official, BankReference)


def bodies_visible_to(user: Account) -> Select[AssessmentBody]:
    """The bodies of the organisations where `user` may read bodies."""
    return _bodies_at(user.scope(Permission.BODY_READ))


def bodies_edited_by(user: Account) -> Select[AssessmentBody]:
    """The bodies that `user` keeps: filings, sites, scope, officials, rooms."""
    return _bodies_at(user.scope(Permission.BODY_EDIT))


def organisations_without_body(user: Account) -> Select[Organisation]:
    """The organisations for which `user` may register a body, as they have none yet."""
    has_one = exists().where(AssessmentBody.organisation_id == Organisation.id)
    return organisations_in(user.scope(Permission.BODY_EDIT)).where(Organisation.active, ~has_one)


def kept_by(user: Account, kind: type[P]) -> Select[P]:
    """The filings, sites, lines of scope, officials or bank references of the bodies that `user` keeps."""
    kept = bodies_edited_by(user).with_only_columns(AssessmentBody.id)
    return select(kind).where(kind.body_id.in_(kept))


def premises_kept_by(user: Account) -> Select[Premises]:
    """The rooms of those bodies."""
    return select(Premises).where(Premises.site_id.in_(kept_by(user, Site).with_only_columns(Site.id)))


def officials_of(body: AssessmentBody) -> Select[Official]:
    """Everybody who works for a body, with the person's record."""
    return select(Official).where(Official.body_id == body.id).options(joinedload(Official.person))


def latest_filing(body: AssessmentBody) -> Filing | None:
    """The filing that holds longest; None while there is none."""
    return max(body.filings, key=lambda filing: filing.valid_to, default=None)


def entitlements_of(body: AssessmentBody) -> list[Entitlement]:
    """What a body may certify, as the rules take it."""
    query = select(ScopeItem).where(ScopeItem.body_id == body.id).options(joinedload(ScopeItem.filing))
    return [entitlement_of(item) for item in session.scalars(query)]


def entitlement_of(item: ScopeItem) -> Entitlement:
    """One line of a scope, as the rules take it."""
    return Entitlement(
        occupation_code=item.occupation_code,
        trade=item.trade,
        levels=item.levels,
        filing_number=item.filing.number,
        filed_from=item.filing.valid_from,
        filed_to=item.filing.valid_to,
        narrowed_from=item.valid_from,
        narrowed_to=item.valid_to,
    )


def reasons_against_body(body: AssessmentBody, occupation_code: str, trade: str, level: Level, day: date) -> list[str]:
    """Why `body` may not certify this on `day`, by what is stored of it; empty: it may."""
    if not body.active:
        return [f"“{body.title}”已停用，不能再安排认定。"]
    wanted = Wanted(occupation_code, occupation_title(occupation_code), trade, level)
    return reasons_against_assessing(entitlements_of(body), wanted, day)


def qualification_of(official: Official) -> Qualification:
    """What entitles an official, as the rules take it."""
    scope = [(line["occupation_code"], line["levels"]) for line in official.scope]
    return Qualification(official.role, official.valid_from, official.valid_to, scope)


def _bodies_at(paths: Collection[str]) -> Select[AssessmentBody]:
    kept = ids_in(paths)
    return select(AssessmentBody).where(AssessmentBody.organisation_id.in_(kept))
