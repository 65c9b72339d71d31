"""The shell of the rater's tablet, the same for everybody, and the service worker that opens it without a network."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from marking.tablets.routes import bp
from people.accounts.access import public

STYLES = ("theme.css", "tablet.css", "tablet/shell.css")
# What the shell needs of the files that other pages use too; the rest is all of static/tablet/.
SHARED = (*STYLES, "asking.js", "device-store.js", "outbox.js", "qr-code.js", "remembered-judge.js", "seal.svg")
BOOTSTRAP = ("css/bootstrap.min.css", "icons/bootstrap-icons.svg")
WORKER = "tablet/worker.js"


@bp.get("/judging/tablet")
@public
def show_tablet() -> ResponseReturnValue:
    """One page for all marking, by its own addresses behind the #. Holds nothing about anybody."""
    return _shell()


@bp.get("/judging/worker.js")
@public
def show_worker() -> ResponseReturnValue:
    """The service worker, with the list of what it keeps and a version that changes whenever any of it does."""
    files = dict(shell_files())
    page = _shell()
    parts = [page.encode(), *(path.read_bytes() for path in files.values()), _worker().read_bytes()]
    version = sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()[:16]
    shell = {"name": "tablet", "version": version, "page": url_for(".show_tablet"), "files": list(files)}
    script = f"const SHELL = {json.dumps(shell)};\n{_worker().read_text(encoding='utf-8')}"
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


def shell_files() -> Iterator[tuple[str, Path]]:
    """Address and place of every static file that the tablet works with."""
    own = Path(str(current_app.static_folder))
    modules = (str(path.relative_to(own)) for path in sorted((own / "tablet").rglob("*")) if path.is_file())
    for name in (*SHARED, *(name for name in modules if name != WORKER)):
        yield url_for("static", filename=name), own / name
    bootstrap = Path(str(current_app.blueprints["bootstrap"].static_folder))
    for name in BOOTSTRAP:
        yield url_for("bootstrap.static", filename=name), bootstrap / name


def _shell() -> str:
    styles = [url_for("bootstrap.static", filename=BOOTSTRAP[0])]
    styles += [url_for("static", filename=name) for name in STYLES]
    return render_template("marking/tablets/show_tablet.html", styles=styles)


def _worker() -> Path:
    return Path(str(current_app.static_folder)) / WORKER
