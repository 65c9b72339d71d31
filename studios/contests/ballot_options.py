"""Submissions as the options of a vote: what voters read of them, and their pictures."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from foundation.database import session
from foundation.files import StoredFile
from studios.ballots.operations import NewOption
from studios.ballots.pictures import register
from studios.contests.models_submissions import Submission, SubmissionFile
from studios.contests.rules_submissions import FileKind


def options_of(entrants: Sequence[Submission]) -> list[NewOption]:
    """An option for each, with its number, its title and its whole summary; never whose it is."""
    return [NewOption(one.reference, f"{one.number_text} {one.title}", one.summary) for one in entrants]


def previews_of(references: Collection[str]) -> Mapping[str, Sequence[StoredFile]]:
    """The smaller pictures of these submissions, which were drawn anew and carry no name and no place."""
    ids = {int(one.partition(":")[2]): one for one in references}
    query = select(SubmissionFile).where(
        SubmissionFile.submission_id.in_(ids),
        SubmissionFile.kind == FileKind.PICTURE,
        SubmissionFile.preview_id.is_not(None),
    )
    found: dict[str, list[StoredFile]] = {}
    for file in session.scalars(query.options(joinedload(SubmissionFile.preview)).order_by(SubmissionFile.id)):
        if file.preview is not None:
            found.setdefault(ids[file.submission_id], []).append(file.preview)
    return found


register("project-submission", previews_of)
