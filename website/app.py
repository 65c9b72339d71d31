"""The application, put together as one list."""

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Flask, request
from flask_bootstrap import Bootstrap5
from flask_login import current_user
from sqlalchemy.orm import configure_mappers

from assessments import pages as assessments_pages
from assessments.sittings.tablet import tablet_panels as tablet_panels_of_sittings
from certificates import pages as certificates_pages
from competitions import pages as competitions_pages
from competitions.judging.tablet import tablet_panels as tablet_panels_of_competitions
from examinations import pages as examinations_pages
from foundation import secrets
from foundation.database import start_database
from foundation.job_queue import start_jobs
from lectures import pages as lectures_pages
from marking import pages as marking_pages
from marking.tablets.routes import start_tablets
from notices import routes_calendar as _calendar_pages  # noqa: F401
from notices.routes import bp as notices
from people import pages as people_pages
from people.accounts.access import login_manager
from people.accounts.lockout import limiter
from people.accounts.signing_in import start_signing_in
from studios import pages as studios_pages
from studios.reviews.tablet import tablet_panels as tablet_panels_of_reviews
from website import imports as _import_pages  # noqa: F401
from website.audit_log import start_audit_log
from website.commands import start_commands
from website.daily import start_daily
from website.display import start_display
from website.errors import start_errors
from website.home import bp as website
from website.navigation import line_of, menu_for
from website.numbers import start_numbers
from website.security import start_security
from website.settings import DEFAULTS, ROOT, load_settings

PACKAGES = (
    people_pages,
    marking_pages,
    certificates_pages,
    examinations_pages,
    competitions_pages,
    assessments_pages,
    studios_pages,
    lectures_pages,
)
PLAIN = (website, notices)


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """The application with `settings`, or with those of the environment."""
    app = Flask("jiangxin", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(DEFAULTS | dict(load_settings() if settings is None else settings))
    Path(app.config["INSTANCE"]).mkdir(parents=True, exist_ok=True)
    secrets.use_key(app.config["ENCRYPTION_KEY"])
    start_database(app)
    configure_mappers()
    start_jobs(app)
    start_security(app)
    start_errors(app)
    start_numbers(app)
    start_display(app)
    start_audit_log(app)
    Bootstrap5(app)
    login_manager.init_app(app)
    limiter.init_app(app)
    start_signing_in(app)
    start_commands(app)
    start_daily(app)
    _register_pages(app)
    start_tablets(app, tablet_panels_of_competitions, tablet_panels_of_sittings, tablet_panels_of_reviews)
    return app


def _register_pages(app: Flask) -> None:
    for pages in PACKAGES:
        name = pages.__name__.partition(".")[0]
        package = Blueprint(name, name)
        for stage in pages.STAGES:
            package.register_blueprint(stage)
        app.register_blueprint(package)
    for blueprint in PLAIN:
        app.register_blueprint(blueprint)

    @app.context_processor
    def menu() -> dict[str, object]:
        groups = menu_for(current_user) if current_user.is_authenticated else []
        return {"menu": groups, "menu_line": line_of(groups, request.endpoint, request.blueprint)}
