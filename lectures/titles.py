"""The words of all stages, for the audit log and for pages: each stage keeps its own in its `titles.py`."""

from collections.abc import Mapping
from typing import Any

from lectures.attendance import titles as attendance
from lectures.calendars import titles as calendars
from lectures.classes import titles as classes
from lectures.coverage import titles as coverage
from lectures.feedback import titles as feedback
from lectures.lecturers import titles as lecturers
from lectures.menus import titles as menus
from lectures.orders import titles as orders
from lectures.places import titles as places
from lectures.planning import titles as planning
from lectures.programme import titles as programme
from lectures.tours import titles as tours

STAGES = (
    places,
    lecturers,
    menus,
    tours,
    calendars,
    attendance,
    feedback,
    orders,
    planning,
    classes,
    coverage,
    programme,
)
ACTIONS: dict[str, str] = {action: title for stage in STAGES for action, title in stage.ACTIONS.items()}
SUBJECTS: dict[str, str] = {table: title for stage in STAGES for table, title in stage.SUBJECTS.items()}
FIELDS: dict[str, str] = {name: title for stage in STAGES for name, title in stage.FIELDS.items()}
FIELDS_OF: dict[str, Mapping[str, str]] = {table: stage.FIELDS for stage in STAGES for table in stage.SUBJECTS}
"""What the columns of a table are called in its own stage: elsewhere the same column has another name."""

WORDS: tuple[Mapping[Any, str], ...] = tuple(words for stage in STAGES for words in stage.WORDS)
