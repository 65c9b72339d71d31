"""Changing accounts: opening, editing, ending them, giving and taking roles, passwords, slips and sessions."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account, LoginSession, RoleGrant
from people.accounts.passwords import hash_password, new_slip_code, password_matches, slip_hash, slip_matches
from people.accounts.queries import grantable_roles, live_sessions, login_of, outranks
from people.accounts.rules import ROLE_TITLES, Permission, Role
from people.accounts.rules_signing_in import SLIP_DAYS, password_faults, username_faults
from people.organisations.models import Organisation
from people.persons.models import Person


def create_account(
    *,
    username: str,
    display_name: str,
    organisation: Organisation,
    role: Role,
    by: Account,
    person: Person | None = None,
    demo: bool = False,
) -> Account:
    """Open an account with one role at its organisation. It has no password: its first log-in is by a slip.

    Raises `Refused` for a name that is taken or malformed, and for a role that `by` cannot give there.
    """
    username = username.strip().lower()
    if faults := username_faults(username):
        raise Refused(faults[0], reasons=faults, field="username")
    _refuse_role(role, organisation, by)
    if person is not None and _account_of(person) is not None:
        raise Refused(f"{person.name}已有账号，不能再开一个。请在账号列表中查找。")
    account = Account(
        username=username, display_name=display_name.strip(), organisation=organisation, person=person, demo=demo
    )
    account.grants.append(RoleGrant(role=role, organisation=organisation))
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError as error:
        raise Refused(f"用户名“{username}”已被使用，请换一个。", field="username") from error
    audit.record("create_account", account, by=by, changes={"role": (None, _title(role, organisation))})
    return account


def edit_account(
    account: Account, *, display_name: str, organisation: Organisation, version: int | None, by: Account
) -> None:
    """Change what an account is called and where it belongs."""
    _refuse_unless_outranked(account, by)
    if not by.may_at(Permission.ACCOUNT_EDIT, organisation.path):
        raise NotAllowed
    account.expect_version(version)
    before = account.organisation
    account.display_name = display_name.strip()
    changes = audit.pending_changes(account)
    if before.id != organisation.id:
        account.organisation = organisation
        changes["organisation_id"] = (before.name, organisation.name)
    audit.record("edit_account", account, by=by, changes=changes)


def deactivate_account(account: Account, *, reason: str, by: Account) -> None:
    """Let nobody in by this account any more; its open sessions end at once."""
    _refuse_unless_outranked(lock(account), by)
    if not account.active:
        raise Refused("这个账号已经停用。")
    account.active = False
    account.slip_hash = account.slip_expires = None
    _record_with_reason("deactivate_account", account, reason, by)
    _end_sessions(account)


def reactivate_account(account: Account, *, reason: str, by: Account) -> None:
    """Let the account in again, by its old password."""
    _refuse_unless_outranked(lock(account), by)
    if account.active:
        raise Refused("这个账号没有停用。")
    account.active = True
    _record_with_reason("reactivate_account", account, reason, by)


def grant_role(account: Account, role: Role, organisation: Organisation, *, by: Account) -> None:
    """Give `account` a role over `organisation` and all below it."""
    _refuse_unless_outranked(lock(account), by)
    _refuse_role(role, organisation, by)
    if any(grant.role == role and grant.organisation_id == organisation.id for grant in account.grants):
        raise Refused(f"{account.display_name}已经是{organisation.name}的{ROLE_TITLES[role]}。")
    account.grants.append(RoleGrant(role=role, organisation=organisation))
    audit.record("grant_role", account, by=by, changes={"role": (None, _title(role, organisation))})


def revoke_role(account: Account, grant: RoleGrant, *, by: Account) -> None:
    """Take a role away; it counts from the next page on."""
    _refuse_unless_outranked(lock(account), by)
    title = _title(grant.role, grant.organisation)
    account.grants.remove(grant)
    audit.record("revoke_role", account, by=by, changes={"role": (title, None)})


def issue_slip(account: Account, *, by: Account) -> str:
    """A one-time code that signs `account` in once and then has a password set. Kept as a hash: this is its only sight.

    An earlier slip is void from now on; the old password works until the slip is used.
    """
    _refuse_unless_outranked(lock(account), by)
    if not account.active:
        raise Refused("这个账号已经停用，请先恢复使用。")
    code = new_slip_code()
    account.slip_hash = slip_hash(account.id, code)
    account.slip_expires = clock.now() + timedelta(days=SLIP_DAYS)
    audit.record("issue_slip", account, by=by, changes={"slip_expires": (None, account.slip_expires)})
    return code


def use_slip(account: Account, code: str) -> None:
    """Burn the slip. The old password and every open session die with it: a slip also answers a stolen password."""
    lock(account)
    alive = account.active and account.slip_expires is not None and account.slip_expires > clock.now()
    if not alive or not slip_matches(account.slip_hash, account.id, code):
        raise Refused("这张密码条已经用过或过了有效期，请经办人重新打印一张。")
    account.slip_hash = account.slip_expires = account.password_hash = None
    account.must_change_password = True
    audit.record("use_slip", account, by=account)
    _end_sessions(account)


def change_password(account: Account, *, old: str, new: str) -> None:
    """A new password for one's own account, on the strength of the old one. Other devices are signed out."""
    if not password_matches(account.password_hash, old):
        raise Refused("现在的密码不对。", field="old_password")
    if old == new:
        raise Refused("新密码与现在的密码相同，请换一个。", field="new_password")
    _store_password(account, new, action="change_password")


