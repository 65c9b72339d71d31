"""Putting officials on duty, taking them off, and leave to go on without what the rules ask for."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.batches.operations import note_node
from assessments.batches.queries import nodes_done
from assessments.batches.rules import Node
from assessments.bodies.models import AssessmentBody, Official
from assessments.sittings.marking import join_panel, leave_panel
from assessments.sittings.marks import unscored_for_want_of_raters
from assessments.sittings.models import Assignment, DutyException, DutyRules, Sitting
from assessments.sittings.queries import hold_persons
from assessments.sittings.queries_duties import assignments_of, duty_rules_of, reasons_against_assigning, unmet_duties
from assessments.sittings.rules import SITTING_DUTY_TITLES, SittingDuty, SittingState
from assessments.sittings.rules_duties import DutyParameters, parameter_faults
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from marking.panels.models import Conflict
from marking.panels.rules import ConflictGround
from marking.sheets import recusal
from people.accounts.models import Account
from people.persons.models import Person


def assign_official(sitting: Sitting, official: Official, duty: SittingDuty, *, by: Account) -> Assignment:
    """Put somebody on duty. Once the marking is open, a further assessor gets his sheets at once.

    Raises `Refused` with every reason that lies in the person: his qualification, another place at that time, a duty
    or a seat at the same sitting. What the sitting as a whole still lacks is `queries_duties.unmet_duties`.
    """
    _require_unfinished(lock(sitting))
    hold_persons([official.person_id])  # nobody else puts him somewhere meanwhile
    if official.body_id != sitting.batch.body_id:
        raise Refused("这个人没有登记在本机构名下，请先在机构页面登记。", field="choice")
    on_duty = assignments_of(sitting)
    name = official.person.name
    for one in on_duty:
        if one.official.person_id == official.person_id:
            held = SITTING_DUTY_TITLES[one.duty]
            raise Refused(
                f"{name}已是这一场的{held}。一人一场只担任一项，督导员不能兼考评员；要改分工请先撤下。",
                field="choice",
            )
    if duty is SittingDuty.LEAD_ASSESSOR and any(one.duty is duty for one in on_duty):
        raise Refused("这一场已有考评组长。要换人请先撤下原来的组长。", field="choice")
    if reasons := reasons_against_assigning(sitting, official, duty):
        raise Refused(f"{name}不能担任{SITTING_DUTY_TITLES[duty]}。", reasons=reasons, field="choice")
    assignment = Assignment(sitting=sitting, official=official, duty=duty)
    session.add(assignment)
    audit.record("assign_official", assignment, by=by, changes={"duty": (None, duty)})
    join_panel(sitting, official, duty, by=by)
    note_preparation(sitting.batch, by=by)
    return assignment


def remove_official(assignment: Assignment, *, reason: str = "", by: Account) -> None:
    """Take somebody off duty; with a reason once the sitting is open. Whoever has sealed a sheet stays."""
    sitting = lock(assignment.sitting)
    _require_unfinished(sitting)
    if sitting.state is not SittingState.PLANNED and not reason.strip():
        raise Refused("这一场已经开始，撤下考务人员需要写明原因。", field="reason")
    leave_panel(sitting, assignment.official, by=by)
    audit.record("remove_official", assignment, by=by, reason=reason, changes={"duty": (assignment.duty, None)})
    sitting.duties.remove(assignment)
    session.delete(assignment)
    session.flush()


def sanction_duties(sitting: Sitting, *, ground: str, by: Account) -> DutyException:
    """Leave to go on with what is lacking now, for a reason; what is lacking later is not in it.

    It covers the duties, and candidates whom recusal left with too few marks.
    """
    if not ground.strip():
        raise Refused("同意例外需要写明原因。", field="ground")
    reasons = [*unmet_duties(lock(sitting)), *unscored_for_want_of_raters(sitting).values()]
    if not reasons:
        raise Refused("考务安排已经齐备，不需要例外。请刷新页面查看。")
    made = DutyException(sitting=sitting, reasons=reasons, ground=ground.strip(), giver=by)
    session.add(made)
    audit.record("sanction_duties", made, by=by, reason=ground)
    note_preparation(sitting.batch, by=by)
    return made


def note_preparation(batch: Batch, *, by: Account) -> None:
    """The node PREPARATION is done once everybody is seated and no sitting with seats lacks anybody."""
    session.flush()
    done = nodes_done(batch)
    if Node.SEATING not in done or Node.PREPARATION in done:
        return
    sittings = session.scalars(select(Sitting).where(Sitting.batch_id == batch.id, Sitting.seats.any())).all()
    if sittings and not any(unmet_duties(sitting) for sitting in sittings):
        note_node(batch, Node.PREPARATION, by=by)


def edit_duty_rules(
    body: AssessmentBody, parameters: DutyParameters, *, source: str, version: int | None, by: Account
) -> None:
    """Write down by which numbers a body puts officials on duty, and from which rule they come."""
    if faults := parameter_faults(parameters, source):
        raise Refused("考务规则没有保存。", reasons=faults)
    written = duty_rules_of(body)
    if written is None:
        written = DutyRules(body=body)
        session.add(written)
    else:
        written.expect_version(version)
    facts: Mapping[str, object] = asdict(parameters) | {"source": source.strip()}
    for name, value in facts.items():
        setattr(written, name, value)
    audit.record("edit_duty_rules", written, by=by, changes=audit.pending_changes(written))


def record_recusal(
    assessor: Account, candidate: Person, ground: ConflictGround, *, note: str = "", by: Account
) -> Conflict:
    """An assessor must step aside from a candidate: relative, apprentice, student. His open sheets go at once."""
    return recusal.record_conflict(assessor, ground, person=candidate, note=note, by=by)


def _require_unfinished(sitting: Sitting) -> None:
    if sitting.state is SittingState.CLOSED:
        raise Refused("这一场已经结束，考务安排不能再改。确需更正的，请先写明原因重新打开场次。")
