"""Steps: opened for whoever got so far, scored by panels or voted on, their scores collected."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from studios.ballots.operations import BallotFacts, create_ballot, open_ballot
from studios.ballots.queries import tally_of
from studios.ballots.rules import BallotState
from studios.contests.ballot_options import options_of
from studios.contests.deciding import RANKED, seating_of
from studios.contests.models import ContestStep
from studios.contests.models_pitches import StepPanel
from studios.contests.models_submissions import StepStanding, Submission
from studios.contests.pitching import absences_of, deal_turns, unfinished_turns
from studios.contests.queries import ballot_of, panels_of, review_of, standing_result, standings_of, submissions_in
from studios.contests.rules import SCORED, ContestState, StepKind, StepState
from studios.contests.rules_submissions import StandingState, SubmissionState
from studios.mentoring.queries import ties_of
from studios.reviews.models import Review
from studios.reviews.operations import (
    ReviewFacts,
    ReviewSubject,
    close_review,
    excuse_subject,
    hold_reviews,
    open_review,
)
from studios.reviews.rules import ReviewKind, ReviewScore
from studios.reviews.scores import scores_of
from studios.rubrics.operations import rubric_in_use

SEED_BYTES = 16
AddressOf = Callable[[Submission], str]
"""Where experts read about a submission."""


@dataclass(frozen=True)
class PanelFacts:
    """A panel to be set up: what it is called, and who scores on it."""

    title: str
    experts: Sequence[Account]


@dataclass(frozen=True)
class VoteFacts:
    """When the workers vote, and for how many submissions one vote may be."""

    opens_at: datetime
    closes_at: datetime
    fewest: int
    most: int


def open_step(
    step: ContestStep,
    *,
    panels: Sequence[PanelFacts] = (),
    vote: VoteFacts | None = None,
    seed: str = "",
    address_of: AddressOf = lambda submission: "",
    by: Account,
) -> None:
    """Begin a step with whoever got so far. A pitch draws its queues by `seed`, random if none is given.

    Raises `Refused` before its turn, without enough experts, or where nobody is left.
    """
    lock(step.contest)
    lock(step)
    _refuse_out_of_turn(step)
    entrants = _entrants(step)
    if not entrants:
        raise Refused(f"没有项目进入“{step.title}”，不能开始。")
    standings = [StepStanding(step=step, submission=submission) for submission in entrants]
    session.add_all(standings)
    advance(step, "open_step", by=by, changes={"entrants": (None, len(entrants))})
    if step.kind is StepKind.VOTE:
        _open_vote(step, entrants, vote, by)
    if step.kind in SCORED:
        _open_panels(step, standings, panels, seed.strip() or secrets.token_hex(SEED_BYTES), address_of, by)


def collect_step_scores(step: ContestStep, *, by: Account) -> int:
    """End the scoring or the vote and write down what each submission has; says how many have one.

    Raises `Refused` with what is left: open sheets, turns not finished, a vote still going on.
    """
    lock(step)
    if step.state is not StepState.OPEN or step.kind not in RANKED:
        raise Refused(f"“{step.title}”现在没有可以汇总的得分。")
    count = _collect(step, by)
    audit.record("collect_step_scores", step, by=by, changes={"ranked": (None, count)})
    return count


def correct_step_scores(step: ContestStep, *, reason: str, by: Account) -> int:
    """更正: take the scores of a closed step anew after a review was reopened; who went on stays as decided.

    Raises `Refused` while a result stands that rests on them: it has to be superseded first.
    """
    lock(step.contest)  # no result is computed meanwhile
    lock(step)
    if step.state is not StepState.CLOSED or step.kind not in RANKED:
        raise Refused(f"“{step.title}”没有可以更正的得分。")
    if standing_result(step.contest):
        raise Refused("结果已经计算。请先在结果页面写明原因更正，再重新取得分。")
    if not reason.strip():
        raise Refused("更正得分需要写明原因。", field="reason")
    before = {one.id: one.score for one in session.scalars(standings_of(step))}
    _collect(step, by)
    changed = sum(before[one.id] != one.score for one in session.scalars(standings_of(step)))
    audit.record("correct_step_scores", step, by=by, reason=reason, changes={"changed": (None, changed)})
    return changed


def _collect(step: ContestStep, by: Account) -> int:
    standings = list(session.scalars(standings_of(step)))
    if step.kind is StepKind.VOTE:
        _collect_votes(step, standings)
    else:
        _collect_scores(step, standings, by)
    seating = seating_of(step, standings)
    for one in standings:
        one.rank = seating.ranks.get(str(one.id))
    return len(seating.ranks)


def _refuse_out_of_turn(step: ContestStep) -> None:
    if step.contest.state is not ContestState.CLOSED:
        raise Refused("请先结束征集，再开始评审环节。")
    before = [one for one in step.contest.steps if one.place < step.place and one.state is not StepState.CLOSED]
    if before:
        raise Refused(f"“{before[0].title}”还没有完成，不能开始“{step.title}”。")


def _entrants(step: ContestStep) -> Sequence[Submission]:
    query = select(Submission).order_by(Submission.number)
    if step.place == 1:
        _withdraw_unmended(step)
        handed_in = query.where(submissions_in(step.contest), Submission.state == SubmissionState.SUBMITTED)
        return session.scalars(handed_in).all()
    previous = next(one for one in step.contest.steps if one.place == step.place - 1)
    passed = select(StepStanding.submission_id).where(
        StepStanding.step_id == previous.id, StepStanding.state == StandingState.PASSED
    )
    return session.scalars(query.where(Submission.id.in_(passed))).all()


def _withdraw_unmended(step: ContestStep) -> None:
    returned = select(Submission).where(submissions_in(step.contest), Submission.state == SubmissionState.RETURNED)
    if waiting := [one.audit_label for one in session.scalars(returned)]:
        raise Refused("下列申报退回后还没有重新提交，请催办，或恢复征集后由单位撤回。", reasons=waiting)


def _open_vote(step: ContestStep, entrants: Sequence[Submission], vote: VoteFacts | None, by: Account) -> None:
    if vote is None:
        raise Refused("请填写投票的起止时间和每票选几项。")
    contest = step.contest
    facts = BallotFacts(
        reference=step.reference,
        title=f"{contest.title} {step.title}",
        organisation=contest.organisation,
        opens_at=vote.opens_at,
        closes_at=vote.closes_at,
        fewest=vote.fewest,
        most=vote.most,
    )
    open_ballot(create_ballot(facts, options_of(entrants), by=by), by=by)


def _open_panels(
    step: ContestStep,
    standings: Sequence[StepStanding],
    facts: Sequence[PanelFacts],
    seed: str,
    address_of: AddressOf,
    by: Account,
) -> None:
    if not facts:
        raise Refused("请至少设一个专家组（会场），并选定专家。")
    panels = [StepPanel(step=step, title=one.title) for one in facts]
    session.add_all(panels)
    session.flush()
    dealt = {panels[0].id: list(standings)}
    if step.kind is StepKind.PITCH:
        dealt = deal_turns(step, panels, seed)
    elif len(panels) > 1:
        raise Refused("这个环节只设一个专家组：所有项目由同一组专家评分，得分才能相比。")
    for panel, one in zip(panels, facts, strict=True):
        subjects = [_subject(standing.submission, address_of) for standing in dealt[panel.id]]
        if subjects:
            open_review(_review_facts(step, panel, by), subjects, one.experts, by=by)


def _review_facts(step: ContestStep, panel: StepPanel, by: Account) -> ReviewFacts:
    organiser = step.contest.organisation
    return ReviewFacts(
        title=f"{step.contest.title} {step.title} {panel.title}",
        organisation=organiser,
        rubric_version=rubric_in_use(step.rubric, organiser, by=by),
        kind=ReviewKind.PITCH if step.kind is StepKind.PITCH else ReviewKind.PAPER,
        reference=panel.reference,
        anonymous=step.anonymous,
        least_raters=step.least_raters,
    )


def _subject(submission: Submission, address_of: AddressOf) -> ReviewSubject:
    authors = [author.person for author in submission.authors if author.person]
    persons = authors + ties_of(authors)
    label = f"{submission.number_text} {submission.title}"
    return ReviewSubject(submission.reference, label, submission.organisation, persons, address_of(submission))


def _collect_votes(step: ContestStep, standings: Sequence[StepStanding]) -> None:
    ballot = ballot_of(step)
    if ballot is None or ballot.state is not BallotState.CLOSED:
        raise Refused("投票还没有结束。请先在投票页面结束投票，再汇总票数。")
    votes = tally_of(ballot)
    for one in standings:
        one.votes = votes.get(one.submission.reference, 0)


def _collect_scores(step: ContestStep, standings: Sequence[StepStanding], by: Account) -> None:
    if waiting := unfinished_turns(step):
        raise Refused("还有项目没有路演，请完成，或登记缺席。", reasons=waiting)
    absent, scores = absences_of(step), dict[str, ReviewScore]()
    left = {one.submission.reference: one.reason for one in standings if one.state is StandingState.WITHDRAWN}
    left |= {one.submission.reference: f"路演缺席：{absent[one.id]}" for one in standings if one.id in absent}
    for panel in session.scalars(panels_of(step)):
        review = review_of(panel)
        if review is None:
            continue
        hold_reviews([review])
        if review.is_open:
            _excuse(review, left, by)
            close_review(review, by=by)
        scores |= scores_of(review)
    for one in standings:
        found = scores.get(one.submission.reference)
        one.score = found.score if found and one.id not in absent else None
        one.vetoed_by = "、".join(found.vetoed_by) if found else ""
        one.reason = left.get(one.submission.reference) or one.reason
        one.working = [[line.rater, str(line.scored.total)] for line in found.lines] if found else []


def _excuse(review: Review, left: Mapping[str, str], by: Account) -> None:
    """Whoever is absent or left needs no scores: their open sheets do not hold up the end."""
    for subject in review.subjects:
        if subject.reference in left and not subject.excused:
            excuse_subject(subject, reason=left[subject.reference], by=by)
