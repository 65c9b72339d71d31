"""Headers on every answer: a strict policy for content, and nothing of a signed-in page kept by a shared computer."""

from flask import Flask, Response, current_app, request
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

csrf = CSRFProtect()
WITHOUT_A_SESSION = ("certificates.verification.routes_machines.answer_by_number",)
"""Views that machines send to: they read only, and look at no session."""
LIBRARIES = {"static", "bootstrap.static"}  # the same for everybody

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


def start_security(app: Flask) -> None:
    """Protect every route of `app`."""
    csrf.init_app(app)
    for view in WITHOUT_A_SESSION:
        csrf.exempt(view)
    app.after_request(_add_headers)
    if proxies := int(app.config["TRUSTED_PROXIES"]):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["PRODUCTION"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if current_user.is_authenticated and request.endpoint not in LIBRARIES:
        response.headers["Cache-Control"] = "no-store"  # pages, photos and exports alike
    return response
