"""Worked examples: CSV files that a chief judge can read and sign."""

import csv
from pathlib import Path

import pytest

PRINTED_RULES = Path(__file__).parents[2] / "printed_rules"


@pytest.fixture
def worked_example():
    """Reads the rows of one worked example by its name."""

    def read(name):
        with (PRINTED_RULES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
