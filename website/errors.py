"""What people see when something is refused, missing or broken. Every page says what happened and what to do."""

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from foundation.errors import NotAllowed, NotFound, Refused

SHOWN_REASONS = 10  # more would not fit into the cookie that carries them to the next page

CODES = {
    400: "malformed",
    403: "not-allowed",
    404: "not-found",
    405: "not-found",
    413: "too-large",
    429: "too-often",
    503: "busy",
}

log = logging.getLogger(__name__)


def start_errors(app: Flask) -> None:
    """Answer every kind of error with a page, or with JSON where a script asked."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(NotAllowed, not_allowed)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(404, not_found)
    app.register_error_handler(405, not_found)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(429, too_often)
    app.register_error_handler(HTTPException, other_http)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(Exception, broken)


def refused(error: Refused) -> Any:
    """A rule said no to a button: say so on the page where the button was."""
    if _wants_json():
        return jsonify(code="refused", error=error.message, reasons=error.reasons), 409
    before = page_before()
    if request.method == "POST" and before and urlsplit(before).path != request.path:
        flash(_in_short(error), "danger")
        return redirect(before)
    return render_template("errors/refused.html", error=error), 409


def page_before() -> str:
    """The page of ours that a button was on, as the browser says; empty where it does not."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return ""
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def not_allowed(_error: Exception) -> Any:
    """403: signed in, but not for this."""
    return _page("errors/not_allowed.html", 403, "您没有这项权限。")


def not_found(_error: Exception) -> Any:
    """404: not there, or not for this person; the two look alike on purpose."""
    return _page("errors/not_found.html", 404, "没有找到。")


def form_expired(_error: Exception) -> Any:
    """The log-in behind the form has ended: hand back what was typed, ready to be sent again."""
    if _wants_json():
        return jsonify(code="token", error="登录已过期，请重新登录。"), 400
    kept = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in {"csrf_token"} and "password" not in name
    ]
    return render_template("errors/form_expired.html", kept=kept, lost_files=bool(request.files)), 400


def too_large(_error: Exception) -> Any:
    """413."""
    return _page("errors/too_large.html", 413, "文件超过 40 MB，系统没有接收。请压缩或拆分后再上传。")


def too_often(_error: Exception) -> Any:
    """429."""
    return _page("errors/too_often.html", 429, "操作太频繁，请过几分钟再试。")


def busy(error: OperationalError) -> Any:
    """503: so many write at once that SQLite let this one wait too long, or PostgreSQL gave it up for another; nothing
    was written. All else is a bug."""
    if "database is locked" not in str(error.orig) and not isinstance(error.orig, DeadlockDetected):
        return broken(error)
    log.warning("the database was busy at %s", request.endpoint)
    return _page("errors/busy.html", 503, "现在办理的人太多，这一次没有保存。请稍等几秒再按一次。")


def other_http(error: HTTPException) -> Any:
    """The rest of HTTP's refusals."""
    return _page("errors/other.html", error.code or 500, "请求不正确，请返回上一页重试。")


def broken(error: Exception) -> Any:
    """A bug: logged under an incident number that the person can report. No personal data goes into the log line."""
    incident = secrets.token_hex(4).upper()
    log.error("incident %s at %s", incident, request.endpoint, exc_info=error)
    return _page("errors/broken.html", 500, f"系统出错了，编号 {incident}。", incident=incident)


def _in_short(error: Refused) -> str:
    """What was refused, then a line for each of the first reasons: one message, however many there are."""
    reasons = [reason for reason in error.reasons if reason != error.message]
    rest = len(reasons) - SHOWN_REASONS
    last = [f"另有 {rest} 条没有列出，请先处理上面的。"] if rest > 0 else []
    return "\n".join([error.message, *reasons[:SHOWN_REASONS], *last])


def _page(template: str, status: int, message: str, **facts: object) -> Any:
    if _wants_json():
        return jsonify(code=CODES.get(status, "broken"), error=message), status
    return render_template(template, message=message, home=url_for("website.show_home"), **facts), status


def _wants_json() -> bool:
    asked = request.is_json or request.accept_mimetypes.best == "application/json"
    return asked or request.path.startswith("/api/")
