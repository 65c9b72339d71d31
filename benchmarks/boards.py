"""The public board polled by many phones at once, against a bare Flask route that always answers 304, same server.

python -m benchmarks.boards [CLIENTS] [SECONDS]      (2,000 clients, each every two seconds, for 20 seconds)
"""

import asyncio
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.boards_server import make_stage

EVERY = 2.0  # seconds between two polls of one client, as static/board.js asks
WORKERS, THREADS = 2, 8
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()] + [2000, 20]
    clients, seconds = numbers[0], numbers[1] if len(numbers) > 3 else 20
    print(f"{clients:,} clients, each polling every {EVERY:g} s for {seconds} s; {WORKERS} gunicorn workers")
    print(f"  {'answers/s':>9}  {'CPU of a core':>13}  {'p50 ms':>7}  {'p99 ms':>7}")
    with tempfile.TemporaryDirectory(prefix="jiangxin-benchmark-") as folder:
        stage_id = make_stage(Path(folder))
        shares = {}
        for name, factory, path in (
            ("bare Flask route, always 304", "bare_app", "/"),
            ("public board, known version", "board_app", f"/boards/{stage_id}.json"),
        ):
            with server(factory, folder) as (port, pid):
                etag = first_etag(port, path)
                before = cpu_seconds(pid)
                took = asyncio.run(poll_all(port, path, etag, clients, seconds))
                shares[name] = (cpu_seconds(pid) - before) / seconds
                print_line(name, took, seconds, shares[name])
        bare, board = shares.values()
        print(f"  ratio of CPU: {board / bare:.2f}")


def print_line(name: str, took: list[float], seconds: float, share: float) -> None:
    took.sort()
    p50, p99 = statistics.median(took) * 1000, took[int(len(took) * 0.99)] * 1000
    print(f"  {len(took) / seconds:9.0f}  {share:12.0%}  {p50:8.1f}  {p99:7.1f}  {name}")


async def poll_all(port: int, path: str, etag: str, clients: int, seconds: float) -> list[float]:
    """Every client on a connection of its own, spread over the interval; the seconds that each answer took."""
    ends, took = time.monotonic() + seconds, []
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {etag}\r\n\r\n".encode()

    async def client(number: int) -> None:
        await asyncio.sleep(EVERY * number / clients)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < ends:
            began = time.monotonic()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 304"), head
            took.append(time.monotonic() - began)
            await asyncio.sleep(max(EVERY - (time.monotonic() - began), 0))
        writer.close()

    await asyncio.gather(*(client(number) for number in range(clients)))
    return took


def first_etag(port: int, path: str) -> str:
    """The version that a phone knows after its first poll."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode(errors="replace")
    found = re.search(r"(?i)etag: (\S+)", answer)
    return found.group(1) if found else '"any"'


def cpu_seconds(pid: int) -> float:
    """What the server's processes have used so far."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for one in [str(pid), *children]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


@contextmanager
def server(factory: str, folder: str) -> Iterator[tuple[int, int]]:
    """A gunicorn of our own on a free port, stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", f"benchmarks.boards_server:{factory}()", "--bind", f"127.0.0.1:{port}"),
        *("--workers", str(WORKERS), "--threads", str(THREADS), "--worker-connections", "4000"),
        *("--keep-alive", "30", "--backlog", "4096", "--log-level", "error"),
    ]
    process = subprocess.Popen(command, env=os.environ | {"BENCHMARK_FOLDER": folder})
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            time.sleep(2)  # both workers are up
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    main()
