"""Occupations by the code of the 职业分类大典 (2022) with the additions of 2024 and 2025.

The source of `occupations_2022.csv` and its licence stand in NOTICE.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("occupations_2022.csv")


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation (职业). `group` is the title of its minor group (小类)."""

    code: str
    title: str
    group: str

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@cache
def occupations() -> Mapping[str, Occupation]:
    """Every occupation by its code, in order of code."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Occupation(**row) for row in csv.DictReader(file)}


def occupation_title(code: str) -> str:
    """The title of the occupation with this code; an unknown code is its own title."""
    known = occupations().get(code)
    return known.title if known else code


def find_occupation(text: str) -> Occupation | None:
    """The occupation that a person means who types its code, its title, or both (titles are unique)."""
    text = text.strip()
    by_code = occupations().get(text.partition(" ")[0])
    return by_code or next((known for known in occupations().values() if known.title == text), None)


def search_occupations(text: str, limit: int = 20) -> list[Occupation]:
    """Occupations whose code begins with `text` or whose title contains it; those whose title begins so come first."""
    text = text.strip()
    found = [known for known in occupations().values() if known.code.startswith(text) or text in known.title]
    return sorted(found, key=lambda known: (not known.title.startswith(text), known.code))[:limit]
