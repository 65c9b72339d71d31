"""Work for all processors: processes that end by themselves with the one that made them, also after `kill -9`."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

RENEWED_AFTER = 2000
"""Tasks after which the processes make room for fresh ones, so that no leak in a library grows for hours.

Not `max_tasks_per_child`: in Python 3.11 it can wait for ever (https://github.com/python/cpython/issues/115634).
"""


class ProcessPool:
    """Processes that are started when first needed, each with `preload` (a module) imported already."""

    def __init__(self, preload: str) -> None:
        self.preload = preload
        self._executor: ProcessPoolExecutor | None = None
        self._handed_out = 0

    def map(self, work: Callable[[Task], Outcome], tasks: Sequence[Task], processes: int) -> list[Outcome]:
        """What `work` (a function of a module) says of each task, in order; `processes` do it side by side.

        What it raises is raised here. Raises BrokenProcessPool if a process was killed: the next call has new ones.
        """
        executor = self._fresh(len(tasks), processes)
        try:
            return list(executor.map(work, tasks))
        except BrokenProcessPool:
            self._executor = None
            raise

    def close(self) -> None:
        """Let the processes end; they give back their memory. The next call has new ones."""
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None

    def _fresh(self, coming: int, processes: int) -> ProcessPoolExecutor:
        if self._handed_out > RENEWED_AFTER:
            self.close()
        if self._executor is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([self.preload])
            self._executor = ProcessPoolExecutor(processes, context, initializer=_end_with_parent)
            self._handed_out = 0
        self._handed_out += coming
        return self._executor


def _end_with_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    threading.Thread(target=_wait_for_parents_end, daemon=True).start()


def _wait_for_parents_end() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
