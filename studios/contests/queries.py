"""Reading contests and submissions: who sees which."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from foundation.database import session, starts_with
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, ids_in, within
from people.organisations.rules import lineages
from studios.ballots.models import Ballot
from studios.contests.models import AwardGrade, Contest, ContestStep
from studios.contests.models_pitches import PitchTurn, StepPanel
from studios.contests.models_results import Award, ContestResult, ContestResultLine
from studios.contests.models_submissions import StepStanding, Submission
from studios.contests.rules import SHOWN, ContestKind, ContestState
from studios.contests.rules_results import AwardState, OutcomeState
from studios.contests.rules_submissions import SubmissionState
from studios.reviews.models import Review
from studios.reviews.queries import reviews_of

HANDED_IN = (SubmissionState.SUBMITTED, SubmissionState.RETURNED)


def contests_run_by(user: Account) -> Select[Contest]:
    """The contests that one plans and takes through their steps."""
    return _contests().where(within(user.scope(Permission.CONTEST_RUN)))


def contests_watched_by(user: Account) -> Select[Contest]:
    """The contests whose scores and results one sees before they are public: those who run or supervise them."""
    return _contests().where(within(_watched(user)))


def contests_visible_to(user: Account) -> Select[Contest]:
    """Those that one runs or watches, and the published ones that one's units may enter."""
    above = lineages(user.scope(Permission.CONTEST_ENTER))
    open_to_them = and_(Contest.state.in_(SHOWN), Contest.organisation_id.in_(above))
    return _contests().where(or_(within(_watched(user)), open_to_them))


def public_contests() -> Select[Contest]:
    """Every contest that was published, for everybody."""
    return _contests().where(Contest.state.in_(SHOWN))


def found_contests(query: Select[Contest], *, kind: ContestKind | None, state: ContestState | None) -> Select[Contest]:
    """Those of `query` of this kind, in this state."""
    if kind is not None:
        query = query.where(Contest.kind == kind)
    return query if state is None else query.where(Contest.state == state)


def organisers_for(user: Account) -> Select[Organisation]:
    """The organisations in use that one may run contests for."""
    return active_in(user.scope(Permission.CONTEST_RUN))


def units_entering(user: Account, contest: Contest) -> Select[Organisation]:
    """The units that one may hand in for: of one's own, below the organiser."""
    below_organiser = within([contest.organisation.path])
    return active_in(user.scope(Permission.CONTEST_ENTER)).where(below_organiser)


def submissions_visible_to(user: Account) -> Select[Submission]:
    """Those of one's units, and what was handed in to contests that one runs or watches. Experts read materials."""
    own = Submission.organisation_id.in_(ids_in(user.scope(Permission.CONTEST_ENTER)))
    watched = select(Contest.id).join(Contest.organisation).where(within(_watched(user)))
    received = and_(Submission.contest_id.in_(watched), Submission.number.is_not(None))
    return _submissions().where(or_(own, received))


def submissions_entered_by(user: Account) -> Select[Submission]:
    """The submissions of one's own units, which one fills in and hands in."""
    return _submissions().where(Submission.organisation_id.in_(ids_in(user.scope(Permission.CONTEST_ENTER))))


def submissions_received_by(user: Account) -> Select[Submission]:
    """What was handed in to the contests that one runs."""
    run = select(Contest.id).join(Contest.organisation).where(within(user.scope(Permission.CONTEST_RUN)))
    return _submissions().where(Submission.contest_id.in_(run), Submission.number.is_not(None))


def found_submissions(
    query: Select[Submission], *, state: SubmissionState | None, class_id: int | None, text: str
) -> Select[Submission]:
    """Those of `query` in this state, of this class, whose title begins with `text` or whose number it is."""
    if state is not None:
        query = query.where(Submission.state == state)
    if class_id is not None:
        query = query.where(Submission.class_id == class_id)
    if text.isdecimal():
        return query.where(Submission.number == int(text[:9]))
    return query.where(starts_with(Submission.title, text)) if text else query


