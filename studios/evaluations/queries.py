"""Reading evaluations from two sides: whose they are, who may rate, and what came of them (E05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.persons.models import Person
from studios.evaluations.models import Evaluation, EvaluationPaper, EvaluationRater, EvaluationSubject
from studios.evaluations.rules import (
    CombinedScore,
    EvaluationState,
    SideScore,
    combine_sides,
    item_means,
    ranks_of,
    side_score,
)
from studios.reviews.models import Review
from studios.reviews.queries import reviews_of
from studios.reviews.rules import ReviewScore
from studios.reviews.scores import scores_of
from studios.rubrics.rules import score_rubric

Items = list[tuple[str, Decimal, Decimal]]
RATED_OR_SHOWN = (EvaluationState.OPEN, EvaluationState.CLOSED)


@dataclass(frozen=True)
class SubjectResult:
    """What both sides say of a subject, and the two together."""

    subject: EvaluationSubject
    officers: SideScore
    members: SideScore
    combined: CombinedScore
    rank: int | None
    items: Items


def evaluations_run_by(user: Account) -> Select[Evaluation]:
    """The evaluations that one organises."""
    return select(Evaluation).where(Evaluation.organiser_id.in_(ids_in(user.scope(Permission.REVIEW_RUN))))


def evaluations_visible_to(user: Account) -> Select[Evaluation]:
    """The evaluations that one organises, and those of one's unit once their results are shown."""
    units = select(EvaluationSubject.evaluation_id).where(_unit_in(user))
    shown = (Evaluation.state == EvaluationState.CLOSED) & Evaluation.id.in_(units)
    runs = Evaluation.organiser_id.in_(ids_in(user.scope(Permission.REVIEW_RUN)))
    return select(Evaluation).where(or_(runs, shown))


def units_seen_in(evaluation: Evaluation, user: Account) -> set[int] | None:
    """The subjects whose result `user` sees as their officer; None: all, as the organiser."""
    if user.may_at(Permission.REVIEW_RUN, evaluation.organisation_path):
        return None
    own = select(EvaluationSubject.id).where(EvaluationSubject.evaluation_id == evaluation.id, _unit_in(user))
    return set(session.scalars(own))


def subjects_rated_by(person: Person) -> Select[EvaluationSubject]:
    """The subjects that a worker may rate or has rated: of his unit and the unions above it. Not himself."""
    above = [int(part) for part in (person.organisation_path or "").split("/") if part]
    return (
        select(EvaluationSubject)
        .join(EvaluationSubject.evaluation)
        .where(
            EvaluationSubject.unit_id.in_(above),
            Evaluation.state.in_(RATED_OR_SHOWN),
            or_(EvaluationSubject.chair_id.is_(None), EvaluationSubject.chair_id != person.id),
        )
        .options(contains_eager(EvaluationSubject.evaluation).joinedload(Evaluation.member_rubric))
        .order_by(Evaluation.id.desc(), EvaluationSubject.id)
    )


def rated_subjects(person: Person) -> set[int]:
    """The subjects that a worker has rated."""
    return set(session.scalars(select(EvaluationRater.subject_id).where(EvaluationRater.person_id == person.id)))


def returns_of(evaluation: Evaluation) -> dict[int, int]:
    """How many members have rated each subject; before the end nothing more is shown."""
    count = func.count()
    query = (
        select(EvaluationRater.subject_id, count)
        .join(EvaluationRater.subject)
        .where(EvaluationSubject.evaluation_id == evaluation.id)
        .group_by(EvaluationRater.subject_id)
    )
    return {subject: int(returned) for subject, returned in session.execute(query)}


def review_of(evaluation: Evaluation) -> Review | None:
    """The sheets of the officers."""
    return session.scalars(reviews_of(evaluation.reference)).first()


def results_of(evaluation: Evaluation) -> list[SubjectResult]:
    """What came of it, the highest first; who has no score comes last."""
    review, papers = review_of(evaluation), _papers_of(evaluation)
    scores = scores_of(review) if review else {}
    found = [_result(evaluation, one, scores, papers.get(one.id, [])) for one in _subjects_of(evaluation)]
    ranks = ranks_of([one[3].score for one in found])
    results = [SubjectResult(*one[:4], rank, one[4]) for one, rank in zip(found, ranks, strict=True)]
    return sorted(results, key=lambda one: (one.rank is None, one.rank or 0, one.subject.id))


def _subjects_of(evaluation: Evaluation) -> list[EvaluationSubject]:
    query = select(EvaluationSubject).where(EvaluationSubject.evaluation_id == evaluation.id)
    return list(session.scalars(query.options(joinedload(EvaluationSubject.chair)).order_by(EvaluationSubject.id)))


def _result(
    evaluation: Evaluation,
    subject: EvaluationSubject,
    scores: Mapping[str, ReviewScore],
    papers: list[dict[str, Decimal]],
) -> tuple[EvaluationSubject, SideScore, SideScore, CombinedScore, Items]:
    by_officers, by_members = evaluation.officer_rubric.rubric, evaluation.member_rubric.rubric
    scored = scores.get(subject.reference)
    totals = [line.scored.total for line in scored.lines] if scored else []
    vetoed = bool(scored and scored.vetoed_by)
    officers = side_score(totals, by_officers.full, evaluation.least_officers, vetoed=vetoed)
    sums = [score_rubric(by_members, paper).total for paper in papers]
    members = side_score(sums, by_members.full, evaluation.least_members)
    items = item_means(by_members, papers) if members.score is not None else []
    return subject, officers, members, combine_sides(officers, members, evaluation.officer_weight), items


def _papers_of(evaluation: Evaluation) -> dict[int, list[dict[str, Decimal]]]:
    """The papers by subject. They lie in the order of their random numbers."""
    query = (
        select(EvaluationPaper)
        .join(EvaluationSubject, EvaluationSubject.id == EvaluationPaper.subject_id)
        .where(EvaluationSubject.evaluation_id == evaluation.id)
        .order_by(EvaluationPaper.paper)
    )
    found: dict[int, list[dict[str, Decimal]]] = {}
    for paper in session.scalars(query):
        written = {code: Decimal(text) for code, text in paper.findings.items()}
        found.setdefault(paper.subject_id, []).append(written)
    return found


def _unit_in(user: Account) -> ColumnElement[bool]:
    return EvaluationSubject.unit_id.in_(ids_in(user.scope(Permission.CONTEST_ENTER)))
