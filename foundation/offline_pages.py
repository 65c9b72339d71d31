"""Pages that open without a network: a shell that is the same for everybody, and the service worker that keeps it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Response, current_app, render_template, url_for

BOOTSTRAP = ("css/bootstrap.min.css", "icons/bootstrap-icons.svg")
WORKER = "offline-worker.js"


@dataclass(frozen=True)
class OfflinePage:
    """A page that holds nothing about anybody, with every static file that it works with."""

    name: str
    """Of its store in the browser."""
    template: str
    folder: str
    """Under static/; the page works with all that is in it."""
    styles: tuple[str, ...]
    shared: tuple[str, ...]
    """Files that other pages use too. One left out: the page opens without a network, and breaks."""

    def shell(self) -> str:
        """The page itself."""
        styles = [url_for("bootstrap.static", filename=BOOTSTRAP[0])]
        styles += [url_for("static", filename=name) for name in self.styles]
        return render_template(self.template, styles=styles)

    def worker(self, address: str) -> Response:
        """The service worker of the page at `address`: what it keeps, and a version that changes whenever any does."""
        files, script = dict(self._files()), (_own_files() / WORKER).read_text(encoding="utf-8")
        parts = [self.shell().encode(), *(path.read_bytes() for path in files.values()), script.encode()]
        version = sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()[:16]
        facts = {"name": self.name, "version": version, "page": address, "files": list(files)}
        whole = f"const SHELL = {json.dumps(facts)};\n{script}"
        return Response(whole, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})

    def _files(self) -> Iterator[tuple[str, Path]]:
        """Address and place of every file."""
        own = _own_files()
        inside = (str(path.relative_to(own)) for path in sorted((own / self.folder).rglob("*")) if path.is_file())
        for name in dict.fromkeys((*self.styles, *self.shared, *inside)):
            yield url_for("static", filename=name), own / name
        bootstrap = Path(str(current_app.blueprints["bootstrap"].static_folder))
        for name in BOOTSTRAP:
            yield url_for("bootstrap.static", filename=name), bootstrap / name


def _own_files() -> Path:
    return Path(str(current_app.static_folder))
