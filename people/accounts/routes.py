"""Pages about accounts: signing in and out, passwords, sessions."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import logout_user

from foundation.database import transaction
from foundation.errors import Refused
from foundation.forms import answering
from people.accounts import signing_in
from people.accounts.access import acting, public, requires
from people.accounts.forms import SignInForm
from people.accounts.rules import Permission
from people.accounts.signing_in import limiter

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("30 per minute", methods=["POST"])
@public
def sign_in():
    """Log in by user name or phone and password."""
    form = SignInForm(back=request.args.get("back", ""))
    if form.validate_on_submit():
        with answering(form):
            _sign_in(form)
            return redirect(_safe_way_back(form.back.data))
    return render_template("people/accounts/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
@requires(Permission.OWN_READ)
def sign_out():
    """End this session, here and on the server."""
    with transaction():
        signing_in.close_session(acting())
    logout_user()
    return redirect(url_for("website.show_home"))


def _sign_in(form: SignInForm) -> None:
    name, address = form.name.data or "", request.remote_addr or ""
    signing_in.refuse_after_failures(name, address)
    account = signing_in.find_account(name)
    right = signing_in.password_matches(account.password_hash if account else None, form.password.data or "")
    if account is None or not right or not account.active:
        with transaction():
            signing_in.note_failure(name, address)
        raise Refused("用户名或密码不对。忘记密码时，请本单位经办人打印一张一次性密码条。")
    with transaction():
        signing_in.open_session(account, address=address, device=request.user_agent.string)


def _safe_way_back(back: str | None) -> str:
    parts = urlsplit(back or "")
    inside = bool(back) and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return str(back) if inside and not str(back).startswith("//") else url_for("website.show_home")
