"""How a class ends: completion decided for all at once, taken back for a correction, or the class cancelled."""

from collections.abc import Mapping

from sqlalchemy import select

from certificates.issuing.rules import VOID_STATES
from foundation import clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from lectures.classes.models import TrainingClass
from lectures.classes.queries import certificates_on, enrolments_in, register_of, source_of
from lectures.classes.rules import ClassState, reasons_against_exceptions, reasons_against_finishing
from lectures.orders.queries import order_met_by
from lectures.orders.steps import Addresses
from lectures.orders.teaching import end_class_of_order, teach_order, undo_teaching
from lectures.tours.models import Lecture
from lectures.tours.operations import cancel_lecture, close_tour, reopen_tour
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.messages.operations import send_message
from people.messages.queries import accounts_of


def finish_class(
    training_class: TrainingClass,
    exceptions: Mapping[int, str],
    addresses: Addresses,
    *,
    address: str = "",
    by: Account,
) -> int:
    """Decide completion for all who are in it, by their share of the held meetings; how many completed.

    `exceptions` turn the decision round for the enrolments with these ids, each for a reason. All are told, and
    the unit that ordered the class rates it.
    """
    register = register_of(lock(training_class))
    if reasons := reasons_against_finishing(len(register.held), len(register.ahead), len(register.enrolments)):
        raise Refused("现在还不能结业。", reasons=reasons)
    turned = [(one.person.name, exceptions[one.id]) for one in register.enrolments if one.id in exceptions]
    if reasons := reasons_against_exceptions(turned):
        raise Refused("结业没有评定。", reasons=reasons)
    needed = training_class.needed_share
    for one in register.enrolments:
        one.exception = exceptions.get(one.id, "").strip()
        one.completed = register.attended(one).reaches(needed) != (one.id in exceptions)
    completed = [one for one in register.enrolments if one.completed]
    changes = {"completed": (None, f"{len(completed)} / {len(register.enrolments)}")}
    if turned:
        changes["exception"] = (None, "；".join(f"{name}：{reason.strip()}" for name, reason in turned))
    if order := order_met_by(training_class.tour):
        last = max(clock.in_shanghai(meeting.starts_at).date() for meeting in register.held)
        teach_order(order, last, addresses, by=by)
    advance(training_class, "finish_class", by=by, changes=changes)
    close_tour(training_class.tour, by=by)
    told = session.scalars(accounts_of({one.person_id for one in register.enrolments})).unique()
    send_message(told, f"培训班“{training_class.audit_label}”已评定结业，请查看您的结果", address=address)
    return len(completed)


def reopen_class(training_class: TrainingClass, *, reason: str, by: Account) -> None:
    """Let the decision be made anew. Raises `Refused` while certificates in force or a closed order rest on it."""
    enrolments = session.scalars(enrolments_in(lock(training_class))).all()
    holders = {source_of(one): one.person for one in enrolments}
    made = certificates_on(holders).items()
    if names := [holders[on].name for on, papers in made if any(state not in VOID_STATES for _, state in papers)]:
        listed = "、".join(names[:10])
        raise Refused(f"已经制作了 {len(names)} 张结业证明（{listed}等），不能重新打开。请先在证书页面撤销这些证明。")
    if order := order_met_by(training_class.tour):
        undo_teaching(order, reason=reason, by=by)
    advance(training_class, "reopen_class", by=by, reason=reason)
    for one in enrolments:
        one.completed, one.exception = None, ""
    reopen_tour(training_class.tour, reason=reason, by=by)


def cancel_class(training_class: TrainingClass, addresses: Addresses, *, reason: str, by: Account) -> None:
    """The class does not take place, or not to its end: what is still planned is cancelled with it.

    An order that it was to meet is to be assigned again.
    """
    if lock(training_class).state is not ClassState.RUNNING:
        raise Refused("培训班已经结业或取消，请刷新页面查看。")
    if order := order_met_by(training_class.tour):
        end_class_of_order(order, addresses, reason=f"培训班取消：{reason.strip()}", by=by)
    lock(training_class.tour)  # before its lectures, as where they are released
    advance(training_class, "cancel_class", by=by, reason=reason)
    planned = select(Lecture).where(Lecture.tour_id == training_class.tour_id, Lecture.state == LectureState.PLANNED)
    for lecture in session.scalars(planned.order_by(Lecture.id)).unique().all():
        cancel_lecture(lecture, reason=reason, by=by)
    close_tour(training_class.tour, by=by)
