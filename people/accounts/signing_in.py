"""Logging in and out: by password or by one-time slip, into sessions that can be revoked."""

from datetime import timedelta

from flask import Flask, after_this_request, current_app, redirect, request, url_for
from flask import session as cookie
from flask_login import current_user, login_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from foundation import audit, clock
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.secrets import keyed_hash, new_token, token_hash
from people.accounts import lockout, operations
from people.accounts.access import login_manager
from people.accounts.models import Account, LoginSession
from people.accounts.passwords import password_matches, slip_matches
from people.accounts.queries import login_of
from people.accounts.rules_signing_in import SESSION_DAYS
from people.persons.models import Person

OPEN_BEFORE_PASSWORD = {"people.accounts.set_password", "people.accounts.sign_out", "static", "bootstrap.static"}


def sign_in(name: str, password: str) -> Account:
    """Open a session for the account called `name` (user name or phone) by its password or its one-time slip.

    The slip comes before the count of failures: its code cannot be guessed, so no attack can close that way in.
    Raises `Refused`, in the same words and after the same time for a wrong password and for an unknown name.
    """
    account = find_account(name)
    if account is not None and slip_matches(account.slip_hash, account.id, password):
        with transaction():
            operations.use_slip(account, password)
            return _open_session(account)
    account = prove_identity(name, password)
    with transaction():
        return _open_session(account)


def prove_identity(name: str, password: str) -> Account:
    """The account whose password this is: somebody shows who he is, also on a page that another has opened.

    Wrong attempts are counted as at the log-in. Not inside a transaction: a failure is kept whatever follows.
    """
    account = find_account(name)
    lockout.refuse_after_failures(name, account)
    right = password_matches(account.password_hash if account else None, password)
    if account is None or not right or not account.active:
        with transaction():
            lockout.note_failure(name, account)
        raise Refused("用户名或密码不对。忘记密码时，请本单位经办人打印一张一次性密码条。")
    if _out_of_place(account):
        raise Refused("这是演示账号，不能在正式系统中登录。请用本人的账号。")
    return account


def find_account(name: str) -> Account | None:
    """The account with this user name or, failing that, of the one person with this phone."""
    name = name.strip().lower()
    found = session.scalars(select(Account).where(Account.username == name)).one_or_none()
    if found is None and name.isascii() and name.isdigit():
        by_phone = select(Account).join(Person).where(Person.phone_hash == keyed_hash(name))
        accounts = session.scalars(by_phone.limit(2)).all()
        found = accounts[0] if len(accounts) == 1 else None
    return found


def sign_out(account: Account) -> None:
    """End the session of the request at hand, on the server and in the browser."""
    opened = login_of(account)
    if opened is not None:
        opened.revoked_at = clock.now()
        audit.record("sign_out", account, by=account)
    cookie.clear()


def start_signing_in(app: Flask) -> None:
    """Say who is signed in, send those who are not to the log-in page, and have a slip followed by a password."""
    login_manager.user_loader(_load_account)
    login_manager.unauthorized_handler(_send_to_log_in)
    app.before_request(_ask_for_password)


def _open_session(account: Account) -> Account:
    if _out_of_place(account):
        raise Refused("这是演示账号，不能在正式系统中登录。请用本人的账号。")
    device = lockout.device_token()
    account.session_token = new_token()
    opened = LoginSession(
        account_id=account.id,
        token_hash=token_hash(account.session_token),
        expires_at=clock.now() + timedelta(days=SESSION_DAYS),
        address=request.remote_addr or "",
        device=request.user_agent.string[:200],
        device_key=token_hash(device),
    )
    session.add(opened)
    audit.record("sign_in", account, by=account)
    cookie.clear()  # nothing that was planted before the log-in lives on after it
    login_user(account)
    after_this_request(lambda response: lockout.remember_device(response, device))
    return account


def _load_account(token: str) -> Account | None:
    query = select(LoginSession).where(
        LoginSession.token_hash == token_hash(token),
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > clock.now(),
    )
    opened = session.scalars(query.options(joinedload(LoginSession.account, innerjoin=True))).one_or_none()
    if opened is None or not opened.account.active or _out_of_place(opened.account):
        return None
    opened.account.session_token = token
    return opened.account


def _out_of_place(account: Account) -> bool:
    """Demo accounts, whose passwords everybody knows, open nothing in production."""
    return account.demo and bool(current_app.config["PRODUCTION"])


def _send_to_log_in() -> Response | tuple[dict[str, str], int]:
    if _from_a_script():
        return {"code": "sign-in", "error": "登录已过期，请重新登录。"}, 401
    if set(request.form) - {"csrf_token", "submission_key", "row_version"}:
        raise CSRFError("the log-in ended while the form was being filled in")  # answered by a page that keeps it
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("people.accounts.sign_in", back=back or None))


def _ask_for_password() -> Response | tuple[dict[str, str], int] | None:
    """Whoever came in by a slip sets a password before anything else."""
    if request.endpoint in OPEN_BEFORE_PASSWORD or not current_user.is_authenticated:
        return None
    if not current_user.must_change_password:
        return None
    if _from_a_script():
        return {"code": "password", "error": "请先设置自己的密码，再继续操作。"}, 403
    return redirect(url_for("people.accounts.set_password"))


def _from_a_script() -> bool:
    """A redirect would look like an answer to a script."""
    return request.is_json or request.accept_mimetypes.best == "application/json"
