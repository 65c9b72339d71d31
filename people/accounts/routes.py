"""Pages about one's own account: signing in and out, the password, the devices that are signed in."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for

from foundation.database import fetch, session, transaction
from foundation.forms import answering
from people.accounts import operations, queries, signing_in
from people.accounts.access import acting, public, requires
from people.accounts.forms import ChangePasswordForm, SetPasswordForm, SignInForm
from people.accounts.lockout import limiter
from people.accounts.models import LoginSession
from people.accounts.rules import Permission

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("30 per minute", methods=["POST"], deduct_when=lambda response: response.status_code == 422)
@public
def sign_in():
    """Log in by user name or phone, with the password or a one-time slip."""
    form = SignInForm(back=request.args.get("back", ""))
    if form.validate_on_submit():
        with answering(form):
            account = signing_in.sign_in(form.name.data, form.password.data)
            if account.must_change_password:
                return redirect(url_for(".set_password"))
            return redirect(_safe_way_back(form.back.data))
    return render_template("people/accounts/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
@requires(Permission.OWN_READ)
def sign_out():
    """End this session, here and on the server."""
    with transaction():
        signing_in.sign_out(acting())
    return redirect(url_for("website.show_home"))


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def change_password():
    """Change one's password by the old one."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.change_password(acting(), old=form.old_password.data, new=form.new_password.data)
            flash("密码已更改，其他设备上的登录已经退出。")
            return redirect(url_for(".list_sessions"))
    return render_template("people/accounts/change_password.html", form=form), 422 if form.errors else 200


@bp.route("/account/new-password", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def set_password():
    """Set a password after a slip."""
    if not acting().must_change_password:
        return redirect(url_for(".change_password"))
    form = SetPasswordForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.set_password(acting(), new=form.new_password.data)
            flash("密码已设好，以后用它登录。")
            return redirect(url_for("website.show_home"))
    return render_template("people/accounts/set_password.html", form=form), 422 if form.errors else 200


@bp.get("/account/sessions")
@requires(Permission.OWN_READ)
def list_sessions():
    """Where this account is signed in."""
    opened = session.scalars(queries.live_sessions(acting())).all()
    return render_template("people/accounts/list_sessions.html", sessions=opened, here=queries.login_of(acting()))


@bp.post("/account/sessions/<int:session_id>/revoke")
@requires(Permission.OWN_READ)
def revoke_session(session_id: int):
    """Sign one device out: one's own, or one of an account in one's hands."""
    opened = fetch(queries.sessions_visible_to(acting()).where(LoginSession.id == session_id))
    account_id = opened.account_id
    with transaction():
        operations.revoke_session(opened, by=acting())
    flash("这个设备已退出登录。")
    if account_id == acting().id:
        return redirect(url_for(".list_sessions"))
    return redirect(url_for(".show_account", account_id=account_id))


@bp.post("/account/sessions/revoke-others")
@requires(Permission.OWN_READ)
def revoke_other_sessions():
    """Sign every other device out."""
    with transaction():
        ended = operations.revoke_other_sessions(acting())
    flash(f"已退出其他 {ended} 个设备。")
    return redirect(url_for(".list_sessions"))


def _safe_way_back(back: str | None) -> str:
    """`back` if it lies on this site. Browsers read a backslash as a slash and skip control characters."""
    back = back or ""
    parts = urlsplit(back)
    inside = back.startswith("/") and not back.startswith("//") and not parts.scheme and not parts.netloc
    return back if inside and "\\" not in back and back.isprintable() else url_for("website.show_home")
