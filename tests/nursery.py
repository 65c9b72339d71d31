"""Processes of the application without the seconds that importing it takes: forked from one that has imported it."""

import contextlib
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMPORTED = ("website.app", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread")


@dataclass(frozen=True)
class Process:
    """What `python -m` starts, in a session of its own; once it has ended, nothing is left of it."""

    pid: int

    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def terminate(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def kill_all(self) -> None:
        """`kill -9` it and its children at once, as by a power cut."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        assert self.has_ended(15)

    def has_ended(self, seconds: float) -> bool:
        """Wait so long for its end; whether it came."""
        deadline = time.monotonic() + seconds
        while self.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        return not self.is_alive()


class Nursery:
    """Ends with the process that made it, however that ends; what it has started lives on."""

    def __init__(self) -> None:
        self._forking = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def start(self, *command: str, environment: Mapping[str, str], log: Path) -> Process:
        """`python -m` the command; what it prints goes to the end of `log`."""
        assert self._forking.stdin and self._forking.stdout
        order = {"command": command, "environment": dict(environment), "log": str(log)}
        self._forking.stdin.write(json.dumps(order) + "\n")
        self._forking.stdin.flush()
        return Process(int(self._forking.stdout.readline()))

    def close(self) -> None:
        assert self._forking.stdin and self._forking.stdout
        self._forking.stdin.close()
        self._forking.stdout.close()
        self._forking.wait(timeout=30)


def _fork_as_ordered() -> None:
    """One process for each line that is read."""
    gc.disable()  # while importing there is nothing to find, and a forked process shares what nobody moves
    for module in IMPORTED:
        import_module(module)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what ends is not waited for
    for line in sys.stdin:
        ready, begun = os.pipe()
        if (pid := os.fork()) == 0:
            os.setsid()
            os.close(ready)
            os.close(begun)
            _become(**json.loads(line))
            return
        os.close(begun)
        os.read(ready, 1)  # it leads its session: now it may be killed with its children
        os.close(ready)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(command: list[str], environment: dict[str, str], log: str) -> None:
    """Go on as `python -m command` would begin."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(environment)
    gc.enable()
    sys.argv = list(command)
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _fork_as_ordered()
