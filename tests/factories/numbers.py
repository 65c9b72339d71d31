"""Numbers that tell the made-up apart, the same in every run.

If they went on from test to test, a page would name "judge 3385" in one run and "judge 12" in another, and a test that
looks for a number on a page would pass or fail by what had run before it.
"""

from collections.abc import Iterator

_series: list["Numbers"] = []


class Numbers(Iterator[int]):
    """1, 2, 3 ..., from 1 again after `begin_anew`."""

    def __init__(self) -> None:
        self.last = 0
        _series.append(self)

    def __next__(self) -> int:
        self.last += 1
        return self.last


def begin_anew() -> None:
    """Every series begins at 1: called wherever a test gets an empty database."""
    for numbers in _series:
        numbers.last = 0
