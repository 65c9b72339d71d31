"""Nobody decides about what is his own."""

from collections.abc import Iterable

from sqlalchemy import select

from foundation.database import session
from foundation.errors import Refused
from people.accounts.models import Account
from studios.contests.models_submissions import Submission, SubmissionAuthor


def refuse_own(submission_ids: Iterable[int], by: Account) -> None:
    """Raises `Refused`, naming them, where `by` is an author of one of these submissions."""
    if by.person_id is None:
        return
    query = (
        select(Submission)
        .where(Submission.id.in_(set(submission_ids)))
        .where(Submission.authors.any(SubmissionAuthor.person_id == by.person_id))
        .order_by(Submission.number)
    )
    if own := [one.audit_label for one in session.scalars(query)]:
        raise Refused("您是这些项目的完成人，请由另一位经办人办理。", reasons=own)
