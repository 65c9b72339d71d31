"""Logging in and out: slow hashes, counted failures, sessions that can be revoked."""

import threading
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, redirect, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import login_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from foundation import audit, clock
from foundation.database import session
from foundation.errors import Refused
from foundation.secrets import keyed_hash, new_token, token_hash
from people.accounts.access import login_manager
from people.accounts.models import Account, LoginFailure, LoginSession
from people.accounts.rules import SESSION_DAYS
from people.persons.models import Person

FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=15)
STRANGER_FAILURES_ALLOWED = 100

limiter = Limiter(get_remote_address)
hasher = PasswordHasher()
# A hash takes 64 MB and 100 ms: more than a few at once would starve everything else.
_hashing = threading.BoundedSemaphore(4)
_NOBODY = hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The argon2id hash of `password`."""
    with _hashing:
        return hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether `password` is right. Takes as long where there is nothing to compare with."""
    try:
        with _hashing:
            return hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def find_account(name: str) -> Account | None:
    """The account with this user name or, failing that, of the one person with this phone."""
    name = name.strip()
    found = session.scalars(select(Account).where(Account.username == name)).one_or_none()
    if found is None and name.isascii() and name.isdigit():
        by_phone = select(Account).join(Person).where(Person.phone_hash == keyed_hash(name))
        accounts = session.scalars(by_phone.limit(2)).all()
        found = accounts[0] if len(accounts) == 1 else None
    return found


def refuse_after_failures(name: str, address: str) -> None:
    """Raises `Refused` after too many failures with this name from this address.

    Failures elsewhere count only against addresses that this account never signed in from: an outsider who guesses
    locks out outsiders, not the owner.
    """
    recent = select(func.count()).where(
        LoginFailure.name_hash == keyed_hash(name.strip()), LoginFailure.at > clock.now() - FAILURE_WINDOW
    )
    if (session.scalar(recent.where(LoginFailure.address == address)) or 0) >= FAILURES_ALLOWED:
        raise Refused("密码错误次数过多，请 15 分钟后再试；或请经办人打印一张一次性密码条。")
    if (session.scalar(recent) or 0) >= STRANGER_FAILURES_ALLOWED and not _known_address(name, address):
        raise Refused("这个账号正受到大量错误登录，暂时只允许从常用的网络登录。请 15 分钟后再试。")


def note_failure(name: str, address: str) -> None:
    """Count a failed attempt."""
    session.add(LoginFailure(name_hash=keyed_hash(name.strip()), address=address))


def open_session(account: Account, *, address: str, device: str) -> None:
    """Sign `account` in on this device."""
    account.session_token = new_token()
    opened = LoginSession(
        account_id=account.id,
        token_hash=token_hash(account.session_token),
        expires_at=clock.now() + timedelta(days=SESSION_DAYS),
        address=address,
        device=device[:200],
    )
    session.add(opened)
    audit.record("open_session", account, by=account)
    login_user(account)


def close_session(account: Account) -> None:
    """End the session of the request at hand."""
    opened = _live_session(account.session_token)
    if opened is not None:
        opened.revoked_at = clock.now()


def start_signing_in(app: Flask) -> None:
    """Say who is signed in, and send those who are not to the log-in page."""
    login_manager.login_view = None

    @login_manager.user_loader
    def load_account(token: str) -> Account | None:
        opened = _live_session(token)
        if opened is None or not opened.account.active:
            return None
        opened.account.session_token = token
        return opened.account

    @login_manager.unauthorized_handler
    def send_to_log_in() -> Response | tuple[dict[str, str], int]:
        if request.is_json or request.accept_mimetypes.best == "application/json":
            return {"error": "登录已过期，请重新登录。"}, 401
        back = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("people.accounts.sign_in", back=back or None))


def _live_session(token: str) -> LoginSession | None:
    query = select(LoginSession).where(
        LoginSession.token_hash == token_hash(token),
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > clock.now(),
    )
    return session.scalars(query).one_or_none()


def _known_address(name: str, address: str) -> bool:
    account = find_account(name)
    if account is None:
        return False
    seen = select(LoginSession.id).where(LoginSession.account_id == account.id, LoginSession.address == address)
    return session.scalars(seen.limit(1)).first() is not None
