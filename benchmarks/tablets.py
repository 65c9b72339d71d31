"""Marks through the real server from many tablets at once, against bare inserts on the same database.

python -m benchmarks.tablets [CLIENTS] [--postgresql URL]      (200 tablets, 20 panels of ten judges, 25 marks each)
"""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask.sessions import SecureCookieSessionInterface

from benchmarks.databases import asked_count, empty_database
from benchmarks.marks import CRITERIA, bare_inserts, make_sheets, operations_of, sheets_of
from foundation import clock
from foundation.database import db, session
from foundation.outbox import Operation
from foundation.secrets import new_token, token_hash
from people.accounts.models import Account, LoginSession
from website.settings import load_settings

JUDGES = 10  # on a panel
SUBJECTS = 5  # of CRITERIA marks each
SERVER = ("--worker-class", "gthread", "--workers", "2", "--threads", "8", "--keep-alive", "75", "--backlog", "4096")


@dataclass
class Tablet:
    """One judge's device: his log-in, and what waits on it."""

    account: int
    cookie: str
    waiting: list[Operation]


def main() -> None:
    clients = max(asked_count(200) // JUDGES, 1) * JUDGES
    with empty_database() as kind:
        print(f"{clients} tablets, each sending its next message when the last is answered, on {kind}; 2 workers")
        bare = bare_rate()
        print(f"  {bare:9.0f}  marks a second   ratio    1.00                       bare inserts from one connection")
        with server() as port:
            for at_once in (1, 5):
                tablets = [tablet for panel in range(clients // JUDGES) for tablet in tablets_of(panel, at_once)]
                took, seconds = asyncio.run(send_all(port, tablets, at_once))
                rate = sum(len(tablet.waiting) for tablet in tablets) / seconds
                took.sort()
                p50, p99 = statistics.median(took) * 1000, took[int(len(took) * 0.99)] * 1000
                print(
                    f"  {rate:9.0f}  marks a second   ratio  {rate / bare:6.2f}"
                    f"   p50 {p50:5.0f} ms   p99 {p99:5.0f} ms   {at_once} a message"
                )


def bare_rate() -> float:
    """How many marks a second bare inserts of two rows and a commit each manage."""
    (judge,) = make_sheets(10_000, 100, judges=1)
    operations = [one for sheet in sheets_of(judge) for one in operations_of(sheet)]
    began = time.perf_counter()
    bare_inserts(operations)
    return len(operations) / (time.perf_counter() - began)


def tablets_of(panel: int, at_once: int) -> list[Tablet]:
    """The tablets of a panel of its own, each signed in and with all its marks to send."""
    judges = make_sheets(1000 * at_once + panel, SUBJECTS, judges=JUDGES)
    made = []
    for judge in judges:
        waiting = [one for sheet in sheets_of(judge) for one in operations_of(sheet)]
        made.append(Tablet(judge.id, session_cookie(judge), waiting))
    session.commit()
    assert len(made[0].waiting) == SUBJECTS * CRITERIA
    return made


def session_cookie(judge: Account) -> str:
    """The cookie of a log-in, as the log-in page would have set it."""
    token, expires = new_token(), clock.now() + timedelta(days=1)
    opened = LoginSession(account_id=judge.id, token_hash=token_hash(token), expires_at=expires, address="", device="")
    session.add(opened)
    signer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    assert signer is not None
    return f"session={signer.dumps({'_user_id': token, '_fresh': True})}"


async def send_all(port: int, tablets: list[Tablet], at_once: int) -> tuple[list[float], float]:
    """The seconds that each answer took, and all of them together."""
    took: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(send(port, tablet, at_once, took.append) for tablet in tablets))
    return took, time.perf_counter() - began


async def send(port: int, tablet: Tablet, at_once: int, note: Callable[[float], None]) -> None:
    """Ask for a token, then send everything that waits, on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head, content = await ask(reader, writer, "GET /judging/device", tablet.cookie, b"")
    cookie = next(line for line in head.split("\r\n") if line.lower().startswith("set-cookie: session="))
    headers = f"{cookie.partition(': ')[2].partition(';')[0]}\r\nX-CSRFToken: {json.loads(content)['csrf_token']}"
    for first in range(0, len(tablet.waiting), at_once):
        body = json.dumps({"account": tablet.account, "operations": as_sent(tablet.waiting[first : first + at_once])})
        began = time.perf_counter()
        head, content = await ask(reader, writer, "POST /judging/operations", headers, body.encode())
        note(time.perf_counter() - began)
        assert {one["status"] for one in json.loads(content)["outcomes"]} == {"saved"}, content
    writer.close()


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, what: str, cookie: str, body: bytes
) -> tuple[str, bytes]:
    """One request on an open connection: the head and the body of its answer."""
    lines = [f"{what} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json", "Content-Type: application/json"]
    lines += [f"Cookie: {cookie}", f"Content-Length: {len(body)}", "", ""]
    writer.write("\r\n".join(lines).encode() + body)
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(line for line in head.lower().split("\r\n") if line.startswith("content-length:"))
    content = await reader.readexactly(int(length.partition(":")[2]))
    assert head.startswith("HTTP/1.1 200"), (head, content)
    return head, content


def as_sent(operations: list[Operation]) -> list[dict[str, object]]:
    """Operations as a tablet writes them."""
    return [
        {
            "op_id": one.op_id,
            "seq": one.seq,
            "device": "benchmark-tablet",
            "made_at": one.made_at.isoformat(),
            "payload": one.payload,
        }
        for one in operations
    ]


@contextmanager
def server(program: str = "wsgi:app") -> Iterator[int]:
    """The web server as docs/operating.md starts it, on the database of this measurement; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = os.environ | {
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "INSTANCE_DIR": str(current_app.config["INSTANCE"]),
        "SECRET_KEY": str(current_app.config["SECRET_KEY"]),
        "ENCRYPTION_KEY": str(current_app.config["ENCRYPTION_KEY"]),
    }
    load_settings(environment)  # the first start writes its keys: not both workers at once
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *SERVER]
    process = subprocess.Popen([*command, "--log-level", "error", "--no-control-socket", program], env=environment)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    """Until the server listens and its workers have had time to load."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            time.sleep(5)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    main()
