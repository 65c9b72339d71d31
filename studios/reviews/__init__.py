"""Rounds of review: experts score subjects by a rubric, on the sheets of `marking`."""
