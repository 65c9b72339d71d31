"""Reading accounts, their sessions, and the audit log."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import contains_eager

from foundation import clock
from foundation.audit import AuditEntry
from foundation.clock import SHANGHAI
from foundation.database import session
from foundation.secrets import token_hash
from people.accounts.models import Account, LoginSession, RoleGrant
from people.accounts.rules import Permission, Role
from people.accounts.rules_roles import GRANTABLE, role_fits
from people.organisations.models import Organisation
from people.organisations.queries import organisations_in, within


def accounts_visible_to(account: Account) -> Select[Account]:
    """The accounts of the organisations whose accounts `account` keeps."""
    reach = within(account.scope(Permission.ACCOUNT_EDIT))
    return select(Account).join(Account.organisation).options(contains_eager(Account.organisation)).where(reach)


def found_accounts(
    query: Select[Account], *, text: str = "", role: Role | None = None, active: bool | None = None
) -> Select[Account]:
    """Those of `query` whose user name, display name or organisation contains `text`, in `role`, active or not."""
    if text:
        columns = (Account.username, Account.display_name, Organisation.name)
        query = query.where(or_(*(column.contains(text, autoescape=True) for column in columns)))
    if role:
        query = query.where(Account.grants.any(RoleGrant.role == role))
    return query if active is None else query.where(Account.active.is_(active))


def grantable_roles(by: Account, organisation: Organisation) -> list[Role]:
    """The roles that `by` may give at `organisation`, in the order of the page of roles."""
    own = {grant.role for grant in by.grants if organisation.path.startswith(grant.organisation.path)}
    given = set().union(*(GRANTABLE[role] for role in own if role in GRANTABLE))
    return [role for role in Role if role in given and role_fits(role, organisation.kind)]


def roles_to_grant(by: Account) -> list[Role]:
    """The roles that `by` may give somewhere."""
    given = {role for grant in by.grants for role in GRANTABLE.get(grant.role, frozenset())}
    return [role for role in Role if role in given]


def outranks(by: Account, account: Account) -> bool:
    """Whether `by` could have given every role that `account` holds: else its password would be a way up."""
    return all(_could_grant(by, grant) for grant in account.grants)


def grant_places(by: Account) -> list[Organisation]:
    """The organisations where `by` may open accounts and give roles, parents before children."""
    return list(session.scalars(organisations_in(by.scope(Permission.ACCOUNT_EDIT)).where(Organisation.active)))


def sessions_visible_to(account: Account) -> Select[LoginSession]:
    """One's own log-ins, and those of the accounts that one keeps."""
    kept = accounts_visible_to(account).with_only_columns(Account.id)
    return select(LoginSession).where(or_(LoginSession.account_id == account.id, LoginSession.account_id.in_(kept)))


def live_sessions(account: Account) -> Select[LoginSession]:
    """The log-ins of `account` that still open something, newest first."""
    return (
        select(LoginSession)
        .where(
            LoginSession.account_id == account.id,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > clock.now(),
        )
        .order_by(LoginSession.id.desc())
    )


def login_of(account: Account) -> LoginSession | None:
    """The log-in of the request at hand."""
    here = LoginSession.token_hash == token_hash(account.session_token)
    return session.scalars(live_sessions(account).where(here)).first()


def demo_accounts_exist() -> bool:
    """Whether there are demo accounts that could sign in; a production system must have none."""
    return session.scalars(select(Account.id).where(Account.demo, Account.active).limit(1)).first() is not None


@dataclass(frozen=True)
class AuditFilter:
    """What to look for in the audit log; empty fields ask for nothing. `until` is the last day that counts."""

    actor: str = ""
    action: str = ""
    subject_kind: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None


def audit_entries_visible_to(account: Account) -> Select[AuditEntry]:
    """The entries of the subtrees whose log `account` may read."""
    return select(AuditEntry).where(within(account.scope(Permission.AUDIT_READ), AuditEntry.organisation_path))


def found_entries(query: Select[AuditEntry], wanted: AuditFilter) -> Select[AuditEntry]:
    """Those of `query` that fit. An organisation's name stands for its whole subtree; one nobody has fits nothing."""
    if wanted.actor:
        query = query.where(AuditEntry.actor_name.contains(wanted.actor, autoescape=True))
    if wanted.action:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.subject_kind:
        query = query.where(AuditEntry.subject_kind == wanted.subject_kind)
    if wanted.organisation:
        named = select(Organisation.path).where(Organisation.name.contains(wanted.organisation, autoescape=True))
        paths = session.scalars(named.order_by(Organisation.path).limit(50)).all()
        query = query.where(within(paths, AuditEntry.organisation_path) if paths else false())
    if wanted.since:
        query = query.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until:
        query = query.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _could_grant(by: Account, grant: RoleGrant) -> bool:
    return any(
        grant.role in GRANTABLE.get(own.role, frozenset()) and grant.organisation.path.startswith(own.organisation.path)
        for own in by.grants
    )
