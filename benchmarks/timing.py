"""How everything here is timed: baseline and candidate in turn, so that a busy moment hits both; medians compared."""

import statistics
import time
from collections.abc import Callable, Sequence


def compare(baseline: tuple[str, Callable[[], object]], candidate: tuple[str, Callable[[], object]], runs: int) -> None:
    """Print the median CPU seconds of both and their ratio, with the spread of the ratio over the runs."""
    measured = [(timed(baseline[1]), timed(candidate[1])) for _ in range(runs)]
    print_phases([(baseline[0], [one for one, _ in measured]), (candidate[0], [own for _, own in measured])])


def timed(action: Callable[[], object]) -> float:
    """The CPU seconds of this process that `action` takes."""
    began = time.process_time()
    action()
    return time.process_time() - began


def print_phases(phases: Sequence[tuple[str, Sequence[float]]]) -> None:
    """Print the median CPU seconds of each phase and its ratio to the first one, which is the baseline.

    `phases`: a name and the seconds of each run; the n-th run of a phase belongs to the n-th of the baseline.
    """
    base = phases[0][1]
    print(f"  {'seconds':>9}  {'ratio':>8}  (from, to over {len(base)} runs)")
    for name, seconds in phases:
        ratios = [own / bare for own, bare in zip(seconds, base, strict=True)]
        ratio = statistics.median(seconds) / statistics.median(base)
        spread = f"({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"  {statistics.median(seconds):9.3f}  {ratio:8.2f}  {spread:22}  {name}")
