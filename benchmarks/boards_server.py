"""What the board benchmark serves: a bare route, and the whole application with one public board."""

import base64
import os
from datetime import timedelta
from pathlib import Path

from flask import Flask, Response

from competitions.boards.models import Board
from competitions.boards.rules import PublicContent
from competitions.planning.models import Competition, Event, Stage
from competitions.planning.rules import CompetitionLevel, CompetitionState
from foundation import clock
from foundation.database import db, session
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from website.app import create_app


def bare_app() -> Flask:
    """Nothing but a route."""
    app = Flask("bare")
    app.add_url_rule("/", "show", lambda: Response(status=304))
    return app


def board_app() -> Flask:
    """The application on the database that `make_stage` filled."""
    return _app(Path(os.environ["BENCHMARK_FOLDER"]))


def make_stage(folder: Path) -> int:
    """A published competition with one stage whose progress is public; its id."""
    with _app(folder).app_context():
        db.create_all()
        top = Organisation(name="示例市总工会", kind=OrganisationKind.CITY_FEDERATION, path="//")
        session.add(top)
        session.flush()
        top.path = f"/{top.id}/"
        now = clock.now()
        competition = Competition(
            title="示例竞赛",
            level=CompetitionLevel.CITY,
            organisation=top,
            registration_opens=now,
            registration_closes=now + timedelta(days=1),
            contest_begins=now.date(),
            contest_ends=now.date(),
            state=CompetitionState.PUBLISHED,
        )
        event = Event(competition=competition, position=1, title="焊工", occupation_code="6-18-02-04")
        stage = Stage(event=event, position=1, title="决赛")
        session.add_all([competition, Board(stage=stage, content=PublicContent.PROGRESS)])
        session.commit()
        return stage.id


def _app(folder: Path) -> Flask:
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'board.sqlite'}",
            "INSTANCE": str(folder),
            "SECRET_KEY": "for measurements only",
            "ENCRYPTION_KEY": base64.b64encode(bytes(range(32))).decode(),
        }
    )
