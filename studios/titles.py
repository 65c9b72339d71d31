"""The words of all stages, for the audit log and for pages: each stage keeps its own in its `titles.py`."""

from collections.abc import Mapping
from typing import Any

from studios.alliances import titles as alliances
from studios.appraisals import titles as appraisals
from studios.ballots import titles as ballots
from studios.booklets import titles as booklets
from studios.challenges import titles as challenges
from studios.contests import titles as contests
from studios.designation import titles as designation
from studios.evaluations import titles as evaluations
from studios.mentoring import titles as mentoring
from studios.nominations import titles as nominations
from studios.outcomes import titles as outcomes
from studios.projects import titles as projects
from studios.proposals import titles as proposals
from studios.registry import titles as registry
from studios.reviews import titles as reviews
from studios.rubrics import titles as rubrics
from studios.showcases import titles as showcases

STAGES = (
    rubrics,
    reviews,
    ballots,
    registry,
    alliances,
    projects,
    mentoring,
    outcomes,
    challenges,
    designation,
    appraisals,
    proposals,
    evaluations,
    contests,
    booklets,
    showcases,
    nominations,
)
ACTIONS: dict[str, str] = {action: title for stage in STAGES for action, title in stage.ACTIONS.items()}
SUBJECTS: dict[str, str] = {table: title for stage in STAGES for table, title in stage.SUBJECTS.items()}
FIELDS: dict[str, str] = {name: title for stage in STAGES for name, title in stage.FIELDS.items()}
FIELDS_OF: dict[str, Mapping[str, str]] = {table: stage.FIELDS for stage in STAGES for table in stage.SUBJECTS}
"""What the columns of a table are called in its own stage: elsewhere the same column has another name."""

WORDS: tuple[Mapping[Any, str], ...] = tuple(words for stage in STAGES for words in stage.WORDS)
