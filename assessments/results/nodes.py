"""When the scores of a plan are done, and when its public notice is: the plan's line of nodes moves on."""

from sqlalchemy import or_, select

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.batches.operations import note_node, require_node
from assessments.batches.rules import Node
from assessments.results.models import PartScore
from assessments.results.models_checks import ScoreCheck
from assessments.results.queries import examined_in, outcomes_of, scores_of
from assessments.results.rules import SETTLED, ScoreState
from assessments.results.rules_checks import CheckState
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.operations import note_examination
from assessments.sittings.rules import Attendance, SittingState
from assessments.sittings.seating import note_seating
from assessments.standards.rules import PART_TITLES, Part
from foundation.database import session
from people.accounts.models import Account

_CONTRADICTION = {
    SittingState.PLANNED: "还没有开场。",
    SittingState.OPEN: "又重新打开，还没有结束。",
    SittingState.CLOSED: "的到场登记与成绩不符，请退回成绩重录。",
}


def check_of(batch: Batch) -> ScoreCheck | None:
    """The spot check of a plan's scores, if it was begun."""
    return session.scalars(select(ScoreCheck).where(ScoreCheck.batch_id == batch.id)).one_or_none()


def unreviewed(batch: Batch) -> list[str]:
    """The scores that a plan still lacks, or that wait for their review, by ticket number and part."""
    done = {(score.application_id, score.part) for score in scores_of(batch) if score.state is ScoreState.REVIEWED}
    return [
        f"{application.audit_label} {PART_TITLES[Part(part)]}"
        for application in examined_in(batch)
        for part in application.parts
        if (application.id, Part(part)) not in done
    ]


def contradicted(batch: Batch) -> list[str]:
    """Scores that their sittings do not bear out: reopened since, or the attendance was corrected after the score."""
    said = or_(
        (Seat.attendance == Attendance.EXPELLED) != PartScore.expelled,
        (Seat.attendance == Attendance.ABSENT) & ~PartScore.absent,
    )
    seated = (Seat.sitting_id == PartScore.sitting_id) & (Seat.application_id == PartScore.application_id)
    query = (
        select(PartScore, Sitting)
        .join(PartScore.application)
        .join(PartScore.sitting)
        .join(Seat, seated)
        .where(Application.batch_id == batch.id, or_(Sitting.state != SittingState.CLOSED, said))
        .order_by(Application.ticket_number, PartScore.part)
    )
    return [
        f"{score.audit_label} {PART_TITLES[score.part]}：场次“{sitting.title}”{_CONTRADICTION[sitting.state]}"
        for score, sitting in session.execute(query)
    ]


def require_examined(batch: Batch, *, by: Account) -> None:
    """Scores are checked once the examination is done. What was worked off meanwhile is noted first, in its order."""
    note_seating(batch, by=by)
    note_examination(batch, by=by)
    require_node(batch, Node.EXAMINATION)


def note_scores(batch: Batch, *, by: Account) -> None:
    """Scores are done when all are reviewed and the spot check is finished."""
    check = check_of(batch)
    if check is not None and check.state is CheckState.FINISHED and not unreviewed(batch):
        note_node(batch, Node.SCORES, by=by)


def note_notice(batch: Batch, *, by: Account) -> None:
    """The notice is done when every outcome is final, or its candidate disqualified."""
    states = {outcome.state for outcome in outcomes_of(batch)}
    if states and states <= SETTLED:
        note_node(batch, Node.NOTICE, by=by)
