"""What the vote benchmark compares with: a bare Flask route that inserts one row, on the same database."""

from flask import Flask, Response
from sqlalchemy import text

from foundation.database import db, start_database
from website.settings import DEFAULTS, load_settings

INSERT = text("INSERT INTO bare_votes (voter) VALUES (1)")


def bare_app() -> Flask:
    """One route, one insert, one commit; connections are set up as the application sets up its own."""
    app = Flask("bare")
    app.config.from_mapping(DEFAULTS | dict(load_settings()))
    start_database(app)
    app.add_url_rule("/vote", "vote", vote, methods=["POST"])
    return app


def vote() -> Response:
    """A row."""
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(INSERT)
    return Response(status=302)
