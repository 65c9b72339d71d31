"""Failed attempts to log in, counted so that guessing is slow and nobody can lock another out.

A browser that has signed in before carries a device cookie. Failures count for the name together with that browser or,
where it is unknown, with the network address: guesses made elsewhere, even in the same hall, never touch the owner's
own browser. The one-time slip is outside all of this.
"""

from datetime import timedelta

from flask import current_app, request, url_for
from flask_limiter import Limiter
from sqlalchemy import ColumnElement, delete, func, or_, select
from werkzeug.wrappers import Response

from foundation import clock
from foundation.database import session
from foundation.errors import Refused
from foundation.secrets import keyed_hash, new_token, token_hash
from people.accounts import request_counts as _request_counts  # noqa: F401 - counts limits in the database
from people.accounts.models import Account, LoginFailure, LoginSession

FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=15)
STRANGER_FAILURES_ALLOWED = 100
DEVICE_COOKIE = "device"
DEVICE_DAYS = 365


def limit_key() -> str:
    """Whose requests are counted together: one known browser's, else one address's."""
    carried = request.cookies.get(DEVICE_COOKIE)
    known = carried and _seen(LoginSession.device_key == token_hash(carried))
    return f"device {token_hash(carried)}" if carried and known else _address()


limiter = Limiter(limit_key, in_memory_fallback_enabled=True)  # while the database cannot count, each process does


def device_token() -> str:
    """What this browser is known by: its cookie if somebody has signed in with it before, else something fresh."""
    carried = request.cookies.get(DEVICE_COOKIE, "")
    return carried if _seen(LoginSession.device_key == token_hash(carried)) else new_token()


def remember_device(response: Response, token: str) -> Response:
    """Let the browser show, at its next log-in, that it is known. It opens nothing by that."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=timedelta(days=DEVICE_DAYS),
        path=url_for("people.accounts.sign_in"),
        httponly=True,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        samesite="Lax",
    )
    return response


def refuse_after_failures(name: str, account: Account | None) -> None:
    """Raises `Refused` after too many failures with this name from this origin.

    Failures spread over many origins count only against browsers and addresses that this account never signed in from.
    """
    since = clock.now() - FAILURE_WINDOW
    recent = select(func.count()).where(LoginFailure.name_hash == _name_hash(name, account), LoginFailure.at > since)
    if (session.scalar(recent.where(LoginFailure.origin == _origin(account))) or 0) >= FAILURES_ALLOWED:
        raise Refused("密码错误次数过多，请 15 分钟后再试；或请经办人打印一张一次性密码条，用它可以立即登录。")
    if (session.scalar(recent) or 0) >= STRANGER_FAILURES_ALLOWED and not _is_familiar(account):
        raise Refused(
            "这个账号正受到大量错误登录，暂时只能在以前登录过的设备或网络登录；"
            "也可以请经办人打印一张一次性密码条，用它可以立即登录。"
        )


def note_failure(name: str, account: Account | None) -> None:
    """Count a failed attempt, and forget those that no longer count."""
    session.execute(delete(LoginFailure).where(LoginFailure.at < clock.now() - FAILURE_WINDOW))
    session.add(LoginFailure(name_hash=_name_hash(name, account), origin=_origin(account)))


def _name_hash(name: str, account: Account | None) -> str:
    """One count for an account, whether it is called by its user name or by the phone of its person."""
    return keyed_hash(account.username if account else name.strip().lower())


def _origin(account: Account | None) -> str:
    key = token_hash(request.cookies.get(DEVICE_COOKIE, ""))
    known = account is not None and _seen(LoginSession.account_id == account.id, LoginSession.device_key == key)
    return f"device {key}" if known else _address()


def _is_familiar(account: Account | None) -> bool:
    key = token_hash(request.cookies.get(DEVICE_COOKIE, ""))
    here = or_(LoginSession.address == _address(), LoginSession.device_key == key)
    return account is not None and _seen(LoginSession.account_id == account.id, here)


def _seen(*conditions: ColumnElement[bool]) -> bool:
    return session.scalar(select(LoginSession.id).where(*conditions).limit(1)) is not None


def _address() -> str:
    return request.remote_addr or ""
