"""The words of all stages, for the audit log and for pages: each stage keeps its own in its `titles.py`."""

from collections.abc import Mapping
from typing import Any

from assessments.applications import titles as applications
from assessments.batches import titles as batches
from assessments.bodies import titles as bodies
from assessments.certification import titles as certification
from assessments.figures import titles as figures
from assessments.grants import titles as grants
from assessments.ladder import titles as ladder
from assessments.promotions import titles as promotions
from assessments.results import titles as results
from assessments.sittings import titles as sittings
from assessments.standards import titles as standards
from assessments.timelines import titles as timelines
from assessments.titling import titles as titling
from assessments.tracks import titles as tracks
from assessments.trainings import titles as trainings
from assessments.uploads import titles as uploads

STAGES = (
    standards,
    bodies,
    batches,
    grants,
    applications,
    sittings,
    results,
    ladder,
    promotions,
    certification,
    uploads,
    tracks,
    titling,
    trainings,
    timelines,
    figures,
)
ACTIONS: dict[str, str] = {action: title for stage in STAGES for action, title in stage.ACTIONS.items()}
SUBJECTS: dict[str, str] = {table: title for stage in STAGES for table, title in stage.SUBJECTS.items()}
FIELDS: dict[str, str] = {name: title for stage in STAGES for name, title in stage.FIELDS.items()}
FIELDS_OF: dict[str, Mapping[str, str]] = {table: stage.FIELDS for stage in STAGES for table in stage.SUBJECTS}
"""What the columns of a table are called in its own stage: elsewhere the same column has another name."""

WORDS: tuple[Mapping[Any, str], ...] = tuple(words for stage in STAGES for words in stage.WORDS)
