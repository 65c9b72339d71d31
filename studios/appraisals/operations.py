"""Holding a round of assessment: planning it, opening it for the studios it concerns, scoring, closing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance, advance_all
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.appraisals.models import Appraisal, AppraisalRound
from studios.appraisals.queries import namings_to_appraise, unsettled_in
from studios.appraisals.rules import (
    ROUND_STATE_TITLES,
    AppraisalState,
    GradeLines,
    RoundKind,
    RoundState,
    reasons_against_lines,
)
from studios.registry.models import Studio
from studios.registry.queries import team_on
from studios.registry.rules import NamingLevel
from studios.reviews.models import Review
from studios.reviews.operations import ReviewFacts, ReviewSubject, open_review
from studios.reviews.queries import reviews_of
from studios.reviews.rules import ReviewKind
from studios.reviews.scores import scores_of
from studios.rubrics.models import RubricVersion


@dataclass(frozen=True)
class RoundFacts:
    """What a round is about; see `AppraisalRound`."""

    title: str
    kind: RoundKind
    year: int
    level: NamingLevel
    report_by: date
    ends_by: date | None
    excellent_from: Decimal
    qualified_from: Decimal
    improve_from: Decimal
    term_years: int
    bar_years: int

    def reasons(self, full: Decimal) -> list[str]:
        """Why the round cannot be held so; empty if it can."""
        lines = GradeLines(self.excellent_from, self.qualified_from, self.improve_from)
        reasons = reasons_against_lines(lines, full)
        if self.kind is RoundKind.TERM and self.ends_by is None:
            reasons.append("期满复核要写明复核哪一天以前期满的命名。")
        return reasons


def create_round(organiser: Organisation, facts: RoundFacts, rubric: RubricVersion, *, by: Account) -> AppraisalRound:
    """Plan a round; studios hear of it when it is opened."""
    if not by.may_at(Permission.DESIGNATION_RUN, organiser.path):
        raise NotAllowed
    _refuse(facts, rubric, organiser, None)
    made = AppraisalRound(organiser=organiser, rubric_version=rubric, **asdict(facts))
    session.add(made)
    audit.record("create_round", made, by=by)
    return made


def edit_round(
    appraisal_round: AppraisalRound, facts: RoundFacts, rubric: RubricVersion, *, by: Account, version: int | None
) -> None:
    """Change a round before it is opened."""
    appraisal_round = held_round(appraisal_round, by)
    if appraisal_round.state is not RoundState.DRAFT:
        raise Refused(f"这次考核{ROUND_STATE_TITLES[appraisal_round.state]}，内容不能再改。")
    appraisal_round.expect_version(version)
    _refuse(facts, rubric, appraisal_round.organiser, appraisal_round)
    for field, value in asdict(facts).items():
        setattr(appraisal_round, field, value)
    appraisal_round.rubric_version = rubric
    audit.record("edit_round", appraisal_round, by=by, changes=audit.pending_changes(appraisal_round))


def open_round(appraisal_round: AppraisalRound, *, by: Account) -> int:
    """Begin: every studio that the round concerns has to report. Returns how many there are."""
    appraisal_round = held_round(appraisal_round, by)
    namings = namings_to_appraise(appraisal_round, clock.today())
    if not namings:
        raise Refused("没有需要考核的工作室：这一级没有在册的命名，或者到那一天没有期满的。请核对级别和日期。")
    appraisal_round.appraisals = [Appraisal(studio=naming.studio, naming=naming) for naming in namings]
    advance(appraisal_round, "open_round", by=by, changes={"appraisals": (0, len(namings))})
    return len(namings)


def cancel_round(appraisal_round: AppraisalRound, *, by: Account, reason: str) -> None:
    """Give a round up; what was decided in it before stays decided."""
    advance(held_round(appraisal_round, by), "cancel_round", by=by, reason=reason)


def close_round(appraisal_round: AppraisalRound, *, by: Account) -> None:
    """End a round. Raises `Refused` while the assessment of a studio is not settled."""
    appraisal_round = held_round(appraisal_round, by)
    if left := unsettled_in(appraisal_round):
        raise Refused(f"还有 {left} 间工作室的考核没有了结，请逐间了结以后再办结。")
    advance(appraisal_round, "close_round", by=by)


def reopen_round(appraisal_round: AppraisalRound, *, by: Account, reason: str) -> None:
    """Go on with a round that was closed."""
    advance(held_round(appraisal_round, by), "reopen_round", by=by, reason=reason)


def review_round(
    appraisal_round: AppraisalRound, kind: ReviewKind, experts: Sequence[Account], *, least_raters: int, by: Account
) -> Review:
    """Let experts score the studios that have reported and have no score yet, on the desk or on the spot."""
    appraisal_round = held_round(appraisal_round, by)
    waiting = select(Appraisal).where(
        Appraisal.round_id == appraisal_round.id, Appraisal.state == AppraisalState.REPORTED
    )
    reviewed = {
        subject.reference
        for review in session.scalars(reviews_of(appraisal_round.reference))
        for subject in review.subjects
    }
    due = [one for one in session.scalars(waiting.order_by(Appraisal.id)) if one.reference not in reviewed]
    if not due:
        raise Refused("没有等待评分的工作室：要先交自查报告，已经在评分的不重复安排。")
    facts = ReviewFacts(
        appraisal_round.title,
        appraisal_round.organiser,
        appraisal_round.rubric_version,
        kind,
        appraisal_round.reference,
        least_raters=least_raters,
    )
    return open_review(facts, [_subject(one) for one in due], experts, by=by)


def score_round(appraisal_round: AppraisalRound, *, by: Account) -> int:
    """Take over the scores of the reviews that are closed. Returns how many studios got theirs."""
    appraisal_round = held_round(appraisal_round, by)
    scores = {
        reference: score
        for review in session.scalars(reviews_of(appraisal_round.reference))
        if not review.is_open
        for reference, score in scores_of(review).items()
    }
    scored = [
        one for one in appraisal_round.appraisals if one.state is AppraisalState.REPORTED and one.reference in scores
    ]
    for one in scored:
        score = scores[one.reference]
        one.score, one.working, one.vetoed = score.score, score.working, bool(score.vetoed_by)
    if not scored:
        raise Refused("没有新的得分：评审还没有结束，或者得分都已经取过。")
    advance_all(scored, "score_appraisal", by=by)
    return len(scored)


def held_round(appraisal_round: AppraisalRound, by: Account) -> AppraisalRound:
    """The round, held against other writers. Raises unless `by` runs it."""
    if not by.may_at(Permission.DESIGNATION_RUN, appraisal_round.organisation_path):
        raise NotAllowed
    return lock(appraisal_round)


def _refuse(facts: RoundFacts, rubric: RubricVersion, organiser: Organisation, itself: AppraisalRound | None) -> None:
    if reasons := facts.reasons(rubric.full + rubric.bonus_cap):
        raise Refused("考核没有设好。", reasons=reasons)
    named = (AppraisalRound.organiser_id == organiser.id, AppraisalRound.title == facts.title)
    same = session.scalars(select(AppraisalRound).where(*named)).first()
    if same is not None and same is not itself:
        raise Refused("已经有一次同名的考核，请换个名称。", field="title")


def _subject(appraisal: Appraisal) -> ReviewSubject:
    studio: Studio = appraisal.studio
    persons = team_on(studio, clock.today())
    address = f"/studios/appraisals/{appraisal.id}/materials"
    return ReviewSubject(appraisal.reference, studio.name, studio.organisation, persons, address)
