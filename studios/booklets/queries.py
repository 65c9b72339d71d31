"""Reading booklets and what goes into them."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from studios.booklets.models import Booklet, BookletItem
from studios.booklets.rules import BookletState
from studios.contests.models import Contest
from studios.contests.models_results import Award, ContestResultLine
from studios.contests.models_submissions import Submission
from studios.contests.queries import contests_run_by, standing_result
from studios.contests.rules import ContestState
from studios.contests.rules_results import AwardState, OutcomeState


def booklets_run_by(user: Account) -> Select[Booklet]:
    """The booklets of the contests that one runs."""
    units = ids_in(user.scope(Permission.CONTEST_RUN))
    return _booklets().where(Contest.organisation_id.in_(units))


def public_booklets() -> Select[Booklet]:
    """The booklets that were published, for everybody."""
    return _booklets().where(Booklet.state == BookletState.PUBLISHED)


def items_run_by(user: Account) -> Select[BookletItem]:
    """The items of the booklets that one makes."""
    units = ids_in(user.scope(Permission.CONTEST_RUN))
    return select(BookletItem).join(BookletItem.booklet).join(Booklet.contest).where(Contest.organisation_id.in_(units))


def public_items() -> Select[BookletItem]:
    """The items of published booklets."""
    return select(BookletItem).join(BookletItem.booklet).where(Booklet.state == BookletState.PUBLISHED)


def offered_items() -> Select[BookletItem]:
    """What units can order: the items of published booklets that say how, in the order of their booklets."""
    offered = public_items().where(BookletItem.offered).order_by(BookletItem.booklet_id, BookletItem.position)
    return offered.options(contains_eager(BookletItem.booklet), joinedload(BookletItem.submission))


def contests_without_booklet(user: Account) -> Select[Contest]:
    """The contests that one runs which are completed and have no booklet yet."""
    completed = contests_run_by(user).where(Contest.state == ContestState.COMPLETED)
    return completed.where(Contest.id.not_in(select(Booklet.contest_id))).order_by(None).order_by(Contest.id.desc())


def awarded_in(contest: Contest) -> list[tuple[Submission, str]]:
    """The awarded projects of a final result in their order, each with its awards in words; none before."""
    result = standing_result(contest)
    if result is None or result.state is not OutcomeState.FINAL:
        return []
    query = (
        select(Award)
        .join(Award.grade)
        .join(ContestResultLine, ContestResultLine.submission_id == Award.submission_id)
        .where(Award.result_id == result.id, ContestResultLine.result_id == result.id, Award.state == AwardState.FINAL)
        .options(contains_eager(Award.grade), joinedload(Award.submission).selectinload(Submission.files))
        .order_by(ContestResultLine.rank, Award.submission_id, Award.grade_id)
    )
    awards: dict[int, list[Award]] = {}
    for award in session.scalars(query).unique():
        awards.setdefault(award.submission_id, []).append(award)
    return [(each[0].submission, "、".join(one.grade.title for one in each)) for each in awards.values()]


def items_of(booklet: Booklet) -> Sequence[BookletItem]:
    """The items of a booklet with what their pages show."""
    query = (
        select(BookletItem)
        .where(BookletItem.booklet_id == booklet.id)
        .options(
            joinedload(BookletItem.picture),
            joinedload(BookletItem.submission).joinedload(Submission.organisation),
            joinedload(BookletItem.submission).joinedload(Submission.contest_class),
            joinedload(BookletItem.submission).selectinload(Submission.files),
        )
        .order_by(BookletItem.position)
    )
    return session.scalars(query).unique().all()


def _booklets() -> Select[Booklet]:
    return (
        select(Booklet)
        .join(Booklet.contest)
        .options(contains_eager(Booklet.contest), selectinload(Booklet.items))
        .order_by(Booklet.id.desc())
    )
