"""Measurements as ratios to a named baseline of the same run. Never part of the tests: `python -m benchmarks.NAME`."""
