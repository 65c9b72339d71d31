"""Rounds of review for tests: opened by the real operation, scored and sealed by the experts' own sheets."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from foundation.database import session, transaction
from marking.panels.models import Subject
from marking.sheets.models import Sheet
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from studios.reviews.models import Review
from studios.reviews.operations import ReviewFacts, ReviewSubject, open_review
from studios.reviews.rules import ReviewKind
from studios.rubrics.operations import rubric_in_use
from tests.factories import marking, people


def experts(organisation: Organisation, count: int = 3, employer: Organisation | None = None) -> list[Account]:
    """Experts asked by `organisation`."""
    names = ["专家甲", "专家乙", "专家丙", "专家丁", "专家戊", "专家己", "专家庚"][:count]
    return [people.account(Role.EXPERT, organisation, people.person(name, employer)) for name in names]


def review(
    organisation: Organisation,
    subjects: Sequence[ReviewSubject],
    raters: Sequence[Account],
    *,
    by: Account,
    rubric: str = "service-project",
    reference: str = "test:1",
    kind: ReviewKind = ReviewKind.PAPER,
    **facts: object,
) -> Review:
    """An open review by a published rubric."""
    with transaction():
        version = rubric_in_use(rubric, organisation, by=by)
        whole = ReviewFacts("示例评审", organisation, version, kind, reference, **facts)  # type: ignore[arg-type]
        return open_review(whole, subjects, raters, by=by)


def sheet_of(review: Review, expert: Account, reference: str) -> Sheet:
    """An expert's sheet for one subject."""
    query = select(Sheet).join(Sheet.subject).join(Sheet.member)
    mine = (Subject.panel_id == review.panel_id, Subject.reference == reference)
    return next(one for one in session.scalars(query.where(*mine)) if one.member.account_id == expert.id)


def score(review: Review, expert: Account, marks: Mapping[str, Sequence[str]]) -> None:
    """Fill and seal an expert's sheets: reference -> what he writes, in the order of the criteria."""
    for reference, values in marks.items():
        marking.sealed(sheet_of(review, expert, reference), *values, by=expert)
