"""How everything here is timed: baseline and candidate in turn, so that a busy moment hits both; medians compared."""

import statistics
import time
from collections.abc import Callable


def compare(baseline: tuple[str, Callable[[], object]], candidate: tuple[str, Callable[[], object]], runs: int) -> None:
    """Print the median CPU seconds of both and their ratio, with the spread of the ratio over the runs."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for kept, (_name, action) in zip(seconds, (baseline, candidate), strict=True):
            began = time.process_time()
            action()
            kept.append(time.process_time() - began)
    base, own = (statistics.median(kept) for kept in seconds)
    ratios = sorted(own / base for base, own in zip(*seconds, strict=True))
    print(f"  baseline  {base:9.3f} s  {baseline[0]}")
    print(f"  ours      {own:9.3f} s  {candidate[0]}")
    print(f"  ratio     {own / base:9.2f}    (from {ratios[0]:.2f} to {ratios[-1]:.2f} over {runs} runs)")