def count_handed_in(contest_ids: Iterable[int]) -> Mapping[int, int]:
    """How many were handed in, by contest."""
    query = select(Submission.contest_id, func.count()).where(Submission.contest_id.in_(list(contest_ids)))
    counted = query.where(Submission.state.in_(HANDED_IN)).group_by(Submission.contest_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def standings_of(step: ContestStep) -> Select[StepStanding]:
    """The standings of a step in order of place, then number."""
    submission = joinedload(StepStanding.submission)
    query = select(StepStanding).join(StepStanding.submission).where(StepStanding.step_id == step.id)
    query = query.options(
        submission.joinedload(Submission.organisation), submission.joinedload(Submission.contest_class)
    )
    return query.order_by(StepStanding.rank.is_(None), StepStanding.rank, Submission.number)


def steps_passed_by(submission: Submission) -> Select[StepStanding]:
    """What became of a submission, step by step."""
    query = select(StepStanding).join(StepStanding.step).where(StepStanding.submission_id == submission.id)
    return query.options(joinedload(StepStanding.step)).order_by(ContestStep.place)


def panels_of(step: ContestStep) -> Select[StepPanel]:
    """The panels of a step: of a pitch, its rooms."""
    return select(StepPanel).where(StepPanel.step_id == step.id).order_by(StepPanel.id)


def review_of(panel: StepPanel) -> Review | None:
    """The round of review in which a panel scores; none before the step is open."""
    return session.scalars(reviews_of(panel.reference)).first()


def ballot_of(step: ContestStep) -> Ballot | None:
    """The vote of a step; none before the step is open."""
    return session.scalars(select(Ballot).where(Ballot.reference == step.reference)).one_or_none()


def turns_of(panel: StepPanel) -> Select[PitchTurn]:
    """The queue of a room in its order."""
    submission = joinedload(PitchTurn.standing).joinedload(StepStanding.submission)
    query = (
        select(PitchTurn).where(PitchTurn.panel_id == panel.id).options(submission.joinedload(Submission.organisation))
    )
    return query.order_by(PitchTurn.position)


def turns_given_to(submission: Submission) -> Mapping[int, PitchTurn]:
    """Where and when a submission pitches, by standing."""
    query = select(PitchTurn).join(PitchTurn.standing).where(StepStanding.submission_id == submission.id)
    return {turn.standing_id: turn for turn in session.scalars(query.options(joinedload(PitchTurn.panel)))}


def _watched(user: Account) -> list[str]:
    return [*user.scope(Permission.CONTEST_RUN), *user.scope(Permission.CONTEST_WATCH)]


def _contests() -> Select[Contest]:
    return select(Contest).join(Contest.organisation)


def _submissions() -> Select[Submission]:
    unit, contest = joinedload(Submission.organisation), joinedload(Submission.contest)
    return select(Submission).options(unit, contest, joinedload(Submission.contest_class))


def submissions_in(contest: Contest) -> ColumnElement[bool]:
    """The condition that a submission belongs to a contest."""
    return Submission.contest_id == contest.id


def standing_result(contest: Contest) -> ContestResult | None:
    """The result that stands: the last one that no correction superseded."""
    query = select(ContestResult).where(
        ContestResult.contest_id == contest.id, ContestResult.state != OutcomeState.SUPERSEDED
    )
    return session.scalars(query.order_by(ContestResult.version.desc())).first()


def lines_of(result: ContestResult) -> Select[ContestResultLine]:
    """The lines of a result in order of place, with whose they are."""
    submission = joinedload(ContestResultLine.submission)
    query = select(ContestResultLine).where(ContestResultLine.result_id == result.id)
    query = query.options(
        submission.joinedload(Submission.organisation), submission.joinedload(Submission.contest_class)
    )
    return query.order_by(ContestResultLine.rank, ContestResultLine.id)


def awards_of(result: ContestResult) -> Select[Award]:
    """The awards of a result, in order of grade."""
    query = select(Award).join(Award.grade).where(Award.result_id == result.id)
    return query.options(contains_eager(Award.grade)).order_by(AwardGrade.place, Award.id)


def awards_in_force(contest: Contest) -> Select[Award]:
    """The awards of a contest that are final and were not taken away, in order of grade and number."""
    query = select(Award).join(Award.result).join(Award.grade).join(Award.submission)
    query = query.where(ContestResult.contest_id == contest.id, ContestResult.state == OutcomeState.FINAL)
    query = query.where(Award.state == AwardState.FINAL).options(contains_eager(Award.grade))
    shown = contains_eager(Award.submission)
    query = query.options(shown.joinedload(Submission.organisation), shown.joinedload(Submission.contest_class))
    return query.order_by(AwardGrade.place, Submission.number)


def contests_waiting_for(user: Account, today: date) -> Select[Contest]:
    """The contests that one runs whose call is over and not closed yet, or that are under review."""
    over = and_(Contest.state == ContestState.PUBLISHED, Contest.submit_to < today)
    return contests_run_by(user).where(or_(over, Contest.state == ContestState.CLOSED))