def set_password(account: Account, *, new: str) -> None:
    """The password of one's own account after a slip was used. Other devices are signed out."""
    if not account.must_change_password:
        raise NotAllowed
    _store_password(account, new, action="set_password")


def revoke_session(opened: LoginSession, *, by: Account) -> None:
    """End one log-in: one's own, or one of an account in one's hands."""
    if opened.account_id != by.id:
        _refuse_unless_outranked(opened.account, by)
    if opened.revoked_at is None:
        opened.revoked_at = clock.now()
        audit.record("revoke_session", opened, by=by)


def revoke_other_sessions(account: Account) -> int:
    """End every log-in of one's own account but the one at hand; returns how many."""
    ended = _end_sessions(account, keep=login_of(account))
    audit.record("revoke_other_sessions", account, by=account)
    return ended


def _title(role: Role, organisation: Organisation) -> str:
    return f"{ROLE_TITLES[role]}（{organisation.name}）"


def _store_password(account: Account, new: str, *, action: str) -> None:
    if faults := password_faults(new, username=account.username):
        raise Refused(faults[0], reasons=faults, field="new_password")
    account.password_hash = hash_password(new)
    account.must_change_password = False
    account.slip_hash = account.slip_expires = None
    audit.record(action, account, by=account, changes=audit.pending_changes(account))
    _end_sessions(account, keep=login_of(account))


def _end_sessions(account: Account, *, keep: LoginSession | None = None) -> int:
    ended = [opened for opened in session.scalars(live_sessions(account)) if opened is not keep]
    for opened in ended:
        opened.revoked_at = clock.now()
    return len(ended)


def _record_with_reason(action: str, account: Account, reason: str, by: Account) -> None:
    if not reason.strip():
        raise Refused("这项操作需要写明原因。", field="reason")
    audit.record(action, account, by=by, reason=reason, changes=audit.pending_changes(account))


def _refuse_role(role: Role, organisation: Organisation, by: Account) -> None:
    if role not in grantable_roles(by, organisation):
        raise Refused(f"您不能在{organisation.name}设“{ROLE_TITLES[role]}”。请换一个角色或单位。", field="role")


def _refuse_unless_outranked(account: Account, by: Account) -> None:
    """One's own account is changed on one's own pages only, or an officer could widen his own powers."""
    if account.id == by.id:
        raise Refused("不能在这里更改自己的账号。密码和登录设备请在右上角的菜单里更改。")
    if not outranks(by, account):
        raise Refused(f"{account.display_name}的某个角色不归您管理，请联系上级工会经办人或系统管理员。")


def _account_of(person: Person) -> Account | None:
    return session.scalars(select(Account).where(Account.person_id == person.id)).one_or_none()
