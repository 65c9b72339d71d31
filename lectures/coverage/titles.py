"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.coverage.rules import REACH_TITLES

ACTIONS: dict[str, str] = {}
SUBJECTS: dict[str, str] = {}
FIELDS: dict[str, str] = {}
WORDS: tuple[Mapping[Any, str], ...] = (REACH_TITLES,)
