"""The real web server and job worker as processes of their own, on a database and a folder of their own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.nursery import Nursery, Process
from website.app import create_app
from website.settings import load_settings

ROOT = Path(__file__).parents[2]
GUNICORN = [
    "--worker-class",
    "gthread",
    "--workers",
    "1",
    "--threads",
    "8",
    "--keep-alive",
    "75",
    "--no-control-socket",
]


@dataclass(frozen=True)
class Server:
    """A served application; `folder` is its instance folder, with the database in it."""

    url: str
    folder: Path
    environment: dict[str, str]
    nursery: Nursery

    def start(self, name: str, *command: str) -> Process:
        """Start `python -m command` on this server's database; it prints into the log `name`."""
        return self.nursery.start(*command, environment=self.environment, log=self.folder / f"{name}.log")

    def start_web(self, port: int, name: str = "web") -> Process:
        return self.start(name, "gunicorn", "--bind", f"127.0.0.1:{port}", *GUNICORN, "wsgi:app")

    def app(self) -> Flask:
        """The application on this server's database, for a test that prepares records by calling operations."""
        return create_app(load_settings(self.environment))

    def flask(self, *arguments: str) -> str:
        """Run a `flask` command of the application on this server's database; returns what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"flask {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_in(folder: Path, nursery: Nursery) -> Server:
    """A server that is not started yet."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "JIANGXIN_ENV"}}
    return Server(f"http://127.0.0.1:{free_port()}", folder, {**inherited, "INSTANCE_DIR": str(folder)}, nursery)


@contextmanager
def serving(folder: Path, upgraded: Path, nursery: Nursery) -> Iterator[Server]:
    """A server with the schema and no data, until the block ends; `upgraded` is a folder as `flask upgrade` left it."""
    shutil.copytree(upgraded, folder, dirs_exist_ok=True)
    server = server_in(folder, nursery)
    processes = [
        server.start("worker", "flask", "--app", "wsgi", "worker"),
        server.start_web(int(server.url.rpartition(":")[2])),
    ]
    try:
        _wait_until_answering(server, processes)
        yield server
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            if not process.has_ended(15):
                process.kill_all()


def _wait_until_answering(server: Server, processes: list[Process]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and all(process.is_alive() for process in processes):
        try:
            urllib.request.urlopen(server.url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers; which page it answers with is for the tests
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{server.log()}")
