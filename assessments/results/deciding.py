"""What the rules are told of an application: its own scores, and those carried over to a resit."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.results.models import Outcome, PartScore
from assessments.results.queries import outcome_for
from assessments.results.rules import OutcomeState, ScoreState
from assessments.results.rules_outcomes import OutcomeFacts, PartFacts, last_valid_day, outcome_of
from assessments.standards.rules import Part, parts_of
from foundation.database import session
from foundation.errors import Refused


def decided(batch: Batch, applications: Sequence[Application]) -> list[OutcomeFacts]:
    """What these applications of a plan come to, in their order. Raises `Refused` where a reviewed score is missing."""
    scores = _reviewed(application.id for application in applications)
    return [
        outcome_of(
            parts_of(application.item.level),
            [*(_own(score) for score in scores.get(application.id, [])), *_carried(application)],
            examined_on=batch.examined_on,
            pass_score=batch.pass_score,
        )
        for application in applications
    ]


def entered_since(outcome: Outcome) -> bool:
    """Whether a score that it was decided by was entered anew afterwards, be it as it was."""
    scores = _reviewed([outcome.application_id]).get(outcome.application_id, [])
    return any(score.entered_at > outcome.decided_at for score in scores)


def _own(score: PartScore) -> PartFacts:
    return PartFacts(score.part, score.score, expelled=score.expelled, failed_keys=tuple(score.failed_keys))


def _carried(application: Application) -> list[PartFacts]:
    """The other parts of a resit, from the application that it mends."""
    earlier = application.resit_of
    if earlier is None:
        return []
    outcome = outcome_for(earlier)
    carried = [
        score
        for score in _reviewed([earlier.id]).get(earlier.id, [])
        if Part(score.part) not in {Part(part) for part in application.parts}
    ]
    if outcome is not None and outcome.state is OutcomeState.DISQUALIFIED:
        return [PartFacts(score.part, None, carried_from=earlier.ticket_number or "") for score in carried]
    if outcome is None or outcome.state is not OutcomeState.FINAL or outcome.final_on is None:
        where = f"原来的认定结果（准考证 {earlier.ticket_number}）"
        raise Refused(f"{application.audit_label}是补考，{where}没有生效，请先办结。")
    valid_until = last_valid_day(outcome.final_on, earlier.batch.resit_months)
    return [
        PartFacts(score.part, score.score, carried_from=earlier.ticket_number or "", valid_until=valid_until)
        for score in carried
    ]


def _reviewed(application_ids: Iterable[int]) -> dict[int, list[PartScore]]:
    query = select(PartScore).where(
        PartScore.application_id.in_(list(application_ids)), PartScore.state == ScoreState.REVIEWED
    )
    found: dict[int, list[PartScore]] = {}
    for score in session.scalars(query):
        found.setdefault(score.application_id, []).append(score)
    return found
