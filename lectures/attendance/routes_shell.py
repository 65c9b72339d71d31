"""The shell of the door page, the same for everybody, and the service worker that opens it without a network."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from lectures.attendance.routes import bp
from people.accounts.access import public

STYLES = ("theme.css", "door/door.css")
SHARED = ("asking.js", "device-store.js", "outbox.js", "remembered-judge.js")
OF_TABLETS = ("tablet/device.js", "tablet/installing.js", "tablet/pieces.js")
PICTURES = ("seal.svg", "tablet/icon-192.png", "tablet/icon-512.png")
BOOTSTRAP = ("css/bootstrap.min.css", "icons/bootstrap-icons.svg")
WORKER = "tablet/worker.js"
"""One worker for all pages of this kind: which page and which files, the route says."""


@bp.get("/lectures/door/")
@public
def show_door() -> ResponseReturnValue:
    """One page for every lecture, by the number behind the #. Holds nothing about anybody."""
    return _shell()


@bp.get("/lectures/door/worker.js")
@public
def show_door_worker() -> ResponseReturnValue:
    """The service worker, with the list of what it keeps and a version that changes whenever any of it does."""
    files = dict(door_files())
    worker = Path(str(current_app.static_folder)) / WORKER
    parts = [_shell().encode(), *(path.read_bytes() for path in files.values()), worker.read_bytes()]
    version = sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()[:16]
    shell = {"name": "door", "version": version, "page": url_for(".show_door"), "files": list(files)}
    script = f"const SHELL = {json.dumps(shell)};\n{worker.read_text(encoding='utf-8')}"
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


def door_files() -> Iterator[tuple[str, Path]]:
    """Address and place of every static file that the door page works with."""
    own = Path(str(current_app.static_folder))
    modules = (str(path.relative_to(own)) for path in sorted((own / "door").rglob("*")) if path.is_file())
    for name in dict.fromkeys((*STYLES, *SHARED, *OF_TABLETS, *PICTURES, *modules)):
        yield url_for("static", filename=name), own / name
    bootstrap = Path(str(current_app.blueprints["bootstrap"].static_folder))
    for name in BOOTSTRAP:
        yield url_for("bootstrap.static", filename=name), bootstrap / name


def _shell() -> str:
    styles = [url_for("bootstrap.static", filename=BOOTSTRAP[0])]
    styles += [url_for("static", filename=name) for name in STYLES]
    return render_template("lectures/attendance/show_door.html", styles=styles)
