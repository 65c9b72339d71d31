"""Reviews of a selection: who is reviewed, who must step aside, what the scores come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.database import session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.models import Person
from studios.mentoring.queries import ties_of
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import Selection
from studios.proposals.queries_achievements import in_order
from studios.proposals.rules_achievements import GRADED_POOL, REVIEWED, SelectionState
from studios.reviews.models import Review
from studios.reviews.operations import ReviewFacts, ReviewSubject, excuse_subject, open_review
from studios.reviews.queries import reviews_of
from studios.reviews.rules import ReviewKind, ReviewScore, ScoreMethod, combine
from studios.reviews.scores import scores_of
from studios.rubrics.operations import rubric_in_use

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class ReviewPlan:
    """How a selection is reviewed: PAPER (网评, anonymous) or PITCH (路演, by name)."""

    kind: ReviewKind
    rubric: str
    method: ScoreMethod
    least_raters: int
    due_on: date | None = None


@dataclass(frozen=True)
class Reached:
    """What an achievement reached in review, with its working; `vetoed`: a confirmed veto, so that it has no rank."""

    score: Decimal
    working: str
    vetoed: bool


def reference_of(selection: Selection) -> str:
    """What reviews and notices of a selection say they are about."""
    return f"achievement-selection:{selection.id}"


def review_achievements(selection: Selection, plan: ReviewPlan, experts: Sequence[Account], *, by: Account) -> Review:
    """Open a round: paper review of all that passed the check, or pitch of the short list.

    Experts of the unit, authors and everybody of the studio behind it step aside. Raises `Refused` with the reasons.
    """
    if not by.may_at(Permission.PROPOSAL_RUN, selection.organisation_path):
        raise NotAllowed
    if selection.state is not SelectionState.CLOSED:
        raise Refused("申报结束以后才能组织评审。请先结束申报。")
    if any(review.is_open for review in session.scalars(reviews_of(reference_of(selection)))):
        raise Refused("上一轮评审还没有结束。")
    pitch = plan.kind is ReviewKind.PITCH
    subjects = [one for one in in_order(selection, *REVIEWED) if one.shortlisted or not pitch]
    facts = ReviewFacts(
        title=f"{selection.title}{'路演' if pitch else '网评'}",
        organisation=selection.organisation,
        rubric_version=rubric_in_use(plan.rubric, selection.organisation, by=by),
        kind=plan.kind,
        reference=reference_of(selection),
        anonymous=not pitch,
        method=plan.method,
        least_raters=plan.least_raters,
        due_on=plan.due_on,
    )
    return open_review(facts, [_subject(one) for one in subjects], experts, by=by)


def latest_review(selection: Selection, kind: ReviewKind) -> Review | None:
    """The latest round of a kind that has ended."""
    rounds = [one for one in session.scalars(reviews_of(reference_of(selection))) if one.kind is kind]
    return next((one for one in reversed(rounds) if not one.is_open), None)


def scores_reached(selection: Selection, paper_weight: Decimal = HUNDRED) -> dict[int, Reached]:
    """评审得分，键为成果：没有路演的即网评得分；路演过的按网评和路演的权重（百分数）合计，见 `reviews.combine`。

    Only those that have every score their round asks for. Raises `Refused` if no round has ended.
    """
    paper, pitch = latest_review(selection, ReviewKind.PAPER), latest_review(selection, ReviewKind.PITCH)
    if paper is None and pitch is None:
        raise Refused("还没有结束的评审，没有得分可用。请先组织网评，专家打完分后结束这一轮。")
    papers, pitches = scores_of(paper) if paper else {}, scores_of(pitch) if pitch else {}
    pool = in_order(selection, *GRADED_POOL)
    if pitch:
        pool = [one for one in pool if one.shortlisted]
    made = {
        one.id: _reached(papers.get(one.reference), pitches.get(one.reference), pitch, paper_weight) for one in pool
    }
    return {key: reached for key, reached in made.items() if reached}


def _reached(
    paper: ReviewScore | None, pitched: ReviewScore | None, pitch: Review | None, paper_weight: Decimal
) -> Reached | None:
    parts = [(HUNDRED, paper)] if pitch is None else [(paper_weight, paper), (HUNDRED - paper_weight, pitched)]
    needed = [(weight, score) for weight, score in parts if weight]
    if any(score is None for _, score in needed):
        return None
    scores = [(weight, score) for weight, score in needed if score]
    vetoes = sorted({veto for _, score in scores for veto in score.vetoed_by})
    if vetoes:
        return Reached(Decimal(0), f"一票否决：{'、'.join(vetoes)}", True)
    if len(scores) == 1:
        return Reached(scores[0][1].score, scores[0][1].working, False)
    combined = combine([(weight, score.score) for weight, score in scores])
    return Reached(combined.score, combined.working, False)


def _subject(achievement: Achievement) -> ReviewSubject:
    return ReviewSubject(
        reference=achievement.reference,
        label=achievement.title,
        organisation=achievement.organisation,
        persons=involved(achievement),
        material_url=f"/studios/achievements/{achievement.id}/materials",
    )


def excuse_from_reviews(achievement: Achievement, reason: str, *, by: Account) -> None:
    """A round that is going on waits for no scores of it any more."""
    for review in session.scalars(reviews_of(reference_of(achievement.selection))):
        for subject in review.subjects if review.is_open else ():
            if subject.reference == achievement.reference and not subject.excused:
                excuse_subject(subject, reason=reason, by=by)


def involved(achievement: Achievement) -> list[Person]:
    """The authors, their masters and apprentices, and the leader and members of the studio behind it."""
    authors = [author.person for author in achievement.authors if author.person]
    persons = authors + ties_of(authors)
    if studio := achievement.studio:
        persons += [member.person for member in studio.members if member.left_on is None]
        persons += [studio.leader] if studio.leader else []
    return list({person.id: person for person in persons}.values())
